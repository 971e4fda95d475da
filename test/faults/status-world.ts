/** A run of the simulated world: faults at random, and what must hold throughout. */
import assert from 'node:assert/strict'
import { FeedBarrier } from '#ca/status-barrier.ts'
import { serialHexOf } from '#ca/serial.ts'
import { Following } from '../../src/main/following.ts'
import { StatusFollower } from '#va/follow/status-follower.ts'
import { WritablePrimary } from '#va/follow/writable-primary.ts'
import type { StatusMemory } from '#va/ports.ts'
import { StatusIndex } from '#va/status-index/status-index.ts'
import {
  changeEntry,
  Draw,
  Machine,
  Server,
  serverFor,
  sightingsFor,
  VirtualTime,
} from './status-simulation.ts'

const FOLLOWERS = 3
const FIRST_SERIALS = 60

/** What happened in a run, so that a test can see that it was worth something. */
export interface Tally {
  faults: number
  acknowledged: number
  good: number
  revoked: number
  tryLater: number
  fromMemory: number
}

interface Process {
  readonly machine: Machine
  readonly follower: StatusFollower
  readonly primary: WritablePrimary
  readonly following: Following
  readonly cut: Set<Server>
}

class World {
  readonly tally: Tally = {
    faults: 0,
    acknowledged: 0,
    good: 0,
    revoked: 0,
    tryLater: 0,
    fromMemory: 0,
  }
  readonly #draw: Draw
  readonly #time = new VirtualTime()
  readonly #servers: readonly [Server, Server]
  readonly #processes: Process[] = []
  readonly #acknowledged = new Set<number>()
  readonly #authority: Machine
  readonly #barrier: FeedBarrier
  #authorityCut = false
  #primary: Server
  #nextSerial = 1
  #nextId = 1
  #isOver = false

  constructor(seed: number) {
    this.#draw = new Draw(seed)
    const [a, b] = [
      new Server('a', true, this.#time, this.#draw),
      new Server('b', false, this.#time, this.#draw),
    ]
    a.follower = b
    this.#servers = [a, b]
    this.#primary = a
    this.#authority = new Machine(this.#time, this.#draw)
    this.#barrier = new FeedBarrier({
      sightings: sightingsFor(
        this.#authority,
        () => this.#primary,
        () => this.#authorityCut,
      ),
      stopwatch: this.#authority.stopwatch,
      pause: this.#authority.pause,
      own: undefined,
    })
  }

  /** Faults for a while, then a quiet time, after which everybody is fresh and right again. */
  async run(faults: number): Promise<Tally> {
    const fill = this.#issue(FIRST_SERIALS)
    await this.#time.runUntil(3_000)
    await fill
    for (let i = 0; i < FOLLOWERS; i++) this.#processes.push(this.#started(undefined))
    void this.#revokeOnAndOn()
    void this.#issueOnAndOn()
    for (let i = 0; i < faults; i++) {
      const at = this.#time.now + this.#draw.between(1, 700)
      while (this.#time.now < at) {
        await this.#time.runUntil(Math.min(at, this.#time.now + this.#draw.between(1, 40)))
        this.#ask()
      }
      this.#fault()
    }
    this.#mend()
    await this.#time.runUntil(this.#time.now + 25_000)
    this.#isOver = true
    await this.#time.runUntil(this.#time.now + 8_000)
    // Whoever rests is woken by the first question.
    for (const { following } of this.#processes) following.current('signature')
    await this.#time.runUntil(this.#time.now + 2_000)
    this.#checkRight()
    return this.tally
  }

  /** A process, from what another had in memory or from nothing. */
  #started(memory: StatusMemory | undefined): Process {
    const machine = new Machine(this.#time, this.#draw)
    const cut = new Set<Server>()
    const servers = this.#servers.map((server) => serverFor(machine, server, () => cut.has(server)))
    const late: { follower?: StatusFollower } = {}
    const primary = new WritablePrimary(servers, {
      mayAskRecords: () => late.follower?.mayAskRecords() ?? false,
      lapse: () => late.follower?.lapse(),
    })
    const standby = this.#draw.chance(0.5) ? this.#draw.of(servers).feed : undefined
    const { stopwatch, pause } = machine
    const ports = { registry: primary, primary, standby, stopwatch, report: () => undefined }
    const follower = new StatusFollower(`follower-${this.#nextId++}`, ports, memory)
    late.follower = follower
    const following = new Following({
      follower,
      stopwatch,
      pause,
      mayRest: this.#draw.chance(0.2),
      reportFault: () => undefined,
    })
    following.start()
    return { machine, follower, primary, following, cut }
  }

  async #issue(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const serial = this.#nextSerial++
      const committed = this.#primary.commit((state) =>
        changeEntry(state, this.#draw, { change: 'issued', serial, generation: 1 }),
      )
      await committed.catch(() => undefined)
    }
  }

  async #issueOnAndOn(): Promise<void> {
    while (!this.#isOver) {
      await this.#time.sleep(this.#draw.between(50, 400))
      void this.#issue(1)
    }
  }

  /** Revokes until it is recorded, then passes the barrier, and acknowledges. */
  async #revokeOnAndOn(): Promise<void> {
    const machine = this.#authority
    const { pause } = machine
    for (let serial = 1; !this.#isOver; serial++) {
      await pause(this.#draw.between(5, 250))
      if (serial >= this.#nextSerial) serial = 1
      if (this.#acknowledged.has(serial)) continue
      void (async () => {
        for (let recorded = false; !recorded;) {
          const server = this.#primary
          const asked = server.asked(
            () =>
              server.commit((state) =>
                state.statuses.has(serial)
                  ? changeEntry(state, this.#draw, {
                      change: 'revoked',
                      serial,
                      at: this.#time.now,
                    })
                  : undefined,
              ),
            () => this.#authorityCut,
          )
          recorded = await machine.seen(asked).then(
            () =>
              server === this.#primary && server.state.statuses.get(serial)?.state === 'revoked',
            () => false,
          )
          if (!recorded) await pause(this.#draw.between(50, 500))
          if (this.#isOver) return
        }
        await this.#barrier.settled([serial])
        this.#acknowledged.add(serial)
        this.tally.acknowledged++
      })()
    }
  }

  /** Asks a process of something acknowledged: never is the answer good. */
  #ask(): void {
    const [first] = [...this.#acknowledged].slice(-3)
    const chosen = this.#draw.chance(0.7) ? [...this.#acknowledged].at(-1) : first
    if (chosen === undefined) return
    for (const process of this.#processes)
      if (process.machine.isRunning) this.#askOne(process, chosen)
  }

  #askOne({ following, primary }: Process, serial: number): void {
    const index = following.current('signature')
    if (index !== undefined) {
      this.tally.fromMemory++
      this.#judge(index.statusOf(serial, undefined).state, serial, 'memory')
      return
    }
    primary.certificateStatus('signature', serialHexOf(serial)).then(
      ({ state }) => this.#judge(state, serial, 'records'),
      () => this.tally.tryLater++,
    )
  }

  #judge(state: string, serial: number, by: string): void {
    if (state === 'good') this.tally.good++
    else this.tally.revoked++
    assert.equal(state, 'revoked', `serial ${serial} at ${this.#time.now} by ${by}`)
  }

  #fault(): void {
    this.tally.faults++
    const draw = this.#draw
    const process = draw.of(this.#processes)
    const forMs = draw.chance(0.3) ? draw.between(900, 1_600) : draw.between(10, 6_000)
    draw.of([
      () => this.#stopFor(process, forMs, false),
      () => this.#stopFor(process, forMs, true),
      () => this.#kill(process),
      () => this.#cutFor(process, forMs),
      () => process.machine.shiftWall(draw.between(-5_000, 5_000)),
      () => this.#lag(),
      () => this.#stopServer(forMs),
      () => this.#promote(),
      () => this.#stopAuthority(forMs),
    ])()
  }

  /** Stopped at a random moment; the first thing after it goes on is a question. */
  #stopFor(process: Process, forMs: number, isSuspended: boolean): void {
    process.machine.stop(isSuspended)
    this.#time.after(forMs, () => {
      process.machine.goOn()
      const last = [...this.#acknowledged].at(-1)
      if (last !== undefined && this.#processes.includes(process)) this.#askOne(process, last)
    })
  }

  #kill(process: Process): void {
    const memory = this.#draw.chance(0.6) ? copyOf(process.follower.memory()) : undefined
    process.machine.stop(false)
    this.#processes[this.#processes.indexOf(process)] = this.#started(memory)
  }

  #cutFor({ cut }: Process, forMs: number): void {
    const server = this.#draw.of(this.#servers)
    cut.add(server)
    this.#time.after(forMs, () => cut.delete(server))
  }

  #lag(): void {
    for (const server of this.#servers) server.replayMs = this.#draw.between(1, 3_000)
  }

  #stopServer(forMs: number): void {
    const server = this.#draw.of(this.#servers)
    server.stop()
    this.#time.after(forMs, () => server.goOn())
  }

  #stopAuthority(forMs: number): void {
    this.#authorityCut = true
    this.#time.after(forMs, () => (this.#authorityCut = false))
  }

  /** The standby takes over; the old primary is dead, or goes on as if nothing had happened. */
  #promote(): void {
    const standby = this.#servers.find((server) => server !== this.#primary)
    if (standby === undefined || this.#primary.follower !== standby) return
    const old = this.#primary
    old.isFollowed = false
    if (this.#draw.chance(0.3)) old.isDown = true
    standby.goOn()
    standby.promote()
    this.#primary = standby
    this.#time.after(this.#draw.between(200, 5_000), () => old.rebuild(standby))
  }

  #mend(): void {
    for (const { machine, cut } of this.#processes) {
      machine.goOn()
      cut.clear()
    }
    for (const server of this.#servers) {
      server.goOn()
      server.replayMs = 1
      server.isUneven = false
    }
    this.#authorityCut = false
  }

  #checkRight(): void {
    assert.ok(this.#acknowledged.size > 0, 'something was acknowledged')
    for (const { following, follower } of this.#processes) {
      const index = following.current('signature')
      assert.ok(index !== undefined, `${follower.id} is fresh`)
      for (const [serial, status] of this.#primary.state.statuses)
        assert.equal(index.statusOf(serial, 1).state, status.state, `${follower.id} ${serial}`)
    }
  }
}

/** As a checkpoint file has it: written now, and read by another process later. */
function copyOf(memory: StatusMemory | undefined): StatusMemory | undefined {
  if (memory === undefined) return undefined
  const indexes = [...memory.indexes].map(
    ([authority, index]) =>
      [authority, StatusIndex.restore(structuredClone(index.chunks()))] as const,
  )
  return { ...memory, indexes: new Map(indexes) }
}

/** One world from a seed. */
export async function simulate(seed: number, faults: number): Promise<Tally> {
  return await new World(seed).run(faults)
}
