import { DatabaseSync } from 'node:sqlite'

/** A lock of the operating system on a file: it ends with the process that holds it, however that ends. */
export interface FolderLock {
  release(): void
}

/** SQLITE_BUSY: another handle holds the lock. */
const BUSY = 5

/**
 * Takes the exclusive lock on `path`, or gives `undefined` at once where another program (or another part of
 * this one) holds it. Node offers no file lock of its own; SQLite's exclusive transaction is one, the same on
 * every platform, and after kill -9 the kernel drops it, so that no stale lock can exist.
 */
export function takeLock(path: string): FolderLock | undefined {
  const file = new DatabaseSync(path, { timeout: 0 })
  try {
    file.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    file.close()
    const busy = error instanceof Error && 'errcode' in error && error.errcode === BUSY
    if (busy) return undefined
    throw error
  }
  return {
    release: () => {
      file.close()
    },
  }
}
