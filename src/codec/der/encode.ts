import { assert } from '#kernel/assert.ts'
import { compareBytes, fromHex, utf8 } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import { encodeOid } from './oid.ts'
import { CONSTRUCTED, context, contextConstructed, TAG, TAG_NUMBER_MAX } from './tag.ts'
import { encodeText, isIa5, isPrintable, STRING_TAGS, type StringForm } from './text.ts'
import { fitsUtcTime, formatGeneralizedTime, formatUtcTime } from './time.ts'

/**
 * A value to encode: a node made by the functions of this file, or octets that are already DER and
 * are copied as they stand. Import the file as `der` and read the structure as in the ASN.1 module:
 * `der.encode(der.sequence(der.integer(2), der.oid('2.5.4.3'), name.der))`.
 */
export type DerValue = DerNode | Uint8Array

/** A part of a SEQUENCE; an absent OPTIONAL or DEFAULT component is `undefined`. */
export type DerPart = DerValue | undefined

/** A value not yet encoded. Opaque: made here, given back to `encode` or to another node. */
export class DerNode {
  /** The identifier octet. */
  readonly tag: number
  /**
   * @internal Contents octets, ASCII text, parts in order, or parts made while they are written.
   */
  readonly content: Uint8Array | string | readonly DerPart[] | LazyParts
  /**
   * @internal An octet before the content: the count of unused bits of a BIT STRING, or the zero
   * that keeps an INTEGER positive; -1 for none.
   */
  readonly prefix: number

  constructor(tag: number, content: DerNode['content'], prefix = -1) {
    this.tag = tag
    this.content = content
    this.prefix = prefix
  }
}

/**
 * @internal Parts that exist only while each is written, so that a long list costs no memory of its
 * own.
 */
interface LazyParts {
  readonly length: number
  readonly part: (index: number) => DerValue
}

/** Distinguished encoding of `value` in one new array. A value over 1 GiB is a bug. */
export function encode(value: DerValue): Uint8Array {
  if (value instanceof Uint8Array) return new Uint8Array(value)
  const sink = new BackwardSink()
  sink.value(value)
  return sink.finish()
}

/** `value` encoded once, for parts that many encodings share. */
export function preEncoded(value: DerValue): Uint8Array {
  return value instanceof Uint8Array ? value : encode(value)
}

/** SEQUENCE of the given components in order; `undefined` ones are absent. */
export function sequence(...parts: readonly DerPart[]): DerNode {
  return new DerNode(TAG.sequence, parts)
}

/** SEQUENCE OF, one element an item, each made only while it is written. */
export function sequenceOf<T>(items: readonly T[], part: (item: T) => DerValue): DerNode {
  return new DerNode(TAG.sequence, lazily(items, part))
}

/** SET OF, elements sorted by their encodings (X.690 §11.6). */
export function setOf(items: readonly DerValue[]): DerNode {
  if (items.length < 2) return new DerNode(TAG.set, items)
  return new DerNode(TAG.set, items.map(preEncoded).sort(compareBytes))
}

/** `[n] EXPLICIT`: the tag around the whole encoding of `parts`. */
export function explicit(n: number, ...parts: readonly DerPart[]): DerNode {
  return new DerNode(contextConstructed(tagNumber(n)), parts)
}

/** `[n] IMPLICIT`: the tag in place of the value's own. */
export function implicit(n: number, value: DerValue): DerValue {
  if (value instanceof DerNode) {
    const tag = context(tagNumber(n)) | (value.tag & CONSTRUCTED)
    return new DerNode(tag, value.content, value.prefix)
  }
  const retagged = new Uint8Array(value)
  retagged[0] = context(tagNumber(n)) | ((value[0] ?? 0) & CONSTRUCTED)
  return retagged
}

/** BOOLEAN: TRUE is 0xFF (X.690 §11.1). */
export function boolean(value: boolean): DerNode {
  return new DerNode(TAG.boolean, Uint8Array.of(value ? 0xff : 0))
}

/** INTEGER in the fewest octets (X.690 §8.3.2); a `number` must be a safe integer. */
export function integer(value: number | bigint): DerNode {
  return new DerNode(TAG.integer, integerContents(value))
}

/** INTEGER, never negative, from its big-endian magnitude; leading zero octets do not matter. */
export function unsignedInteger(magnitude: Uint8Array): DerNode {
  let start = 0
  while (start < magnitude.length && magnitude[start] === 0) start++
  const digits = start === 0 ? magnitude : magnitude.subarray(start)
  const needsZero = digits.length === 0 || (digits[0] ?? 0) >= 0x80
  return new DerNode(TAG.integer, digits, needsZero ? 0 : -1)
}

/** ENUMERATED in the fewest octets. */
export function enumerated(value: number): DerNode {
  return new DerNode(TAG.enumerated, integerContents(value))
}

/** NULL. */
export function nullValue(): DerNode {
  return new DerNode(TAG.null, '')
}

/** OBJECT IDENTIFIER from dotted text. */
export function oid(dotted: string): DerNode {
  return new DerNode(TAG.oid, encodeOid(dotted))
}

/** OCTET STRING of the given octets. */
export function octetString(octets: Uint8Array): DerNode {
  return new DerNode(TAG.octetString, octets)
}

/**
 * OCTET STRING whose contents are the encoding of `value`, as extnValue and PKCS wrappings have it.
 */
export function octetStringOf(value: DerValue): DerNode {
  return new DerNode(TAG.octetString, [value])
}

/** BIT STRING; the last `unusedBits` (0 to 7) bits of the octets must be zero (X.690 §11.2.1). */
export function bitString(octets: Uint8Array, unusedBits = 0): DerNode {
  const last = octets.at(-1) ?? 0
  const padded = unusedBits === 0 || (octets.length > 0 && (last & ((1 << unusedBits) - 1)) === 0)
  assert(unusedBits >= 0 && unusedBits <= 7 && padded, 'unused bits of a BIT STRING are zero')
  return new DerNode(TAG.bitString, octets, unusedBits)
}

/** BIT STRING whose octets are the encoding of `value`, as keys and ECDSA signatures have it. */
export function bitStringOf(value: DerValue): DerNode {
  return new DerNode(TAG.bitString, [value], 0)
}

/**
 * BIT STRING with a named bit list: the set bits by position, trailing zero bits dropped (X.690
 * §11.2.2).
 */
export function namedBits(bits: readonly number[]): DerNode {
  if (bits.length === 0) return new DerNode(TAG.bitString, '', 0)
  const highest = Math.max(...bits)
  const octets = new Uint8Array((highest >> 3) + 1)
  for (const bit of bits) octets[bit >> 3] = (octets[bit >> 3] ?? 0) | (0x80 >> (bit & 7))
  return new DerNode(TAG.bitString, octets, 7 - (highest & 7))
}

/** UTF8String; half of a surrogate pair, which UTF-8 does not have, is a bug. */
export function utf8String(text: string): DerNode {
  assert(text.isWellFormed(), 'a UTF8String is well-formed text')
  return new DerNode(TAG.utf8String, isIa5(text) ? text : utf8(text))
}

/** PrintableString; a character outside the type is a bug. */
export function printableString(text: string): DerNode {
  assert(isPrintable(text), 'a PrintableString has letters, digits and few signs')
  return new DerNode(TAG.printableString, text)
}

/** IA5String; a character outside the type is a bug. */
export function ia5String(text: string): DerNode {
  assert(isIa5(text), 'an IA5String is ASCII')
  return new DerNode(TAG.ia5String, text)
}

/** A string of the given type; a character outside the type is a bug. */
export function stringOf(form: StringForm, text: string): DerNode {
  if (form === 'utf8') return utf8String(text)
  const contents = encodeText(form, text)
  assert(contents !== undefined, `a character outside the string type ${form}`)
  return new DerNode(STRING_TAGS[form], contents)
}

/** RFC 5280 `Time`: UTCTime through 2049, GeneralizedTime from 2050 (§4.1.2.5), whole seconds. */
export function time(at: Instant): DerNode {
  return fitsUtcTime(at) ? utcTime(at) : generalizedTime(at)
}

/** UTCTime `YYMMDDHHMMSSZ`; outside 1950 to 2049 a bug. */
export function utcTime(at: Instant): DerNode {
  return new DerNode(TAG.utcTime, formatUtcTime(at))
}

/** GeneralizedTime `YYYYMMDDHHMMSSZ`, as OCSP and TSP want it whatever the year. */
export function generalizedTime(at: Instant): DerNode {
  return new DerNode(TAG.generalizedTime, formatGeneralizedTime(at))
}

function lazily<T>(items: readonly T[], part: (item: T) => DerValue): LazyParts {
  return {
    length: items.length,
    part: (index) => {
      const item = items[index]
      assert(item !== undefined, 'a list does not shrink while it is encoded')
      return part(item)
    },
  }
}

function tagNumber(n: number): number {
  assert(Number.isInteger(n) && n >= 0 && n <= TAG_NUMBER_MAX, 'a context tag is 0 to 30')
  return n
}

function integerContents(value: number | bigint): Uint8Array {
  if (typeof value === 'number') {
    assert(Number.isSafeInteger(value), 'an INTEGER is a safe integer or a bigint')
    if (value >= -0x80_00_00_00 && value <= 0x7f_ff_ff_ff) return smallContents(value)
  }
  const wide = BigInt(value)
  // Two's complement: the octets of a negative number are those of its complement, inverted.
  const magnitude = (wide < 0n ? -wide - 1n : wide).toString(16)
  const digits = magnitude.length % 2 === 0 ? magnitude : `0${magnitude}`
  const octets = fromHex(/^[89a-f]/.test(digits) ? `00${digits}` : digits)
  assert(octets !== undefined, 'a number has hexadecimal digits')
  return wide < 0n ? octets.map((octet) => octet ^ 0xff) : octets
}

/** A number of 32 bits in the fewest octets: as many as its sign bit needs. */
function smallContents(value: number): Uint8Array {
  const magnitude = value < 0 ? ~value : value
  const octets = magnitude < 0x80 ? 1 : magnitude < 0x80_00 ? 2 : magnitude < 0x80_00_00 ? 3 : 4
  const contents = new Uint8Array(octets)
  for (let i = 0; i < octets; i++) contents[i] = value >> (8 * (octets - 1 - i))
  return contents
}

/**
 * First buffer of an encoding: a certificate of the JPKI profile (≈1.8 kB) fits without growing.
 */
const FIRST_BUFFER_OCTETS = 2048
const BUFFER_OCTETS_MAX = 2 ** 30
const IDLE_BUFFER_OCTETS_MAX = 65_536

/**
 * The last encoding's buffer, waiting for the next: allocating one costs more than filling it.
 * Absent while an encoding runs, so that one begun inside another (by a lazy part) takes a buffer
 * of its own.
 */
let idleBuffer: Uint8Array | undefined

/** Fills one buffer from its end, so that every length is known when its header is written. */
class BackwardSink {
  #buffer: Uint8Array
  #start: number

  constructor() {
    this.#buffer = idleBuffer ?? new Uint8Array(FIRST_BUFFER_OCTETS)
    this.#start = this.#buffer.length
    idleBuffer = undefined
  }

  value(value: DerValue): void {
    if (value instanceof Uint8Array) {
      this.#octets(value)
      return
    }
    const before = this.#written()
    this.#content(value.content)
    if (value.prefix >= 0) this.#octet(value.prefix)
    this.#header(value.tag, this.#written() - before)
  }

  finish(): Uint8Array {
    const encoded = new Uint8Array(this.#written())
    encoded.set(this.#buffer.subarray(this.#start))
    if (this.#buffer.length <= IDLE_BUFFER_OCTETS_MAX) idleBuffer = this.#buffer
    return encoded
  }

  #written(): number {
    return this.#buffer.length - this.#start
  }

  #content(content: DerNode['content']): void {
    if (content instanceof Uint8Array) this.#octets(content)
    else if (typeof content === 'string') this.#ascii(content)
    else if ('part' in content)
      for (let i = content.length - 1; i >= 0; i--) this.value(content.part(i))
    else
      for (let i = content.length - 1; i >= 0; i--) {
        const part = content[i]
        if (part !== undefined) this.value(part)
      }
  }

  #header(tag: number, length: number): void {
    if (length < 0x80) this.#octet(length)
    else {
      let count = 0
      for (let left = length; left > 0; left >>>= 8) {
        this.#octet(left & 0xff)
        count++
      }
      this.#octet(0x80 | count)
    }
    this.#octet(tag)
  }

  #octet(octet: number): void {
    if (this.#start === 0) this.#grow(1)
    this.#buffer[--this.#start] = octet
  }

  #octets(octets: Uint8Array): void {
    if (this.#start < octets.length) this.#grow(octets.length)
    this.#start -= octets.length
    this.#buffer.set(octets, this.#start)
  }

  #ascii(text: string): void {
    if (this.#start < text.length) this.#grow(text.length)
    this.#start -= text.length
    for (let i = 0; i < text.length; i++) this.#buffer[this.#start + i] = text.charCodeAt(i)
  }

  #grow(needed: number): void {
    const written = this.#written()
    const size = Math.max(2 * this.#buffer.length, 2 * (written + needed))
    assert(size <= BUFFER_OCTETS_MAX, 'a DER value stays under 1 GiB')
    const grown = new Uint8Array(size)
    grown.set(this.#buffer.subarray(this.#start), size - written)
    this.#start = size - written
    this.#buffer = grown
  }
}
