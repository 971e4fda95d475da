import { parseArgs } from 'node:util'
import { type Command, type Invocation, UsageError } from './command.ts'

/** What stands on the command line after the command's own name. */
export type ParsedLine = Pick<Invocation, 'option' | 'flag' | 'words'>

/** The command that the first words of `argv` name. */
export function findCommand(
  commands: readonly Command[],
  argv: readonly string[],
): Command | undefined {
  return commands.find(({ path }) => path.every((word, index) => argv[index] === word))
}

/**
 * Options and words of `command`; everything that it does not know is a `UsageError` that says so.
 */
export function parseCommandLine(command: Command, argv: readonly string[]): ParsedLine {
  const { values, positionals } = parseStrictly(command, argv.slice(command.path.length))
  for (const [name, spec] of Object.entries(command.options)) {
    if (spec.required && values[name] === undefined) {
      throw new UsageError(`--${name} がありません / --${name} is missing`)
    }
  }
  countWords(command, positionals.length)
  return {
    option: (name) => {
      const value = values[name]
      return typeof value === 'string' ? value : undefined
    },
    flag: (name) => values[name] === true,
    words: positionals,
  }
}

type OptionTypes = Record<string, { type: 'string' | 'boolean' }>

function parseStrictly(
  command: Command,
  args: readonly string[],
): { readonly values: Record<string, unknown>; readonly positionals: readonly string[] } {
  const options: OptionTypes = { json: { type: 'boolean' } }
  for (const [name, spec] of Object.entries(command.options)) {
    options[name] = { type: spec.value === undefined ? 'boolean' : 'string' }
  }
  const { tokens } = parseArgs({
    args: [...args],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  for (const token of tokens) {
    if (token.kind === 'option') checkOption(command, token)
  }
  return parseArgs({ args: [...args], options, allowPositionals: true, strict: false })
}

/**
 * An option as it was written; what stands behind it is its value unless it looks like the next
 * option.
 */
interface WrittenOption {
  readonly name: string
  readonly rawName: string
  readonly value?: string | undefined
  readonly inlineValue?: boolean | undefined
}

/** The messages name an option, never a value: somebody may have typed a PIN there. */
function checkOption({ options }: Command, written: WrittenOption): void {
  const { name, rawName, value, inlineValue } = written
  const spec = Object.hasOwn(options, name) ? options[name] : undefined
  const isKnown = spec !== undefined || name === 'json'
  if (!isKnown && ['pin', 'password'].includes(name)) {
    throw new UsageError(
      '暗証番号は引数では受け取りません。端末で尋ねるか、--pin-file で渡します / ' +
        'a PIN is never an argument: it is asked for, or read from --pin-file',
    )
  }
  if (!isKnown) throw new UsageError(`${rawName} は使えません / no such option: ${rawName}`)
  const isNextOption = inlineValue !== true && /^-./.test(value ?? '')
  if (spec?.value !== undefined && (value === undefined || isNextOption)) {
    throw new UsageError(`${rawName} に ${spec.value} が要ります / ${rawName} needs ${spec.value}`)
  }
  if (spec?.value === undefined && value !== undefined) {
    throw new UsageError(`${rawName} は値を取りません / ${rawName} takes no value`)
  }
}

function countWords({ words }: Command, count: number): void {
  if (words === undefined && count > 0) {
    throw new UsageError('余分な語があります / there are words that this command does not take')
  }
  if (words?.startsWith('[')) return
  if (words !== undefined && count === 0) {
    throw new UsageError(`${words} がありません / ${words} is missing`)
  }
  if (words !== undefined && count > 1 && !words.endsWith('...')) {
    throw new UsageError(`${words} は一つです / give one ${words}`)
  }
}
