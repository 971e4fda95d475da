import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { concatBytes, fromHex, toHex } from '#kernel/bytes.ts'
import { encodeFrame, FRAME_PAYLOAD_MAX, FrameReader } from './frames.ts'

function octets(hex: string): Uint8Array {
  const read = fromHex(hex)
  assert(read !== undefined)
  return read
}

test('a frame is its length in two octets, big-endian, and the payload', () => {
  assert.equal(toHex(encodeFrame(octets('3be000ff8131fe4514'))), '00093be000ff8131fe4514')
  const longest = encodeFrame(new Uint8Array(FRAME_PAYLOAD_MAX))
  assert.equal(longest.length, FRAME_PAYLOAD_MAX + 2)
  assert.equal(toHex(longest.subarray(0, 2)), 'ffff')
})

test('an empty frame, which would pull the card, and one too long are bugs', () => {
  assert.throws(() => encodeFrame(new Uint8Array(0)), { code: 'invariant-broken' })
  assert.throws(() => encodeFrame(new Uint8Array(FRAME_PAYLOAD_MAX + 1)), {
    code: 'invariant-broken',
  })
})

test('frames that arrive merged, split within the length and split within the payload', () => {
  const reader = new FrameReader()
  assert.deepEqual(reader.push(octets('000104 000100 00')).map(toHex), ['04', '00'])
  assert.deepEqual(reader.push(octets('04')).map(toHex), [])
  assert.deepEqual(reader.push(octets('00a4')).map(toHex), [])
  assert.deepEqual(reader.push(octets('0400 000104')).map(toHex), ['00a40400', '04'])
})

test('an empty frame does not stall the reader', () => {
  assert.deepEqual(new FrameReader().push(octets('0000 000104')).map(toHex), ['', '04'])
})

test('any payloads come out as they went in, however the stream is cut', () => {
  const payload = fc.uint8Array({ minLength: 1, maxLength: 600 })
  fc.assert(
    fc.property(
      fc.array(payload, { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 }),
      (payloads, steps) => {
        const stream = concatBytes(...payloads.map(encodeFrame))
        const reader = new FrameReader()
        const read: Uint8Array[] = []
        for (let offset = 0, turn = 0; offset < stream.length; turn++) {
          const step = steps[turn % steps.length] ?? 1
          read.push(...reader.push(stream.subarray(offset, offset + step)))
          offset += step
        }
        assert.deepEqual(read.map(toHex), payloads.map(toHex))
      },
    ),
    { seed: 1, numRuns: 150 },
  )
})
