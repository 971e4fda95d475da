import { equalBytes } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { decodeBlock } from './block.ts'
import { FILTER_BLOCK_SERIALS } from './bounds.ts'
import type { FilterGeneration } from './header.ts'
import type { FilterChange, ParsedStatusFilter } from './parse-filter.ts'
import { FILTER_STATES, type FilterState } from './state.ts'

/** Decoded blocks that are kept: those asked for last. */
const BLOCKS_KEPT_MAX = 64

/** Why a filter does not continue what is there. */
export type FilterChainRefusal = 'filter-not-complete' | 'filter-not-a-delta' | 'filter-base-other'

/** What filters say of one serial. */
export interface SerialState {
  readonly state: FilterState
  /** Under which key generation it was issued; meaningless for `absent`. */
  readonly generation: FilterGeneration
}

/**
 * The states that a complete filter and the deltas after it say together. Blocks are decoded when
 * one of their serials is asked for, so an open filter takes little more memory than its file.
 */
export class FilterStates {
  readonly #filters: ParsedStatusFilter[]
  readonly #changes = new Map<number, FilterChange & { readonly filter: ParsedStatusFilter }>()
  readonly #kept = new Map<Uint8Array, Uint8Array>()

  private constructor(complete: ParsedStatusFilter) {
    this.#filters = [complete]
  }

  /** Opens a complete filter and the deltas that continue it, in order. */
  static open(
    complete: ParsedStatusFilter,
    deltas: readonly ParsedStatusFilter[],
  ): Result<FilterStates, FilterChainRefusal> {
    if (complete.kind !== 'complete')
      return refuse('filter-not-complete', { number: complete.number })
    const states = new FilterStates(complete)
    for (const delta of deltas) {
      const applied = states.apply(delta)
      if (!applied.ok) return applied
    }
    return ok(states)
  }

  /** The newest filter of the chain: its number and times are the chain's. */
  get newest(): ParsedStatusFilter {
    return this.#filters.at(-1) ?? unreachable()
  }

  /** The lowest serial that is covered. */
  get firstSerial(): number {
    return this.#filters[0]?.firstSerial ?? unreachable()
  }

  /** Takes in the next delta, all of it or nothing. */
  apply(delta: ParsedStatusFilter): Result<void, FilterChainRefusal> {
    const { newest } = this
    if (delta.kind !== 'delta') return refuse('filter-not-a-delta', { number: delta.number })
    const continues =
      delta.baseNumber === newest.number &&
      equalBytes(delta.baseDigest, newest.digest) &&
      delta.firstSerial === newest.endSerial &&
      (delta.changes[0]?.serial ?? this.firstSerial) >= this.firstSerial
    if (!continues)
      return refuse('filter-base-other', { number: delta.baseNumber, held: newest.number })
    this.#filters.push(delta)
    for (const change of delta.changes)
      this.#changes.set(change.serial, { ...change, filter: delta })
    return ok(undefined)
  }

  /** What is said of a serial; `undefined` for one below or beyond the filters, or a bad block. */
  stateOf(serial: number): SerialState | undefined {
    const change = this.#changes.get(serial)
    if (change !== undefined) return serialState(change.filter, change.state, change.generation)
    const filter = this.#filters.find(
      ({ firstSerial, endSerial }) => firstSerial <= serial && serial < endSerial,
    )
    if (filter === undefined) return undefined
    const place = serial - filter.firstSerial
    const state = this.#block(filter, Math.floor(place / FILTER_BLOCK_SERIALS))?.[
      place % FILTER_BLOCK_SERIALS
    ]
    return state === undefined ? undefined : serialState(filter, state, filter.runs.at(place))
  }

  #block(
    { blocks, firstSerial, endSerial }: ParsedStatusFilter,
    i: number,
  ): Uint8Array | undefined {
    const octets = blocks[i]
    if (octets === undefined) return undefined
    const known = this.#kept.get(octets)
    if (known !== undefined) return known
    const left = endSerial - firstSerial - i * FILTER_BLOCK_SERIALS
    const states = decodeBlock(octets, Math.min(FILTER_BLOCK_SERIALS, left))
    if (states === undefined) return undefined
    const [oldest] = this.#kept.keys()
    if (oldest !== undefined && this.#kept.size >= BLOCKS_KEPT_MAX) this.#kept.delete(oldest)
    this.#kept.set(octets, states)
    return states
  }
}

function serialState(
  { generations }: ParsedStatusFilter,
  code: number,
  place: number,
): SerialState | undefined {
  const state = FILTER_STATES[code]
  const generation = generations[place]
  return state && generation && { state, generation }
}

function unreachable(): never {
  throw new Error('a chain of filters begins with a complete one')
}
