import { mkdirSync, writeFileSync } from 'node:fs'
import { UsageError } from './command.ts'

/**
 * The name is wrong, or it is not ours to write: the command line can be put right. A full disk is
 * a fault.
 */
const CALLERS_MISTAKES: readonly unknown[] = [
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'EACCES',
  'EROFS',
  'EPERM',
]

/** Writes what `--out` asked for. */
export function writeOutput(file: string, content: Uint8Array | string): void {
  writing(file, () => writeFileSync(file, content))
}

/** Makes the folder that `--out` asked for, unless it is there. */
export function makeOutputFolder(folder: string): void {
  writing(folder, () => mkdirSync(folder, { recursive: true }))
}

function writing(path: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    const isMistake =
      error instanceof Error && 'code' in error && CALLERS_MISTAKES.includes(error.code)
    if (!isMistake) throw error
    throw new UsageError(`${path} に書けません / cannot write ${path}`)
  }
}
