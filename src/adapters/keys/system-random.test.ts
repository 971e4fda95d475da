import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toHex } from '#kernel/bytes.ts'
import { systemRandom } from './system-random.ts'

test('every draw has its length and is its own, across refills and beyond the pool', () => {
  const random = systemRandom()
  const seen = new Set<string>()
  for (let draw = 0; draw < 1_000; draw++) {
    const octets = random.bytes(16)
    assert.equal(octets.length, 16)
    seen.add(toHex(octets))
  }
  assert.equal(seen.size, 1_000)
  assert.equal(random.bytes(65_536).length, 65_536)
  assert.equal(seen.has(toHex(new Uint8Array(16))), false)
})

test('what was handed out does not change with later draws', () => {
  const random = systemRandom()
  const first = random.bytes(32)
  const kept = toHex(first)
  for (let draw = 0; draw < 500; draw++) random.bytes(32)
  assert.equal(toHex(first), kept)
})
