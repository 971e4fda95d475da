import { SIGNATURE_ALGORITHMS, type SignatureAlgorithm } from '#codec/x509/algorithm.ts'
import type { DigestAlgorithm } from '#crypto/digest.ts'

/** An algorithm that documents are signed with; SHA-1 is not among their digests. */
export interface SigningAlgorithm extends SignatureAlgorithm {
  readonly digest: Exclude<DigestAlgorithm, 'sha1'>
}

/**
 * The algorithm a document is signed with, by the key: RSA of today's card, P-384 of the next
 * (spec/jpki.md §1.10).
 */
export const SIGNING_ALGORITHM: Readonly<
  Record<'rsa' | 'P-256' | 'P-384' | 'P-521', SigningAlgorithm>
> = {
  rsa: { ...SIGNATURE_ALGORITHMS.sha256WithRSAEncryption, digest: 'sha256' },
  'P-256': { ...SIGNATURE_ALGORITHMS.ecdsaWithSHA256, digest: 'sha256' },
  'P-384': { ...SIGNATURE_ALGORITHMS.ecdsaWithSHA384, digest: 'sha384' },
  'P-521': { ...SIGNATURE_ALGORITHMS.ecdsaWithSHA512, digest: 'sha512' },
}
