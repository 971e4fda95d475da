import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after } from 'node:test'
import { promisify } from 'node:util'
import type { PostgresConnection } from '#adapters/postgres/connection.ts'
import { Database } from '#adapters/postgres/database.ts'
import { clusterPlaceIn, startEmbeddedPostgres } from '#adapters/postgres/embedded.ts'
import { migrate, readMigrations } from '#adapters/postgres/migrate.ts'
import { stopOrphan } from '#adapters/postgres/orphan.ts'
import { assert } from '#kernel/assert.ts'
import { instant } from '#kernel/instant.ts'

/** A server of a test file's own; it and everything in it is gone when the file's tests are done. */
export interface TestPostgres {
  /** A new empty database. */
  emptyDatabase(): Promise<TestDatabase>
  /** A new database at the newest schema. */
  migratedDatabase(): Promise<TestDatabase>
}

/** A database of its own, and how to reach it a second time. */
export interface TestDatabase {
  readonly database: Database
  readonly connection: PostgresConnection
}

/** A test's server forgets everything, so it need not wait for the disk. */
const THROWAWAY_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  timezone: 'UTC',
  deadlock_timeout: '50ms',
}

const run = promisify(execFile)
const FOLDER_PREFIX = 'shomei-test-postgres-'

/** Starts a throwaway server, to be called once at the top of a test file; `node:test` cleans up after it. */
export async function startTestPostgres(): Promise<TestPostgres> {
  await sweepAbandoned()
  const folder = await mkdtemp(join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-`))
  await copyPreparedCluster(folder)
  const started = await startEmbeddedPostgres(folder, THROWAWAY_SETTINGS)
  assert(started.ok, `the test server starts: ${JSON.stringify(started)}`)
  const server = started.value
  const root = Database.at(server.connection, 1)
  const opened: Database[] = [root]
  after(async () => {
    await Promise.all(opened.map((database) => database.close()))
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  })
  let made = 0
  const create = async (template: string): Promise<TestDatabase> => {
    const name = `test_${++made}`
    await root.execute(`CREATE DATABASE ${name} TEMPLATE ${template}`)
    const connection = { ...server.connection, database: name }
    const database = Database.at(connection)
    opened.push(database)
    return { database, connection }
  }
  let template: Promise<string> | undefined
  return {
    emptyDatabase: () => create('template0'),
    migratedDatabase: async () => {
      template ??= makeTemplate(root, server.connection)
      return await create(await template)
    },
  }
}

async function makeTemplate(
  root: Database,
  connection: PostgresConnection & { readonly via: 'socket' },
): Promise<string> {
  await root.execute('CREATE DATABASE migrated TEMPLATE template0')
  const database = Database.at({ ...connection, database: 'migrated' }, 1)
  const done = await migrate(database, { now: () => instant(0) }, await readMigrations())
  assert(done.ok, `the schema is brought up: ${JSON.stringify(done)}`)
  await database.close()
  return 'migrated'
}

/** A fresh cluster made once per checkout and version: copying it takes a tenth of making one. */
const PREPARED_FOLDER = join(
  import.meta.dirname,
  '../../node_modules/.cache/shomei',
  `postgres-${process.getuid?.() ?? 0}`,
)

async function copyPreparedCluster(folder: string): Promise<void> {
  if (!existsSync(PREPARED_FOLDER)) await prepareCluster()
  const { clusterFolder, passwordFile } = clusterPlaceIn(PREPARED_FOLDER)
  await run('cp', ['--archive', clusterFolder, passwordFile, folder])
}

async function prepareCluster(): Promise<void> {
  await mkdir(dirname(PREPARED_FOLDER), { recursive: true })
  const building = await mkdtemp(`${PREPARED_FOLDER}-`)
  const started = await startEmbeddedPostgres(building)
  assert(started.ok, `the test server starts: ${JSON.stringify(started)}`)
  await started.value.stop()
  // Of several test files at once the first to finish provides for all.
  await rename(building, PREPARED_FOLDER).catch(() => rm(building, { recursive: true }))
}

/** Ends the servers of test processes that were killed before they could clean up, and removes their folders. */
async function sweepAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(/^(\d+)-/.exec(name.slice(FOLDER_PREFIX.length))?.[1])
    if (!name.startsWith(FOLDER_PREFIX) || Number.isNaN(pid) || isAlive(pid)) continue
    const claimed = join(tmpdir(), `shomei-swept-${process.pid}-${name}`)
    // Of several sweepers the one whose rename succeeds cleans up.
    const mine = await rename(join(tmpdir(), name), claimed).then(
      () => true,
      () => false,
    )
    if (!mine) continue
    await stopOrphan(clusterPlaceIn(claimed).clusterFolder)
    await rm(claimed, { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}
