import { execFile } from 'node:child_process'
import { appendFile, chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, connect, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { SocketConnection } from '#adapters/postgres/connection.ts'
import { Database } from '#adapters/postgres/database.ts'
import {
  clusterPlaceIn,
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '#adapters/postgres/embedded.ts'
import { migrate, readMigrations } from '#adapters/postgres/migrate.ts'
import { assert } from '#kernel/assert.ts'
import { instant } from '#kernel/instant.ts'

const run = promisify(execFile)

/** Commits wait for the standby to have them, and for no disk. */
const SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'on',
  max_connections: '60',
  timezone: 'UTC',
}

/** A primary whose commits wait for its standby, both migrated. */
export interface PostgresPair {
  readonly primary: SocketConnection
  readonly standby: SocketConnection
  close(): Promise<void>
}

/** Starts both; the standby is a copy that follows by streaming replication. */
export async function startPostgresPair(): Promise<PostgresPair> {
  const folder = await mkdtemp(join(tmpdir(), 'shomei-pair-'))
  const [home, copy] = [join(folder, 'p'), join(folder, 's')]
  const first = await started(home, SETTINGS)
  const database = Database.at(first.connection, 1)
  const done = await migrate(database, { now: () => instant(0) }, await readMigrations())
  assert(done.ok, `the schema is brought up: ${JSON.stringify(done)}`)
  await database.close()
  await first.stop()
  await run('cp', ['--archive', home, copy])
  // As root the servers run as another account, which has to walk to the primary's socket.
  await Promise.all([folder, home].map((path) => chmod(path, 0o711)))
  const primary = await started(home, { ...SETTINGS, synchronous_standby_names: '*' })
  const { clusterFolder } = clusterPlaceIn(copy)
  await writeFile(join(clusterFolder, 'standby.signal'), '')
  const { socketFolder, user, password } = primary.connection
  // Not on the command line, where everybody could read the password.
  await appendFile(
    join(clusterFolder, 'postgresql.auto.conf'),
    `primary_conninfo = 'host=${socketFolder} user=${user} password=${password}'\n`,
  )
  const standby = await started(copy, SETTINGS)
  return {
    primary: primary.connection,
    standby: standby.connection,
    close: async () => {
      await standby.stop()
      await primary.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function started(
  home: string,
  settings: Readonly<Record<string, string>>,
): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres(home, settings)
  assert(server.ok, `the test server starts: ${JSON.stringify(server)}`)
  return server.value
}

/** A way to a server that can be cut: what passes is torn, nothing passes until it is mended. */
export interface CuttableWay {
  readonly connection: SocketConnection
  cut(): void
  mend(): void
  close(): Promise<void>
}

/** A socket of its own before the server's. */
export async function cuttableWay(to: SocketConnection): Promise<CuttableWay> {
  const folder = await mkdtemp(join(tmpdir(), 'shomei-way-'))
  const open = new Set<Socket>()
  let isCut = false
  const server: Server = createServer((near) => {
    if (isCut) return near.destroy()
    const far = connect(join(to.socketFolder, '.s.PGSQL.5432'))
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        open.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
    return near
  })
  await new Promise<void>((resolve) => server.listen(join(folder, '.s.PGSQL.5432'), resolve))
  const tear = (): void => {
    for (const socket of open) socket.destroy()
  }
  return {
    connection: { ...to, socketFolder: folder },
    cut: () => {
      isCut = true
      tear()
    },
    mend: () => {
      isCut = false
    },
    close: async () => {
      tear()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}
