import { chmod, mkdir, readdir, statfs } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { formatInJapan, type Instant } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import { ok, type Refused, refuse, type Result } from '#kernel/result.ts'
import { type ExclusiveLock, LockFileFault, takeExclusiveLock } from '../process/exclusive-lock.ts'
import { FOLDER_LAYOUT, type FolderPurpose, readRecord, writeRecord } from './instance-record.ts'
import type { InstanceRecord } from './instance-record.ts'
import type { DataFolderRefusal } from './messages.ts'

/** How a data folder is to be opened. */
export interface DataFolderWish<P extends FolderPurpose> {
  readonly path: string
  readonly purpose: P
  /** The computer's own clock, never a settable one. */
  readonly clock: Clock
  /**
   * Opens although the clock went back: the operator found the earlier time to be the wrong one.
   */
  readonly acceptClock?: boolean
  /** Octets that must be free on the disk. */
  readonly freeBytesMin?: number
}

/** An open data folder: this program's alone until it is closed. */
export interface DataFolder<P extends FolderPurpose = FolderPurpose> {
  /** Absolute path. */
  readonly path: string
  readonly purpose: P
  /**
   * The process that used the folder before and did not end by its own decision; `undefined` after
   * a clean stop.
   */
  readonly recoveredFromPid: number | undefined
  /** Records a clean stop and gives the folder up. Calling it again does nothing. */
  close(): Promise<void>
}

/**
 * Room for the database's first files, a day's journal of a small municipality and some reserve.
 */
export const FREE_BYTES_MIN = 256 * 1024 * 1024
/** A clock corrected by less than this is ordinary (NTP); more means that somebody set it back. */
export const CLOCK_SET_BACK_MS_MAX = 120_000
const SEEN_EVERY_MS = 30_000
const MIB = 1024 * 1024
const LOCK_FILE = 'lock'
const RECORD_FILE = 'instance.json'

/**
 * Opens the folder, made 0700 where it does not exist, and locks it against a second program.
 * Nothing is changed in a folder that is somebody else's, in use, or of a newer layout.
 */
export async function openDataFolder<const P extends FolderPurpose>(
  wish: DataFolderWish<P>,
): Promise<Result<DataFolder<P>, DataFolderRefusal>> {
  const path = resolve(wish.path)
  let lock: ExclusiveLock | undefined
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    const unfit = (await refuseForeign(path)) ?? (await refuseFull(path, wish.freeBytesMin))
    if (unfit !== undefined) return unfit
    lock = takeExclusiveLock(join(path, LOCK_FILE))
    const earlier = await readRecord(join(path, RECORD_FILE))
    if (lock === undefined)
      return refuse('data-folder-in-use', { folder: path, pid: pidOf(earlier) })
    const refused = earlier === undefined ? undefined : refuseEarlier(path, earlier, wish)
    if (refused !== undefined) {
      lock.release()
      return refused
    }
    await chmod(path, 0o700)
    return ok(await opened(path, wish, lock, earlier))
  } catch (error) {
    lock?.release()
    return refusalOfFileSystem(path, error, wish.freeBytesMin ?? FREE_BYTES_MIN)
  }
}

async function opened<P extends FolderPurpose>(
  path: string,
  wish: DataFolderWish<P>,
  lock: ExclusiveLock,
  earlier: InstanceRecord | 'damaged' | undefined,
): Promise<DataFolder<P>> {
  const { clock, purpose } = wish
  const file = join(path, RECORD_FILE)
  const record = (stoppedCleanly: boolean): InstanceRecord => ({
    layout: FOLDER_LAYOUT,
    purpose,
    pid: process.pid,
    lastSeenAt: clock.now(),
    stoppedCleanly,
  })
  await writeRecord(file, record(false))
  // One write after another: each replaces the file as a whole.
  let writing: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    // A disk that fills up while running is reported by the database, which needs far more of it.
    writing = writing.then(() => writeRecord(file, record(false))).catch(() => undefined)
  }, SEEN_EVERY_MS).unref()
  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => {
    clearInterval(timer)
    await writing
    try {
      await writeRecord(file, record(true))
    } finally {
      lock.release()
    }
  }
  const crashed = earlier === 'damaged' || earlier?.stoppedCleanly === false
  return {
    path,
    purpose,
    recoveredFromPid: crashed ? pidOf(earlier) : undefined,
    close: () => (closing ??= close()),
  }
}

/**
 * Somebody's home or /tmp named by mistake must not be closed to others and filled with our files.
 */
async function refuseForeign(path: string): Promise<Refused<DataFolderRefusal> | undefined> {
  const entries = await readdir(path)
  const ours = entries.length === 0 || entries.includes(LOCK_FILE) || entries.includes(RECORD_FILE)
  return ours ? undefined : refuse('data-folder-foreign', { folder: path })
}

async function refuseFull(
  path: string,
  freeBytesMin = FREE_BYTES_MIN,
): Promise<Refused<DataFolderRefusal> | undefined> {
  const { bavail, bsize } = await statfs(path)
  const freeBytes = bavail * bsize
  return freeBytes >= freeBytesMin ? undefined : diskFull(path, freeBytes, freeBytesMin)
}

function diskFull(
  folder: string,
  freeBytes: number,
  neededBytes: number,
): Refused<DataFolderRefusal> {
  const freeMib = Math.floor(freeBytes / MIB)
  const neededMib = Math.ceil(neededBytes / MIB)
  return refuse('data-folder-disk-full', { folder, freeMib, neededMib })
}

function refuseEarlier(
  folder: string,
  earlier: InstanceRecord | 'damaged',
  wish: DataFolderWish<FolderPurpose>,
): Refused<DataFolderRefusal> | undefined {
  if (earlier === 'damaged') return undefined
  const { layout, purpose, lastSeenAt } = earlier
  if (layout > FOLDER_LAYOUT)
    return refuse('data-folder-newer', { folder, found: layout, known: FOLDER_LAYOUT })
  if (purpose !== wish.purpose)
    return refuse('data-folder-other-purpose', { folder, found: purpose, wanted: wish.purpose })
  return wish.acceptClock === true ? undefined : refuseClock(wish.clock.now(), lastSeenAt)
}

function refuseClock(now: Instant, lastSeenAt: Instant): Refused<DataFolderRefusal> | undefined {
  if (now >= lastSeenAt - CLOCK_SET_BACK_MS_MAX) return undefined
  return refuse('clock-set-back', {
    now: formatInJapan(now),
    lastSeen: formatInJapan(lastSeenAt),
  })
}

/** 0 where the record does not tell. */
function pidOf(record: InstanceRecord | 'damaged' | undefined): number {
  return record === undefined || record === 'damaged' ? 0 : record.pid
}

const NOT_A_FOLDER: ReadonlySet<string> = new Set(['ENOTDIR', 'EEXIST'])
const NOT_WRITABLE: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ELOOP'])
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT'])

function refusalOfFileSystem(
  folder: string,
  error: unknown,
  neededBytes: number,
): Refused<DataFolderRefusal> {
  if (error instanceof LockFileFault)
    return refuse('data-folder-not-writable', { folder, reason: error.message })
  if (!(error instanceof Error) || !('code' in error)) throw error
  const code = String(error.code)
  if (NOT_A_FOLDER.has(code)) return refuse('data-folder-not-a-folder', { folder })
  if (FULL.has(code)) return diskFull(folder, 0, neededBytes)
  if (NOT_WRITABLE.has(code)) return refuse('data-folder-not-writable', { folder, reason: code })
  throw error
}
