import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { test } from 'node:test'
import { utf8 } from '#kernel/bytes.ts'
import { digest } from '#crypto/digest.ts'
import { subjectPublicKeyInfo } from '#codec/jpki-card/rsa-key.ts'
import { padPkcs1, sha256DigestInfo } from '#codec/jpki-card/signature-padding.ts'
import { createCardChip } from './card-crypto.ts'

const SEAL_KEY = new Uint8Array(32).fill(1)
const MESSAGE = utf8('message')
const BLOCK = padPkcs1(sha256DigestInfo(digest('sha256', MESSAGE)))
const chip = createCardChip(SEAL_KEY)
const pair = await chip.generateKeyPair()

test('a key made in the chip signs, and OpenSSL verifies with its public half', async () => {
  const spki = Buffer.from(subjectPublicKeyInfo(pair.modulus))
  const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  for (const opened of [chip, createCardChip(SEAL_KEY)]) {
    const signature = await opened.privateOperation(pair.sealedKey, BLOCK)
    assert.equal(signature.length, 256)
    assert.ok(verify('sha256', MESSAGE, publicKey, signature))
  }
})

test('the sealed key holds nothing of the private key in clear', () => {
  assert.equal(Buffer.from(pair.sealedKey).includes(Buffer.from(pair.modulus)), false)
  assert.equal(Buffer.from(pair.sealedKey).includes(Buffer.from('06092a864886f70d', 'hex')), false)
})

for (const [name, chipOf, sealedKey] of [
  ['another seal key', createCardChip(new Uint8Array(32)), pair.sealedKey],
  ['a changed octet', chip, pair.sealedKey.with(40, (pair.sealedKey[40] ?? 0) ^ 1)],
  ['a blob cut short', chip, pair.sealedKey.slice(0, 10)],
] as const)
  test(`${name} opens no key`, async () => {
    await assert.rejects(chipOf.privateOperation(sealedKey, BLOCK), { code: 'sealed-key-wrong' })
  })

test('randomness has the length asked for and does not repeat', () => {
  assert.equal(chip.randomBytes(256).length, 256)
  assert.notDeepEqual(chip.randomBytes(16), chip.randomBytes(16))
})

test('two pairs differ', async () => {
  assert.notDeepEqual((await chip.generateKeyPair()).modulus, pair.modulus)
})
