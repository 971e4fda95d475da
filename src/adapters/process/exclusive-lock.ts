import { accessSync, chmodSync, constants, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'

/**
 * A lock of the operating system on a file: it ends with the process that holds it, however that
 * ends.
 */
export interface ExclusiveLock {
  /** Gives the lock up. Calling it again does nothing. */
  release(): void
}

/** What stands in the place of the lock file cannot be opened or locked: the cause says why. */
export class LockFileFault extends Error {
  override readonly name = 'LockFileFault'
  readonly code = 'lock-file-unusable'

  constructor(cause: Error) {
    super(cause.message, { cause })
  }
}

/** SQLITE_BUSY: another handle holds the lock. */
const BUSY = 5
const OWNER_ONLY = 0o600

/**
 * Takes the exclusive lock on the file `path`, or gives `undefined` at once where another program
 * (or another part of this one) holds it. Node offers no file lock of its own; SQLite's exclusive
 * transaction is one, and after kill -9 the kernel drops it, so that no stale lock can exist.
 *
 * The file is made where there is none, stays empty, and is never removed: whoever opened it before
 * a removal and locked it after would share the lock with whoever made it anew. Nothing else in
 * this process may open it, for closing any handle drops the locks of all (fcntl(2)).
 *
 * Throws the system's error where the folder is missing or may not be written, else
 * `LockFileFault`.
 */
export function takeExclusiveLock(path: string): ExclusiveLock | undefined {
  // SQLite tells a missing folder and a forbidden one only as "unable to open".
  accessSync(dirname(path), constants.W_OK)
  let file: DatabaseSync | undefined
  try {
    file = new DatabaseSync(lockingUrl(path), { timeout: 0 })
    file.exec('BEGIN EXCLUSIVE')
    chmodSync(path, OWNER_ONLY)
    return heldBy(file)
  } catch (error) {
    file?.close()
    if (!isOfSqlite(error)) throw error
    if (error.errcode === BUSY) return undefined
    throw new LockFileFault(error)
  }
}

/**
 * The process that holds the lock on `path`; `undefined` where nobody does or the system does not
 * tell.
 */
export function lockHolder(path: string): number | undefined {
  let locks: string
  let place: string
  try {
    locks = readFileSync('/proc/locks', 'utf8')
    const { dev, ino } = statSync(path)
    const major = (dev >>> 8) & 0xfff
    const minor = (dev & 0xff) | ((dev >>> 12) & 0xfff00)
    place = `${twoHexDigits(major)}:${twoHexDigits(minor)}:${ino}`
  } catch {
    return undefined
  }
  // proc_locks(5): number, POSIX, ADVISORY, WRITE, process, major:minor:inode, first, last octet.
  for (const line of locks.split('\n')) {
    const [, , , , pid, lockedPlace] = line.split(/ +/)
    if (lockedPlace === place) return Number(pid)
  }
  return undefined
}

/**
 * The VFS `unix-excl` takes its lock in one step. The ordinary one goes over a shared lock, on
 * which two who come at once can refuse each other.
 */
function lockingUrl(path: string): URL {
  const url = pathToFileURL(path)
  url.searchParams.set('vfs', 'unix-excl')
  return url
}

function heldBy(file: DatabaseSync): ExclusiveLock {
  return {
    release: () => {
      if (file.isOpen) file.close()
    },
  }
}

function isOfSqlite(error: unknown): error is Error & { readonly errcode: unknown } {
  return error instanceof Error && 'errcode' in error
}

function twoHexDigits(value: number): string {
  return value.toString(16).padStart(2, '0')
}
