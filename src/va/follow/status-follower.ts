import { type AuthorityId, type LaneMarks, STATUS_LANES } from '#ca/contract.ts'
import type { Stopwatch } from '#kernel/ports.ts'
import type {
  FeedHead,
  FollowerRegistry,
  FreshStatuses,
  StatusChange,
  StatusFeed,
  StatusMemory,
} from '../ports.ts'
import type { StatusIndex } from '../status-index/status-index.ts'
import { applyChanges, distanceOf, followChanges } from './apply-changes.ts'
import { Lease, type Moment, momentOf } from './lease.ts'
import { loadStatuses } from './load-statuses.ts'

/** Changes read at once; a round reads one page, so that its look at the primary is never old. */
export const CHANGES_PAGE = 2_000

/** From so many changes on a standby is asked for them first: the primary has other work. */
export const STANDBY_BEHIND_MIN = 1_000

/** Beyond so many changes reading the records anew is quicker. */
export const CATCH_UP_MAX = 500_000

const NO_TAG = '00000000-0000-0000-0000-000000000000'

/** The marks of one who knows nothing. */
export const NO_MARKS: LaneMarks = Array.from({ length: STATUS_LANES }, () => ({
  position: 0,
  tag: NO_TAG,
}))

/** Why a follower reads everything anew. */
export type ReloadReason =
  | 'nothing-held'
  | 'another-database'
  | 'another-history'
  | 'too-far-behind'

/** What an operator may want to know of a follower. */
export type FollowerEvent =
  | { readonly what: 'loading'; readonly because: ReloadReason }
  | { readonly what: 'loaded' }
  | { readonly what: 'load-failed'; readonly fault: unknown }
  | { readonly what: 'fresh' }

/** What a follower needs from outside. */
export interface FollowerPorts {
  readonly registry: FollowerRegistry
  readonly primary: StatusFeed
  /** A server that is read for what is much; it may lag, and be gone. */
  readonly standby: StatusFeed | undefined
  readonly stopwatch: Stopwatch
  readonly report: (event: FollowerEvent) => void
}

/** How a round ended: `behind` means that another should follow at once. */
export type RoundEnd = 'fresh' | 'behind' | 'loading' | 'left'

/**
 * Keeps the statuses of all certificates in memory by following the feed of changes. It answers
 * only while it holds everything up to a head that it read from the writable primary in a question
 * begun less than `STATUS_FRESHNESS_MS` ago, and the primary has committed that it asked.
 */
export class StatusFollower implements FreshStatuses {
  readonly id: string
  readonly #ports: FollowerPorts
  readonly #answering: Lease
  readonly #asking: Lease
  #memory: StatusMemory | undefined
  #loading = false
  #entered = false
  #left = false
  #why: ReloadReason = 'nothing-held'
  /** The head seen last; while nothing is in memory the records are asked, which know that much. */
  #seen: FeedHead | undefined
  #running: Promise<RoundEnd> | undefined
  #next: Promise<RoundEnd> | undefined

  constructor(id: string, ports: FollowerPorts, memory?: StatusMemory) {
    this.id = id
    this.#ports = ports
    this.#memory = memory
    this.#answering = new Lease(ports.stopwatch)
    this.#asking = new Lease(ports.stopwatch)
  }

  /** See `FreshStatuses.current`. */
  current(authority: AuthorityId): StatusIndex | undefined {
    return this.#answering.holds() ? this.#memory?.indexes.get(authority) : undefined
  }

  /**
   * Whether the records of the primary may be asked and believed: it has committed this process's
   * question a moment ago, and so is the one that others write to.
   */
  mayAskRecords(): boolean {
    return this.#asking.holds()
  }

  /** What it holds, for a checkpoint; the indexes go on changing. */
  memory(): StatusMemory | undefined {
    return this.#memory
  }

  /** Falls silent until a look that begins after this call has succeeded. */
  lapse(): void {
    this.#answering.end()
    this.#asking.end()
  }

  /**
   * One look at the primary and one page of changes, begun after this call; callers that come while
   * one is under way share the next. Rejects where the primary or a page could not be read: the
   * leave to answer then runs out by itself.
   */
  round(): Promise<RoundEnd> {
    if (this.#next !== undefined) return this.#next
    if (this.#running === undefined) return this.#begin()
    this.#next = this.#running.then(
      () => this.#begin(),
      () => this.#begin(),
    )
    return this.#next
  }

  /**
   * Resolves when it knows everything up to the marks, or has fallen silent until a later look: see
   * `OwnFollower`.
   */
  async settled(marks: LaneMarks): Promise<void> {
    if (this.#answering.holds()) {
      if (distanceOf(marks, this.#memory?.marks ?? NO_MARKS) === 0) return
      const end = await this.round().catch(() => undefined)
      if (end === 'fresh') return
    }
    this.lapse()
  }

  /** Stops answering, then takes its row out of the register. */
  async leave(): Promise<void> {
    this.#left = true
    this.lapse()
    await this.#running?.catch(() => undefined)
    await this.#ports.registry.leave(this.id)
  }

  #begin(): Promise<RoundEnd> {
    this.#next = undefined
    const round = this.#round().finally(() => {
      if (this.#running === round) this.#running = undefined
    })
    this.#running = round
    return round
  }

  async #round(): Promise<RoundEnd> {
    if (this.#left) return 'left'
    if (!this.#entered) {
      this.#seen = undefined
      await this.#ports.registry.enter(this.id)
      this.#entered = true
    }
    const begun = momentOf(this.#ports.stopwatch)
    const memory = this.#memory
    const known = memory?.marks ?? this.#seen?.marks ?? NO_MARKS
    const head = await this.#ports.registry.confirm(this.id, known)
    if (head === undefined) {
      this.#entered = false
      this.lapse()
      return 'behind'
    }
    if (this.#left) return 'left'
    this.#seen = head
    this.#asking.renew(begun)
    // What was loaded meanwhile may be newer than this head.
    if (this.#memory !== memory) return 'behind'
    return memory === undefined ? this.#load() : await this.#follow(memory, head, begun)
  }

  async #follow(memory: StatusMemory, head: FeedHead, begun: Moment): Promise<RoundEnd> {
    if (memory.identity !== head.identity) return this.#discard('another-database')
    const behind = distanceOf(memory.marks, head.marks)
    if (behind === undefined || distanceOf(memory.until, head.marks) === undefined)
      return this.#discard('another-history')
    if (behind > CATCH_UP_MAX) return this.#discard('too-far-behind')
    const marks = behind === 0 ? memory.marks : await this.#page(memory, head, behind)
    if (marks === undefined) return this.#discard('another-history')
    this.#memory = { ...memory, marks, until: laterOf(memory.until, marks) }
    if (distanceOf(marks, head.marks) !== 0) return 'behind'
    const wasFresh = this.#answering.holds()
    this.#answering.renew(begun)
    if (!wasFresh) this.#ports.report({ what: 'fresh' })
    return 'fresh'
  }

  /** How far the memory comes by one page of changes; `undefined` where they do not follow. */
  async #page(
    memory: StatusMemory,
    head: FeedHead,
    behind: number,
  ): Promise<LaneMarks | undefined> {
    const { primary, standby } = this.#ports
    if (standby !== undefined && behind >= STANDBY_BEHIND_MIN) {
      const reached = await this.#pageOfStandby(standby, memory.marks, head).catch(() => [])
      const further = this.#applied(memory, head, reached)
      if (further !== undefined && distanceOf(memory.marks, further) !== 0) return further
    }
    const changes = await primary.changes(memory.marks, head.marks, CHANGES_PAGE)
    const further = this.#applied(memory, head, changes)
    if (further === undefined || changes.length >= CHANGES_PAGE) return further
    // Everything there was has come: what is missing now is missing in the records.
    return distanceOf(further, head.marks) === 0 ? further : undefined
  }

  /** A page that does not reach the head may turn out to be of another history: no answer by it. */
  #applied(
    { marks, until, indexes }: StatusMemory,
    head: FeedHead,
    changes: readonly StatusChange[],
  ): LaneMarks | undefined {
    const further = followChanges(marks, until, changes)
    if (further === undefined) return undefined
    if (distanceOf(further, head.marks) !== 0) this.#answering.end()
    applyChanges(indexes, changes)
    return further
  }

  async #pageOfStandby(
    standby: StatusFeed,
    marks: LaneMarks,
    head: FeedHead,
  ): ReturnType<StatusFeed['changes']> {
    const own = await standby.head()
    if (own.identity !== head.identity) return []
    const to = marks.map((mark, lane) => {
      const [there, here] = [own.marks[lane] ?? mark, head.marks[lane] ?? mark]
      const reach = there.position < here.position ? there : here
      return reach.position > mark.position ? reach : mark
    })
    return await standby.changes(marks, to, CHANGES_PAGE)
  }

  #discard(because: ReloadReason): RoundEnd {
    this.#memory = undefined
    this.#why = because
    this.#answering.end()
    return this.#load()
  }

  #load(): RoundEnd {
    if (!this.#loading) {
      const { primary, standby, report } = this.#ports
      this.#loading = true
      report({ what: 'loading', because: this.#why })
      void this.#loadFrom(standby === undefined ? [primary] : [standby, primary])
    }
    return 'loading'
  }

  async #loadFrom(feeds: readonly StatusFeed[]): Promise<void> {
    for (const feed of feeds) {
      try {
        this.#memory = await loadStatuses(feed, () => !this.#left)
        if (this.#memory !== undefined) this.#ports.report({ what: 'loaded' })
        break
      } catch (fault) {
        this.#ports.report({ what: 'load-failed', fault })
      }
    }
    this.#loading = false
  }
}

/** Lane by lane the later of two marks. */
function laterOf(one: LaneMarks, other: LaneMarks): LaneMarks {
  return one.map((mark, lane) => {
    const there = other[lane] ?? mark
    return there.position > mark.position ? there : mark
  })
}
