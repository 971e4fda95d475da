import type { Instant } from '#kernel/instant.ts'
import type { RefusalDetail } from '#kernel/result.ts'
import type { DerLimits, ListOptions } from './limits.ts'
import { endOfShort, type OctetMemory, type Remembered } from './octet-memory.ts'
import {
  bitStringFlaw,
  booleanFlaw,
  inSetOrder,
  integerFlaw,
  integerOf,
  mayFollowInSet,
  namedBitsOf,
  universalFlaw,
} from './contents.ts'
import { decodeOid } from './oid.ts'
import type { DerRefusal } from './refusal.ts'
import { CONSTRUCTED, contextConstructed, TAG, tagName } from './tag.ts'
import { bufferOver, decodeText, STRING_TAGS, type StringForm, stringFormOf } from './text.ts'
import { parseFractionalTime, parseGeneralizedTime, parseUtcTime } from './time.ts'
import { Undecodable } from './undecodable.ts'

/** One value as it stands, its octets views into the input. */
export interface DerElement {
  readonly tag: number
  /** Identifier, length and contents octets. */
  readonly der: Uint8Array
  readonly contents: Uint8Array
}

const NO_OPTIONS: ListOptions = {}

/**
 * A cursor over DER octets. Every method reads the next value of the current constructed value and
 * moves past it; `field` names it in refusals. The reader handed to a callback is this same object,
 * narrowed to the contents, and the callback must read them to their end.
 */
export class DerReader<in R extends string = never> {
  readonly #bytes: Uint8Array
  readonly #memory: ArrayBufferLike
  readonly #base: number
  /** The same octets, for what is read as text: made when first asked for. */
  #buffer: Buffer | undefined
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
    this.#memory = bytes.buffer
    this.#base = bytes.byteOffset
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

  /** How many values (headers) were read so far. */
  get valuesRead(): number {
    return this.#values
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
    return this.#any(field, false)
  }

  /**
   * As `any`, for what must be DER throughout though its type is not known: contents of universal
   * types inside it are checked too, and the order of its sets (X.690 §10, §11).
   */
  anyDer(field: string): DerElement {
    return this.#any(field, true)
  }

  /** Passes over any one value, checked as `anyDer` does. */
  skip(field: string): void {
    this.#header(field)
    this.#pass(field, true)
  }

  /** Passes over all that is left of the current constructed value, whatever it is. */
  skipRest(): void {
    this.#position = this.#end
  }

  /** All that is left of the current constructed value, as a view, whatever it is. */
  rest(): Uint8Array {
    const left = this.#view(this.#position, this.#end)
    this.#position = this.#end
    return left
  }

  /**
   * The next value from memory, passed over, where the same octets were read before. Where it is
   * not known, not accepted, or would go beyond a limit, nothing happens: it is then read, or
   * refused, in full.
   */
  recall<T>(memory: OctetMemory<Remembered<T>>, isAccepted?: (value: T) => boolean): T | undefined {
    const end = endOfShort(this.#bytes, this.#position, this.#end)
    const known = memory.recall(this.#bytes, this.#position, end)
    if (known === undefined) return undefined
    const { value, values, depth } = known
    if (isAccepted?.(value) === false) return undefined
    if (this.#values + values > this.#limits.valuesMax) return undefined
    if (this.#path.length + depth > this.#limits.depthMax) return undefined
    this.#values += values
    this.#valueStart = this.#position
    this.#position = end
    return value
  }

  /** Keeps what was read from `offset` to here, for `recall`. */
  remember<T>(memory: OctetMemory<Remembered<T>>, offset: number, known: Remembered<T>): void {
    // As after `recall`: refusals point to the same place whether it was known or not.
    this.#valueStart = offset
    memory.keep(this.#bytes, offset, this.#position, known)
  }

  /** The octets from `offset`, where the reader stood before, to the next value: a view. */
  since(offset: number): Uint8Array {
    return this.#view(offset, this.#position)
  }

  /** What `read` returns, beside a view of the octets that it consumed. */
  captured<T>(read: (reader: this) => T): { readonly value: T; readonly der: Uint8Array } {
    const start = this.#position
    return { value: read(this), der: this.since(start) }
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
    const outerEnd = this.#enter(field)
    const value = read(this)
    this.#leave(outerEnd)
    return value
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
  sequenceOf<T>(field: string, item: (reader: this) => T, options: ListOptions = NO_OPTIONS): T[] {
    return this.#list(options.tag ?? TAG.sequence, field, item, options, false)
  }

  /** SET OF: `item` is called once an element; the encodings must stand in order (X.690 §11.6). */
  setOf<T>(field: string, item: (reader: this) => T, options: ListOptions = NO_OPTIONS): T[] {
    return this.#list(options.tag ?? TAG.set, field, item, options, true)
  }

  /** BOOLEAN, 0x00 or 0xFF (X.690 §11.1). */
  boolean(field: string, tag: number = TAG.boolean): boolean {
    this.#expectFlawless(tag, field, booleanFlaw)
    return this.#bytes[this.#position++] === 0xff
  }

  /** INTEGER of any size. */
  integer(field: string, tag: number = TAG.integer): bigint {
    return integerOf(this.integerContents(field, tag))
  }

  /** INTEGER from 0 to `max` (a safe integer at most). */
  smallInteger(field: string, max: number, tag: number = TAG.integer): number {
    this.#expectFlawless(tag, field, integerFlaw)
    if ((this.#bytes[this.#position] ?? 0) >= 0x80) this.refuse('der-value-malformed', field)
    let value = 0
    while (this.#position < this.#contentEnd && value <= max)
      value = value * 256 + (this.#bytes[this.#position++] ?? 0)
    if (value > max) this.refuse('der-value-malformed', field)
    return value
  }

  /** The contents octets of an INTEGER, checked to be the fewest (X.690 §8.3.2). */
  integerContents(field: string, tag: number = TAG.integer): Uint8Array {
    this.#expectFlawless(tag, field, integerFlaw)
    return this.#contents()
  }

  /** ENUMERATED from 0 to 255. */
  enumerated(field: string, tag: number = TAG.enumerated): number {
    return this.smallInteger(field, 255, tag)
  }

  /** NULL. */
  nullValue(field: string, tag: number = TAG.null): void {
    this.#expect(tag, field)
    if (this.#contentEnd !== this.#position) this.refuse('der-value-malformed', field)
  }

  /** OBJECT IDENTIFIER as dotted text. */
  oid(field: string, tag: number = TAG.oid): string {
    this.#expect(tag, field)
    const dotted = decodeOid(this.#bytes, this.#position, this.#contentEnd)
    this.#position = this.#contentEnd
    return dotted ?? this.refuse('der-value-malformed', field)
  }

  /** OCTET STRING as a view. */
  octetString(field: string, tag: number = TAG.octetString): Uint8Array {
    this.#expect(tag, field)
    return this.#contents()
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
    this.#expectFlawless(tag, field, bitStringFlaw)
    const unusedBits = this.#bytes[this.#position++] ?? 0
    return { octets: this.#contents(), unusedBits }
  }

  /** BIT STRING of whole octets, as keys and signatures are. */
  bitStringOctets(field: string): Uint8Array {
    this.#wholeOctets(field)
    return this.#contents()
  }

  /** Passes over the same. */
  skipBitStringOctets(field: string): void {
    this.#wholeOctets(field)
    this.#position = this.#contentEnd
  }

  /**
   * The positions set in a named bit list, the first 256 looked at; trailing zero bits are not
   * encoded (X.690 §11.2.2).
   */
  namedBits(field: string, tag: number = TAG.bitString): number[] {
    const { octets, unusedBits } = this.bitString(field, tag)
    return namedBitsOf(octets, unusedBits) ?? this.refuse('der-value-not-canonical', field)
  }

  /** A string of the given type, its characters checked. */
  string(form: StringForm, field: string, tag: number = STRING_TAGS[form]): string {
    this.#expect(tag, field)
    const text = decodeText(form, this.#asBuffer(), this.#position, this.#contentEnd)
    this.#position = this.#contentEnd
    return text ?? this.refuse('der-value-malformed', field)
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
    return this.#time(TAG.utcTime, field, parseUtcTime)
  }

  /** GeneralizedTime `YYYYMMDDHHMMSSZ`. */
  generalizedTime(field: string, tag: number = TAG.generalizedTime): Instant {
    return this.#time(tag, field, parseGeneralizedTime)
  }

  /** GeneralizedTime that may carry a fraction of a second, as the genTime of RFC 3161 does. */
  fractionalTime(field: string): Instant {
    return this.#time(TAG.generalizedTime, field, parseFractionalTime)
  }

  #time(tag: number, field: string, parse: typeof parseUtcTime): Instant {
    this.#expect(tag, field)
    const at = parse(this.#bytes, this.#position, this.#contentEnd)
    this.#position = this.#contentEnd
    return at ?? this.refuse('der-value-malformed', field)
  }

  #list<T>(
    tag: number,
    field: string,
    item: (reader: this) => T,
    { atLeast = 0, atMost = Number.POSITIVE_INFINITY }: ListOptions,
    isSet: boolean,
  ): T[] {
    this.#expect(tag, field)
    const outerEnd = this.#enter(field)
    let items: T[] = []
    let previous = this.#position
    let start = previous
    while (this.#position < this.#end) {
      const one = item(this)
      // Most lists have one element; the first `push` onto an empty array makes room for seventeen.
      if (items.length === 0) items = [one]
      else items.push(one)
      if (items.length > atMost) this.refuse('der-too-many-values', '')
      if (isSet && !inSetOrder(this.#bytes, previous, start, this.#position))
        this.refuse('der-set-unsorted', '')
      previous = start
      start = this.#position
    }
    if (items.length < atLeast) this.refuse('der-value-malformed', '')
    this.#leave(outerEnd)
    return items
  }

  #wholeOctets(field: string): void {
    this.#expectFlawless(TAG.bitString, field, bitStringFlaw)
    if (this.#bytes[this.#position++] !== 0) this.refuse('der-value-malformed', field)
  }

  #contents(): Uint8Array {
    const contents = this.#view(this.#position, this.#contentEnd)
    this.#position = this.#contentEnd
    return contents
  }

  /** As `subarray`, which takes longer. */
  #view(start: number, end: number): Uint8Array {
    return new Uint8Array(this.#memory, this.#base + start, end - start)
  }

  /** Stands at the contents of the value, which has no flaw of its type. */
  #expectFlawless(tag: number, field: string, flawOf: typeof booleanFlaw): void {
    this.#expect(tag, field)
    const flaw = flawOf(this.#bytes, this.#position, this.#contentEnd)
    if (flaw !== undefined) this.refuse(flaw, field)
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

  /** Narrows the reader to the contents of the value just expected; gives the outer end. */
  #enter(field: string): number {
    const outerEnd = this.#end
    this.#end = this.#contentEnd
    if (this.#path.push(field) > this.#limits.depthMax) this.refuse('der-too-deep', '')
    return outerEnd
  }

  /** Widens it again: everything inside must have been read. */
  #leave(outerEnd: number): void {
    this.end()
    this.#path.pop()
    this.#end = outerEnd
  }

  #any(field: string, isDer: boolean): DerElement {
    const start = this.#position
    this.#header(field)
    const [tag, contentStart, end] = [this.#tag, this.#position, this.#contentEnd]
    this.#pass(field, isDer)
    return {
      tag,
      der: this.#view(start, end),
      contents: this.#view(contentStart, end),
    }
  }

  /** Passes over the contents of the value whose header was read, checking what is inside. */
  #pass(field: string, isDer: boolean): void {
    const tag = this.#tag
    if (isDer) this.#checkUniversal(tag, field)
    if ((tag & CONSTRUCTED) === 0) {
      this.#position = this.#contentEnd
      return
    }
    const outerEnd = this.#enter(field)
    let previous = this.#position
    while (!this.atEnd) {
      const start = this.#position
      this.#header(field)
      this.#pass(field, isDer)
      if (isDer && tag === TAG.set && !mayFollowInSet(this.#bytes, previous, start, this.#position))
        this.refuse('der-set-unsorted', '')
      previous = start
    }
    this.#leave(outerEnd)
  }

  #asBuffer(): Buffer {
    this.#buffer ??= bufferOver(this.#bytes)
    return this.#buffer
  }

  #checkUniversal(tag: number, field: string): void {
    const flaw = universalFlaw(tag, this.#asBuffer(), this.#position, this.#contentEnd)
    if (flaw !== undefined) this.refuse(flaw, field)
  }

  /** Reads identifier and length octets (X.690 §8.1.2, §10.1) and stands at the contents. */
  #header(field: string): void {
    const start = this.#position
    this.#valueStart = start
    if (++this.#values > this.#limits.valuesMax) this.refuse('der-too-many-values', field)
    if (start + 2 > this.#end) this.refuse('der-truncated', field)
    const tag = this.#bytes[start] ?? 0
    if ((tag & 0x1f) === 0x1f) this.refuse('der-tag-unsupported', field)
    this.#tag = tag
    this.#position = start + 2
    const first = this.#bytes[start + 1] ?? 0
    const length = first < 0x80 ? first : this.#longLength(first & 0x7f, field)
    if (length > this.#end - this.#position) this.refuse('der-truncated', field)
    this.#contentEnd = this.#position + length
  }

  /** The length in the following octets; the fewest, and none that the first alone could say. */
  #longLength(octets: number, field: string): number {
    if (octets === 0) this.refuse('der-length-indefinite', field)
    const start = this.#position
    if (start + octets > this.#end) this.refuse('der-truncated', field)
    let length = 0
    for (let i = 0; i < octets; i++) length = length * 256 + (this.#bytes[start + i] ?? 0)
    if (this.#bytes[start] === 0 || length < 0x80) this.refuse('der-length-not-minimal', field)
    this.#position = start + octets
    return length
  }
}
