import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { toHex } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { systemErrorCode } from './disk.ts'

/** A held lock. */
export interface CardLock {
  /** Gives the lock up; once. */
  release(): Promise<void>
}

/** How often a lock left by a dead process is cleared away before another holder is reported. */
const ATTEMPTS_MAX = 5

/**
 * Takes the lock of the card file `path`: the file `path.lock`, which names a live process by its
 * number and start time. A lock of a process that has died is cleared away.
 */
export async function acquireCardLock(path: string): Promise<Result<CardLock, 'card-file-in-use'>> {
  const lockPath = `${path}.lock`
  const holder = `${process.pid} ${startTime(process.pid) ?? 'unknown'} ${token()}\n`
  const own = `${lockPath}.${process.pid}-${token()}`
  await writeFile(own, holder, { flag: 'wx', mode: 0o600 })
  try {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      if (await linked(own, lockPath)) return ok(heldLock(lockPath, holder))
      const other = await contentOf(lockPath)
      if (other !== undefined && isAlive(other))
        return refuse('card-file-in-use', { path, pid: Number.parseInt(other, 10) })
      if (other !== undefined) await clearStale(lockPath, other)
    }
    return refuse('card-file-in-use', { path, pid: 'unknown' })
  } finally {
    await rm(own, { force: true })
  }
}

function heldLock(lockPath: string, holder: string): CardLock {
  return {
    async release() {
      // Somebody else's lock, after ours was removed by hand, is left alone.
      if ((await contentOf(lockPath)) === holder) await rm(lockPath, { force: true })
    },
  }
}

/** `link` is atomic: of several processes one succeeds. */
async function linked(own: string, lockPath: string): Promise<boolean> {
  try {
    await link(own, lockPath)
    return true
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false
    throw error
  }
}

async function contentOf(lockPath: string): Promise<string | undefined> {
  try {
    return await readFile(lockPath, 'utf8')
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Moves the lock aside; if a live process has put its own there meanwhile, it gets it back. */
async function clearStale(lockPath: string, stale: string): Promise<void> {
  const aside = `${lockPath}.stale-${token()}`
  try {
    await rename(lockPath, aside)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return
    throw error
  }
  if ((await contentOf(aside)) !== stale) await linked(aside, lockPath)
  await rm(aside, { force: true })
}

function isAlive(holder: string): boolean {
  const [pidText = '', started] = holder.trim().split(' ')
  const pid = Number(pidText)
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (systemErrorCode(error) === 'ESRCH') return false
  }
  const now = startTime(pid)
  return now === undefined || started === 'unknown' || now === started
}

/**
 * The process's start in clock ticks since boot (proc(5), stat field 22): process numbers are used
 * again.
 */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}

function token(): string {
  return toHex(randomBytes(6))
}
