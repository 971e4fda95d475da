import { displayWidth, padDisplay } from './aligned-columns.ts'
import type { Command } from './command.ts'

/** No line of a help text is wider, as far as its words allow. */
const COLUMNS = 100

const COMMON_OPTIONS: readonly Definition[] = [
  { term: '--json', ja: '結果を1つのJSONで', en: 'the result as one JSON object' },
  { term: '--help', ja: 'この説明', en: 'this text' },
]

const EXIT_CODES =
  '終了コード / exit codes: 0 完了 done, 1 拒否 refused, 2 使い方 usage, 3 障害 fault\n'

interface Definition {
  readonly term: string
  readonly ja: string
  readonly en: string
}

/** The help of one command: usage, options, an example, exit codes. */
export function helpOf(command: Command): string {
  const options = Object.entries(command.options).map(([name, spec]) => ({
    term: `--${name}${spec.value === undefined ? '' : ` ${spec.value}`}`,
    ja: `${spec.ja}${spec.required ? '(必須)' : ''}`,
    en: `${spec.en}${spec.required ? ' (required)' : ''}`,
  }))
  return (
    `${command.ja}\n${command.en}\n\n${usageLine(command)}\n\n` +
    `オプション / options:\n${definitions([...options, ...COMMON_OPTIONS])}\n` +
    `例 / example:\n  ${command.example}\n\n${EXIT_CODES}`
  )
}

/** How one command is typed. */
export function usageLine({ path, words, options }: Command): string {
  const required = Object.entries(options)
    .filter(([, spec]) => spec.required)
    .map(([name, spec]) => ` --${name} ${spec.value}`)
  const word = words === undefined ? '' : ` ${words}`
  return `使い方 / usage: shomei ${path.join(' ')}${word}${required.join('')} [options]`
}

/** The commands of one group. */
export function groupHelp(group: string, commands: readonly Command[]): string {
  return (
    `使い方 / usage: shomei ${group} COMMAND [options]\n\n${definitions(commands.map(listed))}\n` +
    `各コマンドの説明 / each command: shomei ${group} COMMAND --help\n`
  )
}

/** All commands. */
export function overview(commands: readonly Command[]): string {
  return (
    '公的個人認証サービスの全体をひとつのコマンドで / the whole of JPKI in one command\n\n' +
    '使い方 / usage: shomei COMMAND [options]\n\n' +
    `コマンド / commands:\n${definitions(commands.map(listed))}\n` +
    `${EXIT_CODES}各コマンドの説明 / each command: shomei COMMAND --help\n`
  )
}

function listed({ path, ja, en }: Command): Definition {
  return { term: path.join(' '), ja, en }
}

/**
 * Terms in a column, Japanese beside them, English behind it where it fits and below it where not.
 */
function definitions(all: readonly Definition[]): string {
  const indent = Math.max(...all.map(({ term }) => displayWidth(term))) + 4
  return all
    .map(({ term, ja, en }) => {
      const start = padDisplay(`  ${term}`, indent)
      const line = `${start}${ja} / ${en}`
      return displayWidth(line) <= COLUMNS
        ? `${line}\n`
        : `${start}${ja}\n${' '.repeat(indent)}${en}\n`
    })
    .join('')
}
