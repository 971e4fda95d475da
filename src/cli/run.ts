import { type Command, UsageError } from './command.ts'
import { COMMANDS } from './commands.ts'
import { groupHelp, helpOf, overview, usageLine } from './help.ts'
import { findCommand, parseCommandLine } from './parse-command-line.ts'
import type { CliPorts } from './ports.ts'
import {
  type Audience,
  type ExitCode,
  showFault,
  showOutcome,
  showRefusal,
  showUsage,
} from './show-end.ts'
import type { Terminal } from './terminal.ts'

/** Runs one command line (without `node` and the script) and returns its exit code. */
export async function runCli(
  argv: readonly string[],
  ports: CliPorts,
  terminal: Terminal,
  commands: readonly Command[] = COMMANDS,
): Promise<ExitCode> {
  const asked = argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv
  const audience = { terminal, json: asked.includes('--json') }
  const command = findCommand(commands, asked)
  if (command === undefined) return withoutCommand(asked, commands, audience)
  if (wantsHelp(asked)) {
    terminal.out(helpOf(command))
    return 0
  }
  try {
    const line = parseCommandLine(command, asked)
    const outcome = await command.run({ ...line, ports, terminal })
    return outcome.ok ? showOutcome(outcome.value, audience) : showRefusal(outcome, audience)
  } catch (error) {
    return error instanceof UsageError
      ? showUsage(error, audience, command.path, `${usageLine(command)}\n`)
      : showFault(error, audience)
  }
}

function wantsHelp(argv: readonly string[]): boolean {
  return argv.includes('--help') || argv.includes('-h')
}

function withoutCommand(
  argv: readonly string[],
  commands: readonly Command[],
  audience: Audience,
): ExitCode {
  const { terminal } = audience
  const [group, member] = argv.filter((word) => !word.startsWith('-'))
  if (group === undefined && (argv.length === 0 || wantsHelp(argv))) {
    terminal.out(overview(commands))
    return 0
  }
  const inGroup = commands.filter(({ path }) => path[0] === group)
  if (group === undefined || argv[0] !== group) {
    return showUsage(new UsageError('コマンドを先に書きます / the command comes first'), audience)
  }
  if (inGroup.length === 0) {
    const message = `「${group}」というコマンドはありません / no such command: ${group}`
    return showUsage(new UsageError(message), audience)
  }
  if (member === undefined && wantsHelp(argv)) {
    terminal.out(groupHelp(group, inGroup))
    return 0
  }
  const names = inGroup.map(({ path }) => path.slice(1).join(' ')).join(', ')
  const message = `${group} の次は ${names} のどれかです / one of these comes after ${group}: ${names}`
  return showUsage(new UsageError(message), audience, [group])
}
