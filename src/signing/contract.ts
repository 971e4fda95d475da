import type { Instant } from '#kernel/instant.ts'
import type { VerificationReport, VerifiedCertificate, VerifyRefusal } from '#va/contract.ts'

/**
 * The form of a CMS signature (RFC 5652 §5, CAdES-BES by ETSI EN 319 122-1): content inside, or
 * beside it.
 */
export type SignatureForm = 'attached' | 'detached'

/** Why a signed document is not valid: the first check that failed. */
export type DocumentRefusal =
  | 'cms-malformed'
  | 'cms-not-signed-data'
  | 'content-missing'
  | 'content-unexpected'
  | 'content-digest-wrong'
  | 'signer-absent'
  | 'signer-certificate-absent'
  | 'signed-attributes-wrong'
  | 'signing-certificate-mismatch'
  | 'signature-wrong'
  | VerifyRefusal

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
 * attributes with the signer's certificate among them.
 */
export type SignatureProfile = 'cms' | 'cades-bes'

/** Why a signature could not be made with a certificate, besides what the card says. */
export type SignRefusal =
  | 'certificate-malformed'
  | 'algorithm-not-allowed'
  | 'key-usage-wrong'
  | 'signature-wrong'
