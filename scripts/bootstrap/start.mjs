import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { environment, exitCodeOf, ROOT, SERVER_FLAGS } from './run.mjs'

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP']

const PROGRAM = join(ROOT, 'bin', 'shomei.ts')

/**
 * Runs `bin/shomei.ts up` (or another program that listens like it). A signal is passed on as a message,
 * because Ctrl-C already reaches the child by the terminal; when this process dies without a word, the
 * channel closes and the child stops by itself.
 */
export async function start(node, args, program = PROGRAM) {
  const child = spawn(node, [...SERVER_FLAGS, program, 'up', ...args], {
    env: environment(),
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  for (const signal of PASSED_ON) {
    process.on(signal, () => {
      // A child that has just ended cannot be told; its exit code says the rest.
      if (child.connected) child.send({ stop: signal }, () => undefined)
    })
  }
  return await exitCodeOf(child)
}
