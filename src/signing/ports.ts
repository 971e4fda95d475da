import type { CardRefusal } from '#card-client/contract.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Result } from '#kernel/result.ts'
import type { VerificationReport, VerifyRefusal } from '#va/contract.ts'

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
