import {
  constants,
  createPrivateKey,
  generateKeyPair,
  hkdfSync,
  type KeyObject,
  privateEncrypt,
  randomBytes,
} from 'node:crypto'
import { promisify } from 'node:util'
import {
  AEAD_KEY_OCTETS,
  AEAD_NONCE_OCTETS,
  seal,
  unseal,
} from '#crypto/authenticated-encryption.ts'
import { assert } from '#kernel/assert.ts'
import { concatBytes, utf8 } from '#kernel/bytes.ts'
import { MODULUS_OCTETS, modulusOf } from '#codec/jpki-card/rsa-key.ts'
import type { ChipPorts } from '#card/ports.ts'

/**
 * A private key does not open under this chip's key: the card's memory was tampered with, or is
 * another's.
 */
export class SealedKeyError extends Error {
  override readonly name = 'SealedKeyError'
  readonly code = 'sealed-key-wrong'
}

const MODULUS_BITS = MODULUS_OCTETS * 8
const PUBLIC_EXPONENT = 65_537
const KEY_PURPOSE = utf8('shomei card private key v1')

const generateRsa = promisify(generateKeyPair)

/**
 * The chip of a virtual card on OpenSSL: keys are made in the thread pool, leave only sealed
 * under a key derived from `sealKey` (32 octets), and are opened once for as long as their blob
 * is in memory.
 */
export function createCardChip(sealKey: Uint8Array): ChipPorts {
  assert(sealKey.length === AEAD_KEY_OCTETS, 'a seal key has 32 octets')
  const derived = hkdfSync('sha256', sealKey, new Uint8Array(0), KEY_PURPOSE, AEAD_KEY_OCTETS)
  const keyOfKeys = new Uint8Array(derived)
  const opened = new WeakMap<Uint8Array, KeyObject>()
  return {
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
    async generateKeyPair() {
      const pair = await generateRsa('rsa', {
        modulusLength: MODULUS_BITS,
        publicExponent: PUBLIC_EXPONENT,
      })
      const modulus = modulusOf(pair.publicKey.export({ format: 'der', type: 'spki' }))
      assert(modulus !== undefined, 'OpenSSL made an RSA-2048 key with exponent 65537')
      const sealedKey = sealPrivateKey(keyOfKeys, pair.privateKey)
      opened.set(sealedKey, pair.privateKey)
      return { sealedKey, modulus }
    },
    async privateOperation(sealedKey, block) {
      const key = opened.get(sealedKey) ?? openPrivateKey(keyOfKeys, sealedKey)
      opened.set(sealedKey, key)
      return new Uint8Array(privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, block))
    },
  }
}

function sealPrivateKey(keyOfKeys: Uint8Array, privateKey: KeyObject): Uint8Array {
  const nonce = randomBytes(AEAD_NONCE_OCTETS)
  const der = privateKey.export({ format: 'der', type: 'pkcs8' })
  const sealed = concatBytes(nonce, seal(keyOfKeys, nonce, KEY_PURPOSE, der))
  der.fill(0)
  return sealed
}

function openPrivateKey(keyOfKeys: Uint8Array, sealedKey: Uint8Array): KeyObject {
  const nonce = sealedKey.subarray(0, AEAD_NONCE_OCTETS)
  const sealed = sealedKey.subarray(AEAD_NONCE_OCTETS)
  const der =
    nonce.length === AEAD_NONCE_OCTETS ? unseal(keyOfKeys, nonce, KEY_PURPOSE, sealed) : undefined
  if (der === undefined) throw new SealedKeyError('a private key of this card does not open')
  const key = createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' })
  der.fill(0)
  return key
}
