import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { utf8 } from '#kernel/bytes.ts'

/**
 * Work factor of scrypt, N = 2^17, r = 8, p = 1: 128 MiB and a third of a second for every guess.
 */
export const SCRYPT_LOG_N = 17
/** Factors accepted from a header: below is too weak to keep, above a trap for memory. */
export const SCRYPT_LOG_N_MIN = 14
export const SCRYPT_LOG_N_MAX = 20
export const SALT_OCTETS = 16

const SCRYPT_R = 8
const KEY_OCTETS = 32
const NONCE_OCTETS = 12
const TAG_OCTETS = 16

/** The key that seals every file of a keystore, derived once from the passphrase (RFC 7914). */
export async function deriveSealingKey(
  passphrase: string,
  salt: Uint8Array,
  logN: number,
): Promise<Uint8Array> {
  const N = 2 ** logN
  const options = { N, r: SCRYPT_R, p: 1, maxmem: 2 * 128 * N * SCRYPT_R }
  return await new Promise((resolve, reject) => {
    // NFC: the same passphrase typed on another keyboard has the same octets (RFC 8265 §4.2.2).
    scrypt(passphrase.normalize('NFC'), salt, KEY_OCTETS, options, (error, key) => {
      if (error === null) resolve(new Uint8Array(key))
      else reject(error)
    })
  })
}

/**
 * AES-256-GCM (NIST SP 800-38D): nonce, ciphertext and tag in one. `about` is bound to it, in the
 * clear elsewhere.
 */
export function seal(sealingKey: Uint8Array, secret: Uint8Array, about: string): Uint8Array {
  const nonce = randomBytes(NONCE_OCTETS)
  const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce)
  cipher.setAAD(utf8(about))
  const sealed = [nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]
  return new Uint8Array(Buffer.concat(sealed))
}

/**
 * The secret; `undefined` where the key is another, or an octet of `sealed` or `about` was changed.
 */
export function unseal(
  sealingKey: Uint8Array,
  sealed: Uint8Array,
  about: string,
): Uint8Array | undefined {
  if (sealed.length < NONCE_OCTETS + TAG_OCTETS) return undefined
  const end = sealed.length - TAG_OCTETS
  try {
    const decipher = createDecipheriv('aes-256-gcm', sealingKey, sealed.subarray(0, NONCE_OCTETS))
    decipher.setAAD(utf8(about))
    decipher.setAuthTag(sealed.subarray(end))
    const secret = [decipher.update(sealed.subarray(NONCE_OCTETS, end)), decipher.final()]
    return new Uint8Array(Buffer.concat(secret))
  } catch {
    return undefined
  }
}
