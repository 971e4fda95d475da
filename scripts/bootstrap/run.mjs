import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
/** Where npm puts the programs of the dependencies, Node 24 among them. */
export const BIN = join(ROOT, 'node_modules', '.bin')

/** How Node runs what issues: room for short-lived objects spares a tenth of the work (bench/issue.ts). */
export const SERVER_FLAGS = ['--max-semi-space-size=64']
/** The same where issuing is all a machine does, and memory is there for it (some 800 MB). */
export const ISSUING_FLAGS = ['--max-semi-space-size=256', '--min-semi-space-size=256']

/** Our environment with the dependencies' programs first, so that every `node` below is Node 24. */
export function environment() {
  return { ...process.env, PATH: `${BIN}${delimiter}${process.env['PATH'] ?? ''}` }
}

/** Runs a program in the checkout and resolves to its exit code; 127 where it cannot be started. */
export async function run(program, args, options = {}) {
  const child = spawn(program, args, {
    cwd: ROOT,
    env: environment(),
    stdio: 'inherit',
    ...options,
  })
  return await exitCodeOf(child)
}

/** The exit code of a child, 128 + n after signal n, as shells count. */
export async function exitCodeOf(child) {
  return await new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(error.message)
      resolve(127)
    })
    child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
  })
}

/** Runs a program without showing it; resolves to what it wrote, or `undefined` when it failed. */
export async function outputOf(program, args) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part) => (text += part))
  return await new Promise((resolve) => {
    child.once('error', () => resolve(undefined))
    child.once('close', (code) => resolve(code === 0 ? text : undefined))
  })
}
