import { parseArgs } from 'node:util'
import { isRefusalCode, refusalText } from '#catalogue/refusals.ts'
import type { Refused } from '#kernel/result.ts'
import { type Command, type Invocation, type Shown, UsageError } from './command.ts'
import { COMMANDS } from './commands.ts'
import { groupHelp, helpOf, overview } from './help.ts'
import type { CliPorts } from './ports.ts'
import type { Terminal } from './terminal.ts'

/** 0 done, 1 refused by law or protocol, 2 the command line was wrong, 3 a fault. */
export type ExitCode = 0 | 1 | 2 | 3

/** Runs one command line (without `node` and the script) and returns its exit code. */
export async function runCli(
  argv: readonly string[],
  ports: CliPorts,
  terminal: Terminal,
): Promise<ExitCode> {
  const json = argv.includes('--json')
  const command = findCommand(argv)
  if (command === undefined) return withoutCommand(argv, terminal)
  if (argv.includes('--help') || argv.includes('-h')) {
    terminal.out(helpOf(command))
    return 0
  }
  try {
    const outcome = await command.run(invocationOf(command, argv, ports, terminal))
    if (!outcome.ok) return showRefusal(outcome, json, terminal)
    return showOutcome(outcome.value, json, terminal)
  } catch (error) {
    return error instanceof UsageError
      ? showUsage(command, error, terminal)
      : showFault(error, json, terminal)
  }
}

function findCommand(argv: readonly string[]): Command | undefined {
  const words = leadingWords(argv)
  return COMMANDS.find(({ path }) => path.every((word, index) => words[index] === word))
}

function leadingWords(argv: readonly string[]): readonly string[] {
  const firstOption = argv.findIndex((word) => word.startsWith('-'))
  return firstOption === -1 ? argv : argv.slice(0, firstOption)
}

function withoutCommand(argv: readonly string[], terminal: Terminal): ExitCode {
  const [group] = leadingWords(argv)
  const inGroup = COMMANDS.filter(({ path }) => path[0] === group)
  if (group === undefined || group === 'help') {
    terminal.out(overview(COMMANDS))
    return 0
  }
  if (inGroup.length > 0) {
    const asked = argv.includes('--help') || argv.includes('-h')
    const help = groupHelp(group, inGroup)
    if (asked) terminal.out(help)
    else terminal.err(help)
    return asked ? 0 : 2
  }
  terminal.err(`「${group}」というコマンドはありません / no such command: ${group}\n`)
  terminal.err(`一覧 / all commands: shomei --help\n`)
  return 2
}

function invocationOf(
  command: Command,
  argv: readonly string[],
  ports: CliPorts,
  terminal: Terminal,
): Invocation {
  const options: Record<string, { type: 'string' | 'boolean' }> = { json: { type: 'boolean' } }
  for (const [name, spec] of Object.entries(command.options)) {
    options[name] = { type: spec.value === undefined ? 'boolean' : 'string' }
  }
  const { values, positionals } = parseStrictly(argv.slice(command.path.length), options)
  for (const [name, spec] of Object.entries(command.options)) {
    if (spec.required && values[name] === undefined) {
      throw new UsageError(`--${name} がありません / --${name} is missing`)
    }
  }
  const option = (name: string): string | undefined => {
    const value = values[name]
    return typeof value === 'string' ? value : undefined
  }
  return { option, flag: (name) => values[name] === true, words: positionals, ports, terminal }
}

function parseStrictly(
  args: readonly string[],
  options: Record<string, { type: 'string' | 'boolean' }>,
): { values: Record<string, unknown>; positionals: string[] } {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'unreadable options')
  }
}

function showOutcome(shown: Shown, json: boolean, terminal: Terminal): ExitCode {
  if (json) {
    const refusal = shown.refused === undefined ? {} : refusalJson(shown.refused)
    terminal.out(`${JSON.stringify({ ...shown.json, ...refusal })}\n`)
    return shown.refused === undefined ? 0 : 1
  }
  terminal.out(shown.text)
  return shown.refused === undefined ? 0 : showRefusal(shown.refused, json, terminal)
}

function refusalJson({ refusal, detail }: Refused<string>): object {
  const { ja, en, nextJa, nextEn } = refusalText(refusal, detail)
  return { refusal, detail, ja, en, nextJa, nextEn }
}

function showRefusal(refused: Refused<string>, json: boolean, terminal: Terminal): ExitCode {
  const text = refusalText(refused.refusal, refused.detail)
  if (json) {
    terminal.out(`${JSON.stringify(refusalJson(refused))}\n`)
    return 1
  }
  terminal.err(`${terminal.paint(['red', 'bold'], '✗')} ${text.ja}\n  ${text.en}\n`)
  terminal.err(`${terminal.paint('cyan', '→')} ${text.nextJa}\n  ${text.nextEn}\n`)
  terminal.err(`  ${terminal.paint('dim', `[${refused.refusal}]`)}\n`)
  return 1
}

function showUsage(command: Command, error: UsageError, terminal: Terminal): ExitCode {
  terminal.err(`${error.message}\n\n${helpOf(command)}`)
  return 2
}

/** A fault that carries a catalogued code (the system is not running, the disk is full) is explained like a refusal. */
function showFault(error: unknown, json: boolean, terminal: Terminal): ExitCode {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'fault'
  if (isRefusalCode(code)) {
    showRefusal({ ok: false, refusal: code, detail: {} }, json, terminal)
    return 3
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown fault'
  if (json) terminal.out(`${JSON.stringify({ fault: code, message })}\n`)
  else {
    terminal.err(
      `${terminal.paint(['red', 'bold'], '✗')} 障害が起きました / a fault occurred: ${message}\n`,
    )
    if (process.env['SHOMEI_TRACE'] === '1' && error instanceof Error)
      terminal.err(`${error.stack}\n`)
    else
      terminal.err(
        '→ 詳しくは SHOMEI_TRACE=1 を付けて再実行 / details: run again with SHOMEI_TRACE=1\n',
      )
  }
  return 3
}
