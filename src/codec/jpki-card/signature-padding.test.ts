import assert from 'node:assert/strict'
import {
  constants,
  createHash,
  generateKeyPairSync,
  privateEncrypt,
  sign,
  verify,
} from 'node:crypto'
import { test } from 'node:test'
import { toHex } from '#kernel/bytes.ts'
import { padPkcs1, padPss, sha256DigestInfo, VERBATIM_OCTETS_MAX } from './signature-padding.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const MESSAGE = Buffer.from('message')
const SHA256 = new Uint8Array(createHash('sha256').update(MESSAGE).digest())
const raw = (block: Uint8Array): Buffer =>
  privateEncrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, block)

test('type 1 padding with a DigestInfo is RSASSA-PKCS1-v1_5, by OpenSSL’s judgement', () => {
  const signature = raw(padPkcs1(sha256DigestInfo(SHA256)))
  assert.equal(toHex(signature), toHex(sign('sha256', MESSAGE, privateKey)))
})

test('the payload is padded verbatim, from nothing to 245 octets', () => {
  for (const length of [0, 1, 49, 51, VERBATIM_OCTETS_MAX]) {
    const payload = new Uint8Array(length).fill(0x42)
    const expected = privateEncrypt(
      { key: privateKey, padding: constants.RSA_PKCS1_PADDING },
      payload,
    )
    assert.equal(toHex(raw(padPkcs1(payload))), toHex(expected))
  }
  assert.throws(() => padPkcs1(new Uint8Array(VERBATIM_OCTETS_MAX + 1)))
})

test('EMSA-PSS verifies with OpenSSL, whatever the salt', () => {
  const key = {
    key: publicKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  }
  for (const octet of [0x00, 0x5a, 0xff]) {
    const signature = raw(padPss(SHA256, new Uint8Array(32).fill(octet)))
    assert.ok(verify('sha256', MESSAGE, key, signature))
    assert.ok(!verify('sha256', Buffer.from('another'), key, signature))
  }
})

test('a digest of another length is a fault', () => {
  assert.throws(() => sha256DigestInfo(new Uint8Array(20)))
  assert.throws(() => padPss(new Uint8Array(31), new Uint8Array(32)))
})
