/**
 * A process of the status service against the number of certificates: octets in the database, time
 * from its start to right answers (from the records, from memory; with and without a checkpoint),
 * memory, look-ups; and how long a revocation takes until every one of two processes knows it.
 *
 * `npm run bench -- status-size [--sizes=10000,1000000] [--full]`
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { computerPause, computerStopwatch } from '#adapters/clock/computer-stopwatch.ts'
import { PostgresRevocations } from '#adapters/postgres/ca-revocations.ts'
import { Database } from '#adapters/postgres/database.ts'
import { startEmbeddedPostgres } from '#adapters/postgres/embedded.ts'
import { migrate, readMigrations } from '#adapters/postgres/migrate.ts'
import { numberOf, onlyRow } from '#adapters/postgres/row.ts'
import { PostgresFollowerSightings } from '#adapters/postgres/status-feed-sightings.ts'
import { FeedBarrier } from '#ca/status-barrier.ts'
import { assert } from '#kernel/assert.ts'
import { instant } from '#kernel/instant.ts'
import type { SizeOrder, SizeReport } from './support/status-size-process.ts'

const FULL_SIZES = [10_000, 1_000_000, 10_000_000]
const FIRST_SERIAL = 1
const REVOKED_EVERY = 5
const INSERTED_AT_ONCE = 100_000
const REVOCATIONS = 200
const REVOKED_AT = instant(1_767_225_600_000)
const NOT_AFTER = instant(1_924_991_999_000)

const named = process.argv.find((arg) => arg.startsWith('--sizes='))?.slice('--sizes='.length)
const sizes = process.argv.includes('--full')
  ? FULL_SIZES
  : (named ?? '10000,1000000').split(',').map(Number)
for (const size of sizes) console.log(JSON.stringify(await measured(size)))

/** A database of its own for each size, gone afterwards. */
async function measured(count: number): Promise<object> {
  const root = await mkdtemp(join(tmpdir(), 'shomei-status-size-'))
  const server = await startEmbeddedPostgres(join(root, 'postgres'))
  assert(server.ok, 'the database starts')
  const database = Database.at(server.value.connection)
  const migrated = await migrate(database, { now: () => instant(0) }, await readMigrations())
  assert(migrated.ok, 'the schema is brought up')
  await fill(database, count)
  const row = onlyRow(
    await database.query(
      `SELECT sum(pg_total_relation_size(relid))::bigint AS octets,
         pg_total_relation_size('ca_status_change') AS feed
       FROM pg_statio_user_tables WHERE relname LIKE 'ca\\_%'`,
    ),
  )
  const { connection } = server.value
  const order = (name: string): SizeOrder => {
    return { connection, folder: join(root, name), firstSerial: FIRST_SERIAL, count }
  }
  const cold = await begun(order('a'))
  await cold.end()
  const warm = await begun(order('a'))
  const second = await begun(order('b'))
  const acknowledged = await revocations(database, count)
  await Promise.all([warm.end(), second.end()])
  await database.close()
  await server.value.stop()
  await rm(root, { recursive: true, force: true })
  return {
    certificates: count,
    databaseOctetsEach: Math.round(numberOf(row, 'octets') / count),
    withoutCheckpoint: cold.report,
    withCheckpoint: warm.report,
    ...acknowledged,
  }
}

/** Rows of the true lengths; every fifth certificate is revoked. */
async function fill(database: Database, count: number): Promise<void> {
  for (let first = FIRST_SERIAL; first < FIRST_SERIAL + count; first += INSERTED_AT_ONCE) {
    const last = Math.min(first + INSERTED_AT_ONCE, FIRST_SERIAL + count) - 1
    await database.execute(
      `INSERT INTO ca_certificate
         (authority, serial, generation, receipt, command_digest, holder_ref, card_ref,
          municipality_code, key_digest, not_before, not_after, tbs)
       SELECT 1, n, 1, 'bench-' || n, decode(repeat(md5(n::text), 2), 'hex'),
         'R' || lpad(n::text, 10, '0'), 'card-' || n, (10000 + n % 1900)::text,
         decode(md5(n::text) || md5('k' || n), 'hex'), 0, $3, decode(repeat(md5(n::text), 70), 'hex')
       FROM generate_series($1::bigint, $2::bigint) AS n`,
      [first, last, NOT_AFTER],
    )
    await database.execute(
      `INSERT INTO ca_signature (authority, serial, signature, recorded_at)
       SELECT 1, n, decode(repeat(md5(n::text), 16), 'hex'), 0
       FROM generate_series($1::bigint, $2::bigint) AS n`,
      [first, last],
    )
    await database.execute(
      `INSERT INTO ca_revocation
         (authority, serial, municipality_code, not_after, revoked_at, reason, ground)
       SELECT 1, n, (10000 + n % 1900)::text, $3, $4, 4, 'renewed'
       FROM generate_series($1::bigint, $2::bigint) AS n WHERE n % ${REVOKED_EVERY} = 0`,
      [first, last, NOT_AFTER, REVOKED_AT],
    )
  }
  await database.execute('UPDATE ca_serial SET next_serial = $1', [FIRST_SERIAL + count])
  for (const table of ['ca_certificate', 'ca_signature', 'ca_revocation'])
    await database.execute(`VACUUM ANALYZE ${table}`)
}

interface Begun {
  readonly report: SizeReport
  end(): Promise<void>
}

/** A process, once it answers from memory. */
async function begun(order: SizeOrder): Promise<Begun> {
  const program = join(import.meta.dirname, 'support', 'status-size-process.ts')
  const child = spawn(process.execPath, [program, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return {
    report: JSON.parse(line) as SizeReport,
    end: async () => {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    },
  }
}

/** From the call to the acknowledgement, which says that both processes know. */
async function revocations(database: Database, count: number): Promise<object> {
  const records = new PostgresRevocations(database)
  const barrier = new FeedBarrier({
    sightings: new PostgresFollowerSightings(database),
    stopwatch: computerStopwatch(),
    pause: computerPause,
    own: undefined,
  })
  const tookMs: number[] = []
  for (let i = 0; i < REVOCATIONS; i++) {
    const serial = FIRST_SERIAL + ((i * REVOKED_EVERY) % (count - REVOKED_EVERY))
    const from = performance.now()
    await records.record([
      {
        authority: 'signature',
        serial,
        municipalityCode: '10000',
        notAfter: NOT_AFTER,
        replacesHold: false,
        revokedAt: REVOKED_AT,
        reason: 'superseded',
        ground: 'renewed',
      },
    ])
    await barrier.settled([serial])
    tookMs.push(performance.now() - from)
  }
  tookMs.sort((a, b) => a - b)
  const at = (share: number): number =>
    Math.round(10 * (tookMs[Math.floor(share * REVOCATIONS)] ?? 0)) / 10
  return { acknowledgedMsP50: at(0.5), acknowledgedMsP99: at(0.99) }
}
