/**
 * A binary range coder: each bit costs what its probability says (at 1/5, 0.72 bits), which is what
 * no list and no hash table reaches. The arithmetic is that of the well-known 32-bit coder with a
 * carry: `low` may pass 2^32 by one bit until the carry is written.
 */

/** Probabilities are twelfth-bit fractions: 1 to 4095 of 4096. */
export const PROBABILITY_BITS = 12
/** One, as probabilities are counted. */
export const PROBABILITY_ONE = 1 << PROBABILITY_BITS

const WHOLE_RANGE = 0xff_ff_ff_ff
/** Below this the range is widened by one octet. */
const RANGE_MIN = 0x1_00_00_00
const CARRY = 0x1_00_00_00_00
const CODE_OCTETS = 4

/** Writes bits, each under the probability of a one. */
export class RangeEncoder {
  readonly #octets: number[] = []
  #low = 0
  #range = WHOLE_RANGE
  /** The octet that a carry may still raise. */
  #cache = 0
  /** Octets of 0xff behind `#cache` that a carry would turn to 0. */
  #pending = 0

  /** Adds one bit, where a one has the probability `ones` / `PROBABILITY_ONE`. */
  bit(isOne: boolean, ones: number): void {
    const bound = (this.#range >>> PROBABILITY_BITS) * ones
    if (isOne) this.#range = bound
    else {
      this.#low += bound
      this.#range -= bound
    }
    while (this.#range < RANGE_MIN) {
      this.#range = (this.#range << 8) >>> 0
      this.#shift()
    }
  }

  /**
   * Ends the message with as few octets as tell it from every other; trailing zeros are left out,
   * because the reader supplies them.
   */
  finish(): Uint8Array {
    this.#low = roundest(this.#low, this.#range)
    for (let i = 0; i <= CODE_OCTETS; i++) this.#shift()
    // Octet 0 is the first value of `#cache`: no carry reaches it, and nobody needs to be told.
    const end = this.#octets.findLastIndex((octet) => octet !== 0) + 1
    return Uint8Array.from(this.#octets.slice(1, Math.max(1, end)))
  }

  /** Moves the highest octet of `#low` out, or counts it as pending while a carry may come. */
  #shift(): void {
    if (this.#low < 0xff_00_00_00 || this.#low >= CARRY) {
      const carry = this.#low >= CARRY ? 1 : 0
      this.#octets.push((this.#cache + carry) & 0xff)
      for (; this.#pending > 0; this.#pending--) this.#octets.push((0xff + carry) & 0xff)
      this.#cache = (this.#low >>> 24) & 0xff
      this.#pending = 0
    } else this.#pending++
    this.#low = (this.#low & 0x00_ff_ff_ff) * 0x100
  }
}

/** The value in `low` to `low + range - 1` that ends in the most zero octets. */
function roundest(low: number, range: number): number {
  for (const unit of [0x1_00_00_00, 0x1_00_00, 0x1_00]) {
    const value = Math.ceil(low / unit) * unit
    if (value < low + range) return value
  }
  return low
}

/** Reads bits back under the same probabilities. Any octets are a message: nothing is refused. */
export class RangeDecoder {
  readonly #octets: Uint8Array
  #next = 0
  #range = WHOLE_RANGE
  #code = 0

  constructor(octets: Uint8Array) {
    this.#octets = octets
    for (let i = 0; i < CODE_OCTETS; i++) this.#code = this.#widened()
  }

  /** The next bit, where a one has the probability `ones` / `PROBABILITY_ONE`. */
  bit(ones: number): boolean {
    const bound = (this.#range >>> PROBABILITY_BITS) * ones
    const isOne = this.#code < bound
    if (isOne) this.#range = bound
    else {
      this.#code -= bound
      this.#range -= bound
    }
    while (this.#range < RANGE_MIN) {
      this.#range = (this.#range << 8) >>> 0
      this.#code = this.#widened()
    }
    return isOne
  }

  #widened(): number {
    return ((this.#code << 8) | (this.#octets[this.#next++] ?? 0)) >>> 0
  }
}
