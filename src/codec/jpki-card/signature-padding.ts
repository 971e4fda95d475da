import { digest } from '#crypto/digest.ts'
import { assert } from '#kernel/assert.ts'
import { concatBytes, fromHex } from '#kernel/bytes.ts'
import { MODULUS_OCTETS } from './rsa-key.ts'

/** The most octets PKCS#1 v1.5 leaves room for under RSA-2048: k − 11 (RFC 8017 §9.2). */
export const VERBATIM_OCTETS_MAX = MODULUS_OCTETS - 11

/** Octets of a SHA-256 digest, and of the salt that RSASSA-PSS adds to it here. */
export const SHA256_OCTETS = 32

/** DER DigestInfo up to the digest, whose length is the last octet (RFC 8017 §9.2 note 1). */
export const DIGEST_INFO_PREFIX = {
  sha256: octetsOf('3031300d060960864801650304020105000420'),
  sha384: octetsOf('3041300d060960864801650304020205000430'),
  sha512: octetsOf('3051300d060960864801650304020305000440'),
} as const

/** DER DigestInfo of a SHA-256 digest: 51 octets. */
export function sha256DigestInfo(sha256: Uint8Array): Uint8Array {
  assert(sha256.length === SHA256_OCTETS, 'a SHA-256 digest has 32 octets')
  return concatBytes(DIGEST_INFO_PREFIX.sha256, sha256)
}

/**
 * `00 01 FF… 00 payload`: type 1 padding of RFC 8017 §9.2, the payload (0 to 245 octets) taken
 * verbatim.
 */
export function padPkcs1(payload: Uint8Array): Uint8Array {
  assert(payload.length <= VERBATIM_OCTETS_MAX, 'the payload fits into the block')
  const block = new Uint8Array(MODULUS_OCTETS).fill(0xff)
  block[0] = 0x00
  block[1] = 0x01
  block[MODULUS_OCTETS - payload.length - 1] = 0x00
  block.set(payload, MODULUS_OCTETS - payload.length)
  return block
}

/**
 * EMSA-PSS (RFC 8017 §9.1.1) with SHA-256, MGF1-SHA-256 and a 32-octet `salt`, for an RSA-2048
 * key.
 */
export function padPss(sha256: Uint8Array, salt: Uint8Array): Uint8Array {
  assert(sha256.length === SHA256_OCTETS && salt.length === SHA256_OCTETS, 'PSS takes 32 octets')
  const hashed = digest('sha256', new Uint8Array(8), sha256, salt)
  const dataBlock = new Uint8Array(MODULUS_OCTETS - SHA256_OCTETS - 1)
  dataBlock[dataBlock.length - salt.length - 1] = 0x01
  dataBlock.set(salt, dataBlock.length - salt.length)
  const mask = mgf1(hashed, dataBlock.length)
  for (const [index, octet] of mask.entries()) dataBlock[index] = (dataBlock[index] ?? 0) ^ octet
  // emBits is 2047: the leftmost bit of the block is cleared.
  dataBlock[0] = (dataBlock[0] ?? 0) & 0x7f
  return concatBytes(dataBlock, hashed, Uint8Array.of(0xbc))
}

function mgf1(seed: Uint8Array, length: number): Uint8Array {
  const parts: Uint8Array[] = []
  for (let counter = 0; counter * SHA256_OCTETS < length; counter++)
    parts.push(digest('sha256', seed, Uint8Array.of(0, 0, counter >> 8, counter & 0xff)))
  return concatBytes(...parts).slice(0, length)
}

function octetsOf(hex: string): Uint8Array {
  const octets = fromHex(hex)
  assert(octets !== undefined, 'prefixes are hexadecimal')
  return octets
}
