import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromHex } from '#kernel/bytes.ts'
import { decodeDer, DER_LIMITS, type DerElement, type DerLimits, type DerReader } from './decode.ts'
import { OctetMemory, type Remembered } from './octet-memory.ts'
import { readRemembered } from './read-remembered.ts'

type Memory = OctetMemory<Remembered<readonly DerElement[]>>

const newMemory = (): Memory => new OctetMemory(16, 256)
const bytesOf = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array()
const readPair = (reader: DerReader, field: string): readonly DerElement[] =>
  reader.sequenceOf(field, () => reader.any(''), { atMost: 2 })
/** Two pairs in a sequence, each read or remembered. */
const readPairs = (memory: Memory, octets: Uint8Array, limits: DerLimits = DER_LIMITS) =>
  decodeDer(
    octets,
    (reader) =>
      reader.sequence('pairs', () => [
        readRemembered(reader, memory, 'first', readPair),
        readRemembered(reader, memory, 'second', readPair),
      ]),
    limits,
  )

const SAME = bytesOf('3010 3006020101020102 3006020101020102')

test('the same octets are the same value again, which holds no view of the input', () => {
  const memory = newMemory()
  const octets = new Uint8Array(SAME)
  const [first, second] = [readPairs(memory, octets), readPairs(memory, octets)]
  assert.ok(first.ok && second.ok)
  assert.deepEqual(first, second)
  assert.equal(second.value[0], second.value[1])
  octets.fill(0)
  const again = readPairs(memory, SAME)
  assert.ok(again.ok)
  assert.equal(again.value[0], second.value[0])
  assert.deepEqual(again, readPairs(newMemory(), SAME))
})

test('octets that differ in one place anywhere are not taken for one another', () => {
  const memory = newMemory()
  for (let at = 0; at < SAME.length; at++)
    for (const flip of [0x01, 0x80]) {
      readPairs(memory, SAME)
      const other = SAME.with(at, (SAME[at] ?? 0) ^ flip)
      assert.deepEqual(readPairs(memory, other), readPairs(newMemory(), other))
    }
})

test('what is remembered counts against the limits as what is read', () => {
  for (const valuesMax of [1, 3, 4, 6, 7]) {
    const memory = newMemory()
    readPairs(memory, SAME)
    const limits = { ...DER_LIMITS, valuesMax }
    const known = readPairs(memory, SAME, limits)
    assert.deepEqual(known, readPairs(newMemory(), SAME, limits))
    assert.equal(known.ok, valuesMax === 7)
  }
})

test('what is refused is refused again', () => {
  const memory = newMemory()
  const three = bytesOf('300d 3009020101020102020103 3000')
  const refused = readPairs(memory, three)
  assert.equal(refused.ok ? undefined : refused.refusal, 'der-too-many-values')
  assert.deepEqual(readPairs(memory, three), refused)
})
