import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeBlock, encodeBlock } from './block.ts'

const states = fc
  .record({
    absent: fc.constantFrom(0, 0.001, 0.3, 1),
    revoked: fc.constantFrom(0, 0.0002, 0.2, 0.5, 0.999, 1),
    length: fc.integer({ min: 1, max: 5_000 }),
    seed: fc.integer(),
  })
  .map(({ absent, revoked, length, seed }) => {
    let state = seed | 1
    const chance = (): number => {
      state = Math.imul(state ^ (state >>> 15), 0x2c_1b_3c_6d) + 0x9e_37_79_b9
      return ((state ^ (state >>> 16)) >>> 0) / 2 ** 32
    }
    return Uint8Array.from({ length }, () => (chance() < absent ? 0 : chance() < revoked ? 2 : 1))
  })

test('a block says of every serial what was put into it', () => {
  fc.assert(
    fc.property(states, (put) => {
      assert.deepEqual(decodeBlock(encodeBlock(put), put.length), put)
    }),
    { seed: 7, numRuns: 100 },
  )
})

test('carries through long runs of 0xff are kept', () => {
  fc.assert(
    fc.property(fc.uint8Array({ min: 0, max: 2, minLength: 1, maxLength: 2_000 }), (put) => {
      assert.deepEqual(decodeBlock(encodeBlock(put), put.length), put)
    }),
    { seed: 8, numRuns: 300 },
  )
})

test('a block is as small as the information in it', () => {
  const put = Uint8Array.from({ length: 65_536 }, (_, i) =>
    (Math.imul(i + 1, 0x9e_37_79_b1) >>> 0) / 2 ** 32 < 0.2 ? 2 : 1,
  )
  const revoked = put.filter((state) => state === 2).length / put.length
  const bits = -(revoked * Math.log2(revoked) + (1 - revoked) * Math.log2(1 - revoked))
  assert.ok(encodeBlock(put).length < (1.002 * bits * put.length) / 8 + 8)
  assert.deepEqual(encodeBlock(new Uint8Array(4_096).fill(1)), Uint8Array.of(1))
  assert.deepEqual(encodeBlock(new Uint8Array(4_096)), Uint8Array.of(0))
})

test('a head that no writer makes is no block', () => {
  for (const octets of [
    [],
    [3],
    [0x0c],
    [0x10],
    [2],
    [2, 0],
    [2, 0, 0],
    [2, 0x10, 0],
    [8, 0xff, 0xff],
  ])
    assert.equal(decodeBlock(Uint8Array.from(octets), 10), undefined)
})

test('octets that were changed give other states, never a fault', () => {
  fc.assert(
    fc.property(states, fc.nat(), fc.integer({ min: 1, max: 255 }), (put, place, change) => {
      const octets = encodeBlock(put)
      const at = place % octets.length
      octets[at] = (octets[at] ?? 0) ^ change
      const read = decodeBlock(octets, put.length)
      assert.ok(read === undefined || read.length === put.length)
    }),
    { seed: 9, numRuns: 100 },
  )
})
