import { randomBytes } from 'node:crypto'
import { type Instant, plusMs } from '#kernel/instant.ts'
import type { LookUpReason } from '#ra/staff/contract.ts'
import type { FoundResidents } from '#register/search-residents.ts'
import type { SearchTyped } from './search-form.ts'

/** How long the results of a search can be looked at. */
export const RESULTS_MS = 10 * 60_000
/** Searches whose results are held at once; the oldest goes first. */
export const RESULTS_MAX = 500
const ID_OCTETS = 12

/** What a search found, and what was asked. */
export interface SearchResult {
  readonly typed: SearchTyped
  readonly reason: LookUpReason
  readonly found: FoundResidents
}

interface Held {
  readonly owner: string
  readonly until: Instant
  readonly result: SearchResult
}

/**
 * Results of searches, held for minutes in memory under an opaque name: what was searched for and
 * who was found stand in no address. A result is shown only to the session that asked.
 */
export class SearchResults {
  readonly #held = new Map<string, Held>()

  /** Holds a result for `owner`, and names it. */
  hold(owner: string, result: SearchResult, now: Instant): string {
    for (const [id, { until }] of this.#held) {
      if (until <= now || this.#held.size >= RESULTS_MAX) this.#held.delete(id)
      else break
    }
    const id = randomBytes(ID_OCTETS).toString('hex')
    this.#held.set(id, { owner, until: plusMs(now, RESULTS_MS), result })
    return id
  }

  /** The result `owner` asked for; `undefined` once it is gone. */
  find(owner: string, id: string, now: Instant): SearchResult | undefined {
    const held = this.#held.get(id)
    return held === undefined || held.owner !== owner || held.until <= now ? undefined : held.result
  }
}
