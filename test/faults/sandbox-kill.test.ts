import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { join } from 'node:path'
import { after, test } from 'node:test'
import {
  CHECKOUT,
  databaseProcesses,
  newDataFolder,
  parseObject,
  startSandbox,
  type TestSandbox,
} from '../support/sandbox.ts'

const RESIDENT = 'R0000000001'

/** The tests go on with one folder, as a sandbox does that is cut short again and again. */
const folder = await newDataFolder()
// The first start issues to the first resident, and its stop waits for that.
const firstEnd = await (await startSandbox({ folder })).stop()

/** Every certificate the register shows for a resident, as `kind serial state`. */
async function certificatesOf(sandbox: TestSandbox): Promise<readonly string[]> {
  const { code, json, stderr } = await sandbox.shomei('resident', 'show', RESIDENT)
  assert.equal(code, 0, stderr)
  const certificates = Array.isArray(json['certificates']) ? json['certificates'] : []
  return certificates.map(({ kind, serialHex, status }) => `${kind} ${serialHex} ${status.state}`)
}

test('after kill -9 the next start stops the orphaned server, recovers by itself and says so', async () => {
  assert.equal(firstEnd.code, 0, firstEnd.stderr)
  const sandbox = await startSandbox({ folder })
  const before = await certificatesOf(sandbox)
  // The person moved at the end of the journey, which ends the signature certificate.
  assert.deepEqual(before.map((line) => line.replace(/ [0-9a-f]+ /, ' ')).sort(), [
    'signature revoked',
    'user-authentication good',
  ])
  const orphans = await databaseProcesses(folder)
  const end = await sandbox.kill9()
  assert.equal(end.signal, 'SIGKILL')
  assert.ok((await databaseProcesses(folder)).some((pid) => orphans.includes(pid)))

  const next = await startSandbox({ folder })
  assert.ok(!(await databaseProcesses(folder)).some((pid) => orphans.includes(pid)))
  const [suddenEnd, database, ...more] = next.recoveries
  assert.match(suddenEnd?.en ?? '', new RegExp(`process ${sandbox.pid}\\) ended suddenly`))
  assert.match(suddenEnd?.ja ?? '', /途中で終わっていました/)
  assert.match(database?.en ?? '', /database was recovered; nothing committed was lost/)
  assert.deepEqual(more, [])
  assert.deepEqual(await certificatesOf(next), before)
  const page = await (await fetch(next.webUrl)).text()
  assert.match(page, /data-state="done"/)
  const clean = await next.stop()
  assert.equal(clean.code, 0)
  assert.match(clean.stderr, /途中で終わっていました/)
})

test('after a power cut that takes the database server too, everything committed is still there', async () => {
  const sandbox = await startSandbox({ folder })
  assert.deepEqual(sandbox.recoveries, [])
  const before = await certificatesOf(sandbox)
  await sandbox.kill9()
  for (const pid of await databaseProcesses(folder)) killHard(pid)
  const next = await startSandbox({ folder })
  assert.equal(next.recoveries.length, 2)
  assert.deepEqual(await certificatesOf(next), before)
  assert.equal((await next.stop()).code, 0)
})

test('when the database server dies alone, up says so, ends, and the next start recovers', async () => {
  const sandbox = await startSandbox({ folder })
  const before = await certificatesOf(sandbox)
  for (const pid of await databaseProcesses(folder)) killHard(pid)
  const end = await sandbox.ended
  assert.equal(end.code, 1, end.stderr)
  assert.equal(end.stdout.length, 1, 'stdout had its one object when it was ready')
  assert.match(end.stderr, /The database server ended.*\n(?:.*\n)*.*\[database-server-ended\]/)
  const next = await startSandbox({ folder })
  assert.match(JSON.stringify(next.recoveries), /database was recovered/)
  assert.deepEqual(await certificatesOf(next), before)
  assert.equal((await next.stop()).code, 0)
})

test('a first journey cut short is begun again by the next start, and comes to its end', async () => {
  const fresh = await newDataFolder()
  const cut = await startSandbox({ folder: fresh })
  await cut.kill9()
  const next = await startSandbox({ folder: fresh })
  assert.match(next.recoveries[0]?.en ?? '', /ended suddenly/)
  assert.equal((await next.stop()).code, 0)
  const last = await startSandbox({ folder: fresh })
  assert.match(await (await fetch(last.webUrl)).text(), /data-state="done"/)
  assert.equal((await last.stop()).code, 0)
})

test('when npm start is killed -9, the system it started stops by itself and cleanly', async () => {
  const bootstrap = join(CHECKOUT, 'scripts', 'bootstrap.mjs')
  const options = ['--data', folder, '--port', '0', '--status-port', '0', '--json']
  const starter = spawn(process.execPath, [bootstrap, 'start', ...options], {
    env: process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  after(() => starter.kill('SIGKILL'))
  const closed = once(starter, 'close')
  const lines: string[] = []
  const isReady = Promise.withResolvers<void>()
  createInterface(starter.stdout).on('line', (line) => {
    lines.push(line)
    isReady.resolve()
  })
  const said = text(starter.stderr)
  await Promise.race([isReady.promise, closed])
  assert.equal(parseObject(lines[0] ?? '')['ready'], true)
  assert.notEqual(parseObject(lines[0] ?? '')['pid'], starter.pid)
  starter.kill('SIGKILL')
  // The pipe closes when the last program that holds it, the system itself, has ended.
  await closed
  assert.equal(lines.length, 1)
  assert.match(await said, /止めました \/ stopped \(starter-gone\)/)
  assert.deepEqual(await databaseProcesses(folder), [])
  const next = await startSandbox({ folder })
  assert.deepEqual(next.recoveries, [])
  assert.equal((await next.stop()).code, 0)
})

/** Kills a process that may be ending already, as PostgreSQL's do once their first one is gone. */
function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
