import { resolve } from 'node:path'
import { DEFAULT_DATA_FOLDER } from './configuration.ts'

/** Words that a POSIX shell takes as they stand. */
const PLAIN = /^[\w./:@%+=,-]+$/

/**
 * `bin/shomei` with `words`, to be pasted into a shell in the checkout; it reaches the sandbox of
 * `dataFolder`.
 */
export function shellLine(dataFolder: string, ...words: readonly string[]): string {
  const folder = dataFolder === resolve(DEFAULT_DATA_FOLDER) ? [] : ['--data', dataFolder]
  return shellWords('bin/shomei', ...words, ...folder)
}

/** Any program and its arguments, quoted where a shell would take them apart. */
export function shellWords(...words: readonly string[]): string {
  return words
    .map((word) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ')
}
