import { type Result, ok, refuse } from '#kernel/result.ts'
import type { StatusFilterRefusal } from './refusal.ts'

/** Ends a reading; `readFilterOctets` turns it into the refusal. */
class FilterError extends Error {
  readonly refusal: StatusFilterRefusal
  readonly detail: Readonly<Record<string, string | number>>

  constructor(refusal: StatusFilterRefusal, detail: Readonly<Record<string, string | number>>) {
    super(refusal)
    this.refusal = refusal
    this.detail = detail
  }
}

/** What `read` makes of the octets, all of which it must use. */
export function readFilterOctets<T>(
  octets: Uint8Array,
  read: (reader: OctetReader) => T,
): Result<T, StatusFilterRefusal> {
  const reader = new OctetReader(octets)
  try {
    const value = read(reader)
    if (reader.left > 0) return refuse('filter-trailing-octets', { offset: reader.offset })
    return ok(value)
  } catch (error) {
    if (error instanceof FilterError) return refuse(error.refusal, error.detail)
    throw error
  }
}

/** Reads what `OctetWriter` wrote; anything else ends in a refusal with field and offset. */
export class OctetReader {
  readonly #octets: Uint8Array
  #offset = 0

  constructor(octets: Uint8Array) {
    this.#octets = octets
  }

  /** Octets before the next field. */
  get offset(): number {
    return this.#offset
  }

  /** Octets not read yet. */
  get left(): number {
    return this.#octets.length - this.#offset
  }

  /** An unsigned number of `octets` octets, from `least` to `most`. */
  whole(field: string, octets: 1 | 2 | 8, [least, most]: readonly [number, number]): number {
    const start = this.#offset
    const value = this.octets(field, octets).reduce((sum, octet) => sum * 256 + octet, 0)
    if (value < least || value > most) this.malformed(field, start)
    return value
  }

  /** A number in as few octets as it needs, up to `most`; a longer form is refused. */
  short(field: string, most: number): number {
    const start = this.#offset
    let value = 0
    for (let unit = 1; ; unit *= 0x80) {
      const [octet = 0] = this.octets(field, 1)
      value += (octet & 0x7f) * unit
      if (value > most || (octet === 0 && unit > 1)) this.malformed(field, start)
      if (octet < 0x80) return value
    }
  }

  /** The next `count` octets, as a view. */
  octets(field: string, count: number): Uint8Array {
    if (count > this.left)
      throw new FilterError('filter-truncated', { field, offset: this.#offset })
    this.#offset += count
    return this.#octets.subarray(this.#offset - count, this.#offset)
  }

  /** Ends the reading: the field that began at `offset` says what it must not. */
  malformed(field: string, offset = this.#offset): never {
    throw new FilterError('filter-field-malformed', { field, offset })
  }

  /** Ends the reading with another refusal. */
  refuse(refusal: StatusFilterRefusal, detail: Readonly<Record<string, string | number>>): never {
    throw new FilterError(refusal, detail)
  }
}
