import { createHash, createHmac, hash } from 'node:crypto'

/**
 * The hash functions the profiles name (FIPS 180-4). SHA-1 serves key identifiers and OCSP CertIDs
 * only, never signatures.
 */
export type DigestAlgorithm = 'sha1' | 'sha256' | 'sha384' | 'sha512'

/** The digest of `parts`, taken in order as one message. */
export function digest(algorithm: DigestAlgorithm, ...parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return hash(algorithm, only, 'buffer')
  const running = createHash(algorithm)
  for (const part of parts) running.update(part)
  return running.digest()
}

/** HMAC-SHA-256 (RFC 2104) of `parts`, taken in order as one message. */
export function hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const running = createHmac('sha256', key)
  for (const part of parts) running.update(part)
  return running.digest()
}
