import { assert } from '#kernel/assert.ts'
import { OctetMemory } from './octet-memory.ts'

/**
 * Octets of one object identifier's contents: far above any arc in use, and a bound on the text.
 */
const OID_OCTETS_MAX = 64

/** Identifiers kept encoded; those beyond are encoded anew each time. */
const ENCODED_MAX = 512
const encoded = new Map<string, Uint8Array>()

/** Identifiers that were read: a certificate names some twenty-five, the same ones every time. */
const decoded = new OctetMemory<string>(4096, OID_OCTETS_MAX)

/**
 * Contents octets (X.690 §8.19) of a dotted identifier such as `2.5.4.3`; anything else is a bug.
 */
export function encodeOid(dotted: string): Uint8Array {
  const known = encoded.get(dotted)
  if (known !== undefined) return known
  const contents = encodeArcs(dotted)
  if (encoded.size < ENCODED_MAX) encoded.set(dotted, contents)
  return contents
}

/**
 * The dotted text of the contents octets from `start` to `end`; `undefined` where an arc is cut off
 * or padded with a leading 0x80.
 */
export function decodeOid(octets: Uint8Array, start = 0, end = octets.length): string | undefined {
  const known = decoded.recall(octets, start, end)
  if (known !== undefined) return known
  const dotted = decodeArcs(octets.subarray(start, end))
  if (dotted !== undefined) decoded.keep(octets, start, end, dotted)
  return dotted
}

/** Whether contents octets are whole arcs, each in the fewest octets (X.690 §8.19.2). */
export function isOid(octets: Uint8Array, start: number, end: number): boolean {
  if (end === start || (octets[end - 1] ?? 0) >= 0x80) return false
  for (let i = start; i < end; i++) {
    const isFirstOfArc = i === start || (octets[i - 1] ?? 0) < 0x80
    if (isFirstOfArc && octets[i] === 0x80) return false
  }
  return true
}

function decodeArcs(contents: Uint8Array): string | undefined {
  if (contents.length > OID_OCTETS_MAX || !isOid(contents, 0, contents.length)) return undefined
  const arcs: (number | bigint)[] = []
  let arc = 0
  let wide = 0n
  let octetsOfArc = 0
  for (const octet of contents) {
    octetsOfArc++
    // Six groups of seven bits are exact in a number; the few longer arcs (UUIDs of X.667) need
    // bigint.
    if (octetsOfArc <= 6) arc = arc * 128 + (octet & 0x7f)
    else wide = ((octetsOfArc === 7 ? BigInt(arc) : wide) << 7n) | BigInt(octet & 0x7f)
    if ((octet & 0x80) !== 0) continue
    pushArc(arcs, octetsOfArc <= 6 ? arc : wide)
    arc = 0
    octetsOfArc = 0
  }
  return arcs.join('.')
}

function pushArc(arcs: (number | bigint)[], arc: number | bigint): void {
  if (arcs.length > 0) {
    arcs.push(arc)
    return
  }
  // X.690 §8.19.4: the first subidentifier is 40 × first arc + second arc.
  const first = arc < 40 ? 0 : arc < 80 ? 1 : 2
  arcs.push(first, typeof arc === 'bigint' ? arc - BigInt(first * 40) : arc - first * 40)
}

function encodeArcs(dotted: string): Uint8Array {
  assert(/^[012](?:\.(?:0|[1-9]\d*))+$/.test(dotted), `not an object identifier: ${dotted}`)
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt)
  assert(first === 2n || second < 40n, `not an object identifier: ${dotted}`)
  const octets: number[] = []
  for (const arc of [first * 40n + second, ...rest]) {
    const groups: number[] = [Number(arc & 0x7fn)]
    for (let left = arc >> 7n; left > 0n; left >>= 7n) groups.push(Number(left & 0x7fn) | 0x80)
    octets.push(...groups.toReversed())
  }
  assert(octets.length <= OID_OCTETS_MAX, `object identifier too long: ${dotted}`)
  return Uint8Array.from(octets)
}
