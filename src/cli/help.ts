import { alignedColumns } from './aligned-columns.ts'
import type { Command } from './command.ts'

const COMMON_OPTIONS: readonly (readonly string[])[] = [
  ['  --json', '結果を 1 つの JSON で / the result as one JSON object'],
  ['  --help', 'この説明 / this text'],
]

const EXIT_CODES =
  '終了コード / exit codes: 0 完了 done, 1 拒否 refused, 2 使い方 usage, 3 障害 fault\n'

/** The help of one command: usage, options, an example, exit codes. */
export function helpOf(command: Command): string {
  const options = Object.entries(command.options).map(([name, spec]) => [
    `  --${name}${spec.value === undefined ? '' : ` ${spec.value}`}`,
    `${spec.ja} / ${spec.en}${spec.required ? ' (必須 required)' : ''}`,
  ])
  const words = command.words === undefined ? '' : ` ${command.words}`
  return (
    `${command.ja}\n${command.en}\n\n` +
    `使い方 / usage: shomei ${command.path.join(' ')}${words} [options]\n\n` +
    `${alignedColumns([...options, ...COMMON_OPTIONS])}\n` +
    `例 / example:\n  ${command.example}\n\n${EXIT_CODES}`
  )
}

/** The commands of one group, a line each. */
export function groupHelp(group: string, commands: readonly Command[]): string {
  return `使い方 / usage: shomei ${group} …\n\n${list(commands)}\n例 / example:\n  ${commands[0]?.example ?? ''}\n`
}

/** All commands, a line each. */
export function overview(commands: readonly Command[]): string {
  return (
    `shomei — 公的個人認証サービスの全体をひとつのコマンドで / the whole of JPKI in one command\n\n` +
    `${list(commands)}\n${EXIT_CODES}` +
    `各コマンドの説明 / each command: shomei COMMAND --help\n`
  )
}

function list(commands: readonly Command[]): string {
  return alignedColumns(
    commands.map(({ path, ja, en }) => [`  ${path.join(' ')}`, `${ja} / ${en}`]),
  )
}
