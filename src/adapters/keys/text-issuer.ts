import { createPrivateKey, generateKeyPair, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import type { TextIssuer } from '#card-client/ports.ts'
import { modulusOf } from '#codec/jpki-card/rsa-key.ts'
import {
  cardKeyId,
  cardVerifiableBody,
  cardVerifiableCertificate,
} from '#codec/jpki-card/text-files.ts'
import { digest } from '#crypto/digest.ts'
import { assert } from '#kernel/assert.ts'
import { ok, type Result } from '#kernel/result.ts'
import { publicKeyOf } from './key-ring.ts'
import type { KeystoreRefusal } from './messages.ts'
import { openSealedSecret } from './sealed-secret.ts'

const FAMILY = 'shomei-text-issuer-key'
/** A key identifier has room for six digits. */
const KEY_NUMBERS = 1_000_000

const generate = promisify(generateKeyPair)

/**
 * Opens the RSA-2048 key in `file` by which the issuer signs the contents of 券面事項入力補助AP, sealed
 * with a key derived from the passphrase, or makes one there. `scryptLogN` counts for a new file
 * only.
 */
export async function openTextIssuer(
  file: string,
  passphrase: string,
  scryptLogN?: number,
): Promise<Result<TextIssuer, KeystoreRefusal>> {
  const kind = {
    family: FAMILY,
    make: makePkcs8,
    ...(scryptLogN === undefined ? {} : { scryptLogN }),
  }
  const pkcs8 = await openSealedSecret(file, passphrase, kind)
  if (!pkcs8.ok) return pkcs8
  const key = Buffer.from(pkcs8.value.buffer, pkcs8.value.byteOffset, pkcs8.value.length)
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' })
  pkcs8.value.fill(0)
  return ok(await textIssuerOf(privateKey))
}

async function makePkcs8(): Promise<Uint8Array> {
  const { privateKey } = await generate('rsa', { modulusLength: 2048, publicExponent: 65_537 })
  return new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' }))
}

/** The key certifies itself: issuer and subject of its card-verifiable certificate are the same. */
async function textIssuerOf(privateKey: KeyObject): Promise<TextIssuer> {
  const modulus = modulusOf(publicKeyOf(privateKey))
  assert(modulus !== undefined, 'the key that was sealed is RSA-2048')
  const keyId = cardKeyId(keyNumber(modulus))
  const body = cardVerifiableBody(keyId, keyId, modulus)
  const certificate = cardVerifiableCertificate(body, await signOnThreadPool(privateKey, body))
  return {
    sign: async (toBeSigned) => await signOnThreadPool(privateKey, toBeSigned),
    certificate: async () => await Promise.resolve(certificate),
    keyId: async () => await Promise.resolve(keyId),
  }
}

/** Drawn from the key itself, so that another key has another identifier. */
function keyNumber(modulus: Uint8Array): number {
  const hash = digest('sha256', modulus)
  return new DataView(hash.buffer, hash.byteOffset).getUint32(0) % KEY_NUMBERS
}

/** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2). */
async function signOnThreadPool(privateKey: KeyObject, message: Uint8Array): Promise<Uint8Array> {
  return await new Promise((resolve, reject) => {
    sign('sha256', message, privateKey, (error, signature) => {
      if (error === null) resolve(new Uint8Array(signature))
      else reject(error)
    })
  })
}
