import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromHex, toHex, utf8 } from '#kernel/bytes.ts'
import { seal, unseal } from './authenticated-encryption.ts'

const octets = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array(0)

test('test case 16 of the GCM specification (McGrew and Viega, AES-256 with additional data)', () => {
  const key = octets('feffe9928665731c6d6a8f9467308308'.repeat(2))
  const nonce = octets('cafebabefacedbaddecaf888')
  const additional = octets('feedfacedeadbeeffeedfacedeadbeefabaddad2')
  const plaintext = octets(
    'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c9595680953' +
      '2fcf0e2449a6b525b16aedf5aa0de657ba637b39',
  )
  const sealed =
    '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3d' +
    'a7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b'
  assert.equal(toHex(seal(key, nonce, additional, plaintext)), sealed)
  assert.deepEqual(unseal(key, nonce, additional, octets(sealed)), plaintext)
})

const KEY = new Uint8Array(32)
const NONCE = new Uint8Array(12)
const SEALED = seal(KEY, NONCE, utf8('place'), utf8('text'))

for (const [name, key, nonce, additional, sealed] of [
  ['another key', KEY.with(0, 1), NONCE, 'place', SEALED],
  ['another nonce', KEY, NONCE.with(0, 1), 'place', SEALED],
  ['another place', KEY, NONCE, 'other', SEALED],
  ['a changed octet', KEY, NONCE, 'place', SEALED.with(0, (SEALED[0] ?? 0) ^ 1)],
  ['a tag cut short', KEY, NONCE, 'place', SEALED.slice(0, -1)],
  ['less than a tag', KEY, NONCE, 'place', SEALED.slice(0, 8)],
] as const)
  test(`${name} opens nothing`, () => {
    assert.equal(unseal(key, nonce, utf8(additional), sealed), undefined)
  })
