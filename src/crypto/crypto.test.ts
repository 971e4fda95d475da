import assert from 'node:assert/strict'
import { constants, generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { fromHex, toHex, utf8 } from '#kernel/bytes.ts'
import { equalSecrets } from './constant-time.ts'
import { digest, hmacSha256 } from './digest.ts'
import { importPublicKey } from './public-key.ts'
import { verifySignature } from './verify-signature.ts'

const MESSAGE = utf8('署名する文書')

function spkiOf(key: { export(options: { format: 'der'; type: 'spki' }): Buffer }): Uint8Array {
  return new Uint8Array(key.export({ format: 'der', type: 'spki' }))
}

test('digests match FIPS 180-4 (“abc”), also in parts', () => {
  assert.equal(toHex(digest('sha1', utf8('abc'))), 'a9993e364706816aba3e25717850c26c9cd0d89d')
  const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  assert.equal(toHex(digest('sha256', utf8('a'), utf8('bc'))), sha256)
})

test('SHAKE256 of 512 bits matches FIPS 202 (the empty message), also in parts', () => {
  // NIST's ShortMsg vector of length 0, to 64 octets.
  assert.equal(
    toHex(digest('shake256-512', new Uint8Array())),
    '46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f' +
      'd75dc4ddd8c0f200cb05019d67b592f6fc821c49479ab48640292eacb3b7c4be',
  )
  const whole = digest('shake256-512', utf8('abc'))
  assert.deepEqual(digest('shake256-512', utf8('a'), utf8('bc')), whole)
})

test('HMAC-SHA-256 matches RFC 4231 test case 1', () => {
  const key = fromHex('0b'.repeat(20)) ?? new Uint8Array()
  assert.equal(
    toHex(hmacSha256(key, utf8('Hi '), utf8('There'))),
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  )
})

test('secrets compare by content, whatever their lengths', () => {
  assert.equal(equalSecrets(utf8('1234'), utf8('1234')), true)
  assert.equal(equalSecrets(utf8('1234'), utf8('1235')), false)
  assert.equal(equalSecrets(utf8('1234'), utf8('12345')), false)
})

test('RSA: PKCS#1 v1.5 and PSS verify; a changed message, another scheme or curve does not', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = importPublicKey(spkiOf(publicKey))
  assert.ok(key.ok)
  assert.deepEqual([key.value.sizeBits, key.value.exponent], [2048, 65537n])
  const plain = sign('sha256', MESSAGE, privateKey)
  const pss = sign('sha256', MESSAGE, {
    key: privateKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: 32,
  })
  const pkcs1 = { scheme: 'rsa-pkcs1', digest: 'sha256' } as const
  assert.equal(verifySignature(pkcs1, key.value, MESSAGE, plain), true)
  assert.equal(verifySignature({ ...pkcs1, scheme: 'rsa-pss' }, key.value, MESSAGE, pss), true)
  assert.equal(verifySignature(pkcs1, key.value, utf8('別の文書'), plain), false)
  assert.equal(verifySignature(pkcs1, key.value, MESSAGE, pss), false)
  assert.equal(verifySignature({ ...pkcs1, scheme: 'ecdsa' }, key.value, MESSAGE, plain), false)
  assert.equal(verifySignature({ ...pkcs1, digest: 'sha384' }, key.value, MESSAGE, plain), false)
})

test('EC: P-384 imports with its curve and verifies; junk is refused by name', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
  const key = importPublicKey(spkiOf(publicKey))
  assert.ok(key.ok)
  assert.equal(key.value.curve, 'P-384')
  const signature = sign('sha384', MESSAGE, { key: privateKey, dsaEncoding: 'der' })
  const ecdsa = { scheme: 'ecdsa', digest: 'sha384' } as const
  assert.equal(verifySignature(ecdsa, key.value, MESSAGE, signature), true)
  assert.equal(verifySignature(ecdsa, key.value, MESSAGE, signature.subarray(1)), false)
  const junk = importPublicKey(utf8('not a key'))
  assert.equal(junk.ok ? 'ok' : junk.refusal, 'public-key-malformed')
  const ed = importPublicKey(spkiOf(generateKeyPairSync('ed25519').publicKey))
  assert.equal(ed.ok ? 'ok' : ed.refusal, 'public-key-unsupported')
})
