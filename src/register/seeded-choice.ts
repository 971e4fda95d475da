import { assert } from '#kernel/assert.ts'

/** Constants of SplitMix64 (Steele, Lea and Flood, 2014), which turns a seed into a first state. */
const SPLITMIX_STEP = 0x9e3779b97f4a7c15n
const SPLITMIX_FIRST = 0xbf58476d1ce4e5b9n
const SPLITMIX_SECOND = 0x94d049bb133111ebn
const HALF_BITS = 32n

/**
 * Repeatable choices from a seed: for synthetic people, never for secrets. xoshiro128** by Blackman
 * and Vigna (2018), in 32-bit arithmetic because a large register asks tens of millions of times.
 */
export class SeededChoice {
  readonly #state = new Int32Array(4)

  constructor(seed: bigint) {
    let sum = BigInt.asUintN(64, seed)
    for (let word = 0; word < 4; word += 2) {
      sum = BigInt.asUintN(64, sum + SPLITMIX_STEP)
      const mixed = splitMix(sum)
      this.#state[word] = Number(BigInt.asIntN(32, mixed))
      this.#state[word + 1] = Number(BigInt.asIntN(32, mixed >> HALF_BITS))
    }
  }

  /**
   * A whole number from 0 to `bound - 1`; the bias of the product is below 2^-12 for our bounds.
   */
  below(bound: number): number {
    assert(Number.isSafeInteger(bound) && bound > 0, 'a choice has at least one outcome')
    return Math.floor((this.#next() / 2 ** 32) * bound)
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1)
  }

  /** Whether something happens that happens `perMille` times in a thousand. */
  happens(perMille: number): boolean {
    return this.below(1000) < perMille
  }

  /** One of `options`. */
  of<T>(options: readonly T[]): T {
    const chosen = options[this.below(options.length)]
    assert(chosen !== undefined, 'the choice lies within its options')
    return chosen
  }

  /** One of `options`, the earlier the likelier: as names are, from the frequent to the rare. */
  earlyOf<T>(options: readonly T[]): T {
    const bound = options.length
    const chosen = options[Math.floor((this.below(bound) * this.below(bound)) / bound)]
    assert(chosen !== undefined, 'the choice lies within its options')
    return chosen
  }

  #next(): number {
    const [first = 0, second = 0, third = 0, fourth = 0] = this.#state
    const drawn = Math.imul(rotated(Math.imul(second, 5), 7), 9) >>> 0
    const shifted = second << 9
    const mixedThird = third ^ first
    const mixedFourth = fourth ^ second
    this.#state[0] = first ^ mixedFourth
    this.#state[1] = second ^ mixedThird
    this.#state[2] = mixedThird ^ shifted
    this.#state[3] = rotated(mixedFourth, 11)
    return drawn
  }
}

function splitMix(sum: bigint): bigint {
  let mixed = BigInt.asUintN(64, (sum ^ (sum >> 30n)) * SPLITMIX_FIRST)
  mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * SPLITMIX_SECOND)
  return mixed ^ (mixed >> 31n)
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
