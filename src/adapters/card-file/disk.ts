import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** The steps by which a card file is replaced, one by one, so that each can be made to fail. */
export interface CardDisk {
  /** The whole file; rejects with the system's error code. */
  read(path: string): Promise<Uint8Array>
  /** Writes a new file, readable by its owner alone, and flushes it to the medium. */
  writeFlushed(path: string, content: Uint8Array): Promise<void>
  /** Puts `from` in the place of `to` at once. */
  replace(from: string, to: string): Promise<void>
  /** Flushes the folder of `path`, so that the replacement itself survives a power cut. */
  flushFolder(path: string): Promise<void>
  /** Removes `path` if it is there. */
  remove(path: string): Promise<void>
}

const OWNER_ONLY = 0o600

/** The file system of this machine. */
export const NODE_DISK: CardDisk = {
  async read(path) {
    return new Uint8Array(await readFile(path))
  },
  async writeFlushed(path, content) {
    await using file = await open(path, 'w', OWNER_ONLY)
    await file.writeFile(content)
    await file.datasync()
  },
  async replace(from, to) {
    await rename(from, to)
  },
  async flushFolder(path) {
    await using folder: FileHandle = await open(dirname(path), 'r')
    await folder.sync()
  },
  async remove(path) {
    await rm(path, { force: true })
  },
}

/** Replaces the content of `path` so that a power cut leaves the old or the new, whole. */
export async function replaceDurably(
  disk: CardDisk,
  path: string,
  content: Uint8Array,
): Promise<void> {
  const temporary = temporaryPath(path)
  await disk.writeFlushed(temporary, content)
  await disk.replace(temporary, path)
  await disk.flushFolder(path)
}

/** Where the next content is written first. One name is enough: the lock admits one writer. */
export function temporaryPath(path: string): string {
  return `${path}.new`
}

/** The system's error code (`ENOENT`), or `undefined` for another kind of error. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
}
