import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSerialHex } from './contract.ts'
import { serialHexOf, SERIAL_MAX, serialOf } from './serial.ts'

for (const [serial, hex] of [
  [1, '01'],
  [127, '7f'],
  [128, '80'],
  [255, 'ff'],
  [256, '0100'],
  [108_816_929, '067c6a21'],
  [SERIAL_MAX, '1fffffffffffff'],
] as const)
  test(`the counter value ${serial} is the serial ${hex}`, () => {
    assert.equal(serialHexOf(serial), hex)
    const parsed = parseSerialHex(hex)
    assert.equal(parsed === undefined ? undefined : serialOf(parsed), serial)
  })

test('a serial that no counter has reached is none of ours', () => {
  const beyond = parseSerialHex('20000000000000')
  assert.ok(beyond !== undefined)
  assert.equal(serialOf(beyond), undefined)
})

for (const serial of [0, -1, 1.5, SERIAL_MAX + 1])
  test(`${serial} is not a counter value`, () => {
    assert.throws(() => serialHexOf(serial), { code: 'invariant-broken' })
  })
