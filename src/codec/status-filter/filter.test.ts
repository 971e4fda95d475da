import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { instant } from '#kernel/instant.ts'
import { FILTER_BLOCK_SERIALS } from './bounds.ts'
import { StatusFilterWriter } from './encode-filter.ts'
import { FilterStates } from './filter-states.ts'
import type { StatusFilterHeader } from './header.ts'
import { parseStatusFilter, type ParsedStatusFilter } from './parse-filter.ts'
import { FILTER_STATES } from './state.ts'

const HEADER: StatusFilterHeader = {
  kind: 'complete',
  generations: [
    { generation: 1, keyId: new Uint8Array(20).fill(1) },
    { generation: 2, keyId: new Uint8Array(20).fill(2) },
  ],
  number: 5,
  baseNumber: 0,
  baseDigest: new Uint8Array(),
  thisUpdate: instant(1_800_000_000_000),
  nextUpdate: instant(1_800_021_600_000),
  firstSerial: 3,
}

interface Entry {
  readonly state: number
  readonly generation: number
}

function complete(entries: readonly Entry[], header = HEADER): ParsedStatusFilter {
  const writer = new StatusFilterWriter(header)
  for (const { state, generation } of entries) writer.add(state, generation)
  return read(writer.finish())
}

function deltaOf(base: ParsedStatusFilter): StatusFilterHeader {
  const { number, digest, endSerial } = base
  const link = { baseNumber: number, baseDigest: digest, firstSerial: endSerial }
  return { ...HEADER, kind: 'delta', number: number + 1, ...link }
}

function read(octets: Uint8Array): ParsedStatusFilter {
  const parsed = parseStatusFilter(octets)
  assert.ok(parsed.ok, parsed.ok ? '' : `${parsed.refusal} ${JSON.stringify(parsed.detail)}`)
  return parsed.value
}

function opened(first: ParsedStatusFilter, ...deltas: readonly ParsedStatusFilter[]): FilterStates {
  const states = FilterStates.open(first, deltas)
  assert.ok(states.ok)
  return states.value
}

const entry = fc.record({
  state: fc.integer({ min: 0, max: 2 }),
  generation: fc.integer({ min: 0, max: 1 }),
})
const entries = fc.array(entry, { maxLength: 3 * FILTER_BLOCK_SERIALS, size: 'max' })

function assertSays(states: FilterStates, wanted: readonly Entry[], firstSerial: number): void {
  for (const [i, { state, generation }] of wanted.entries()) {
    const said = states.stateOf(firstSerial + i)
    assert.equal(said?.state, FILTER_STATES[state])
    if (state !== 0) assert.equal(said?.generation.generation, generation + 1)
  }
  assert.equal(states.stateOf(firstSerial - 1), undefined)
  assert.equal(states.stateOf(firstSerial + wanted.length), undefined)
}

test('a complete filter says of every serial its state and generation, and nothing beyond', () => {
  fc.assert(
    fc.property(entries, (wanted) => {
      assertSays(opened(complete(wanted)), wanted, HEADER.firstSerial)
    }),
    { seed: 1, numRuns: 12 },
  )
})

test('a delta changes what it names and adds what is new', () => {
  fc.assert(
    fc.property(entries, entries, fc.array(fc.tuple(fc.nat(), entry)), (base, added, changes) => {
      const now = [...base]
      for (const [place, changed] of changes)
        if (base.length > 0) now[place % base.length] = changed
      const first = complete(base)
      const writer = new StatusFilterWriter(deltaOf(first))
      for (const [i, { state, generation }] of now.entries()) {
        const before = base[i]
        const differs = before?.state !== state || before.generation !== generation
        if (differs) writer.change(HEADER.firstSerial + i, state, generation)
      }
      for (const { state, generation } of added) writer.add(state, generation)
      const states = opened(first, read(writer.finish()))
      assertSays(states, [...now, ...added], HEADER.firstSerial)
    }),
    { seed: 2, numRuns: 12 },
  )
})

test('ten thousand events among a hundred million certificates make a delta of 20 kB', () => {
  const header = deltaOf(complete([]))
  const writer = new StatusFilterWriter({ ...header, firstSerial: 100_000_001 })
  for (let i = 1; i <= 10_000; i++) writer.change(i * 10_000 - ((i * 7_919) % 9_000), 2, 0)
  assert.ok(writer.finish().length < 21_000)
})

test('a chain begins with a complete filter and goes on without a gap', () => {
  const first = complete([{ state: 1, generation: 0 }])
  const delta = (changed: Partial<StatusFilterHeader>): ParsedStatusFilter =>
    read(new StatusFilterWriter({ ...deltaOf(first), ...changed }).finish())
  const refusal = (...chain: readonly ParsedStatusFilter[]): string => {
    const [begin = first, ...rest] = chain
    const states = FilterStates.open(begin, rest)
    return states.ok ? 'ok' : states.refusal
  }
  assert.equal(refusal(first, delta({})), 'ok')
  assert.equal(refusal(delta({})), 'filter-not-complete')
  assert.equal(refusal(first, first), 'filter-not-a-delta')
  assert.equal(refusal(first, delta({ number: 8, baseNumber: 7 })), 'filter-base-other')
  assert.equal(refusal(first, delta({ firstSerial: 5 })), 'filter-base-other')
  assert.equal(refusal(first, delta({ baseDigest: new Uint8Array(32) })), 'filter-base-other')
  const second = read(new StatusFilterWriter(deltaOf(delta({}))).finish())
  assert.equal(refusal(first, delta({}), second), 'ok')
  assert.equal(refusal(first, second), 'filter-base-other')
})

const REFUSED: readonly (readonly [string, (octets: Uint8Array) => Uint8Array, string, string?])[] =
  [
    ['nothing', () => new Uint8Array(), 'filter-truncated', 'magic'],
    ['another magic', (octets) => octetSet(octets, 0, 0), 'filter-magic-wrong'],
    ['another version', (octets) => octetSet(octets, 4, 2), 'filter-version-unknown'],
    ['another kind', (octets) => octetSet(octets, 5, 2), 'filter-field-malformed', 'kind'],
    ['no generation', (octets) => octetSet(octets, 6, 0), 'filter-field-malformed', 'generations'],
    [
      'a complete filter with a base',
      (octets) => octetSet(octets, 66, 1),
      'filter-field-malformed',
      'baseNumber',
    ],
    [
      'an end before the start',
      (octets) => octetSet(octets, 98, 0),
      'filter-field-malformed',
      'endSerial',
    ],
    ['cut at the end', (octets) => octets.subarray(0, -1), 'filter-truncated', 'block'],
    ['an octet too many', (octets) => Uint8Array.of(...octets, 0), 'filter-trailing-octets'],
  ]

function octetSet(octets: Uint8Array, at: number, value: number): Uint8Array {
  const copy = octets.slice()
  copy[at] = value
  return copy
}

for (const [name, change, refusal, field] of REFUSED) {
  test(`refused: ${name}`, () => {
    const writer = new StatusFilterWriter(HEADER)
    for (let i = 0; i < 100; i++) writer.add(i % 7 === 0 ? 2 : 1, 0)
    const parsed = parseStatusFilter(change(writer.finish()))
    assert.ok(!parsed.ok)
    assert.equal(parsed.refusal, refusal)
    if (field !== undefined) assert.equal(parsed.detail['field'], field)
  })
}

test('whatever the octets: a filter or a refusal, and no fault', () => {
  const writer = new StatusFilterWriter({ ...deltaOf(complete([])), firstSerial: 900 })
  for (let i = 0; i < 300; i++) writer.add(i % 3, i % 2)
  for (let i = 1; i < 100; i++) writer.change(i * 7, i % 3, i % 2)
  const good = writer.finish()
  const places = fc.array(fc.tuple(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 })), {
    minLength: 1,
    maxLength: 4,
  })
  fc.assert(
    fc.property(places, fc.nat({ max: good.length }), (changes, length) => {
      const octets = good.slice(0, length % 5 === 0 ? length : good.length)
      for (const [at, value] of changes) if (at < octets.length) octets[at] = value
      const parsed = parseStatusFilter(octets)
      if (parsed.ok) assert.ok(parsed.value.endSerial >= parsed.value.firstSerial)
    }),
    { seed: 3, numRuns: 3_000 },
  )
})
