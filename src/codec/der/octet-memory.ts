/**
 * What octets were decoded to, by their content: identifiers and issuers' names are the same few in
 * every certificate. A place for each hash, and the newest keeps it: hostile input can slow nothing
 * down for longer than it comes, and the memory is bounded by `places` and `octetsMax`.
 */
export class OctetMemory<T> {
  readonly #slots: ({ readonly octets: Uint8Array; readonly value: T } | undefined)[]
  readonly #octetsMax: number

  /** `places` is a power of two; octet strings over `octetsMax` are not kept. */
  constructor(places: number, octetsMax: number) {
    this.#slots = Array.from({ length: places }, () => undefined)
    this.#octetsMax = octetsMax
  }

  /** What was kept for the octets from `start` to `end`. */
  recall(octets: Uint8Array, start: number, end: number): T | undefined {
    if (end - start > this.#octetsMax) return undefined
    const known = this.#slots[this.#placeOf(octets, start, end)]
    return known !== undefined && isAt(known.octets, octets, start, end) ? known.value : undefined
  }

  /** Keeps `value`, which holds no view of the octets, and a copy of these. */
  keep(octets: Uint8Array, start: number, end: number, value: T): void {
    if (end - start > this.#octetsMax) return
    const copy = new Uint8Array(octets.subarray(start, end))
    this.#slots[this.#placeOf(octets, start, end)] = { octets: copy, value }
  }

  /**
   * FNV-1a over 32 bits, of the last octets: names a place only; the octets themselves are
   * compared.
   */
  #placeOf(octets: Uint8Array, start: number, end: number): number {
    let hash = 0x811c9dc5
    for (let i = Math.max(start, end - OCTETS_HASHED); i < end; i++)
      hash = Math.imul(hash ^ (octets[i] ?? 0), 0x01000193)
    return (hash ^ (hash >>> 15)) & (this.#slots.length - 1)
  }
}

/** What differs in names, identifiers and extensions stands at their end. */
const OCTETS_HASHED = 16

/** A decoded value as an `OctetMemory` keeps it, with what reading it again would count. */
export interface Remembered<T> {
  readonly value: T
  /** Values (headers) it consists of. */
  readonly values: number
  /** Constructed values inside one another. */
  readonly depth: number
}

/** Where the value at `start` ends, if one or two octets give its length; else at its start. */
export function endOfShort(octets: Uint8Array, start: number, limit: number): number {
  const contentStart = start + 2
  const first = octets[contentStart - 1] ?? 0
  const end = first === 0x81 ? contentStart + 1 + (octets[contentStart] ?? 0) : contentStart + first
  return first <= 0x81 && end <= limit ? end : start
}

function isAt(kept: Uint8Array, octets: Uint8Array, start: number, end: number): boolean {
  if (kept.length !== end - start) return false
  for (let i = 0; i < kept.length; i++) if (kept[i] !== octets[start + i]) return false
  return true
}
