import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fromHex, toHex } from '#kernel/bytes.ts'
import { encodeTlv, parseTlv, parseTlvs } from './ber-tlv.ts'

const octets = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array(0)

for (const [tag, length, headerHex] of [
  [0x84, 0, '8400'],
  [0x84, 127, '847f'],
  [0x84, 128, '848180'],
  [0x84, 255, '8481ff'],
  [0x84, 256, '84820100'],
  [0xff20, 3, 'ff2003'],
  [0xdf33, 256, 'df33820100'],
  [0x7f49, 1, '7f4901'],
] as const)
  test(`tag ${tag.toString(16)} with ${length} octets opens ${headerHex}`, () => {
    const encoded = encodeTlv(tag, new Uint8Array(length))
    assert.equal(toHex(encoded.subarray(0, encoded.length - length)), headerHex)
    const parsed = parseTlv(encoded)
    assert.ok(parsed.ok)
    assert.deepEqual([parsed.value.tag, parsed.value.value.length], [tag, length])
  })

test('what follows the first object is left alone', () => {
  const parsed = parseTlv(octets('ff1002aabbffff'))
  assert.deepEqual(parsed.ok && toHex(parsed.value.encoded), 'ff1002aabb')
})

for (const [name, hex] of [
  ['nothing', ''],
  ['a tag without length', '84'],
  ['half a tag', 'df'],
  ['a tag of four octets', 'dfffff0101'],
  ['a value cut short', '8403aabb'],
  ['an indefinite length', '8480aabb'],
  ['a length of five octets', '84850000000001aa'],
  ['a length field cut short', '848201'],
] as const)
  test(`malformed: ${name}`, () => assert.equal(parseTlv(octets(hex)).ok, false))

test('a list of objects fills its octets exactly', () => {
  const listed = parseTlvs(octets('8101aa8200'))
  assert.deepEqual(listed.ok && listed.value.map(({ tag }) => tag), [0x81, 0x82])
  assert.equal(parseTlvs(octets('8101aaff')).ok, false)
})

test('what is written is read back, and no octets throw', () => {
  const tag = fc.constantFrom(0x81, 0x6f, 0xdf22, 0xff20, 0x7f21)
  fc.assert(
    fc.property(tag, fc.uint8Array({ maxLength: 700 }), (chosen, value) => {
      const parsed = parseTlv(encodeTlv(chosen, value))
      assert.deepEqual(parsed.ok && toHex(parsed.value.value), toHex(value))
    }),
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), (noise) => {
      const parsed = parseTlv(noise)
      assert.ok(!parsed.ok || parsed.value.encoded.length <= noise.length)
    }),
  )
})
