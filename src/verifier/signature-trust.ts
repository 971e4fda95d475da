import type { Crl } from '#codec/crl/crl.ts'
import type { OcspResponse } from '#codec/ocsp/response.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { OID } from '#codec/x509/oids.ts'
import type { SignatureTrust, SignerPathQuestion } from '#signing/ports.ts'
import type { SignatureEvidence } from '#signing/signature-evidence.ts'
import { type AlgorithmPolicy, judgeAlgorithm, judgeDigest } from '#va/algorithm-policy.ts'
import { DEFAULT_PATH_BUDGET } from '#va/path/path-budget.ts'
import type { PathRefusal } from '#va/path/path-refusal.ts'
import type { InitialPolicies, PathRequest, TrustAnchor } from '#va/path/path-request.ts'
import type { PathReport } from '#va/path/path-report.ts'
import { verifyPath } from '#va/path/verify-path.ts'
import type { RevocationMode } from '#va/revocation/question.ts'

/** Whom and what a relying party trusts for signed documents, and what it knows besides. */
export interface SignatureTrustOptions {
  /** For signers and for time-stamping authorities alike. */
  readonly anchors: readonly TrustAnchor[]
  /** Untrusted objects beside those that come with the signature. */
  readonly untrusted?: readonly Certificate[] | undefined
  readonly crls?: readonly Crl[] | undefined
  readonly ocspResponses?: readonly OcspResponse[] | undefined
  readonly revocation: RevocationMode
  /** Longest age of status information; left to its own nextUpdate where absent. */
  readonly ageMaxMs?: number | undefined
  readonly algorithms: AlgorithmPolicy
  /** The user's policies for signers' certificates; any where absent. */
  readonly policies?: InitialPolicies | undefined
  /** `rfc5280` where absent, as at the door of paths; the integrity of a signature is apart. */
  readonly profile?: PathRequest['profile']
}

/**
 * What the paths of one document may spend together, however many signers and time-stamps it has:
 * four times what one path may.
 */
export const DOCUMENT_BUDGET = {
  signaturesMax: 4 * DEFAULT_PATH_BUDGET.signaturesMax,
  candidatePathsMax: 4 * DEFAULT_PATH_BUDGET.candidatePathsMax,
} as const

/**
 * The trust of a relying party who names anchors: every certificate of a signature is validated by
 * RFC 5280 §6, with what came with the signature as untrusted help.
 */
export function trustByPath(options: SignatureTrustOptions): SignatureTrust<PathRefusal> {
  const { algorithms } = options
  const asked = new WeakMap<SignatureEvidence, DocumentPaths>()
  return {
    judgeAlgorithm: (scheme, key) => judgeAlgorithm(algorithms, scheme, key),
    judgeDigest: (digest) => judgeDigest(algorithms, digest),
    verifyPath: (question) => {
      const paths = asked.get(question.evidence) ?? { left: { ...DOCUMENT_BUDGET }, known: [] }
      asked.set(question.evidence, paths)
      return Promise.resolve(answer(options, paths, question))
    },
  }
}

/** The paths of one document: evidence is made once a document. */
interface DocumentPaths {
  readonly left: { signaturesMax: number; candidatePathsMax: number }
  readonly known: { readonly question: SignerPathQuestion; readonly report: PathReport }[]
}

/** Signers of one document often share their certificate: one question is answered once. */
function answer(
  options: SignatureTrustOptions,
  { left, known }: DocumentPaths,
  question: SignerPathQuestion,
): PathReport {
  const same = known.find(({ question: { leaf, at, now, purpose } }) => {
    const isSameMoment = at === question.at && now === question.now
    return leaf === question.leaf && purpose === question.purpose && isSameMoment
  })
  if (same !== undefined) return same.report
  const report = verifyPath(requestOf(options, left, question))
  left.signaturesMax = Math.max(0, left.signaturesMax - report.spent.signatures)
  left.candidatePathsMax = Math.max(0, left.candidatePathsMax - report.spent.candidatePaths)
  known.push({ question, report })
  return report
}

function requestOf(
  options: SignatureTrustOptions,
  left: DocumentPaths['left'],
  { leaf, evidence, at, now, purpose }: SignerPathQuestion,
): PathRequest {
  const responses = [...evidence.ocspResponses, ...(options.ocspResponses ?? [])]
  const { signaturesMax, candidatePathsMax } = DEFAULT_PATH_BUDGET
  return {
    leaf,
    untrusted: [...evidence.certificates, ...(options.untrusted ?? [])],
    anchors: options.anchors,
    at,
    now,
    revocation: {
      mode: options.revocation,
      crls: [...evidence.crls, ...(options.crls ?? [])],
      ocspResponses: responses.map((response) => ({ response })),
      ageMaxMs: options.ageMaxMs,
    },
    policies: purpose === 'document' ? (options.policies ?? ANY_POLICY) : ANY_POLICY,
    algorithms: options.algorithms,
    profile: options.profile ?? 'rfc5280',
    budget: {
      ...DEFAULT_PATH_BUDGET,
      signaturesMax: Math.min(signaturesMax, left.signaturesMax),
      candidatePathsMax: Math.min(candidatePathsMax, left.candidatePathsMax),
    },
    // RFC 3161 §2.3: the purpose stands by name in the authority's own certificate.
    ...(purpose === 'time-stamp' ? TIME_STAMPING : {}),
  }
}

const TIME_STAMPING = { keyPurpose: OID.timeStamping, keyPurposeNamed: 'leaf' } as const

const ANY_POLICY: InitialPolicies = {
  initialPolicySet: 'any',
  requireExplicitPolicy: false,
  inhibitPolicyMapping: false,
  inhibitAnyPolicy: false,
}
