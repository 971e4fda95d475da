import fc from 'fast-check'
import * as der from '#codec/der/encode.ts'
import { CONSTRUCTED } from '#codec/der/tag.ts'
import { concatBytes } from '#kernel/bytes.ts'
import { mutations } from './mutations.ts'

/** One value of an encoding: where it stands, and the values inside it. */
interface Part {
  readonly start: number
  readonly contentStart: number
  readonly end: number
  readonly parts: readonly Part[]
}

/** What is done to one value. The lengths around it are corrected, except where they are to lie. */
type Change =
  | { readonly kind: 'drop' | 'repeat' | 'swap' | 'empty' }
  | { readonly kind: 'retag'; readonly tag: number }
  | { readonly kind: 'lie'; readonly length: Uint8Array }

const LYING_LENGTHS = [
  '80',
  'ff',
  '00',
  '01',
  '7f',
  '8100',
  '820001',
  '84ffffffff',
  '88ffffffffffffffff',
]

/**
 * `octets`, one DER encoding, after a change to its structure: an element dropped, repeated,
 * swapped with the next, emptied, retagged, or given a length that lies; or after random changes
 * to its octets.
 */
export function structureMutations(octets: Uint8Array): fc.Arbitrary<Uint8Array> {
  const root = partAt(octets, 0, octets.length)
  if (root === undefined) return mutations(octets)
  const all = flattened(root)
  const change: fc.Arbitrary<Change> = fc.oneof(
    fc.constantFrom('drop', 'repeat', 'swap', 'empty').map((kind) => ({ kind }) as const),
    fc.nat({ max: 255 }).map((tag) => ({ kind: 'retag', tag }) as const),
    fc
      .constantFrom(...LYING_LENGTHS)
      .map((text) => ({ kind: 'lie', length: new Uint8Array(Buffer.from(text, 'hex')) }) as const),
  )
  const structural = fc
    .tuple(fc.constantFrom(...all), change)
    .map(([part, made]) => rewritten(octets, root, part, made))
  return fc.oneof({ weight: 3, arbitrary: structural }, { weight: 2, arbitrary: mutations(octets) })
}

function partAt(octets: Uint8Array, start: number, limit: number): Part | undefined {
  const first = octets[start + 1]
  if (first === undefined) return undefined
  const count = first > 0x80 ? first & 0x7f : 0
  let length = count === 0 ? first : 0
  for (let i = 0; i < count; i++) length = length * 256 + (octets[start + 2 + i] ?? 0)
  const contentStart = start + 2 + count
  const end = contentStart + length
  if (first === 0x80 || end > limit) return undefined
  const isConstructed = ((octets[start] ?? 0) & CONSTRUCTED) !== 0
  return { start, contentStart, end, parts: isConstructed ? within(octets, contentStart, end) : [] }
}

function within(octets: Uint8Array, from: number, end: number): readonly Part[] {
  const parts: Part[] = []
  for (let at = from; at < end;) {
    const part = partAt(octets, at, end)
    if (part === undefined) return []
    parts.push(part)
    at = part.end
  }
  return parts
}

function flattened(part: Part): readonly Part[] {
  return [part, ...part.parts.flatMap(flattened)]
}

function rewritten(octets: Uint8Array, part: Part, target: Part, change: Change): Uint8Array {
  if (part === target) return changed(octets, part, change)
  if (target.start < part.start || target.end > part.end)
    return octets.subarray(part.start, part.end)
  const children = part.parts.map((child) => rewritten(octets, child, target, change))
  const index = part.parts.indexOf(target)
  const [one, next] = [children[index], children[index + 1]]
  if (change.kind === 'swap' && one !== undefined && next !== undefined)
    children.splice(index, 2, next, one)
  return der.encode(new der.DerNode(octets[part.start] ?? 0, concatBytes(...children)))
}

function changed(
  octets: Uint8Array,
  { start, contentStart, end }: Part,
  change: Change,
): Uint8Array {
  const whole = octets.subarray(start, end)
  const contents = octets.subarray(contentStart, end)
  const tag = octets[start] ?? 0
  switch (change.kind) {
    case 'drop':
      return new Uint8Array()
    case 'repeat':
      return concatBytes(whole, whole)
    case 'swap':
      return whole
    case 'empty':
      return Uint8Array.of(tag, 0)
    case 'retag':
      return concatBytes(Uint8Array.of(change.tag), whole.subarray(1))
    case 'lie':
      return concatBytes(Uint8Array.of(tag), change.length, contents)
  }
}
