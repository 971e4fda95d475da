import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { CertificateStatus } from '#ca/contract.ts'
import { instant } from '#kernel/instant.ts'
import { REVOKED_AT_MAX, type RevokedFor } from './state-code.ts'
import { CHUNK_SERIALS, type StatusChunk, StatusIndex } from './status-index.ts'

fc.configureGlobal({ seed: 5280 })

const REVOKED_AT = instant(1_774_000_000_000)
const REASONS: readonly RevokedFor[] = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
]

/** What is known of a serial, as plainly as can be. */
interface Known {
  generation: number | undefined
  revoked: (CertificateStatus & { state: 'revoked' }) | undefined
}

class PlainIndex {
  readonly known = new Map<number, Known>()

  at(serial: number): Known {
    const found = this.known.get(serial)
    if (found !== undefined) return found
    const made: Known = { generation: undefined, revoked: undefined }
    this.known.set(serial, made)
    return made
  }

  statusOf(serial: number, generation: number | undefined): CertificateStatus {
    const { generation: own, revoked } = this.known.get(serial) ?? {}
    if (own === undefined || (generation !== undefined && generation !== own))
      return { state: 'unknown' }
    return revoked ?? { state: 'good' }
  }

  get size(): number {
    const says = ({ generation, revoked }: Known): boolean =>
      generation !== undefined || revoked !== undefined
    return [...this.known.values()].filter(says).length
  }
}

type Change =
  | { readonly change: 'issued'; readonly serial: number; readonly generation: number }
  | {
      readonly change: 'revoked'
      readonly serial: number
      readonly revokedSecond: number
      readonly reason: RevokedFor
    }
  | { readonly change: 'lifted'; readonly serial: number }
  | { readonly change: 'restored' }

/** Few enough that changes meet, on both sides of every boundary, and far apart. */
const SERIALS = [
  1,
  2,
  CHUNK_SERIALS - 1,
  CHUNK_SERIALS,
  CHUNK_SERIALS + 1,
  5 * CHUNK_SERIALS - 1,
  2 ** 32,
  Number.MAX_SAFE_INTEGER,
]
const serial = fc.constantFrom(...SERIALS)
const changes: fc.Arbitrary<readonly Change[]> = fc.array(
  fc.oneof(
    fc.record({
      change: fc.constant('issued' as const),
      serial,
      generation: fc.constantFrom(1, 2, 999),
    }),
    fc.record({
      change: fc.constant('revoked' as const),
      serial,
      revokedSecond: fc.nat({ max: 0xffff_ffff }),
      reason: fc.constantFrom(...REASONS),
    }),
    fc.record({ change: fc.constant('lifted' as const), serial }),
    fc.constant({ change: 'restored' } as const),
  ),
  { maxLength: 60 },
)

function apply(index: StatusIndex, plain: PlainIndex, change: Change): StatusIndex {
  switch (change.change) {
    case 'issued':
      index.issued(change.serial, change.generation)
      plain.at(change.serial).generation ??= change.generation
      return index
    case 'revoked': {
      const { reason } = change
      const revokedAt = instant(change.revokedSecond * 1000)
      index.revoked(change.serial, revokedAt, reason)
      plain.at(change.serial).revoked = { state: 'revoked', revokedAt, reason }
      return index
    }
    case 'lifted':
      index.lifted(change.serial)
      plain.at(change.serial).revoked = undefined
      return index
    case 'restored':
      return StatusIndex.restore(structuredClone(index.chunks()))
  }
}

test('after any changes it says what a plain map says, whatever is asked', () => {
  fc.assert(
    fc.property(changes, (all) => {
      const plain = new PlainIndex()
      let index = new StatusIndex()
      for (const change of all) {
        index = apply(index, plain, change)
        for (const each of SERIALS)
          for (const generation of [undefined, 1, 2, 999])
            assert.deepEqual(index.statusOf(each, generation), plain.statusOf(each, generation))
      }
      assert.equal(index.size, plain.size)
    }),
    { numRuns: 300 },
  )
})

test('changes that come twice, or an issue that comes late, end in the same state', () => {
  fc.assert(
    fc.property(changes, fc.array(fc.nat({ max: 59 })), (all, repeats) => {
      // Each serial in one generation, and revocations in their order, as the feed's lanes give
      // them; issues anywhere.
      const feed = all.filter(({ change }) => change !== 'restored').map(inFirstGeneration)
      const late = [
        ...feed.filter(({ change }) => change !== 'issued'),
        ...feed.filter(({ change }) => change === 'issued'),
      ]
      const again = feed.flatMap((change, i) =>
        change.change === 'issued' && repeats.includes(i) ? [change, change] : [change],
      )
      const [first, ...others] = [feed, late, again].map((each) => {
        const index = new StatusIndex()
        for (const change of each) apply(index, new PlainIndex(), change)
        return SERIALS.map((one) => index.statusOf(one, undefined))
      })
      for (const other of others) assert.deepEqual(other, first)
    }),
  )
})

function inFirstGeneration(change: Change): Change {
  return change.change === 'issued' ? { ...change, generation: 1 } : change
}

test('a serial out of reach of the counter is unknown', () => {
  const index = new StatusIndex()
  index.issued(1, 1)
  for (const other of [0, -1, 2 ** 53, 2 ** 60, Number.NaN, Infinity, 1.5])
    assert.equal(index.stateCode(other, 1), 0, String(other))
})

test('a revocation is kept to the second, up to the end of its column', () => {
  const index = new StatusIndex()
  index.issued(7, 1)
  index.revoked(7, instant(REVOKED_AT + 999), 'superseded')
  assert.deepEqual(index.statusOf(7, 1), {
    state: 'revoked',
    revokedAt: REVOKED_AT,
    reason: 'superseded',
  })
  index.revoked(7, REVOKED_AT_MAX, 'certificateHold')
  assert.equal(index.revokedAt(7), instant(0xffff_ffff * 1000))
})

const WRONG: readonly (readonly [string, (index: StatusIndex) => void])[] = [
  ['serial 0', (index) => index.issued(0, 1)],
  ['a serial beyond the counter', (index) => index.issued(2 ** 53, 1)],
  ['generation 0', (index) => index.issued(1, 0)],
  ['generation 65,536', (index) => index.issued(1, 65_536)],
  ['a revocation before 1970', (index) => index.revoked(1, instant(-1), 'superseded')],
  [
    'a revocation after 2106',
    (index) => index.revoked(1, instant(REVOKED_AT_MAX + 1), 'superseded'),
  ],
]

for (const [name, act] of WRONG) {
  test(`${name} is a bug, and changes nothing`, () => {
    const index = new StatusIndex()
    assert.throws(() => act(index), { code: 'invariant-broken' })
    assert.deepEqual([index.size, index.stateCode(1, undefined)], [0, 0])
  })
}

function columns(changed: Partial<StatusChunk> = {}): StatusChunk {
  const states = new Uint8Array(CHUNK_SERIALS)
  states[1] = 0x81
  return {
    number: 0,
    states,
    generation: 1,
    generations: undefined,
    revokedSeconds: undefined,
    ...changed,
  }
}

function withState(octet: number): Uint8Array {
  const states = new Uint8Array(CHUNK_SERIALS)
  states[1] = octet
  return states
}

const DAMAGED: readonly (readonly [string, readonly StatusChunk[]])[] = [
  ['too few states', [columns({ states: new Uint8Array(CHUNK_SERIALS - 1) })]],
  ['too few generations', [columns({ generations: new Uint16Array(1) })]],
  ['too few seconds', [columns({ revokedSeconds: new Uint32Array(1) })]],
  ['good, and never issued', [columns({ states: withState(0x01) })]],
  ['issued, and unknown', [columns({ states: withState(0x80) })]],
  ['a reason not used', [columns({ states: withState(0x89) })]],
  ['revoked without a second', [columns({ states: withState(0x82) })]],
  ['a chunk twice', [columns(), columns()]],
  ['a chunk beyond the counter', [columns({ number: 2 ** 40 })]],
]

test('columns that were not taken from an index are not taken over', () => {
  assert.equal(StatusIndex.restore([columns()]).stateCode(1, 1), 1)
  for (const [name, chunks] of DAMAGED)
    assert.throws(() => StatusIndex.restore(chunks), { code: 'invariant-broken' }, name)
})

test('memory is one octet a serial, five where one of the chunk was revoked', () => {
  const index = new StatusIndex()
  for (let each = 1; each < 2 * CHUNK_SERIALS; each++) index.issued(each, 1)
  assert.deepEqual([index.size, index.octets], [2 * CHUNK_SERIALS - 1, 2 * CHUNK_SERIALS])
  index.revoked(5, REVOKED_AT, 'superseded')
  assert.equal(index.octets, 6 * CHUNK_SERIALS)
  index.issued(2 * CHUNK_SERIALS, 2)
  assert.equal(index.octets, 7 * CHUNK_SERIALS)
})
