import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { SHOMEI } from '../support/sandbox.ts'
import { TOOL_PATH } from '../support/run-tool.ts'

/** What stood on the screen of a terminal, and how the program there ended. */
export interface Screen {
  /** The program's exit code; 128 and the signal's number where a signal ended it. */
  readonly code: number
  readonly text: string
  /** The terminal's settings afterwards, as stty(1) names them. */
  readonly settings: string
}

const TERMINAL_MS_MAX = 60_000
const MARK = '@@end@@'

/**
 * Runs `shomei` on a pseudo-terminal (script(1) of Debian's bsdutils) and types each answer when
 * its question stands at the end of the screen, as a person would.
 */
export async function typeAtTerminal(
  line: readonly string[],
  answers: readonly (readonly [question: RegExp, typed: string])[],
  env: Readonly<Record<string, string>> = {},
): Promise<Screen> {
  const quoted = [process.execPath, SHOMEI, ...line].map((word) => `'${word}'`).join(' ')
  const program = `trap : INT; ${quoted}; code=$?; echo ${MARK}; echo $code; stty -a`
  const child = spawn('script', ['-qec', program, '/dev/null'], {
    env: { PATH: TOOL_PATH, LC_ALL: 'C.UTF-8', TERM: 'xterm', SHELL: '/bin/sh', ...env },
    timeout: TERMINAL_MS_MAX,
  })
  let seen = ''
  const waiting = [...answers]
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    seen += text
    const [next] = waiting
    if (next === undefined || !next[0].test(seen)) return
    waiting.shift()
    child.stdin.write(next[1])
  })
  await once(child, 'close')
  const [text = '', after = ''] = seen.split(`${MARK}\r\n`)
  const [code = '', ...settings] = after.split('\r\n')
  return { code: Number(code), text, settings: settings.join(' ') }
}
