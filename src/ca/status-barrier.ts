import type { Pause, Stopwatch } from '#kernel/ports.ts'
import {
  type LaneMarks,
  STATUS_FRESHNESS_MARGIN_MS,
  STATUS_FRESHNESS_MS,
  STATUS_LANES,
} from './contract.ts'
import type {
  FollowerRow,
  FollowerSighting,
  FollowerSightings,
  OwnFollower,
  StatusBarrier,
} from './ports.ts'

/** After this time nobody answers any more from what was read before it. */
export const STATUS_SILENCE_MS = STATUS_FRESHNESS_MS + STATUS_FRESHNESS_MARGIN_MS

/** Between two looks at the followers: short at first, since they hear of news at once. */
const PAUSE_MS_MIN = 1
const PAUSE_MS_MAX = 40

/** What the barrier needs from outside. */
export interface BarrierPorts {
  readonly sightings: FollowerSightings
  readonly stopwatch: Stopwatch
  readonly pause: Pause
  /** The follower of this process, where there is one. */
  readonly own: OwnFollower | undefined
}

interface Waiter {
  readonly lanes: readonly number[]
  readonly sinceMs: number
  /** How far the lanes had come after the call; `undefined` until somebody looked. */
  marks: LaneMarks | undefined
  readonly resolve: () => void
}

/** A state of a row, and when this process had first seen it. */
interface Seen {
  readonly renewals: number
  readonly sinceMs: number
}

/**
 * The barrier over the feed of status changes. It looks at the followers' rows until each has
 * confirmed the position of what was committed, or has no row any more. One that stands still
 * holds nobody up for longer than it may answer for. Any number of callers share the looks.
 */
export class FeedBarrier implements StatusBarrier {
  readonly #ports: BarrierPorts
  readonly #waiters = new Set<Waiter>()
  readonly #seen = new Map<string, Seen>()
  #looking = false

  constructor(ports: BarrierPorts) {
    this.#ports = ports
  }

  /** See `StatusBarrier.settled`. */
  settled(serials: readonly number[]): Promise<void> {
    const lanes = [...new Set(serials.map((serial) => serial % STATUS_LANES))]
    if (lanes.length === 0) return Promise.resolve()
    const sinceMs = this.#ports.stopwatch.monotonicMs()
    return new Promise((resolve) => {
      this.#waiters.add({ lanes, sinceMs, marks: undefined, resolve })
      if (!this.#looking) void this.#lookUntilSettled()
    })
  }

  async #lookUntilSettled(): Promise<void> {
    this.#looking = true
    let pauseMs = PAUSE_MS_MIN
    while (this.#waiters.size > 0) {
      const arrived = await this.#look()
      pauseMs = arrived ? PAUSE_MS_MIN : Math.min(2 * pauseMs, PAUSE_MS_MAX)
      if (this.#waiters.size > 0) await this.#ports.pause(pauseMs)
    }
    this.#looking = false
  }

  /** One look for everybody who waits; gives whether somebody's first was among them. */
  async #look(): Promise<boolean> {
    const askedMs = this.#ports.stopwatch.monotonicMs()
    const waiting = [...this.#waiters]
    const sighting = await this.#sight()
    const nowMs = this.#ports.stopwatch.monotonicMs()
    const arrived = waiting.filter(({ marks }) => marks === undefined)
    if (sighting !== undefined) {
      for (const waiter of arrived) waiter.marks = sighting.heads
      if (arrived.length > 0) await this.#settleOwn(sighting.heads, sighting.followers)
    }
    const others = this.#answering(sighting?.followers, askedMs, nowMs)
    for (const waiter of waiting) {
      const silent = nowMs >= waiter.sinceMs + STATUS_SILENCE_MS
      if (silent || (others?.every((row) => knows(row, waiter)) ?? false)) this.#release(waiter)
    }
    return arrived.length > 0
  }

  /** `undefined` where no answer came, or none in the time in which everybody falls silent. */
  async #sight(): Promise<FollowerSighting | undefined> {
    return await this.#inTime(this.#ports.sightings.look().catch(() => undefined))
  }

  async #settleOwn(heads: LaneMarks, followers: readonly FollowerRow[]): Promise<void> {
    const { own, sightings } = this.#ports
    if (followers.some(({ id }) => id !== own?.id))
      // Without the hint they find out a little later.
      void sightings.hint().catch(() => undefined)
    if (own !== undefined) await this.#inTime(own.settled(heads))
  }

  /** What is awaited, or `undefined` once everybody has fallen silent anyway. */
  async #inTime<T>(awaited: Promise<T>): Promise<T | undefined> {
    const came = new AbortController()
    const silence = this.#ports.pause(STATUS_SILENCE_MS, came.signal).then(() => undefined)
    try {
      return await Promise.race([awaited, silence])
    } finally {
      came.abort()
    }
  }

  /**
   * The rows of other processes. One that stood still for as long as its process may answer is
   * removed, unless it is renewed meanwhile: without its row a process has to enter anew and look
   * again, later than now. Until the row is gone it is waited for: a look of that process may be
   * under way that began before the change.
   */
  #answering(
    followers: readonly FollowerRow[] | undefined,
    askedMs: number,
    nowMs: number,
  ): readonly FollowerRow[] | undefined {
    if (followers === undefined) return undefined
    const others = followers.filter(({ id }) => id !== this.#ports.own?.id)
    const present = new Set(others.map(({ id }) => id))
    for (const id of this.#seen.keys()) if (!present.has(id)) this.#seen.delete(id)
    return others.filter((row) => {
      const seen = this.#seen.get(row.id)
      if (seen?.renewals !== row.renewals) {
        this.#seen.set(row.id, { renewals: row.renewals, sinceMs: nowMs })
        return true
      }
      if (askedMs >= seen.sinceMs + STATUS_SILENCE_MS) void this.#forget(row)
      return true
    })
  }

  /** One that cannot be removed now is removed after a later look. */
  async #forget(row: FollowerRow): Promise<void> {
    await this.#ports.sightings.forget(row).catch(() => undefined)
  }

  #release(waiter: Waiter): void {
    this.#waiters.delete(waiter)
    waiter.resolve()
  }
}

function knows({ known }: FollowerRow, { marks, lanes }: Waiter): boolean {
  if (marks === undefined) return false
  return lanes.every((lane) => (known[lane] ?? 0) >= (marks[lane]?.position ?? Infinity))
}
