import { createHash, createHmac, hash } from 'node:crypto'

/**
 * The hash functions the profiles name (FIPS 180-4). SHA-1 serves key identifiers and OCSP CertIDs
 * only, never signatures.
 */
export type DigestAlgorithm = 'sha1' | 'sha256' | 'sha384' | 'sha512'

/**
 * The hash functions that signatures of others are made with: recognised, so that a policy can
 * refuse them by name (RFC 1321, FIPS 180-4, FIPS 202).
 */
export type HashAlgorithm =
  | DigestAlgorithm
  | 'md5'
  | 'sha224'
  | 'sha512-224'
  | 'sha512-256'
  | 'sha3-224'
  | 'sha3-256'
  | 'sha3-384'
  | 'sha3-512'

/**
 * What digests a message that is signed: a hash function, or SHAKE256 (FIPS 202) with an output of
 * 512 bits, as CMS has it beside Ed448 and ML-DSA (RFC 8419 §3.1, RFC 8702 §3.1).
 */
export type MessageDigest = HashAlgorithm | 'shake256-512'

/** Octets of each hash function's value. */
export const HASH_OCTETS: Readonly<Record<HashAlgorithm, number>> = {
  md5: 16,
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
  'sha512-224': 28,
  'sha512-256': 32,
  'sha3-224': 28,
  'sha3-256': 32,
  'sha3-384': 48,
  'sha3-512': 64,
}

/** The digest of `parts`, taken in order as one message. */
export function digest(algorithm: MessageDigest, ...parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts
  const isShake = algorithm === 'shake256-512'
  if (parts.length === 1 && only !== undefined && !isShake)
    return octetsOfBinary(hash(algorithm, only, 'binary'))
  const running = isShake ? createHash('shake256', { outputLength: 64 }) : createHash(algorithm)
  for (const part of parts) running.update(part)
  return running.digest()
}

/**
 * One octet for each character of a `binary` string. Asked for as a Buffer, a digest comes with
 * memory outside the heap, which takes longer to get and to give back than the digest of a key
 * takes.
 */
function octetsOfBinary(text: string): Uint8Array {
  const octets = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) octets[i] = text.charCodeAt(i)
  return octets
}

/** HMAC-SHA-256 (RFC 2104) of `parts`, taken in order as one message. */
export function hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const running = createHmac('sha256', key)
  for (const part of parts) running.update(part)
  return running.digest()
}
