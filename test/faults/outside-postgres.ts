import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after } from 'node:test'
import { findBundle, placeBundle } from '#adapters/postgres/bundle.ts'
import { CLUSTER_ROLE, createCluster } from '#adapters/postgres/cluster.ts'
import { clusterPlaceIn } from '#adapters/postgres/embedded.ts'
import { serverAccount } from '#adapters/postgres/server-account.ts'
import { assert } from '#kernel/assert.ts'

/**
 * A PostgreSQL that is not the sandbox's own: on the network (loopback, a port), with a password,
 * under an account of its own, started and stopped by somebody else.
 */
export interface OutsidePostgres {
  /** What an operator writes into `DATABASE_URL`. */
  url(change?: { readonly password?: string; readonly database?: string }): string
  start(): Promise<void>
  /** Fast shutdown; resolves when it is gone. */
  stop(): Promise<void>
}

const READY = 'database system is ready to accept connections'
/** A server of a test need not wait for the disk. */
const SETTINGS = ['fsync=off', 'full_page_writes=off', 'timezone=UTC']

/** Makes a cluster and starts its server; both are gone when the file's tests are done. */
export async function startOutsidePostgres(): Promise<OutsidePostgres> {
  const home = await mkdtemp(join(tmpdir(), 'shomei-outside-'))
  const bundle = await findBundle()
  const account = await serverAccount()
  assert(bundle.ok && account.ok, 'the bundled server and an account for it are there')
  const placed = await placeBundle(bundle.value, home, account.value)
  assert(placed.ok, 'the bundled server can be run')
  const place = clusterPlaceIn(home)
  const made = await createCluster(join(placed.value, 'bin'), place, account.value)
  assert(made.ok, 'the cluster is made')
  if (account.value.switched) await chown(home, account.value.uid, account.value.gid)
  const password = await readFile(place.passwordFile, 'utf8')
  const port = await freePort()
  let server: ChildProcess | undefined
  const stop = async (): Promise<void> => {
    if (server === undefined || server.exitCode !== null) return
    const ended = once(server, 'close')
    server.kill('SIGINT')
    await ended
  }
  const start = async (): Promise<void> => {
    const address = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=']
    const settings = [...address, ...SETTINGS].flatMap((setting) => ['-c', setting])
    const { uid, gid, switched } = account.value
    server = spawn(join(placed.value, 'bin', 'postgres'), ['-D', '/proc/self/cwd', ...settings], {
      cwd: clusterPlaceIn(home).clusterFolder,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(switched ? { uid, gid } : {}),
    })
    await untilReady(server)
  }
  after(async () => {
    await stop()
    await rm(home, { recursive: true, force: true })
  })
  await start()
  return {
    url: (change = {}) =>
      `postgres://${CLUSTER_ROLE}:${change.password ?? password}@127.0.0.1:${port}/${change.database ?? 'postgres'}`,
    start,
    stop,
  }
}

async function untilReady(server: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  assert(server.stderr !== null, 'the server’s log is read')
  createInterface(server.stderr).on('line', (line) => {
    if (line.includes(READY)) resolve()
  })
  server.once('error', reject)
  server.once('close', () => reject(new Error('the outside server ended before it was ready')))
  await promise
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  assert(typeof address === 'object' && address !== null, 'a port was given')
  return address.port
}
