import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeDer } from '#codec/der/decode.ts'
import * as der from '#codec/der/encode.ts'
import { InvariantError } from '#kernel/assert.ts'
import { toHex } from '#kernel/bytes.ts'
import { readSerialNumber, serialContents, serialNode } from './serial-number.ts'

for (const [number, serialHex, octets] of [
  [0n, '00', 1],
  [1n, '01', 1],
  [127n, '7f', 1],
  [128n, '80', 2],
  [0x0100n, '0100', 2],
  [(1n << 159n) - 1n, `7f${'ff'.repeat(19)}`, 20],
  [1n << 159n, `80${'00'.repeat(19)}`, 21],
  [-1n, '-01', 1],
  [-128n, '-80', 1],
  [-129n, '-81', 2],
  [-255n, '-ff', 2],
  [-256n, '-0100', 2],
  [-(1n << 159n), `-80${'00'.repeat(19)}`, 20],
] as const)
  test(`serial number ${number} is ${serialHex}, and back`, () => {
    const encoded = der.encode(der.integer(number))
    const read = decodeDer(encoded, (reader) => readSerialNumber(reader, 'serialNumber'))
    assert.deepEqual(read, { ok: true, value: { serialHex, octets } })
    assert.deepEqual(der.encode(serialNode(serialHex)), encoded)
    assert.deepEqual(toHex(serialContents(serialHex)), toHex(encoded.subarray(2)))
  })

test('text that is no serial number is a bug', () => {
  for (const text of ['', 'x', '1', '0x01']) {
    assert.throws(() => serialNode(text), InvariantError)
    assert.throws(() => serialContents(text), InvariantError)
  }
})
