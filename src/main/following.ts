import type { AuthorityId } from '#ca/contract.ts'
import type { Pause, Stopwatch } from '#kernel/ports.ts'
import type { RoundEnd, StatusFollower } from '#va/follow/status-follower.ts'
import type { FreshStatuses } from '#va/ports.ts'
import type { StatusIndex } from '#va/status-index/status-index.ts'

/** Between two looks at the primary: well below the time for which one look counts. */
export const LOOK_EVERY_MS = 200

/** Between two looks while the records are being read, and after one that failed. */
const LOOK_AGAIN_MS = 100

/** Without a question for this long a follower that may rest does. */
export const REST_AFTER_MS = 10_000

/** Between two looks of one that rests. The first question wakes it. */
const REST_MS = 5_000

/** What the rounds of a follower need. */
export interface FollowingPorts {
  readonly follower: StatusFollower
  readonly stopwatch: Stopwatch
  readonly pause: Pause
  /** Whether it may look less often while nobody asks: on a laptop, not in a service. */
  readonly mayRest: boolean
  readonly reportFault: (fault: unknown) => void
}

/** Runs a follower's rounds, one after another, until it is stopped. */
export class Following implements FreshStatuses {
  readonly #ports: FollowingPorts
  readonly #stop = new AbortController()
  #cut = new AbortController()
  #wantedMs: number
  #hinted = false
  #failed = false
  #isResting = false
  #ended: Promise<void> | undefined

  constructor(ports: FollowingPorts) {
    this.#ports = ports
    this.#wantedMs = ports.stopwatch.monotonicMs()
  }

  /** See `FreshStatuses.current`. */
  current(authority: AuthorityId): StatusIndex | undefined {
    this.#wantedMs = this.#ports.stopwatch.monotonicMs()
    // A short pause is waited out, so that a stream of questions is not a stream of looks.
    if (this.#isResting) this.#cut.abort()
    return this.#ports.follower.current(authority)
  }

  /** Begins; what it follows is in memory after a while. */
  start(): void {
    this.#ended ??= this.#run()
  }

  /** There may be something new. */
  hint(): void {
    this.#hinted = true
    this.#cut.abort()
  }

  /** Answers no more, and leaves the register where it can be reached. */
  async stop(): Promise<void> {
    this.#stop.abort()
    this.#cut.abort()
    await this.#ended
    await this.#ports.follower.leave().catch(this.#ports.reportFault)
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#hinted = false
      const end = await this.#round()
      if (end !== 'behind' && !this.#hinted) await this.#rest(end)
    }
  }

  /** A row of failures is told once. */
  async #round(): Promise<RoundEnd | 'failed'> {
    try {
      const end = await this.#ports.follower.round()
      this.#failed = false
      return end
    } catch (fault) {
      if (!this.#failed) this.#ports.reportFault(fault)
      this.#failed = true
      return 'failed'
    }
  }

  async #rest(end: RoundEnd | 'failed'): Promise<void> {
    const { pause, mayRest, stopwatch } = this.#ports
    this.#cut = new AbortController()
    if (this.#stop.signal.aborted) return
    const unaskedMs = stopwatch.monotonicMs() - this.#wantedMs
    this.#isResting = end === 'fresh' && mayRest && unaskedMs >= REST_AFTER_MS
    const shortMs = end === 'fresh' ? LOOK_EVERY_MS : LOOK_AGAIN_MS
    await pause(this.#isResting ? REST_MS : shortMs, this.#cut.signal)
    this.#isResting = false
  }
}
