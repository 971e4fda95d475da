import type { CardRefusal } from '#card-client/contract.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import type { KeyParameters } from '#codec/x509/key-parameters.ts'
import type { MessageDigest } from '#crypto/digest.ts'
import type { SignatureScheme } from '#crypto/verify-signature.ts'
import type { Check } from '#kernel/check-sheet.ts'
import type { Result } from '#kernel/result.ts'
import type { VerificationReport, VerifyRefusal } from '#va/contract.ts'
import type { SignatureEvidence } from './signature-evidence.ts'

/** Whoever holds the signature key: a card whose PIN has been verified. */
export interface DocumentSigner {
  /** The certificate of the signature key, DER. */
  certificate(): Promise<Result<Uint8Array, CardRefusal>>
  /**
   * The signature over `message` with the given digest: RSASSA-PKCS1-v1_5 under an RSA key (the
   * card is handed the DigestInfo), ECDSA as DER under an EC key.
   */
  sign(
    message: Uint8Array,
    digest: 'sha256' | 'sha384' | 'sha512',
  ): Promise<Result<Uint8Array, CardRefusal>>
}

/**
 * Verifies a signature certificate: chain and status, by the relying party's pinned authorities.
 */
export interface CertificateVerifier {
  /**
   * The report on the certificate for the moment `at`. Rejects when status records are out of
   * reach.
   */
  verify(
    unverifiedCertificateDer: Uint8Array,
    at: Instant,
  ): Promise<VerificationReport<VerifyRefusal>>
}

/**
 * Whom and what the relying party trusts: asked by the verification of signatures about every
 * certificate and algorithm that it meets. `R` are its reasons against them.
 */
export interface SignatureTrust<R extends string> {
  /** The first reason against signing this way under such a key; `undefined` for none. */
  judgeAlgorithm(scheme: SignatureScheme, key: KeyParameters): R | undefined
  /** The first reason against a hash function where a collision would forge. */
  judgeDigest(digest: MessageDigest): R | undefined
  /** The path from a signer's certificate to an anchor. Rejects when status is out of reach. */
  verifyPath(question: SignerPathQuestion): Promise<SignerPathAnswer<R>>
}

/** A signer's certificate, and what came with the signature. Nothing of it is trusted. */
export interface SignerPathQuestion {
  readonly leaf: Certificate
  readonly evidence: SignatureEvidence
  /** The moment for which validity is asked. */
  readonly at: Instant
  /** The present: later status information than `at` counts up to here. */
  readonly now: Instant
  /** RFC 3161 §2.3 asks of a time-stamping authority's certificate what others need not have. */
  readonly purpose: 'document' | 'time-stamp'
}

/** What came of a path. */
export interface SignerPathAnswer<R extends string> {
  readonly code: 'valid' | R
  readonly checks: readonly Check[]
  /** Leaf first. */
  readonly path: readonly Certificate[]
}
