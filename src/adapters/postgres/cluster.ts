import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chown, type FileHandle, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { DatabaseRefusal } from './messages.ts'
import type { ServerAccount } from './server-account.ts'

/** A cluster's place: its files belong to the server's account, the password stays with ours. */
export interface ClusterPlace {
  /** PGDATA, 0700. */
  readonly clusterFolder: string
  /** Password of the only role, 0600. */
  readonly passwordFile: string
}

/** The only role, and owner of everything in the cluster. */
export const CLUSTER_ROLE = 'shomei'
const PASSWORD_BYTES = 24
const INITDB_TIMEOUT_MS = 120_000
/**
 * Folder names never carry the path itself: the server may be unable to walk it, but may stay
 * inside it.
 */
export const OWN_WORKING_FOLDER = '/proc/self/cwd'
const INITDB_ARGUMENTS: readonly string[] = [
  `--pgdata=${OWN_WORKING_FOLDER}`,
  `--username=${CLUSTER_ROLE}`,
  '--pwfile=/dev/stdin',
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--no-locale',
  '--data-checksums',
]

/** What the server's programs find in their environment: nothing of ours. */
export const SERVER_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: '/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
}

/** The version in `PG_VERSION`, or `undefined` where no finished cluster is. */
export async function clusterVersion(clusterFolder: string): Promise<string | undefined> {
  try {
    return (await readFile(join(clusterFolder, 'PG_VERSION'), 'utf8')).trim()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Makes a new cluster with page checksums, UTF-8 and the platform-independent collation C.UTF-8. It
 * is built beside its place and renamed, so that a crash leaves none rather than half of one.
 */
export async function createCluster(
  binFolder: string,
  place: ClusterPlace,
  account: ServerAccount,
): Promise<Result<void, DatabaseRefusal>> {
  const building = `${place.clusterFolder}.new`
  const password = randomBytes(PASSWORD_BYTES).toString('hex')
  try {
    await rm(building, { recursive: true, force: true })
    await mkdir(building, { mode: 0o700 })
    if (account.switched) await chown(building, account.uid, account.gid)
    await writeFile(place.passwordFile, password, { mode: 0o600 })
    await initdb(join(binFolder, 'initdb'), building, password, account)
    await rename(building, place.clusterFolder)
    return ok(undefined)
  } catch (error) {
    return refusalOfInitdb(error, place, account)
  }
}

async function initdb(
  program: string,
  building: string,
  password: string,
  account: ServerAccount,
): Promise<void> {
  const handover = await passwordHandover(`${building}.password`, password, account)
  try {
    const child = spawn(program, INITDB_ARGUMENTS, {
      cwd: building,
      env: SERVER_ENVIRONMENT,
      timeout: INITDB_TIMEOUT_MS,
      stdio: [handover.fd, 'ignore', 'pipe'],
      ...(account.switched ? { uid: account.uid, gid: account.gid } : {}),
    })
    const [complaint] = await Promise.all([
      child.stderr === null ? '' : text(child.stderr),
      once(child, 'close'),
    ])
    if (child.exitCode !== 0) throw new InitdbError(complaint)
  } finally {
    await handover.close()
  }
}

/**
 * An open file without a name, which alone the server's account may read again through /dev/stdin.
 */
async function passwordHandover(
  path: string,
  password: string,
  account: ServerAccount,
): Promise<FileHandle> {
  await writeFile(path, `${password}\n`, { mode: 0o600 })
  if (account.switched) await chown(path, account.uid, account.gid)
  const handle = await open(path, 'r')
  await rm(path)
  return handle
}

/** `initdb` ended with a complaint; it names folders and settings, never the password. */
class InitdbError extends Error {
  override readonly name = 'InitdbError'
  readonly code = 'initdb-failed'
}

function refusalOfInitdb(
  error: unknown,
  place: ClusterPlace,
  account: ServerAccount,
): Result<never, DatabaseRefusal> {
  if (!(error instanceof Error)) throw error
  const code = 'code' in error ? error.code : undefined
  if (code === 'EPERM') return refuse('database-cannot-leave-root', { account: account.name })
  if (code === 'ENOSPC' || error.message.includes('No space left on device'))
    return refuse('database-disk-full', { folder: place.clusterFolder })
  throw error
}
