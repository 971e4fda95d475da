import fc from 'fast-check'
import { concatBytes } from '#kernel/bytes.ts'

/**
 * One change to octets: others in place, some cut out, some put in, some repeated, or the end cut
 * off.
 */
type Mutation =
  | { readonly kind: 'set'; readonly at: number; readonly octet: number }
  | { readonly kind: 'cut' | 'repeat'; readonly at: number; readonly length: number }
  | { readonly kind: 'insert'; readonly at: number; readonly octets: Uint8Array }
  | { readonly kind: 'end'; readonly at: number }

/** `octets` after one to four random changes; shrinks towards fewer and earlier ones. */
export function mutations(octets: Uint8Array): fc.Arbitrary<Uint8Array> {
  const place = fc.nat({ max: Math.max(0, octets.length - 1) })
  const length = fc.integer({ min: 1, max: 40 })
  const inserted = fc.uint8Array({ minLength: 1, maxLength: 8 })
  const one: fc.Arbitrary<Mutation> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(place, fc.nat({ max: 255 }))
        .map(([at, octet]) => ({ kind: 'set', at, octet }) as const),
    },
    fc.tuple(place, length).map(([at, count]) => ({ kind: 'cut', at, length: count }) as const),
    fc.tuple(place, length).map(([at, count]) => ({ kind: 'repeat', at, length: count }) as const),
    fc.tuple(place, inserted).map(([at, more]) => ({ kind: 'insert', at, octets: more }) as const),
    place.map((at) => ({ kind: 'end', at }) as const),
  )
  return fc
    .array(one, { minLength: 1, maxLength: 4 })
    .map((changes) => changes.reduce<Uint8Array>(mutated, octets))
}

function mutated(octets: Uint8Array, mutation: Mutation): Uint8Array {
  const [before, after] = [octets.subarray(0, mutation.at), octets.subarray(mutation.at)]
  switch (mutation.kind) {
    case 'set':
      return concatBytes(before, Uint8Array.of(mutation.octet), after.subarray(1))
    case 'cut':
      return concatBytes(before, after.subarray(mutation.length))
    case 'repeat':
      return concatBytes(before, after.subarray(0, mutation.length), after)
    case 'insert':
      return concatBytes(before, mutation.octets, after)
    case 'end':
      return before.slice()
  }
}
