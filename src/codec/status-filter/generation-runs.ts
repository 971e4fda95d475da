import { FILTER_RUNS_MAX } from './bounds.ts'
import type { OctetReader } from './octet-reader.ts'
import type { OctetWriter } from './octet-writer.ts'
import { FILTER_CODE } from './state.ts'

/**
 * Which key generation each of consecutive entries is of: stretches of one generation, hardly ever
 * more than one a generation. Entries without a certificate belong to whatever stretch is there.
 */
export class GenerationRuns {
  readonly #ends: number[] = []
  readonly #generations: number[] = []
  #count = 0

  /** Adds the next entry. */
  add(state: number, generation: number): void {
    this.#count++
    const last = this.#ends.length - 1
    const continues = state === FILTER_CODE.absent || this.#generations[last] === generation
    if (last >= 0 && continues) this.#ends[last] = this.#count
    else this.#append(this.#count, state === FILTER_CODE.absent ? 0 : generation)
  }

  /** The generation's place in the header for the entry at `place`. */
  at(place: number): number {
    let low = 0
    let high = this.#ends.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (place < (this.#ends[middle] ?? 0)) high = middle
      else low = middle + 1
    }
    return this.#generations[low] ?? 0
  }

  /** Number of stretches, then length and generation of each. */
  write(writer: OctetWriter): void {
    writer.short(this.#ends.length)
    for (const [i, end] of this.#ends.entries()) {
      writer.short(end - (this.#ends[i - 1] ?? 0))
      writer.whole(this.#generations[i] ?? 0, 1)
    }
  }

  /** Reads what `write` wrote for `count` entries of `generations` generations. */
  static read(reader: OctetReader, count: number, generations: number): GenerationRuns {
    const runs = new GenerationRuns()
    const number = reader.short('generationRuns', Math.min(count, FILTER_RUNS_MAX))
    for (let i = 0; i < number; i++) {
      const length = reader.short('generationRun', count - runs.#count)
      if (length === 0) reader.malformed('generationRun')
      runs.#count += length
      runs.#append(runs.#count, reader.whole('generationRun', 1, [0, generations - 1]))
    }
    if (runs.#count !== count) reader.malformed('generationRuns')
    return runs
  }

  #append(end: number, generation: number): void {
    this.#ends.push(end)
    this.#generations.push(generation)
  }
}
