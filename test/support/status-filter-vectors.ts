import { StatusFilterWriter } from '#codec/status-filter/encode-filter.ts'
import type { StatusFilterHeader } from '#codec/status-filter/header.ts'
import { toBase64 } from '#kernel/bytes.ts'
import { digest } from '#crypto/digest.ts'
import { instant } from '#kernel/instant.ts'

/** One chain of filters, and what it says of every serial that it covers. */
export interface FilterVector {
  readonly name: string
  /** Contents of the CMS messages, base64: the complete filter, then its deltas. */
  readonly filters: readonly string[]
  readonly firstSerial: number
  /** A letter for each serial from `firstSerial`: `a` absent, `g` good, `r` revoked. */
  readonly states: string
  /** The number of the generation of each serial that is not absent, as a digit; else `-`. */
  readonly generations: string
}

/** Octets that are no filter, and the refusal. */
export interface RefusedVector {
  readonly name: string
  readonly filter: string
  readonly refusal: string
}

const HEADER: StatusFilterHeader = {
  kind: 'complete',
  generations: [
    { generation: 1, keyId: new Uint8Array(20).fill(0x11) },
    { generation: 2, keyId: new Uint8Array(20).fill(0x22) },
  ],
  number: 7,
  baseNumber: 0,
  baseDigest: new Uint8Array(),
  thisUpdate: instant(1_775_005_200_000),
  nextUpdate: instant(1_775_034_000_000),
  firstSerial: 41,
}

/** States and generations drawn by a seed: the same in every run. */
function drawn(seed: number, length: number, revoked: number, absent: number): Uint8Array {
  let state = seed
  const chance = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  return Uint8Array.from({ length }, () => (chance() < absent ? 0 : chance() < revoked ? 2 : 1))
}

function vector(
  name: string,
  base: Uint8Array,
  later?: { readonly now: Uint8Array; readonly added: Uint8Array },
): FilterVector {
  const generationAt = (place: number): number => (place < base.length / 2 ? 0 : 1)
  const writer = new StatusFilterWriter(HEADER)
  for (const [i, state] of base.entries()) writer.add(state, generationAt(i))
  const filters = [writer.finish()]
  let states = base
  if (later !== undefined) {
    const link = { baseNumber: HEADER.number, baseDigest: digest('sha256', filters[0] ?? base) }
    const firstSerial = HEADER.firstSerial + base.length
    const delta = new StatusFilterWriter({
      ...HEADER,
      ...link,
      kind: 'delta',
      number: HEADER.number + 1,
      firstSerial,
    })
    for (const [i, state] of later.now.entries())
      if (state !== base[i]) delta.change(HEADER.firstSerial + i, state, generationAt(i))
    for (const state of later.added) delta.add(state, 1)
    filters.push(delta.finish())
    states = Uint8Array.from([...later.now, ...later.added])
  }
  return {
    name,
    filters: filters.map(toBase64),
    firstSerial: HEADER.firstSerial,
    states: Array.from(states, (state) => 'agr'[state]).join(''),
    generations: Array.from(states, (state, i) =>
      state === 0 ? '-' : String(generationAt(i) + 1),
    ).join(''),
  }
}

/** The vectors of docs/status-filter-vectors.json, made by our writer. */
export function statusFilterVectors(): {
  readonly read: readonly FilterVector[]
  readonly refused: readonly RefusedVector[]
} {
  const mixed = drawn(1, 2_500, 0.2, 0.05)
  const one = vector('two blocks and a half, a fifth revoked', mixed)
  const octets = Buffer.from(one.filters[0] ?? '', 'base64')
  const changed = (name: string, refusal: string, at: number, value: number): RefusedVector => {
    const copy = Uint8Array.from(octets)
    copy[at] = value
    return { name, refusal, filter: toBase64(copy) }
  }
  return {
    read: [
      vector('nothing issued', new Uint8Array()),
      vector('one certificate', Uint8Array.of(1)),
      vector('all good', new Uint8Array(1_500).fill(1)),
      vector(
        'all revoked, then all absent',
        Uint8Array.from({ length: 2_048 }, (_, i) => (i < 1_024 ? 2 : 0)),
      ),
      one,
      vector('a delta: changed, lifted, added', mixed, {
        now: mixed.map((state, i) => (i % 97 === 0 ? 2 : i % 331 === 0 ? 1 : state)),
        added: drawn(2, 700, 0.01, 0.02),
      }),
      vector('an empty delta', mixed, { now: mixed, added: new Uint8Array() }),
    ],
    refused: [
      { name: 'nothing', refusal: 'filter-truncated', filter: '' },
      changed('another magic', 'filter-magic-wrong', 0, 0x73),
      changed('another version', 'filter-version-unknown', 4, 2),
      changed('another kind', 'filter-field-malformed', 5, 9),
      changed('no generation', 'filter-field-malformed', 6, 0),
      changed('a complete filter with a base', 'filter-field-malformed', 66, 1),
      { name: 'cut', refusal: 'filter-truncated', filter: toBase64(octets.subarray(0, -1)) },
      {
        name: 'an octet too many',
        refusal: 'filter-trailing-octets',
        filter: toBase64(Uint8Array.of(...octets, 0)),
      },
    ],
  }
}
