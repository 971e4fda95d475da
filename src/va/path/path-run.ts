import type { Certificate } from '#codec/x509/certificate.ts'
import { readSignatureScheme } from '#codec/x509/signature-algorithm.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import { toHex } from '#kernel/bytes.ts'
import { type AlgorithmRefusal, judgeAlgorithm } from '../algorithm-policy.ts'
import { signerKeyOf, verificationKeyOf } from '../signer-key.ts'
import type { RevocationEvidence } from '../revocation/question.ts'
import type { Outcome, SignatureMemory, SignedObject } from '../revocation/signed-by.ts'
import { isNumbered } from './crl-profile.ts'
import { FirstAndFurther } from './first-and-further.ts'
import type { CertificateNames } from './name-constraints.ts'
import { DEFAULT_PATH_BUDGET, newSpending, type Spending, spendSignature } from './path-budget.ts'
import type { PathRequest, TrustAnchor } from './path-request.ts'

/** Why a certificate was not issued under a key. */
export type EdgeRefusal = AlgorithmRefusal | 'chain-signature-wrong' | 'path-budget-exhausted'

/** A certificate that was given, and whether as an anchor. */
export interface Pooled {
  readonly certificate: Certificate
  readonly anchor: TrustAnchor | undefined
}

/** A certificate that may have issued another. */
export interface IssuerCandidate {
  readonly certificate: Certificate
  /** Where it is an anchor: the path ends with it. */
  readonly anchor: TrustAnchor | undefined
  /**
   * Whether key identifiers speak for it: `matched` where both are there and equal, `unknown` where
   * one is missing, `differs` where they are not equal.
   */
  readonly keyIdentifier: 'matched' | 'unknown' | 'differs'
}

/**
 * One validation: the request, what it has spent, and what it has found out about certificates.
 * That is remembered here and not by certificate in a `WeakMap`: entries of those keep what is new
 * alive until the whole heap is looked through, and most certificates are only seen once.
 */
export interface PathRun {
  readonly request: PathRequest
  /** The status objects that count: under the profile, numbered lists alone. */
  readonly evidence: RevocationEvidence
  readonly spending: Spending
  /** Everything that may be an issuer, anchors first. */
  readonly pool: readonly Pooled[]
  /** The pool by prepared subject: made only when octet-identical names led to no valid path. */
  poolBySubject: ReadonlyMap<string, readonly Pooled[]> | undefined
  /** By certificate, who may have issued it, in order of likelihood. */
  readonly identicallyNamed: FirstAndFurther<Certificate, readonly IssuerCandidate[]>
  readonly alsoNamed: FirstAndFurther<Certificate, readonly IssuerCandidate[]>
  /** By certificate, under which keys it was issued and under which not. */
  readonly edges: FirstAndFurther<Certificate, Edges>
  /** Keys as text, to tell keys apart. */
  readonly keyTexts: FirstAndFurther<Certificate, string>
  /** Names as constraints look at them. */
  readonly constrainedNames: FirstAndFurther<Certificate, CertificateNames>
  /** What came of verifying status objects. */
  readonly statusSignatures: SignatureMemory
  /** By anchor, what is known of those who may have signed a list. */
  readonly listSigners: FirstAndFurther<TrustAnchor, Map<Certificate, ListSigner>>
}

/**
 * What is known of one certificate's issuer: mostly the one there is, told by identity; further
 * ones by their keys, since the same key certified twice is one key.
 */
interface Edges {
  readonly issuer: Certificate
  /** `undefined` where the signature holds. */
  readonly refusal: EdgeRefusal | undefined
  byKey: Map<string, EdgeRefusal | undefined> | undefined
}

/** Whether a path from a list's signer to the anchor was found, or is just being looked for. */
export type ListSigner = 'judging' | 'verified' | 'refused'

/** A validation that has found out nothing yet. */
export function newRun(request: PathRequest): PathRun {
  return {
    request,
    evidence: evidenceOf(request),
    spending: newSpending(request.budget ?? DEFAULT_PATH_BUDGET),
    pool: poolOf(request),
    poolBySubject: undefined,
    identicallyNamed: new FirstAndFurther(),
    alsoNamed: new FirstAndFurther(),
    edges: new FirstAndFurther(),
    keyTexts: new FirstAndFurther(),
    constrainedNames: new FirstAndFurther(),
    statusSignatures: new FirstAndFurther<SignedObject, Outcome[]>(),
    listSigners: new FirstAndFurther(),
  }
}

/** A validation inside another, of another leaf: what is spent and what was verified is shared. */
export function innerRun(run: PathRun, request: PathRequest): PathRun {
  return {
    ...run,
    request,
    pool: poolOf(request),
    poolBySubject: undefined,
    identicallyNamed: new FirstAndFurther(),
    alsoNamed: new FirstAndFurther(),
  }
}

function poolOf({ anchors, untrusted }: PathRequest): readonly Pooled[] {
  const pool: Pooled[] = []
  for (const anchor of anchors) pool.push({ certificate: anchor.certificate, anchor })
  for (const certificate of untrusted) pool.push({ certificate, anchor: undefined })
  return pool
}

function evidenceOf({ profile, revocation }: PathRequest): RevocationEvidence {
  if (profile !== 'rfc5280' || revocation.crls.every(isNumbered)) return revocation
  return { ...revocation, crls: revocation.crls.filter(isNumbered) }
}

/** Whether two certificates are of the same key. */
export function haveSameKey(run: PathRun, one: Certificate, other: Certificate): boolean {
  if (one.spkiDer.length !== other.spkiDer.length) return false
  return keyText(run, one) === keyText(run, other)
}

function keyText({ keyTexts }: PathRun, certificate: Certificate): string {
  const known = keyTexts.get(certificate)
  if (known !== undefined) return known
  const text = toHex(certificate.spkiDer)
  keyTexts.set(certificate, text)
  return text
}

/**
 * Whether `certificate` bears a signature, by an algorithm and under a key that the caller allows,
 * of the key in `issuer` (RFC 5280 §6.1.3(a)(1)); `undefined` where it does. Each pair of
 * certificate and key is computed once, so a dense graph costs at most their product, and the
 * budget less.
 */
export function issuedUnder(
  run: PathRun,
  certificate: Certificate,
  issuer: Certificate,
): EdgeRefusal | undefined {
  const edges = run.edges.get(certificate)
  if (edges !== undefined)
    return edges.issuer === issuer ? edges.refusal : issuedByOther(run, certificate, issuer, edges)
  const refusal = checkEdge(run, certificate, issuer)
  if (refusal !== EXHAUSTED) run.edges.set(certificate, { issuer, refusal, byKey: undefined })
  return refusal
}

function issuedByOther(
  run: PathRun,
  certificate: Certificate,
  issuer: Certificate,
  edges: Edges,
): EdgeRefusal | undefined {
  edges.byKey ??= new Map([[keyText(run, edges.issuer), edges.refusal]])
  const key = keyText(run, issuer)
  if (edges.byKey.has(key)) return edges.byKey.get(key)
  const refusal = checkEdge(run, certificate, issuer)
  if (refusal !== EXHAUSTED) edges.byKey.set(key, refusal)
  return refusal
}

const EXHAUSTED = 'path-budget-exhausted'

/** The order spares the budget: what the policy refuses is never computed. */
function checkEdge(
  run: PathRun,
  certificate: Certificate,
  issuer: Certificate,
): EdgeRefusal | undefined {
  const scheme = readSignatureScheme(certificate.signatureAlgorithm)
  if (!scheme.ok) return scheme.refusal
  const signer = signerKeyOf(issuer)
  const { parameters } = signer
  if (!parameters.ok) return parameters.refusal
  const judged = judgeAlgorithm(run.request.algorithms, scheme.value, parameters.value)
  if (judged !== undefined) return judged
  if (!spendSignature(run.spending)) return EXHAUSTED
  const key = verificationKeyOf(signer)
  if (key === undefined) return 'key-malformed'
  const holds = verifySignature(scheme.value, key, certificate.tbsDer, certificate.signature)
  return holds ? undefined : 'chain-signature-wrong'
}
