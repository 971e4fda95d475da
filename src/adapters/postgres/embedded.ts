import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { findBundle, majorOf, placeBundle } from './bundle.ts'
import { CLUSTER_ROLE, type ClusterPlace, clusterVersion, createCluster } from './cluster.ts'
import { SOCKET_PORT, type SocketConnection } from './connection.ts'
import type { DatabaseRefusal } from './messages.ts'
import { stopOrphan } from './orphan.ts'
import { serverAccount } from './server-account.ts'
import { type ServerProcess, startServer } from './server-process.ts'

/** The running embedded server. Its life is ours: whoever started it stops it. */
export interface EmbeddedPostgres {
  readonly connection: SocketConnection
  readonly pid: number
  /** Whether an earlier run had ended without stopping its server; nothing committed was lost. */
  readonly recovered: boolean
  /** Whether this start made the cluster. */
  readonly created: boolean
  /** Resolves when the server ended, also when nobody asked it to. */
  readonly ended: Promise<void>
  /** Stops the server; everything committed is on disk. Calling it again does nothing. */
  stop(): Promise<void>
}

/**
 * Settings of the durable server; `fsync` and `synchronous_commit` stay at PostgreSQL's default,
 * on.
 */
const DURABLE_SETTINGS: Readonly<Record<string, string>> = {
  max_connections: '64',
  timezone: 'UTC',
  jit: 'off',
}
/** Linux, unix(7): sun_path has 108 octets, the last of them a zero. */
const SOCKET_PATH_BYTES_MAX = 107
const DATABASE_NAME = 'postgres'

/**
 * Starts the PostgreSQL that npm installed on the cluster in `homeFolder` (made at the first
 * start), after ending a server an earlier run left behind. The caller holds the lock of the data
 * folder above it.
 */
export async function startEmbeddedPostgres(
  homeFolder: string,
  settings: Readonly<Record<string, string>> = DURABLE_SETTINGS,
): Promise<Result<EmbeddedPostgres, DatabaseRefusal>> {
  const bundle = await findBundle()
  if (!bundle.ok) return bundle
  const account = await serverAccount()
  if (!account.ok) return account
  await mkdir(homeFolder, { recursive: true, mode: 0o700 })
  const placed = await placeBundle(bundle.value, homeFolder, account.value)
  if (!placed.ok) return placed

  const place = clusterPlaceIn(homeFolder)
  const binFolder = join(placed.value, 'bin')
  const found = await clusterVersion(place.clusterFolder)
  if (found !== undefined && found !== majorOf(bundle.value))
    return refuse('database-version-mismatch', { found, expected: majorOf(bundle.value) })
  if (found === undefined) {
    const made = await createCluster(binFolder, place, account.value)
    if (!made.ok) return made
  }
  const leftover = await stopOrphan(place.clusterFolder)
  if (!leftover.ok) return leftover

  const server = await startServer({
    binFolder,
    clusterFolder: place.clusterFolder,
    logFile: join(homeFolder, 'server.log'),
    account: account.value,
    settings,
  })
  if (!server.ok) return server
  const password = await readFile(place.passwordFile, 'utf8')
  return ok(
    await embedded(server.value, place.clusterFolder, password, {
      created: found === undefined,
      recovered: leftover.value !== 'nothing',
    }),
  )
}

/** The files of a cluster inside the folder given to `startEmbeddedPostgres`. */
export function clusterPlaceIn(homeFolder: string): ClusterPlace {
  return {
    clusterFolder: join(homeFolder, 'cluster'),
    passwordFile: join(homeFolder, 'password'),
  }
}

async function embedded(
  server: ServerProcess,
  clusterFolder: string,
  password: string,
  history: { readonly created: boolean; readonly recovered: boolean },
): Promise<EmbeddedPostgres> {
  const reach = await shortWayTo(clusterFolder)
  return {
    ...history,
    connection: {
      via: 'socket',
      socketFolder: reach.folder,
      user: CLUSTER_ROLE,
      password,
      database: DATABASE_NAME,
    },
    pid: server.pid,
    ended: server.ended,
    async stop() {
      await server.stop()
      await reach.handle?.close()
    },
  }
}

/**
 * The folder itself, or where its path is too long for a socket, the same folder through an open
 * handle.
 */
async function shortWayTo(
  folder: string,
): Promise<{ readonly folder: string; readonly handle?: FileHandle }> {
  const socketPath = join(folder, `.s.PGSQL.${SOCKET_PORT}`)
  if (Buffer.byteLength(socketPath) <= SOCKET_PATH_BYTES_MAX) return { folder }
  const handle = await open(folder, 'r')
  return { folder: `/proc/self/fd/${handle.fd}`, handle }
}
