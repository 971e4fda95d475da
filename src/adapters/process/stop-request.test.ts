import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const PROGRAM = join(ROOT, 'test', 'faults', 'stop-program.ts')
const START = pathToFileURL(join(ROOT, 'scripts', 'bootstrap', 'start.mjs')).href
/** What `npm start` runs, with the waiting program in place of the system. */
const STARTER = `
  const { start } = await import(${JSON.stringify(START)})
  process.exitCode = await start(process.execPath, [], ${JSON.stringify(PROGRAM)})
`

/** Runs a program until it waits, lets `act` end it, and gives its last line and exit code. */
async function ended(
  args: readonly string[],
  act: (program: { readonly pid: number; readonly waitingPid: number }) => void,
): Promise<readonly [string | undefined, number | null]> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line)
    const waiting = /^waiting (\d+)$/.exec(line)?.[1]
    if (waiting !== undefined) act({ pid: child.pid ?? 0, waitingPid: Number(waiting) })
  })
  const [code]: (number | null)[] = await once(child, 'close')
  return [lines.at(-1), code ?? null]
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} to the program itself asks it to end`, async () => {
    const answer = await ended([PROGRAM], ({ pid }) => process.kill(pid, signal))
    assert.deepEqual(answer, [signal, 7])
  })

  test(`${signal} to the starter is passed on, and its exit code is the program's`, async () => {
    const answer = await ended(['--input-type=module', '-e', STARTER], ({ pid }) =>
      process.kill(pid, signal),
    )
    assert.deepEqual(answer, [signal, 7])
  })
}

test('kill -9 of the starter ends the program by itself', async () => {
  // `close` comes when the program too has let go of the pipe, so this waits for both.
  const answer = await ended(['--input-type=module', '-e', STARTER], ({ pid }) =>
    process.kill(pid, 'SIGKILL'),
  )
  assert.deepEqual(answer, ['starter-gone', null])
})

test('a second request on another way changes nothing', async () => {
  const answer = await ended(['--input-type=module', '-e', STARTER], ({ pid, waitingPid }) => {
    process.kill(waitingPid, 'SIGINT')
    process.kill(pid, 'SIGINT')
  })
  assert.deepEqual(answer, ['SIGINT', 7])
})
