import { concatBytes } from '#kernel/bytes.ts'

const CONSTRUCTED = 0x20

/** Elements of one value that are dropped and doubled; of a longer one every second, third… */
const DROPS_MAX = 120

/**
 * `octets`, one DER value, once without each of its elements in turn, and once with each of them
 * twice; the lengths around it are made right again, so that only the structure is wrong. Octet and
 * bit strings that hold encodings are entered too.
 */
export function* elementDrops(octets: Uint8Array): Generator<Uint8Array> {
  const { length } = [...places(octets, 0, octets.length)]
  const step = Math.ceil(length / DROPS_MAX)
  for (const copies of [0, 2]) {
    for (let place = 1; place < length; place += step) {
      const counter = { place, copies }
      yield rebuilt(octets, 0, octets.length, counter)
    }
  }
}

interface Span {
  readonly start: number
  readonly contentStart: number
  readonly end: number
}

/** The elements from `start` to `end`; `undefined` where the octets are not a run of elements. */
function spans(octets: Uint8Array, start: number, end: number): readonly Span[] | undefined {
  const found: Span[] = []
  for (let at = start; at < end;) {
    const first = octets[at + 1] ?? 0x80
    const lengthOctets = first < 0x80 ? 0 : first & 0x7f
    if (first === 0x80 || lengthOctets > 3 || (octets[at] ?? 0) === 0) return undefined
    let length = first < 0x80 ? first : 0
    for (let i = 0; i < lengthOctets; i++) length = length * 256 + (octets[at + 2 + i] ?? 0)
    const contentStart = at + 2 + lengthOctets
    if (contentStart + length > end) return undefined
    found.push({ start: at, contentStart, end: contentStart + length })
    at = contentStart + length
  }
  return found
}

function* places(octets: Uint8Array, start: number, end: number): Generator<Span> {
  for (const span of spans(octets, start, end) ?? []) {
    yield span
    const inside = insideOf(octets, span)
    if (inside !== undefined) yield* places(octets, inside, span.end)
  }
}

/** Where the elements inside an element begin. */
function insideOf(octets: Uint8Array, { start, contentStart, end }: Span): number | undefined {
  const tag = octets[start] ?? 0
  if ((tag & CONSTRUCTED) !== 0) return contentStart
  const from = tag === 0x04 ? contentStart : tag === 0x03 ? contentStart + 1 : undefined
  const holds = from !== undefined && end - from > 2 && spans(octets, from, end) !== undefined
  return holds ? from : undefined
}

function rebuilt(
  octets: Uint8Array,
  start: number,
  end: number,
  counter: { place: number; readonly copies: number },
): Uint8Array {
  const parts: Uint8Array[] = []
  for (const span of spans(octets, start, end) ?? []) {
    const times = counter.place === 0 ? counter.copies : 1
    counter.place--
    const inside = insideOf(octets, span)
    const element =
      inside === undefined
        ? octets.subarray(span.start, span.end)
        : encoded(octets, span, inside, counter)
    for (let i = 0; i < times; i++) parts.push(element)
  }
  return concatBytes(...parts)
}

function encoded(
  octets: Uint8Array,
  span: Span,
  inside: number,
  counter: { place: number; readonly copies: number },
): Uint8Array {
  const before = octets.subarray(span.contentStart, inside)
  const contents = concatBytes(before, rebuilt(octets, inside, span.end, counter))
  const { length } = contents
  const lengthOctets =
    length < 0x80
      ? [length]
      : length < 0x100
        ? [0x81, length]
        : [0x82 + (length >> 16 === 0 ? 0 : 1), ...tail(length)]
  return concatBytes(Uint8Array.of(octets[span.start] ?? 0, ...lengthOctets), contents)
}

function tail(length: number): readonly number[] {
  const octets = [(length >> 8) & 0xff, length & 0xff]
  return length >> 16 === 0 ? octets : [length >> 16, ...octets]
}
