import { toHex } from '#kernel/bytes.ts'
import { isOid } from './oid.ts'
import { CONSTRUCTED, TAG } from './tag.ts'
import { decodeText, stringFormOf } from './text.ts'
import { parseFractionalTime, parseUtcTime } from './time.ts'

/** Why the contents octets of a primitive value are not those DER gives the type. */
export type ContentsFlaw = 'der-value-malformed' | 'der-value-not-canonical'

/** BOOLEAN: one octet, 0x00 or 0xFF (X.690 §8.2, §11.1). */
export function booleanFlaw(
  octets: Uint8Array,
  start: number,
  end: number,
): ContentsFlaw | undefined {
  if (end - start !== 1) return 'der-value-malformed'
  return octets[start] === 0 || octets[start] === 0xff ? undefined : 'der-value-not-canonical'
}

/** INTEGER and ENUMERATED: the fewest octets, and at least one (X.690 §8.3). */
export function integerFlaw(
  octets: Uint8Array,
  start: number,
  end: number,
): ContentsFlaw | undefined {
  if (end === start) return 'der-value-malformed'
  const padding = (octets[start + 1] ?? 0) >= 0x80 ? 0xff : 0
  return end - start > 1 && octets[start] === padding ? 'der-value-not-canonical' : undefined
}

/** The number of an INTEGER's contents. */
export function integerOf(contents: Uint8Array): bigint {
  if (contents.length <= SHORT_OCTETS) return BigInt(shortInteger(contents))
  const magnitude = BigInt(`0x${toHex(contents)}`)
  const isNegative = (contents[0] ?? 0) >= 0x80
  return isNegative ? magnitude - (1n << BigInt(8 * contents.length)) : magnitude
}

/** So short an INTEGER is a safe number. */
const SHORT_OCTETS = 6

function shortInteger(contents: Uint8Array): number {
  let value = (contents[0] ?? 0) >= 0x80 ? -1 : 0
  for (const octet of contents) value = value * 256 + octet
  return value
}

/**
 * BIT STRING: a count of unused bits, 0 to 7 and 0 where there are none, and these bits zero (X.690
 * §8.6.2, §11.2.1).
 */
export function bitStringFlaw(
  octets: Uint8Array,
  start: number,
  end: number,
): ContentsFlaw | undefined {
  const unusedBits = octets[start] ?? 0
  if (end === start || unusedBits > 7) return 'der-value-malformed'
  if (end - start === 1) return unusedBits === 0 ? undefined : 'der-value-malformed'
  const unused = (octets[end - 1] ?? 0) & ((1 << unusedBits) - 1)
  return unused === 0 ? undefined : 'der-value-not-canonical'
}

/** Positions of a named bit list that are looked at: no standard names as many. */
export const NAMED_BITS_MAX = 256

/**
 * The positions set in the octets of a named bit list, below `NAMED_BITS_MAX`; `undefined` where it
 * ends in a zero bit (X.690 §11.2.2).
 */
export function namedBitsOf(octets: Uint8Array, unusedBits: number): number[] | undefined {
  const last = octets.at(-1)
  if (last !== undefined && (last & (1 << unusedBits)) === 0) return undefined
  const bits: number[] = []
  const count = Math.min(8 * octets.length, NAMED_BITS_MAX)
  for (let bit = 0; bit < count; bit++)
    if (((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0) bits.push(bit)
  return bits
}

/**
 * What is wrong with a value of a universal type of which nothing else is known, its identifier
 * octet and contents given; what is inside a constructed one is not looked into.
 */
export function universalFlaw(
  tag: number,
  octets: Buffer,
  start: number,
  end: number,
): ContentsFlaw | undefined {
  switch (tag) {
    case TAG.boolean:
      return booleanFlaw(octets, start, end)
    case TAG.integer:
    case TAG.enumerated:
      return integerFlaw(octets, start, end)
    case TAG.bitString:
      return bitStringFlaw(octets, start, end)
    case TAG.null:
      return malformedUnless(end === start)
    case TAG.oid:
      return malformedUnless(isOid(octets, start, end))
    case TAG.utcTime:
      return malformedUnless(parseUtcTime(octets, start, end) !== undefined)
    case TAG.generalizedTime:
      return malformedUnless(parseFractionalTime(octets, start, end) !== undefined)
    default:
      return tag < UNIVERSAL_END ? otherFlaw(tag, octets, start, end) : undefined
  }
}

/** Identifier octets below are of the universal class. */
const UNIVERSAL_END = 0x40

/** Never values: the end of contents (X.690 §8.1.5), and SEQUENCE and SET as primitive ones. */
const NO_VALUES: ReadonlySet<number> = new Set([
  0x00,
  TAG.sequence & ~CONSTRUCTED,
  TAG.set & ~CONSTRUCTED,
])

/** EXTERNAL, EMBEDDED PDV, SEQUENCE, SET and CHARACTER STRING: the types that are constructed. */
const CONSTRUCTED_TYPES: ReadonlySet<number> = new Set([0x28, 0x2b, TAG.sequence, TAG.set, 0x3d])

function otherFlaw(
  tag: number,
  octets: Buffer,
  start: number,
  end: number,
): ContentsFlaw | undefined {
  const form = stringFormOf(tag)
  if (form !== undefined) return malformedUnless(decodeText(form, octets, start, end) !== undefined)
  // X.690 §10.2: strings "shall not" be constructed; other simple types never are (§8).
  if ((tag & CONSTRUCTED) !== 0)
    return CONSTRUCTED_TYPES.has(tag) ? undefined : 'der-value-not-canonical'
  return malformedUnless(!NO_VALUES.has(tag))
}

function malformedUnless(isGood: boolean): ContentsFlaw | undefined {
  return isGood ? undefined : 'der-value-malformed'
}

/**
 * Whether the element of a SET OF from `start` to `end` may follow that from `previous` to `start`
 * (X.690 §11.6). No encoding is the beginning of another: one ends first only where they are equal.
 */
export function inSetOrder(
  octets: Uint8Array,
  previous: number,
  start: number,
  end: number,
): boolean {
  for (let i = 0; previous + i < start && start + i < end; i++) {
    const difference = (octets[start + i] ?? 0) - (octets[previous + i] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}

/**
 * The same for a set of which it is not known whether it is a SET OF or a SET, whose components
 * stand in the order of their tags (X.690 §10.3): either order will do.
 */
export function mayFollowInSet(
  octets: Uint8Array,
  previous: number,
  start: number,
  end: number,
): boolean {
  const [before, after] = [octets[previous] ?? 0, octets[start] ?? 0]
  const isByTag = (before & ~CONSTRUCTED) < (after & ~CONSTRUCTED)
  return isByTag || inSetOrder(octets, previous, start, end)
}
