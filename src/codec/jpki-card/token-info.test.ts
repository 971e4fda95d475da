import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toHex } from '#kernel/bytes.ts'
import { encodeTokenInfo, parseTokenInfo } from './token-info.ts'

const INFO = {
  label: 'JPKIAPICCTOKEN2',
  manufacturerId: '00000000000000000000000000000001',
  model: 'MODEL',
  serialNumber: '0123456789012345',
}

test('EF 0006 octet for octet', () => {
  const content = encodeTokenInfo(INFO)
  assert.equal(content.length, 160)
  const ascii = (from: number, to: number): string =>
    String.fromCharCode(...content.subarray(from, to))
  assert.equal(ascii(0, 32), 'JPKIAPICCTOKEN2'.padEnd(32))
  assert.equal(ascii(32, 64), INFO.manufacturerId)
  assert.equal(ascii(64, 80), 'MODEL'.padEnd(16))
  assert.equal(ascii(80, 96), INFO.serialNumber)
  assert.equal(toHex(content.subarray(96, 100)), '0000040d')
  assert.equal(toHex(content.subarray(100, 116)), '00000001000000000000000100000000')
  assert.equal(toHex(content.subarray(116, 124)), '0000001000000006')
  assert.equal(toHex(content.subarray(124, 140)), 'ff'.repeat(16))
  assert.equal(ascii(140, 144), '0301')
  assert.equal(ascii(144, 160), '9'.repeat(16))
})

test('it is read back; another length or other octets are refused', () => {
  const content = encodeTokenInfo(INFO)
  assert.deepEqual(parseTokenInfo(content), { ok: true, value: INFO })
  assert.equal(parseTokenInfo(content.subarray(1)).ok, false)
  assert.equal(parseTokenInfo(content.with(3, 0x80)).ok, false)
})

test('a label that does not fit is a fault', () => {
  assert.throws(() => encodeTokenInfo({ ...INFO, label: 'x'.repeat(33) }))
  assert.throws(() => encodeTokenInfo({ ...INFO, model: '型' }))
})
