import { createCipheriv, createDecipheriv } from 'node:crypto'
import { concatBytes } from '#kernel/bytes.ts'

/** Octets of an AES-256-GCM key, nonce and tag (NIST SP 800-38D). */
export const AEAD_KEY_OCTETS = 32
export const AEAD_NONCE_OCTETS = 12
export const AEAD_TAG_OCTETS = 16

/**
 * AES-256-GCM: the ciphertext followed by its tag. A nonce must never be used twice under one key.
 */
export function seal(
  key: Uint8Array,
  nonce: Uint8Array,
  additionalData: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(additionalData)
  return concatBytes(cipher.update(plaintext), cipher.final(), cipher.getAuthTag())
}

/**
 * The plaintext of `sealed`; `undefined` where key, nonce, additional data or a single bit differ.
 */
export function unseal(
  key: Uint8Array,
  nonce: Uint8Array,
  additionalData: Uint8Array,
  sealed: Uint8Array,
): Uint8Array | undefined {
  if (sealed.length < AEAD_TAG_OCTETS) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: AEAD_TAG_OCTETS })
  decipher.setAAD(additionalData)
  decipher.setAuthTag(sealed.subarray(-AEAD_TAG_OCTETS))
  try {
    return concatBytes(decipher.update(sealed.subarray(0, -AEAD_TAG_OCTETS)), decipher.final())
  } catch {
    return undefined
  }
}
