import type { PublicKey } from '#crypto/public-key.ts'

/**
 * 施行規則 (平成15年総務省令第120号) 2条 asks for a modulus of 2,048 bits or more; the upper bound keeps one
 * verification cheap.
 */
export const RSA_BITS_MIN = 2048
export const RSA_BITS_MAX = 8192

/**
 * The exponent of every key of the service (spec/jpki.md §0); smaller ones have a history of
 * forgeries.
 */
export const RSA_EXPONENT_MIN = 65_537n

/**
 * Whether a key is strong enough to certify, to sign or to log in: RSA within the bounds, or a
 * curve we know.
 */
export function isStrongEnough(key: PublicKey): boolean {
  if (key.algorithm === 'ec') return true
  const isSized = key.sizeBits >= RSA_BITS_MIN && key.sizeBits <= RSA_BITS_MAX
  const exponent = key.exponent ?? 0n
  return isSized && exponent >= RSA_EXPONENT_MIN && exponent % 2n === 1n
}

/** `RSA 2048`, `EC P-384`: a key for people. */
export function describeKey(key: PublicKey): string {
  return key.algorithm === 'ec' ? `EC ${key.curve ?? ''}` : `RSA ${key.sizeBits}`
}
