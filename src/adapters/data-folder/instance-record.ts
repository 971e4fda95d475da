import { readFile } from 'node:fs/promises'
import { type Instant, instant } from '#kernel/instant.ts'
import { replaceFile } from './durable-file.ts'

/** Whether a folder holds play data or a service's: the two are never opened for one another. */
export type FolderPurpose = 'sandbox' | 'production'

/** What the program writes down about its last run in a data folder. */
export interface InstanceRecord {
  /** Number of the folder's layout; a program refuses a higher one than it knows. */
  readonly layout: number
  readonly purpose: FolderPurpose
  readonly pid: number
  /** The last moment the program is known to have run. */
  readonly lastSeenAt: Instant
  /** Whether the program ended by its own decision. */
  readonly stoppedCleanly: boolean
}

/** The layout this program writes. */
export const FOLDER_LAYOUT = 1

/** The record in `path`: `undefined` where there is none, `'damaged'` where it cannot be read. */
export async function readRecord(path: string): Promise<InstanceRecord | 'damaged' | undefined> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  return parseRecord(text) ?? 'damaged'
}

/** Writes the record durably. */
export async function writeRecord(path: string, record: InstanceRecord): Promise<void> {
  await replaceFile(path, `${JSON.stringify(record)}\n`)
}

function parseRecord(text: string): InstanceRecord | undefined {
  const value = parseObject(text)
  const { layout, purpose, pid, lastSeenAt, stoppedCleanly } = value ?? {}
  if (!isWhole(layout) || !isWhole(pid) || !isWhole(lastSeenAt)) return undefined
  if (purpose !== 'sandbox' && purpose !== 'production') return undefined
  if (typeof stoppedCleanly !== 'boolean') return undefined
  return { layout, purpose, pid, lastSeenAt: instant(lastSeenAt), stoppedCleanly }
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value)
}
