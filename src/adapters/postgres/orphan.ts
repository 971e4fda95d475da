import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { SOCKET_PORT } from './connection.ts'
import type { DatabaseRefusal } from './messages.ts'

/** What an earlier run left in a cluster's folder. */
export type Leftover = 'nothing' | 'server-stopped' | 'crash-marks'

const STOP_STEPS: readonly { readonly signal: NodeJS.Signals; readonly waitMs: number }[] = [
  { signal: 'SIGINT', waitMs: 15_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
]
const LOOK_AGAIN_MS = 10

/**
 * What a server that had no time to tidy up leaves; each names its process, whose number may be
 * reused.
 */
const CRASH_MARKS = ['postmaster.pid', `.s.PGSQL.${SOCKET_PORT}.lock`, `.s.PGSQL.${SOCKET_PORT}`]

/**
 * Ends a server that outlived the program that started it. The caller holds the data folder's lock,
 * so any process working in the cluster is such an orphan. Marks without one are of a crash or a
 * power cut, and are removed: the number in them may be somebody else's by now, or a dead process's
 * that nobody has collected, which PostgreSQL would both take for a live server.
 */
export async function stopOrphan(
  clusterFolder: string,
): Promise<Result<Leftover, DatabaseRefusal>> {
  const recorded = await readPid(join(clusterFolder, 'postmaster.pid'))
  const workers = await processesWorkingIn(clusterFolder)
  if (workers.length > 0) {
    // Without its first process, PostgreSQL's others end by themselves.
    const first = workers.find((pid) => pid === recorded)
    if (!(await endsWhenAsked(clusterFolder, first)))
      return refuse('database-orphan-unstoppable', { pid: first ?? workers[0] ?? 0 })
  }
  for (const mark of CRASH_MARKS) await rm(join(clusterFolder, mark), { force: true })
  if (workers.length > 0) return ok('server-stopped')
  return ok(recorded === undefined ? 'nothing' : 'crash-marks')
}

async function endsWhenAsked(clusterFolder: string, first: number | undefined): Promise<boolean> {
  for (const { signal, waitMs } of STOP_STEPS) {
    if (first !== undefined && !signalled(first, signal)) return false
    if (await goneWithin(clusterFolder, waitMs)) return true
  }
  return false
}

/**
 * Every process of PostgreSQL keeps its program's name, and the cluster as working folder (Linux:
 * proc(5)).
 */
async function processesWorkingIn(folder: string): Promise<readonly number[]> {
  const place = await realpath(folder).catch(() => folder)
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) => {
      // A process may end between the listing and the look, and another account's does not show its
      // folder.
      const cwd = await readlink(join('/proc', pid, 'cwd')).catch(() => undefined)
      if (cwd !== place) return undefined
      const name = await readFile(join('/proc', pid, 'comm'), 'utf8').catch(() => '')
      return name === 'postgres\n' ? Number(pid) : undefined
    }),
  )
  return found.filter((pid) => pid !== undefined)
}

async function goneWithin(folder: string, waitMs: number): Promise<boolean> {
  for (let waited = 0; waited < waitMs; waited += LOOK_AGAIN_MS) {
    if ((await processesWorkingIn(folder)).length === 0) return true
    await pause(LOOK_AGAIN_MS)
  }
  return false
}

/**
 * Whether the signal was delivered, or its process is gone already; not, where it is another
 * account's.
 */
function signalled(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}

/** First line of postmaster.pid; `undefined` where there is none or it was cut short. */
async function readPid(pidFile: string): Promise<number | undefined> {
  const text = await readFile(pidFile, 'utf8').catch(() => undefined)
  const pid = Number.parseInt(text?.split('\n')[0] ?? '', 10)
  return Number.isSafeInteger(pid) && pid > 1 ? pid : undefined
}
