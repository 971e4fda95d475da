import type { Certificate } from '#codec/x509/certificate.ts'
import type { Check } from '#kernel/check-sheet.ts'
import type { Instant } from '#kernel/instant.ts'
import type { VerificationReport, VerifiedCertificate, VerifyRefusal } from '#va/contract.ts'

/**
 * The form of a CMS signature (RFC 5652 §5, CAdES-BES by ETSI EN 319 122-1): content inside, or
 * beside it.
 */
export type SignatureForm = 'attached' | 'detached'

/** Why a signature is not valid, whoever trusts its certificate: the first check that failed. */
export type SignatureRefusal =
  | 'cms-malformed'
  | 'cms-not-signed-data'
  | 'content-missing'
  | 'content-unexpected'
  | 'content-digest-wrong'
  | 'signer-absent'
  | 'signer-certificate-absent'
  | 'signed-attributes-wrong'
  | 'signed-attributes-not-der'
  | 'signing-certificate-mismatch'
  | 'signature-wrong'
  | 'digests-differ'
  | 'digest-not-announced'
  | 'algorithm-protection-wrong'
  | 'key-usage-wrong'
  | 'time-stamp-absent'
  | UnusableAlgorithm

/** Why an algorithm or key cannot even be judged: texts of `va`. */
export type UnusableAlgorithm = 'algorithm-unknown' | 'algorithm-parameters-wrong' | 'key-malformed'

/** Why a time-stamp proves no time: its own reasons, and those of the signature that it is. */
export type TimeStampRefusal =
  | 'time-stamp-malformed'
  | 'time-stamp-extension-unknown'
  | 'time-stamp-imprint-wrong'
  | 'time-stamp-index-wrong'
  | 'time-stamp-purpose-wrong'
  | 'time-stamp-name-wrong'
  | 'time-stamp-time-wrong'
  | SignatureRefusal

/** Why a signed document is not valid under the service's authorities. */
export type DocumentRefusal = SignatureRefusal | VerifyRefusal

/** The report on a signed document; the signed content is returned only when every check passed. */
export interface DocumentReport extends VerificationReport<DocumentRefusal> {
  readonly content: Uint8Array | undefined
  /** Every signer whose signature and certificate were verified, in the order of the file. */
  readonly signers: readonly VerifiedSigner[]
}

/** One signer whose signature and certificate passed every check. */
export interface VerifiedSigner {
  readonly certificate: VerifiedCertificate
  /** The signer's own claim of when it signed; proof is a time-stamp's. */
  readonly claimedSigningTime: Instant | undefined
}

/**
 * What a signature must carry. `cms` takes whatever RFC 5652 allows; `cades-bes` asks for signed
 * attributes with the signer's certificate among them; `cades-t` also for a time-stamp over the
 * signature that holds.
 */
export type SignatureProfile = 'cms' | 'cades-bes' | 'cades-t'

/**
 * What a signature carries, by form alone (EN 319 122-1 §6.1, the baseline levels): a level says
 * nothing of validity. EPES names a signature policy; LT has certificates and status information
 * beside a time-stamped signature, LTA a time-stamp over those.
 */
export type SignatureLevel =
  | 'CMS'
  | 'CAdES-BES'
  | 'CAdES-EPES'
  | 'CAdES-T'
  | 'CAdES-LT'
  | 'CAdES-LTA'

/**
 * Parts of a signature that are recognised and not verified. None of them is needed for validity,
 * and none of them is relied on.
 */
export type NotEvaluated =
  | 'signature-policy'
  | 'archive-time-stamp-v1'
  | 'archive-time-stamp-v2'
  | 'long-term-validation'
  | 'cades-c-time-stamp'
  | 'references-time-stamp'
  | 'evidence-record'
  | 'attribute-certificate'
  | 'counter-signature'

/** The report on every signature of a document. `R` are the reasons of whoever judges paths. */
export interface SignaturesReport<R extends string> {
  /** `valid` only if every signer is. */
  readonly verdict: 'valid' | 'invalid'
  /** `valid`, or the first failure: of the document, else of the first signer that has one. */
  readonly code: 'valid' | SignatureRefusal | R
  readonly at: Instant
  /** The checks of the document as a whole. */
  readonly checks: readonly Check[]
  /** Where the octets signed are; `undefined` when the file could not be read so far. */
  readonly form: SignatureForm | undefined
  /** The octets signed, only when every signer is valid. */
  readonly content: Uint8Array | undefined
  /** Every signer in the order of the file, each with its own verdict. */
  readonly signers: readonly SignerReport<R>[]
}

/** The report on one signer, or on one countersigner. */
export interface SignerReport<R extends string> {
  /** Place in the file, counted from 1. */
  readonly number: number
  readonly verdict: 'valid' | 'invalid'
  readonly code: 'valid' | SignatureRefusal | R
  /**
   * Whether digest and signature agree with the document, whatever may be said of algorithm,
   * attributes and certificate. `unknown`: without a certificate nothing can be computed.
   */
  readonly integrity: 'intact' | 'broken' | 'unknown'
  readonly level: SignatureLevel
  /** Every check in order; those of the certificate stand before `signer.chain`. */
  readonly checks: readonly Check[]
  readonly certificate: Certificate | undefined
  /** Leaf first, as far as it was built. */
  readonly path: readonly Certificate[]
  /** The signer's own claim of when it signed; proof is a time-stamp's. */
  readonly claimedSigningTime: Instant | undefined
  readonly time: ProvenTime
  readonly timeStamps: readonly TimeStampReport<R>[]
  /** Each with its own verdict; they do not touch the signer's. */
  readonly counterSignatures: readonly SignerReport<R>[]
  readonly notEvaluated: readonly NotEvaluated[]
}

/**
 * The moment for which the signer's certificate was judged: the latest at which the signature can
 * have been made. `present` and `caller` are the caller's word, `time-stamp` is proof.
 */
export interface ProvenTime {
  readonly at: Instant
  readonly basis: 'present' | 'caller' | 'time-stamp'
}

/** What a time-stamp is over. */
export type TimeStampKind = 'content-time-stamp' | 'signature-time-stamp' | 'archive-time-stamp-v3'

/** The report on one time-stamp. Only a valid one is relied on. */
export interface TimeStampReport<R extends string> {
  readonly kind: TimeStampKind
  readonly verdict: 'valid' | 'invalid'
  readonly code: 'valid' | TimeStampRefusal | R
  /** As the token says, verified or not; `undefined` when it could not be read. */
  readonly genTime: Instant | undefined
  /** The latest moment that the token allows: genTime and its accuracy, whole milliseconds. */
  readonly notAfter: Instant | undefined
  /** The moment for which the authority's certificate was judged. */
  readonly judgedAt: Instant
  readonly checks: readonly Check[]
  readonly certificate: Certificate | undefined
}

/** Why a signature could not be made with a certificate, besides what the card says. */
export type SignRefusal =
  | 'certificate-malformed'
  | 'algorithm-not-allowed'
  | 'key-usage-wrong'
  | 'signature-wrong'

/** Why a signature over octets is not valid; a policy adds its own. */
export type RawSignatureRefusal =
  | 'key-algorithm-mismatch'
  | 'key-use-wrong'
  | 'key-private'
  | 'signature-malformed'
  | 'signature-wrong'
  | UnusableAlgorithm
