import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  compareBytes,
  concatBytes,
  equalBytes,
  fromBase64,
  fromHex,
  fromUtf8,
  toBase64,
  toHex,
  utf8,
} from './bytes.ts'

const bytes = fc.uint8Array({ maxLength: 64 })

test('hexadecimal, base64 and UTF-8 read back what they wrote', () => {
  fc.assert(
    fc.property(bytes, fc.string({ unit: 'grapheme' }), (octets, text) => {
      assert.deepEqual(fromHex(toHex(octets)), octets)
      assert.deepEqual(fromBase64(toBase64(octets)), octets)
      assert.equal(fromUtf8(utf8(text)), text)
    }),
  )
})

for (const text of ['0', 'zz', '0x00', '00 0']) {
  test(`fromHex refuses ${JSON.stringify(text)}`, () => assert.equal(fromHex(text), undefined))
}
for (const text of ['A', 'AA=', 'AAAA=', 'A-_A', '====']) {
  test(`fromBase64 refuses ${JSON.stringify(text)}`, () =>
    assert.equal(fromBase64(text), undefined))
}

test('fromUtf8 refuses ill-formed octets', () => {
  assert.equal(fromUtf8(new Uint8Array([0xc0, 0x80])), undefined)
  assert.equal(fromUtf8(new Uint8Array([0xe3, 0x81])), undefined)
})

test('joining and ordering agree with arrays', () => {
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      assert.deepEqual([...concatBytes(a, b)], [...a, ...b])
      assert.equal(equalBytes(a, b), Buffer.compare(a, b) === 0)
      assert.equal(Math.sign(compareBytes(a, b)), Buffer.compare(a, b))
    }),
  )
})
