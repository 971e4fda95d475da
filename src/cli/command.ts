import { assert } from '#kernel/assert.ts'
import type { Refused, Result } from '#kernel/result.ts'
import type { CliPorts } from './ports.ts'
import type { Terminal } from './terminal.ts'

/**
 * One option of a command. `value` names its argument in the help; without it the option is a
 * switch.
 */
export interface OptionSpec {
  readonly value?: string
  readonly ja: string
  readonly en: string
  readonly required?: true
}

/** What a command is given: options by name, the remaining words, the outside, and the terminal. */
export interface Invocation {
  readonly option: (name: string) => string | undefined
  readonly flag: (name: string) => boolean
  readonly words: readonly string[]
  readonly ports: CliPorts
  readonly terminal: Terminal
}

/** What a command shows: `json` for `--json` (one object), `text` for people. */
export interface Shown {
  readonly json: object
  readonly text: string
  /** A verdict was reached and it is a no: shown with the report, exit 1. */
  readonly refused?: Refused<string> | undefined
  /** Where the command's own answer says more than `refused` would: the exit code by itself. */
  readonly exitCode?: 0 | 1 | undefined
  /** Everything was shown while the command ran. */
  readonly isShown?: boolean | undefined
}

/**
 * One subcommand: everything `--help` says, and the act. Refusals are returned, faults thrown,
 * misuse is `UsageError`.
 */
export interface Command {
  /** `['card', 'show']` */
  readonly path: readonly string[]
  /** What it does, in one line of the overview. */
  readonly ja: string
  readonly en: string
  /**
   * Words besides the options, as the usage line shows them: `FILE` is exactly one, `HEX...` one or
   * more, `[HEX...]` any number.
   */
  readonly words?: string
  readonly options: Readonly<Record<string, OptionSpec>>
  readonly example: string
  readonly run: (invocation: Invocation) => Promise<Result<Shown, string>>
}

/** The command line itself was wrong: exit 2, with the help of the command. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code = 'usage'
}

/** The value of a required option. */
export function required(invocation: Invocation, name: string): string {
  const value = invocation.option(name)
  if (value === undefined) throw new UsageError(`--${name} がありません / --${name} is missing`)
  return value
}

/** The one word of a command whose `words` is one name; `run.ts` has counted them. */
export function onlyWord({ words }: Invocation): string {
  const [word] = words
  assert(word !== undefined && words.length === 1, 'the words of the command were counted')
  return word
}
