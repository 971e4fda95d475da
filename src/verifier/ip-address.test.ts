import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { toHex } from '#kernel/bytes.ts'
import { formatIpAddress, parseIpAddress } from './ip-address.ts'

for (const [text, hex] of [
  ['192.0.2.1', 'c0000201'],
  ['0.0.0.0', '00000000'],
  ['2001:db8::1', '20010db8000000000000000000000001'],
  ['::', '00'.repeat(16)],
  ['::ffff:192.0.2.1', '00000000000000000000ffffc0000201'],
  ['1:2:3:4:5:6:7::', '00010002000300040005000600070000'],
  ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
  ['192.0.2', undefined],
  ['192.0.2.256', undefined],
  ['192.0.2.01', undefined],
  ['1.2.3.4.5', undefined],
  ['1:2:3:4:5:6:7', undefined],
  ['1:2:3:4:5:6:7:8:9', undefined],
  ['1:2:3:4:5:6:7:8::', undefined],
  ['1::2::3', undefined],
  ['192.0.2.1::', undefined],
  ['::1%eth0', undefined],
  ['[::1]', undefined],
  [':1', undefined],
  ['12345::', undefined],
  ['', undefined],
  ['example.com', undefined],
] as const)
  test(`IP address: "${text}"`, () => {
    const octets = parseIpAddress(text)
    assert.equal(octets && toHex(octets), hex)
    assert.equal(octets !== undefined, isIP(text.replace(/%.*/, '%')) !== 0)
  })

for (const [hex, text] of [
  ['20010db8000000000000000000000001', '2001:db8::1'],
  ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
  ['20010000000000010000000000000001', '2001:0:0:1::1'],
  ['00000000000000000000000000000000', '::'],
  ['00010000000000000000000000000000', '1::'],
] as const)
  test(`IP address written: ${text}`, () =>
    assert.equal(formatIpAddress(Uint8Array.from(Buffer.from(hex, 'hex'))), text))

test('IP address: what is written is read back', () => {
  const octets = fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.array(fc.constantFrom(0, 0, 0, 1, 255), { minLength: 16, maxLength: 16 }),
  )
  fc.assert(
    fc.property(octets, (given) => {
      const address = Uint8Array.from(given)
      const text = formatIpAddress(address)
      assert.ok(text !== undefined && isIP(text) !== 0, text)
      assert.deepEqual(parseIpAddress(text), address)
    }),
    { seed: 5, numRuns: 500 },
  )
})
