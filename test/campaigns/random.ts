import assert from 'node:assert/strict'

/** Numbers that follow from a seed alone, so that a case can be made again from seed and round. */
export interface Random {
  /** 0 to `below` - 1. */
  next(below: number): number
  /** True once in `turns`. */
  oneIn(turns: number): boolean
  pick<T>(items: readonly T[]): T
  /** Some of the items, in their order, each with probability one half. */
  some<T>(items: readonly T[]): readonly T[]
}

/** A generator of one case: the same seed and round give the same numbers everywhere. */
export function randomOf(seed: number, round: number): Random {
  let state = mixed(mixed(seed >>> 0) ^ (round >>> 0))
  // mulberry32 (public domain, Tommy Ettinger): 32 bits of state, even enough to choose cases.
  const raw = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let word = Math.imul(state ^ (state >>> 15), state | 1)
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61)
    return (word ^ (word >>> 14)) >>> 0
  }
  const next = (below: number): number => Math.floor((raw() / 2 ** 32) * below)
  return {
    next,
    oneIn: (turns) => next(turns) === 0,
    pick: (items) => {
      const index = next(items.length)
      assert.ok(index in items, 'a pick needs something to pick from')
      return items[index] as (typeof items)[number]
    },
    some: (items) => items.filter(() => next(2) === 0),
  }
}

/** The finalizer of MurmurHash3: neighbouring seeds give unrelated generators. */
function mixed(word: number): number {
  let hash = word ^ (word >>> 16)
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
