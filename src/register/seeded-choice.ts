import { assert } from '#kernel/assert.ts'

/**
 * Repeatable choices from a seed (SplitMix64 by Steele, Lea and Flood, 2014): for synthetic people,
 * never for secrets.
 */
export class SeededChoice {
  #state: bigint

  constructor(seed: bigint) {
    this.#state = BigInt.asUintN(64, seed)
  }

  /**
   * A whole number from 0 to `bound - 1`; the bias of the remainder is below 2^-32 for our bounds.
   */
  below(bound: number): number {
    assert(Number.isSafeInteger(bound) && bound > 0, 'a choice has at least one outcome')
    return Number(this.#next() % BigInt(bound))
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1)
  }

  /** One of `options`. */
  of<T>(options: readonly T[]): T {
    const chosen = options[this.below(options.length)]
    assert(chosen !== undefined, 'the choice lies within its options')
    return chosen
  }

  #next(): bigint {
    this.#state = BigInt.asUintN(64, this.#state + 0x9e3779b97f4a7c15n)
    let mixed = this.#state
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n)
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn)
    return mixed ^ (mixed >> 31n)
  }
}
