import type { BasicOcspResponse, ResponderId } from '#codec/ocsp/response.ts'
import { type Certificate, isWithinValidity, parseCertificate } from '#codec/x509/certificate.ts'
import { namesMatch } from '#codec/x509/name-match.ts'
import { OID } from '#codec/x509/oids.ts'
import { criticalBeyond } from '#codec/x509/read-extensions.ts'
import { equalBytes } from '#kernel/bytes.ts'
import { type Instant, plusMs } from '#kernel/instant.ts'
import type { AlgorithmPolicy } from '../algorithm-policy.ts'
import { hashesUnder } from './ocsp-subject.ts'
import { type SignatureMemory, signatureUnder } from './signed-by.ts'
import { mostSpecific, type StatusDefect } from './status-defect.ts'

/** What a responder is judged with. */
export interface ResponderQuestion {
  readonly issuer: Certificate
  readonly at: Instant
  readonly algorithms: AlgorithmPolicy
  readonly spend: () => boolean
  /** What came of verifying responses. */
  readonly signatures: SignatureMemory
  /** Whether the lists at hand show a responder's certificate revoked. */
  readonly isRevoked: (responder: Certificate) => boolean
}

/** Who signed a response, or why nobody did that may. */
export type Responder =
  | { readonly signer: Certificate; readonly isDelegated: boolean; readonly defect: undefined }
  | { readonly signer: undefined; readonly defect: StatusDefect }

/**
 * Whose key signed a response (RFC 6960 §4.2.2.2): that of the certificate's issuer, or of a
 * responder whom that very key delegated by a certificate in the response. The signer is whom
 * responderID names (§3.2(3)).
 */
export function findResponder(basic: BasicOcspResponse, question: ResponderQuestion): Responder {
  const { issuer } = question
  const defects: StatusDefect[] = []
  if (isNamedBy(basic.responderId, issuer)) {
    const defect = signatureDefect(basic, issuer, question)
    if (defect === undefined) return { signer: issuer, isDelegated: false, defect }
    defects.push(defect)
  }
  for (const unverifiedDer of basic.certificatesDer) {
    const candidate = candidateOf(unverifiedDer, issuer)
    if (candidate === undefined) {
      defects.push('ocsp-responder-malformed')
      continue
    }
    const { certificate } = candidate
    if (!isNamedBy(basic.responderId, certificate)) continue
    const defect =
      delegationDefect(candidate, basic, question) ?? signatureDefect(basic, certificate, question)
    if (defect === undefined) return { signer: certificate, isDelegated: true, defect }
    defects.push(defect)
  }
  return { signer: undefined, defect: mostSpecific(defects) ?? 'ocsp-responder-unknown' }
}

function signatureDefect(
  basic: BasicOcspResponse,
  signer: Certificate,
  { algorithms, spend, signatures }: ResponderQuestion,
): StatusDefect | undefined {
  const finding = signatureUnder(basic, signer, algorithms, spend, signatures)
  if (finding === 'verified') return undefined
  if (finding === 'wrong') return 'ocsp-signature-wrong'
  return finding === 'unaffordable' ? 'status-budget-exhausted' : finding
}

/** RFC 6960 §4.2.1: by name, or by the SHA-1 hash of the subjectPublicKey's octets. */
function isNamedBy(responderId: ResponderId, certificate: Certificate): boolean {
  if (responderId.by === 'name') return namesMatch(responderId.name, certificate.subject)
  return equalBytes(responderId.keyHash, hashesUnder('sha1', certificate).keyHash)
}

const UNDERSTOOD: ReadonlySet<string> = new Set([
  OID.keyUsage,
  OID.extKeyUsage,
  OID.basicConstraints,
  OID.certificatePolicies,
  OID.ocspNoCheck,
])

/** Whether the issuer delegated the responder, and the delegation held (RFC 6960 §4.2.2.2). */
function delegationDefect(
  candidate: Candidate,
  { producedAt }: BasicOcspResponse,
  { issuer, at, algorithms, spend, isRevoked }: ResponderQuestion,
): StatusDefect | undefined {
  const responder = candidate.certificate
  const isKnown = candidate.delegatedUnder === algorithms
  // "This certificate MUST be issued directly by the CA that is identified in the request": a chain
  // of certificates, or a name, delegates nothing.
  if (!isKnown && !namesMatch(responder.issuer, issuer.subject)) return 'ocsp-responder-unknown'
  if (!isKnown && !mayAnswer(responder)) return 'ocsp-responder-not-delegated'
  // A key that outlived its certificate must not go on answering: valid when it signed, and not
  // over at the moment asked.
  const isOver = at > plusMs(responder.validity.notAfter, 999)
  if (isOver || !isWithinValidity(responder, producedAt)) return 'ocsp-responder-not-valid'
  const finding = isKnown ? 'verified' : signatureUnder(responder, issuer, algorithms, spend)
  if (finding === 'unaffordable') return 'status-budget-exhausted'
  if (finding !== 'verified') return finding === 'wrong' ? 'ocsp-responder-unknown' : finding
  candidate.delegatedUnder = algorithms
  return responder.extensions.ocspNoCheck !== true && isRevoked(responder)
    ? 'ocsp-responder-revoked'
    : undefined
}

function mayAnswer({ extensions }: Certificate): boolean {
  const { extKeyUsage = [], keyUsage, all } = extensions
  return (
    // Delegation "SHALL be designated by the inclusion of id-kp-OCSPSigning in an extended key
    // usage certificate extension": no other purpose will do, anyExtendedKeyUsage neither.
    extKeyUsage.includes(OID.ocspSigning) &&
    // RFC 5280 §4.2.1.12: consistent with it are "digitalSignature and/or nonRepudiation".
    (keyUsage === undefined ||
      keyUsage.includes('digitalSignature') ||
      keyUsage.includes('nonRepudiation')) &&
    criticalBeyond(all, UNDERSTOOD).length === 0
  )
}

/** Responder certificates kept for one issuer: a service has one key, and the next. */
export const RESPONDERS_KEPT_MAX = 8

/** A certificate that came beside responses for one issuer. */
interface Candidate {
  readonly certificate: Certificate
  /**
   * The policy under which the issuer was found to have delegated it: all that such a finding rests
   * on, beside the time and the lists at hand, is the two certificates and the policy.
   */
  delegatedUnder: AlgorithmPolicy | undefined
}

/** By issuer, held weakly: what its responders send with every response, taken apart once. */
const kept = new WeakMap<Certificate, Candidate[]>()

/**
 * A certificate beside a response; `undefined` where it is malformed. One that came before, octet
 * for octet, is the same object again, so that its signature and key are known already.
 */
function candidateOf(unverifiedDer: Uint8Array, issuer: Certificate): Candidate | undefined {
  for (const candidate of kept.get(issuer) ?? [])
    if (equalBytes(candidate.certificate.der, unverifiedDer)) return candidate
  return parsedAndKept(unverifiedDer, issuer)
}

function parsedAndKept(unverifiedDer: Uint8Array, issuer: Certificate): Candidate | undefined {
  // A copy: what is kept must not hold on to the response around it.
  const parsed = parseCertificate(unverifiedDer.slice())
  if (!parsed.ok) return undefined
  const candidate = { certificate: parsed.value, delegatedUnder: undefined }
  const candidates = kept.get(issuer) ?? []
  candidates.push(candidate)
  if (candidates.length > RESPONDERS_KEPT_MAX) candidates.shift()
  kept.set(issuer, candidates)
  return candidate
}
