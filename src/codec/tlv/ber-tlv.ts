import { concatBytes } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'

/**
 * One BER-TLV data object of ISO 7816-4 §5.2.2: the tag as one number (`0xff20`), its value, and
 * all its octets.
 */
export interface BerTlv {
  readonly tag: number
  readonly value: Uint8Array
  /** Tag, length and value as they stand: what signatures cover. */
  readonly encoded: Uint8Array
}

/** The longest tag and the longest length field that cards of this kind use. */
const TAG_OCTETS_MAX = 3
const LENGTH_OCTETS_MAX = 4

/** Encodes one data object, the length in its shortest form. */
export function encodeTlv(tag: number, ...values: readonly Uint8Array[]): Uint8Array {
  const value = concatBytes(...values)
  return concatBytes(bigEndian(tag), lengthField(value.length), value)
}

/**
 * The first data object of `bytes`; what follows it (filler `FF`, other objects) is not looked at.
 */
export function parseTlv(bytes: Uint8Array): Result<BerTlv, 'tlv-malformed'> {
  const tagLength = tagOctets(bytes)
  if (tagLength === undefined) return refuse('tlv-malformed')
  let tag = 0
  for (const octet of bytes.subarray(0, tagLength)) tag = tag * 256 + octet
  const length = parseLength(bytes.subarray(tagLength))
  if (length === undefined) return refuse('tlv-malformed')
  const start = tagLength + length.octets
  const end = start + length.value
  if (end > bytes.length) return refuse('tlv-malformed')
  return ok({ tag, value: bytes.subarray(start, end), encoded: bytes.subarray(0, end) })
}

/** All data objects of `bytes`, which must be filled exactly. */
export function parseTlvs(bytes: Uint8Array): Result<readonly BerTlv[], 'tlv-malformed'> {
  const objects: BerTlv[] = []
  let rest = bytes
  while (rest.length > 0) {
    const next = parseTlv(rest)
    if (!next.ok) return next
    objects.push(next.value)
    rest = rest.subarray(next.value.encoded.length)
  }
  return ok(objects)
}

function tagOctets(bytes: Uint8Array): number | undefined {
  const [first] = bytes
  if (first === undefined) return undefined
  if ((first & 0x1f) !== 0x1f) return 1
  for (let octets = 2; octets <= TAG_OCTETS_MAX; octets++) {
    const octet = bytes[octets - 1]
    if (octet === undefined) return undefined
    if ((octet & 0x80) === 0) return octets
  }
  return undefined
}

function parseLength(bytes: Uint8Array): { octets: number; value: number } | undefined {
  const [first] = bytes
  if (first === undefined) return undefined
  if (first < 0x80) return { octets: 1, value: first }
  const count = first & 0x7f
  if (count === 0 || count > LENGTH_OCTETS_MAX || bytes.length < 1 + count) return undefined
  let value = 0
  for (const octet of bytes.subarray(1, 1 + count)) value = value * 256 + octet
  return { octets: 1 + count, value }
}

function lengthField(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length)
  const octets = bigEndian(length)
  return concatBytes(Uint8Array.of(0x80 | octets.length), octets)
}

function bigEndian(value: number): Uint8Array {
  const octets: number[] = []
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256)
  return Uint8Array.from(octets.length === 0 ? [0] : octets)
}
