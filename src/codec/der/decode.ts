import type { Instant } from '#kernel/instant.ts'
import { compareBytes, toHex } from '#kernel/bytes.ts'
import { refuse, ok, type RefusalDetail, type Result } from '#kernel/result.ts'
import { decodeOid } from './oid.ts'
import type { DerRefusal } from './refusal.ts'
import { CONSTRUCTED, contextConstructed, TAG, tagName } from './tag.ts'
import { decodeText, STRING_TAGS, type StringForm, stringFormOf } from './text.ts'
import { parseFractionalTime, parseGeneralizedTime, parseUtcTime } from './time.ts'

/** How much one decoding may hold: octets of input, nesting, and values (headers read). */
export interface DerLimits {
  readonly sizeOctetsMax: number
  readonly depthMax: number
  readonly valuesMax: number
}

/** Room for any certificate, request, answer or signed message; a CRL has limits of its own. */
export const DER_LIMITS: DerLimits = { sizeOctetsMax: 1_048_576, depthMax: 32, valuesMax: 65_536 }

/** One value as it stands, its octets views into the input. */
export interface DerElement {
  readonly tag: number
  /** Identifier, length and contents octets. */
  readonly der: Uint8Array
  readonly contents: Uint8Array
}

/**
 * A list's least number of elements, and its identifier octet where IMPLICIT tagging replaced it.
 */
export interface ListOptions {
  readonly atLeast?: number
  readonly tag?: number
}

/**
 * Decodes `bytes` as exactly one DER value (X.690 §10, §11) that `read` takes apart. `read` reads
 * straight on: whatever is not as asked ends the decoding with a refusal, whose detail names field
 * and offset. `R` are the refusals that `read` itself gives by `reader.refuse`. Views returned
 * point into `bytes`.
 */
export function decodeDer<T, R extends string = never>(
  bytes: Uint8Array,
  read: (reader: DerReader<R>) => T,
  limits: DerLimits = DER_LIMITS,
): Result<T, DerRefusal | R> {
  if (bytes.length > limits.sizeOctetsMax)
    return refuse('der-too-large', { field: '', offset: 0, octets: bytes.length })
  const reader = new DerReader<R>(plainView(bytes), limits)
  try {
    const value = read(reader)
    reader.end()
    return ok(value)
  } catch (error) {
    if (error instanceof Undecodable) return refuse(error.refusal as DerRefusal | R, error.detail)
    throw error
  }
}

/** A `Buffer` as the `Uint8Array` it is, so that views taken from it are plain too. */
function plainView(bytes: Uint8Array): Uint8Array {
  if (Object.getPrototypeOf(bytes) === Uint8Array.prototype) return bytes
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Ends a decoding; caught by `decodeDer` only. */
class Undecodable extends Error {
  override readonly name = 'Undecodable'
  readonly code = 'der-undecodable'
  readonly refusal: string
  readonly detail: RefusalDetail

  constructor(refusal: string, detail: RefusalDetail) {
    super(refusal)
    this.refusal = refusal
    this.detail = detail
  }
}

/**
 * A cursor over DER octets. Every method reads the next value of the current constructed value and
 * moves past it; `field` names it in refusals. The reader handed to a callback is this same object,
 * narrowed to the contents, and the callback must read them to their end.
 */
export class DerReader<in R extends string = never> {
  readonly #bytes: Uint8Array
  readonly #limits: DerLimits
  readonly #path: string[] = []
  #position = 0
  #end: number
  #values = 0
  /** Where the value last looked at begins: what refusals point to. */
  #valueStart = 0
  #tag = 0
  #contentEnd = 0

  constructor(bytes: Uint8Array, limits: DerLimits) {
    this.#bytes = bytes
    this.#limits = limits
    this.#end = bytes.length
  }

  /** Whether nothing is left of the current constructed value. */
  get atEnd(): boolean {
    return this.#position >= this.#end
  }

  /** The next value's identifier octet; `undefined` at the end. */
  get nextTag(): number | undefined {
    return this.atEnd ? undefined : this.#bytes[this.#position]
  }

  /** Octets from the start of the input to the next value. */
  get offset(): number {
    return this.#position
  }

  /**
   * Ends the decoding with `refusal`, pointing at the value last read. Extra values never hold
   * personal data.
   */
  refuse(refusal: R | DerRefusal, field: string, detail: RefusalDetail = {}): never {
    const path = [...this.#path, field].filter((part) => part !== '').join('.')
    throw new Undecodable(refusal, { ...detail, field: path, offset: this.#valueStart })
  }

  /** Refuses anything left over in the current constructed value. */
  end(field = ''): void {
    if (this.atEnd) return
    this.#valueStart = this.#position
    this.refuse('der-trailing-bytes', field)
  }

  /** Any one value as views; the headers inside a constructed one are checked too. */
  any(field: string): DerElement {
    const start = this.#position
    this.#header(field)
    const [tag, contentStart, end] = [this.#tag, this.#position, this.#contentEnd]
    if ((tag & CONSTRUCTED) !== 0) this.#within(field, end, () => this.#walk(field))
    this.#position = end
    return {
      tag,
      der: this.#bytes.subarray(start, end),
      contents: this.#bytes.subarray(contentStart, end),
    }
  }

  /** All that is left of the current constructed value, as a view, whatever it is. */
  rest(): Uint8Array {
    const left = this.#bytes.subarray(this.#position, this.#end)
    this.#position = this.#end
    return left
  }

  /** What `read` returns, beside a view of the octets that it consumed. */
  captured<T>(read: (reader: this) => T): { readonly value: T; readonly der: Uint8Array } {
    const start = this.#position
    const value = read(this)
    return { value, der: this.#bytes.subarray(start, this.#position) }
  }

  /**
   * An OPTIONAL component: read when the next value has this identifier octet, else `undefined`.
   */
  optional<T>(tag: number, read: (reader: this) => T): T | undefined {
    return this.nextTag === tag ? read(this) : undefined
  }

  /**
   * A DEFAULT component: `fallback` when absent; DER forbids encoding the default itself (X.690
   * §11.5).
   */
  defaulted<T extends boolean | number | bigint | string>(
    tag: number,
    fallback: T,
    read: (reader: this) => T,
  ): T {
    if (this.nextTag !== tag) return fallback
    const value = read(this)
    if (value === fallback) this.refuse('der-default-encoded', '')
    return value
  }

  /** A constructed value with the given identifier octet, its components read by `read`. */
  constructed<T>(tag: number, field: string, read: (reader: this) => T): T {
    this.#expect(tag, field)
    return this.#within(field, this.#contentEnd, () => read(this))
  }

  /** SEQUENCE, its components read by `read`. */
  sequence<T>(field: string, read: (reader: this) => T): T {
    return this.constructed(TAG.sequence, field, read)
  }

  /** `[n] EXPLICIT` around what `read` reads. */
  explicit<T>(n: number, field: string, read: (reader: this) => T): T {
    return this.constructed(contextConstructed(n), field, read)
  }

  /** SEQUENCE OF: `item` is called once an element. */
  sequenceOf<T>(field: string, item: (reader: this) => T, options: ListOptions = {}): T[] {
    return this.constructed(options.tag ?? TAG.sequence, field, () => {
      const items: T[] = []
      while (!this.atEnd) items.push(item(this))
      if (items.length < (options.atLeast ?? 0)) this.refuse('der-value-malformed', '')
      return items
    })
  }

  /** SET OF: `item` is called once an element; the encodings must stand in order (X.690 §11.6). */
  setOf<T>(field: string, item: (reader: this) => T, options: ListOptions = {}): T[] {
    let previous: Uint8Array | undefined
    const inOrder = (): T => {
      const { value, der } = this.captured(item)
      if (previous !== undefined && compareBytes(previous, der) > 0)
        this.refuse('der-set-unsorted', '')
      previous = der
      return value
    }
    return this.sequenceOf(field, inOrder, { tag: TAG.set, ...options })
  }

  /** BOOLEAN, 0x00 or 0xFF (X.690 §11.1). */
  boolean(field: string, tag: number = TAG.boolean): boolean {
    const contents = this.#primitive(tag, field)
    const [octet] = contents
    if (contents.length !== 1) this.refuse('der-value-malformed', field)
    if (octet !== 0 && octet !== 0xff) this.refuse('der-value-not-canonical', field)
    return octet === 0xff
  }

  /** INTEGER of any size. */
  integer(field: string, tag: number = TAG.integer): bigint {
    const contents = this.integerContents(field, tag)
    const magnitude = BigInt(`0x${toHex(contents)}`)
    const negative = (contents[0] ?? 0) >= 0x80
    return negative ? magnitude - (1n << BigInt(8 * contents.length)) : magnitude
  }

  /** INTEGER from 0 to `max` (a safe integer at most). */
  smallInteger(field: string, max: number, tag: number = TAG.integer): number {
    const contents = this.integerContents(field, tag)
    let value = 0
    for (const octet of contents) value = value * 256 + octet
    const negative = (contents[0] ?? 0) >= 0x80
    if (negative || value > max) this.refuse('der-value-malformed', field)
    return value
  }

  /** The contents octets of an INTEGER, checked to be the fewest (X.690 §8.3.2). */
  integerContents(field: string, tag: number = TAG.integer): Uint8Array {
    const contents = this.#primitive(tag, field)
    const [first, second] = contents
    if (first === undefined) this.refuse('der-value-malformed', field)
    if (second !== undefined && first === (second >= 0x80 ? 0xff : 0))
      this.refuse('der-value-not-canonical', field)
    return contents
  }

  /** ENUMERATED from 0 to 255. */
  enumerated(field: string, tag: number = TAG.enumerated): number {
    return this.smallInteger(field, 255, tag)
  }

  /** NULL. */
  nullValue(field: string, tag: number = TAG.null): void {
    if (this.#primitive(tag, field).length !== 0) this.refuse('der-value-malformed', field)
  }

  /** OBJECT IDENTIFIER as dotted text. */
  oid(field: string, tag: number = TAG.oid): string {
    const dotted = decodeOid(this.#primitive(tag, field))
    return dotted ?? this.refuse('der-value-malformed', field)
  }

  /** OCTET STRING as a view. */
  octetString(field: string, tag: number = TAG.octetString): Uint8Array {
    return this.#primitive(tag, field)
  }

  /** OCTET STRING that holds one DER value, read by `read`. */
  octetStringContaining<T>(field: string, read: (reader: this) => T): T {
    return this.constructed(TAG.octetString, field, read)
  }

  /**
   * BIT STRING: octets as a view, and how many bits of the last are unused; those are zero (X.690
   * §11.2.1).
   */
  bitString(
    field: string,
    tag: number = TAG.bitString,
  ): { readonly octets: Uint8Array; readonly unusedBits: number } {
    const contents = this.#primitive(tag, field)
    const [unusedBits] = contents
    const octets = contents.subarray(1)
    if (unusedBits === undefined || unusedBits > 7) this.refuse('der-value-malformed', field)
    if (unusedBits > 0 && octets.length === 0) this.refuse('der-value-malformed', field)
    if (((octets.at(-1) ?? 0) & ((1 << unusedBits) - 1)) !== 0)
      this.refuse('der-value-not-canonical', field)
    return { octets, unusedBits }
  }

  /** BIT STRING of whole octets, as keys and signatures are. */
  bitStringOctets(field: string, tag: number = TAG.bitString): Uint8Array {
    const { octets, unusedBits } = this.bitString(field, tag)
    if (unusedBits !== 0) this.refuse('der-value-malformed', field)
    return octets
  }

  /** The positions set in a named bit list; trailing zero bits are not encoded (X.690 §11.2.2). */
  namedBits(field: string, tag: number = TAG.bitString): number[] {
    const { octets, unusedBits } = this.bitString(field, tag)
    const last = octets.at(-1)
    if (last !== undefined && (last & (1 << unusedBits)) === 0)
      this.refuse('der-value-not-canonical', field)
    const bits: number[] = []
    for (let bit = 0; bit < 8 * octets.length; bit++)
      if (((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0) bits.push(bit)
    return bits
  }

  /** A string of the given type, its characters checked. */
  string(form: StringForm, field: string, tag: number = STRING_TAGS[form]): string {
    return (
      decodeText(form, this.#primitive(tag, field)) ?? this.refuse('der-value-malformed', field)
    )
  }

  /** A string of whichever type comes next. */
  anyString(field: string): { readonly form: StringForm; readonly text: string } {
    const form = this.nextTag === undefined ? undefined : stringFormOf(this.nextTag)
    if (form === undefined) this.refuse('der-tag-unexpected', field)
    return { form, text: this.string(form, field) }
  }

  /** RFC 5280 `Time`: either form is understood whatever the year (§4.1.2.5). */
  time(field: string): Instant {
    return this.nextTag === TAG.utcTime ? this.utcTime(field) : this.generalizedTime(field)
  }

  /** UTCTime `YYMMDDHHMMSSZ`. */
  utcTime(field: string): Instant {
    const at = parseUtcTime(this.#primitive(TAG.utcTime, field))
    return at ?? this.refuse('der-value-malformed', field)
  }

  /** GeneralizedTime `YYYYMMDDHHMMSSZ`. */
  generalizedTime(field: string, tag: number = TAG.generalizedTime): Instant {
    const at = parseGeneralizedTime(this.#primitive(tag, field))
    return at ?? this.refuse('der-value-malformed', field)
  }

  /** GeneralizedTime that may carry a fraction of a second, as the genTime of RFC 3161 does. */
  fractionalTime(field: string): Instant {
    const at = parseFractionalTime(this.#primitive(TAG.generalizedTime, field))
    return at ?? this.refuse('der-value-malformed', field)
  }

  #primitive(tag: number, field: string): Uint8Array {
    this.#expect(tag, field)
    const contents = this.#bytes.subarray(this.#position, this.#contentEnd)
    this.#position = this.#contentEnd
    return contents
  }

  #expect(tag: number, field: string): void {
    this.#valueStart = this.#position
    const next = this.nextTag
    if (next === undefined) this.refuse('der-truncated', field, { expected: tagName(tag) })
    if (next !== tag) {
      const detail = { expected: tagName(tag), found: tagName(next) }
      this.refuse('der-tag-unexpected', field, detail)
    }
    this.#header(field)
  }

  /** Narrows the reader to the contents that end at `contentEnd` while `read` reads them all. */
  #within<T>(field: string, contentEnd: number, read: () => T): T {
    const outerEnd = this.#end
    this.#end = contentEnd
    if (this.#path.push(field) > this.#limits.depthMax) this.refuse('der-too-deep', '')
    const value = read()
    this.end()
    this.#path.pop()
    this.#end = outerEnd
    return value
  }

  #walk(field: string): void {
    while (!this.atEnd) {
      this.#header(field)
      const end = this.#contentEnd
      if ((this.#tag & CONSTRUCTED) !== 0) this.#within(field, end, () => this.#walk(field))
      else this.#position = end
    }
  }

  /** Reads identifier and length octets (X.690 §8.1.2, §10.1) and stands at the contents. */
  #header(field: string): void {
    const bytes = this.#bytes
    this.#valueStart = this.#position
    if (++this.#values > this.#limits.valuesMax) this.refuse('der-too-many-values', field)
    if (this.#position + 2 > this.#end) this.refuse('der-truncated', field)
    this.#tag = bytes[this.#position] ?? 0
    if ((this.#tag & 0x1f) === 0x1f) this.refuse('der-tag-unsupported', field)
    const first = bytes[this.#position + 1] ?? 0
    let contentStart = this.#position + 2
    let length = first
    if (first >= 0x80) {
      const octets = first & 0x7f
      if (octets === 0) this.refuse('der-length-indefinite', field)
      if (contentStart + octets > this.#end) this.refuse('der-truncated', field)
      length = 0
      for (let i = 0; i < octets; i++) length = length * 256 + (bytes[contentStart++] ?? 0)
      const leadingZero = bytes[contentStart - octets] === 0
      if (leadingZero || length < 0x80) this.refuse('der-length-not-minimal', field)
    }
    if (length > this.#end - contentStart) this.refuse('der-truncated', field)
    this.#position = contentStart
    this.#contentEnd = contentStart + length
  }
}
