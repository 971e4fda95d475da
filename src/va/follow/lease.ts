import { STATUS_FRESHNESS_MS } from '#ca/contract.ts'
import type { Stopwatch } from '#kernel/ports.ts'

/**
 * Where the computer's two clocks have come apart by more than this, the machine was suspended: the
 * monotonic one may have stood still. Well below `STATUS_FRESHNESS_MARGIN_MS`.
 */
export const SUSPENSION_MS_MAX = 100

/** A moment by both clocks. */
export interface Moment {
  readonly monotonicMs: number
  readonly wallMs: number
}

/** The present moment. */
export function momentOf(stopwatch: Stopwatch): Moment {
  return { monotonicMs: stopwatch.monotonicMs(), wallMs: stopwatch.wallMs() }
}

/**
 * The leave to answer from what was known at a moment. It ends by itself after
 * `STATUS_FRESHNESS_MS`, and at once where the clocks disagree on how long ago that was.
 */
export class Lease {
  readonly #stopwatch: Stopwatch
  #since: Moment | undefined
  #notBeforeMs = -Infinity

  constructor(stopwatch: Stopwatch) {
    this.#stopwatch = stopwatch
  }

  /** Whether it holds now. */
  holds(): boolean {
    if (this.#since === undefined) return false
    const passedMs = this.#stopwatch.monotonicMs() - this.#since.monotonicMs
    if (passedMs >= STATUS_FRESHNESS_MS) return false
    const wallPassedMs = this.#stopwatch.wallMs() - this.#since.wallMs
    return Math.abs(wallPassedMs - passedMs) <= SUSPENSION_MS_MAX
  }

  /** Holds by a question that was begun at `since`; not if the lease was ended after that. */
  renew(since: Moment): void {
    if (since.monotonicMs >= this.#notBeforeMs) this.#since = since
  }

  /** Ends it; a question already begun does not bring it back. */
  end(): void {
    this.#since = undefined
    this.#notBeforeMs = this.#stopwatch.monotonicMs()
  }
}
