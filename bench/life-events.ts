/**
 * The register's feed to status: how fast a backlog of life events becomes lapses that the status
 * reader answers, and how long an event waits at half that pace. Beside it the rate at which the
 * same database commits one small row as often at once: nothing durable can be faster than that by
 * more than what one commit takes in.
 *
 * `npm run bench -- life-events [--events 100000] [--residents 50000] [--paced 5000] [--json]`
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { systemRandom } from '#adapters/keys/system-random.ts'
import { postgresStatusReader } from '#adapters/postgres/ca-status-reader.ts'
import { Database } from '#adapters/postgres/database.ts'
import { startEmbeddedPostgres } from '#adapters/postgres/embedded.ts'
import { migrate, readMigrations } from '#adapters/postgres/migrate.ts'
import { postgresLifeEventFeed } from '#adapters/postgres/register-feed.ts'
import { postgresResidents } from '#adapters/postgres/register-residents.ts'
import type { SerialHex } from '#ca/contract.ts'
import { IssueQueue } from '#ca/issue-queue.ts'
import { civilDate } from '#kernel/civil-date.ts'
import { instant } from '#kernel/instant.ts'
import type { RecordedLifeEvent, Resident, ResidentId } from '#register/contract.ts'
import { deliverLifeEvents } from '#register/deliver-life-events.ts'
import { recordLifeEvent } from '#register/record-life-event.ts'
import { seedRegister } from '#register/seed-register.ts'
import { feedActor } from '../test/faults/register-feed-victim.ts'
import { heldRig, issueCommand } from '../test/support/ca-rig.ts'

const { values: options } = parseArgs({
  options: {
    events: { type: 'string', default: '100000' },
    residents: { type: 'string', default: '50000' },
    paced: { type: 'string', default: '5000' },
    json: { type: 'boolean', default: false },
  },
})
const EVENTS = Number(options.events)
const RESIDENTS = Number(options.residents)
const PACED = Number(options.paced)
const TODAY = civilDate(2026, 3, 1)
const CONSUMER = 'counter'
const AT_ONCE = 32
const COMMIT_SECONDS = 3

const folder = mkdtempSync(join(tmpdir(), 'shomei-bench-events-'))
const server = await startEmbeddedPostgres(join(folder, 'postgres'))
if (!server.ok) throw new Error(server.refusal)
const database = Database.at(server.value.connection, AT_ONCE)
try {
  const clock = { now: () => instant(0) }
  const migrated = await migrate(database, clock, await readMigrations())
  if (!migrated.ok) throw new Error(migrated.refusal)
  print(await measure())
} finally {
  await database.close()
  await server.value.stop()
  rmSync(folder, { recursive: true, force: true })
}

interface Figures {
  readonly commitsPerSecond: number
  readonly recordsPerSecond: number
  readonly backlogSeconds: number
  readonly eventsPerSecond: number
  readonly lapses: number
  readonly pacedPerSecond: number
  readonly delaysMs: readonly number[]
}

async function measure(): Promise<Figures> {
  const residents = postgresResidents(database)
  await seedRegister({ residents }, { seed: 1n, count: RESIDENTS, today: TODAY })
  const people = await everybody()
  const rig = await heldRig(database)
  const queue = new IssueQueue({ ...rig.issue, random: systemRandom() }, rig.configuration)
  const serials = new Map<ResidentId, SerialHex>()
  let number = 0
  await atOnce(512, people, async ({ id }) => {
    const issued = await queue.issue(issueCommand('signature', ++number, { holderRef: id }))
    if (!issued.ok) throw new Error(issued.refusal)
    serials.set(id, issued.value.serialHex)
  })
  const commitsPerSecond = await commitRate()
  const feed = postgresLifeEventFeed(database)
  const consumer = feedActor(database, rig)
  const ports = { residents, clock: rig.clock }
  const backlog = eventsFor(people.slice(PACED), EVENTS)
  const recordStarted = performance.now()
  await atOnce(AT_ONCE, backlog, async (events) => {
    for (const one of events) await recordOne(ports, one)
  })
  const count = backlog.reduce((sum, events) => sum + events.length, 0)
  const recordsPerSecond = rateOf(count, recordStarted)
  const deliverStarted = performance.now()
  const delivered = await deliverLifeEvents({ feed, consumer }, CONSUMER)
  const backlogSeconds = (performance.now() - deliverStarted) / 1000
  if (delivered !== count) throw new Error(`${delivered} of ${count} were delivered`)
  const lapses = await countRevoked(people.slice(PACED), serials)
  const eventsPerSecond = count / backlogSeconds
  const pacedPerSecond = Math.min(eventsPerSecond, recordsPerSecond) / 2
  const delaysMs = await paced(people.slice(0, PACED), pacedPerSecond, { ports, feed, consumer })
  return {
    commitsPerSecond,
    recordsPerSecond,
    backlogSeconds,
    eventsPerSecond,
    lapses,
    pacedPerSecond,
    delaysMs,
  }
}

async function everybody(): Promise<readonly Resident[]> {
  const residents = postgresResidents(database)
  const all: Resident[] = []
  for (;;) {
    const page = await residents.page(all.at(-1)?.id, 1_000)
    all.push(...page)
    if (page.length === 0) return all.filter(({ deceasedOn }) => deceasedOn === undefined)
  }
}

interface Happening {
  readonly residentId: ResidentId
  readonly event: RecordedLifeEvent['event']
}

/** `count` events in all, each person's own in order: moves within the municipality, over and over. */
function eventsFor(people: readonly Resident[], count: number): readonly (readonly Happening[])[] {
  const each = Math.ceil(count / people.length)
  return people.map(({ id, municipality }) =>
    Array.from({ length: each }, (_, index) => ({
      residentId: id,
      event: {
        kind: 'moved',
        on: TODAY,
        municipality,
        address: `${municipality.prefecture}${municipality.name}本町${'１２３４５６７８９'.charAt(index % 9)}`,
      },
    })),
  )
}

type RecordPorts = Parameters<typeof recordLifeEvent>[0]

async function recordOne(ports: RecordPorts, happening: Happening): Promise<void> {
  const recorded = await recordLifeEvent(ports, happening)
  if (!recorded.ok) throw new Error(`${recorded.refusal} ${JSON.stringify(recorded.detail)}`)
}

/** Events come evenly; each waits from its acknowledgement to the lapse that status answers. */
async function paced(
  people: readonly Resident[],
  perSecond: number,
  {
    ports,
    feed,
    consumer,
  }: {
    readonly ports: RecordPorts
    readonly feed: ReturnType<typeof postgresLifeEventFeed>
    readonly consumer: ReturnType<typeof feedActor>
  },
): Promise<readonly number[]> {
  const acknowledged = new Map<ResidentId, number>()
  const delays: number[] = []
  const timed = {
    consume: async (recorded: RecordedLifeEvent): Promise<void> => {
      await consumer.consume(recorded)
      const since = acknowledged.get(recorded.residentId) ?? performance.now()
      delays.push(performance.now() - since)
    },
  }
  const started = performance.now()
  const recording = { goesOn: true }
  const producing = Promise.all(
    people.map(async (person, index) => {
      while (performance.now() - started < (index * 1000) / perSecond) await turn()
      for (const one of eventsFor([person], 1).flat()) await recordOne(ports, one)
      acknowledged.set(person.id, performance.now())
    }),
  ).finally(() => {
    recording.goesOn = false
  })
  while (recording.goesOn) await deliverLifeEvents({ feed, consumer: timed }, CONSUMER)
  await producing
  await deliverLifeEvents({ feed, consumer: timed }, CONSUMER)
  return delays.toSorted((a, b) => a - b)
}

async function countRevoked(
  people: readonly Resident[],
  serials: ReadonlyMap<ResidentId, SerialHex>,
): Promise<number> {
  const reader = postgresStatusReader(database.readOnly())
  let revoked = 0
  await atOnce(AT_ONCE, people, async ({ id }) => {
    const serialHex = serials.get(id)
    if (serialHex === undefined) throw new Error('everybody has a certificate')
    const status = await reader.certificateStatus('signature', serialHex)
    if (status.state === 'revoked') revoked++
  })
  if (revoked !== people.length) throw new Error(`${revoked} of ${people.length} are revoked`)
  return revoked
}

/** Rows committed a second, one each, by as many connections as the feed has people at once. */
async function commitRate(): Promise<number> {
  await database.execute('CREATE TABLE bench_commit (n bigint)')
  const started = performance.now()
  const end = started + COMMIT_SECONDS * 1000
  let done = 0
  const worker = async (): Promise<void> => {
    while (performance.now() < end) {
      await database.execute('INSERT INTO bench_commit VALUES ($1)', [done])
      done++
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return rateOf(done, started)
}

async function atOnce<T>(
  limit: number,
  items: readonly T[],
  act: (item: T) => Promise<void>,
): Promise<void> {
  const next = items.values()
  const worker = async (): Promise<void> => {
    for (const item of next) await act(item)
  }
  await Promise.all(Array.from({ length: limit }, worker))
}

function rateOf(count: number, startedMs: number): number {
  return (count * 1000) / (performance.now() - startedMs)
}

function print(figures: Figures): void {
  const { delaysMs } = figures
  const at = (share: number): number => delaysMs[Math.floor(share * (delaysMs.length - 1))] ?? 0
  if (options.json) {
    const { delaysMs: _all, ...rest } = figures
    console.log(JSON.stringify({ ...rest, p50Ms: at(0.5), p99Ms: at(0.99), worstMs: at(1) }))
    return
  }
  const { commitsPerSecond, eventsPerSecond, backlogSeconds, lapses, pacedPerSecond } = figures
  console.log(`one-row commits, ${AT_ONCE} at once           ${Math.round(commitsPerSecond)}/s`)
  console.log(
    `events recorded, ${AT_ONCE} at once           ${Math.round(figures.recordsPerSecond)}/s`,
  )
  console.log(
    `backlog to status and lists          ${Math.round(eventsPerSecond)}/s ` +
      `(${backlogSeconds.toFixed(1)} s, ${lapses} certificates lapsed), ` +
      `${(eventsPerSecond / commitsPerSecond).toFixed(2)} of the commits`,
  )
  console.log(
    `at ${Math.round(pacedPerSecond)} events a second: ${at(0.5).toFixed(0)} ms from event to ` +
      `status (median), ${at(0.99).toFixed(0)} ms (99 %), ${at(1).toFixed(0)} ms (worst)`,
  )
}
