/**
 * A world in memory for the follower of the status feed: two database servers with synchronous
 * replication, processes that can be paused and suspended, and a time of its own. Followers,
 * barrier and the choice of the primary are the real ones; nothing here waits.
 */
import {
  type AuthorityId,
  type CertificateStatus,
  type LaneMark,
  type LaneMarks,
  type SerialHex,
  STATUS_LANES,
} from '#ca/contract.ts'
import type { FollowerRow, FollowerSighting, FollowerSightings } from '#ca/ports.ts'
import { serialOf } from '#ca/serial.ts'
import { assert } from '#kernel/assert.ts'
import { instant } from '#kernel/instant.ts'
import type { Pause, Stopwatch } from '#kernel/ports.ts'
import { NO_MARKS } from '#va/follow/status-follower.ts'
import type { PrimaryServer } from '#va/follow/writable-primary.ts'
import type { FeedHead, StatusChange, StatusFeed, StatusSpan } from '#va/ports.ts'

/** Draws from a seed: mulberry32. */
export class Draw {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** From 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  between(from: number, to: number): number {
    return from + this.next() * (to - from)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  of<T>(choices: readonly T[]): T {
    const chosen = choices[Math.floor(this.next() * choices.length)]
    assert(chosen !== undefined, 'there is something to choose from')
    return chosen
  }
}

/** Time that goes on when everything waits. */
export class VirtualTime {
  now = 0
  readonly #events: { readonly at: number; readonly order: number; readonly fire: () => void }[] =
    []
  #order = 0

  /** Calls `fire` after `ms`. */
  after(ms: number, fire: () => void): void {
    this.#events.push({ at: this.now + Math.max(0, ms), order: this.#order++, fire })
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve))
  }

  /** Lets everything happen up to `at`. */
  async runUntil(at: number): Promise<void> {
    for (;;) {
      await microtasksDone()
      let first = -1
      for (const [i, event] of this.#events.entries()) {
        const best = this.#events[first]
        if (best === undefined || event.at < best.at) first = i
        else if (event.at === best.at && event.order < best.order) first = i
      }
      const next = this.#events[first]
      if (next === undefined || next.at > at) break
      this.#events.splice(first, 1)
      this.now = Math.max(this.now, next.at)
      next.fire()
    }
    this.now = at
  }
}

function microtasksDone(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** A machine with one process: its clocks, and whether it runs. */
export class Machine {
  readonly #time: VirtualTime
  readonly #rate: number
  #stoodMs = 0
  #wallShiftMs = 0
  #stopped: { readonly since: number; readonly isSuspended: boolean } | undefined
  #waiting: (() => void)[] = []

  constructor(time: VirtualTime, draw: Draw) {
    this.#time = time
    this.#rate = 1 + draw.between(-0.001, 0.001)
  }

  get isRunning(): boolean {
    return this.#stopped === undefined
  }

  /** Its process stops; suspended, its monotonic clock does, too. */
  stop(isSuspended: boolean): void {
    this.#stopped ??= { since: this.#time.now, isSuspended }
  }

  goOn(): void {
    if (this.#stopped?.isSuspended === true) this.#stoodMs += this.#time.now - this.#stopped.since
    this.#stopped = undefined
    for (const resume of this.#waiting.splice(0)) resume()
  }

  shiftWall(ms: number): void {
    this.#wallShiftMs += ms
  }

  readonly stopwatch: Stopwatch = {
    monotonicMs: () => (this.#time.now - this.#stoodMs) * this.#rate,
    wallMs: () => this.#time.now * this.#rate + this.#wallShiftMs,
  }

  /** What has come is seen only while the process runs. */
  async seen<T>(coming: Promise<T>): Promise<T> {
    try {
      return await coming
    } finally {
      while (!this.isRunning) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  readonly pause: Pause = async (ms, cut) => {
    const cutShort = new Promise<void>((resolve) => {
      if (cut?.aborted === true) resolve()
      cut?.addEventListener('abort', () => resolve())
    })
    await this.seen(Promise.race([this.#time.sleep(ms / this.#rate), cutShort]))
  }
}

interface Row {
  renewals: number
  known: LaneMarks
}

/** What a database holds. */
class State {
  readonly lanes: StatusChange[][] = Array.from({ length: STATUS_LANES }, () => [])
  readonly rows = new Map<string, Row>()
  readonly statuses = new Map<number, CertificateStatus>()

  marks(): LaneMarks {
    return this.lanes.map((changes, lane) => changes.at(-1)?.mark ?? markOfNone(lane))
  }

  apply(change: StatusChange): void {
    const lane = this.lanes[change.lane]
    assert(lane?.length === change.mark.position - 1, 'a lane has no gaps')
    lane.push(change)
    for (const serial of change.serials) {
      if (change.change === 'issued') this.statuses.set(serial, { state: 'good' })
      if (change.change !== 'revoked') continue
      const { revokedAt, reason } = change
      this.statuses.set(serial, { state: 'revoked', revokedAt, reason })
    }
  }
}

function markOfNone(lane: number): LaneMark {
  const mark = NO_MARKS[lane]
  assert(mark !== undefined, 'every lane has a mark')
  return mark
}

type Entry = (state: State) => void

const IDENTITY = 'the database'
const PATIENCE_MS = 2_000

/** A server that is primary or standby of another. */
export class Server {
  readonly name: string
  readonly #time: VirtualTime
  readonly #draw: Draw
  state = new State()
  log: Entry[] = []
  #appliedCount = 0
  isPrimary: boolean
  isDown = false
  /** Who has to have an entry before it counts here; `undefined`: nobody. */
  follower: Server | undefined
  /** Whether the follower still follows. */
  isFollowed = true
  /** How long a standby takes to replay. */
  replayMs = 1
  /** Whether an answer sometimes takes very long. */
  isUneven = true
  isStopped = false
  #resumed: (() => void)[] = []
  #tail: Promise<void> = Promise.resolve()

  constructor(name: string, isPrimary: boolean, time: VirtualTime, draw: Draw) {
    this.name = name
    this.isPrimary = isPrimary
    this.#time = time
    this.#draw = draw
  }

  stop(): void {
    this.isStopped = true
  }

  goOn(): void {
    this.isStopped = false
    for (const resume of this.#resumed.splice(0)) resume()
  }

  /** A question to this server: it takes time on the way there, at work, and on the way back. */
  async asked<T>(work: () => Promise<T> | T, isCut: () => boolean): Promise<T> {
    const answer = async (): Promise<T> => {
      await this.#time.sleep(this.#draw.between(0.1, 4))
      if (isCut() || this.isDown) throw new Error('no connection')
      await this.#running()
      const done = await work()
      await this.#time.sleep(
        this.isUneven && this.#draw.chance(0.02) ? this.#draw.between(0, 900) : 1,
      )
      await this.#running()
      if (isCut() || this.isDown) throw new Error('connection lost')
      return done
    }
    const given = answer()
    given.catch(() => undefined)
    const tooLate = this.#time.sleep(PATIENCE_MS).then(() => {
      throw new Error('given up')
    })
    tooLate.catch(() => undefined)
    return await Promise.race([given, tooLate])
  }

  /** Commits what `make` makes of the state then; resolves once it counts and can be seen. */
  commit(make: (state: State) => Entry | undefined): Promise<void> {
    const before = this.#tail
    const committed = (async (): Promise<void> => {
      await before
      if (!this.isPrimary || this.isDown) throw new Error('not a primary')
      const entry = make(this.state)
      if (entry === undefined) return
      const { state } = this
      this.log.push(entry)
      const count = this.log.length
      const hasCounted = await this.#replicated(count)
      if (state !== this.state) throw new Error('this history is no more')
      // Whoever waits for a standby may be told not to: the entry can be seen, and nobody was told
      // that it was durable.
      entry(this.state)
      this.#appliedCount = count
      if (!hasCounted) throw new Error('cancelled')
    })()
    this.#tail = committed.catch(() => undefined)
    return committed
  }

  async #replicated(count: number): Promise<boolean> {
    const { follower, state } = this
    if (follower === undefined) return true
    for (let waitedMs = 0; ; waitedMs += 5) {
      await this.#time.sleep(this.#draw.between(0.1, 5))
      await this.#running()
      if (state !== this.state) return false
      if (this.isFollowed && !follower.isDown && !follower.isStopped) {
        for (const entry of this.log.slice(follower.log.length, count)) follower.log.push(entry)
        follower.replayLater()
        return true
      }
      if (waitedMs > 3_000 && this.#draw.chance(0.01)) return false
      await this.#time.sleep(5)
    }
  }

  /** As a standby, makes visible what it received. */
  replayLater(): void {
    const count = this.log.length
    this.#time.after(this.replayMs, () => {
      if (!this.isPrimary) this.#replay(count)
    })
  }

  /** Becomes the primary with everything it received; nobody follows it yet. */
  promote(): void {
    this.#replay(this.log.length)
    this.isPrimary = true
    this.follower = undefined
  }

  /** Becomes a standby of another, as a copy of it. */
  rebuild(primary: Server): void {
    this.isPrimary = false
    this.isDown = false
    this.follower = undefined
    this.state = new State()
    this.log = primary.log.slice(0, primary.#appliedCount)
    this.#appliedCount = 0
    this.#tail = Promise.resolve()
    this.#replay(this.log.length)
    this.goOn()
    primary.follower = this
    primary.isFollowed = true
  }

  #replay(count: number): void {
    for (const entry of this.log.slice(this.#appliedCount, count)) entry(this.state)
    this.#appliedCount = Math.max(this.#appliedCount, Math.min(count, this.log.length))
  }

  async #running(): Promise<void> {
    while (this.isStopped) await new Promise<void>((resolve) => this.#resumed.push(resolve))
  }
}

/** Adds a change to its lane; gives nothing where the same was recorded before. */
export function changeEntry(
  state: State,
  draw: Draw,
  change: { readonly serial: number } & (
    | { readonly change: 'issued'; readonly generation: number }
    | { readonly change: 'revoked'; readonly at: number }
  ),
): Entry | undefined {
  const { serial } = change
  if (change.change === 'revoked' && state.statuses.get(serial)?.state === 'revoked')
    return undefined
  const lane =
    change.change === 'issued' ? Math.floor(draw.next() * STATUS_LANES) : serial % STATUS_LANES
  const mark = { position: (state.lanes[lane]?.length ?? 0) + 1, tag: String(draw.next()) }
  const common = { lane, mark, authority: 'signature', serials: [serial] } as const
  const added: StatusChange =
    change.change === 'issued'
      ? { ...common, change: 'issued', generation: change.generation }
      : {
          ...common,
          change: 'revoked',
          revokedAt: instant(Math.floor(change.at)),
          reason: 'superseded',
        }
  return (to) => to.apply(added)
}

/** A server as a process sees it over a connection that may be cut. */
export function serverFor(machine: Machine, server: Server, isCut: () => boolean): PrimaryServer {
  const ask = <T>(work: () => Promise<T> | T): Promise<T> => machine.seen(server.asked(work, isCut))
  return {
    registry: {
      enter: (id) =>
        ask(() =>
          server.commit(() => (to) => {
            const renewals = (to.rows.get(id)?.renewals ?? 0) + 1
            to.rows.set(id, { renewals, known: NO_MARKS })
          }),
        ),
      confirm: (id, known) =>
        ask(async () => {
          // The head is of the moment at which the statement begins, the row of its end.
          const head: FeedHead = { identity: IDENTITY, marks: server.state.marks() }
          let isThere = true
          await server.commit((state) => {
            isThere = state.rows.has(id)
            const renewals = (state.rows.get(id)?.renewals ?? 0) + 1
            return isThere ? (to) => void to.rows.set(id, { renewals, known }) : undefined
          })
          return isThere ? head : undefined
        }),
      leave: (id) => ask(() => server.commit(() => (to) => void to.rows.delete(id))),
    },
    feed: feedOf(server, ask),
    statuses: {
      certificateStatus: (_authority, serialHex) => ask(() => statusAt(server, serialHex)),
      certificateStatuses: (_authority, serials) =>
        ask(() => serials.map((serialHex) => statusAt(server, serialHex))),
    },
  }
}

function statusAt(server: Server, serialHex: SerialHex): CertificateStatus {
  if (!server.isPrimary) throw new Error('a standby')
  return server.state.statuses.get(serialOf(serialHex) ?? 0) ?? { state: 'unknown' }
}

function feedOf(server: Server, ask: <T>(work: () => T) => Promise<T>): StatusFeed {
  return {
    head: () => ask(() => ({ identity: IDENTITY, marks: server.state.marks() })),
    changes: (from, to, limit) =>
      ask(() =>
        from
          .flatMap((mark, lane) => {
            const last = to[lane]?.position ?? 0
            if (last <= mark.position) return []
            return server.state.lanes[lane]?.slice(Math.max(0, mark.position - 1), last) ?? []
          })
          .slice(0, limit),
      ),
    nextSerial: (authority) =>
      ask(() => (authority === 'signature' ? Math.max(0, ...server.state.statuses.keys()) + 1 : 1)),
    span: (authority, first, count) => ask(() => spanOf(server.state, authority, first, count)),
  }
}

function spanOf(state: State, authority: AuthorityId, first: number, count: number): StatusSpan {
  const all = authority === 'signature' ? [...state.statuses] : []
  const within = all.filter(([serial]) => serial >= first && serial < first + count)
  return {
    issued: [{ generation: 1, serials: Uint32Array.from(within, ([serial]) => serial - first) }],
    revoked: within.flatMap(([serial, status]) =>
      status.state === 'revoked' ? [{ serial, ...status }] : [],
    ),
  }
}

/** The followers as an authority's process sees them at a server. */
export function sightingsFor(
  machine: Machine,
  server: () => Server,
  isCut: () => boolean,
): FollowerSightings {
  const ask = <T>(work: () => Promise<T> | T): Promise<T> =>
    machine.seen(server().asked(work, isCut))
  return {
    look: () =>
      ask((): FollowerSighting => {
        const { state, isPrimary } = server()
        if (!isPrimary) throw new Error('a standby')
        const followers = [...state.rows].map(([id, { renewals, known }]): FollowerRow => {
          const known1 = known.map((mark, lane) => {
            const there = state.lanes[lane]?.[mark.position - 1]
            return there?.mark.tag === mark.tag ? mark.position : 0
          })
          return { id, renewals, known: known1 }
        })
        return { heads: state.marks(), followers }
      }),
    hint: () => Promise.resolve(),
    forget: ({ id, renewals }) =>
      ask(() =>
        server().commit((state) =>
          state.rows.get(id)?.renewals === renewals ? (to) => void to.rows.delete(id) : undefined,
        ),
      ),
  }
}
