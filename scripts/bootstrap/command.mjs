import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { installIfNeeded } from './install.mjs'
import { findNode24 } from './node-24.mjs'
import { environment, exitCodeOf, ROOT } from './run.mjs'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Runs one `shomei` command in the caller's folder; resolves to its exit code. */
export async function runCommand(args) {
  if (!(await installIfNeeded())) return 3
  const node = await findNode24()
  if (node === undefined) return 3
  const child = spawn(node, [join(ROOT, 'bin', 'shomei.ts'), ...args], {
    env: environment(),
    stdio: 'inherit',
  })
  // A signal from the terminal reaches the child by itself; one sent to this process alone is passed on.
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal))
  return await exitCodeOf(child)
}
