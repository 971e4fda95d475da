import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  databaseProcesses,
  newDataFolder,
  parseObject,
  sandboxEnd,
  type SandboxEnd,
  shomei,
  SHOMEI,
  startSandbox,
} from '../support/sandbox.ts'
import { runTool } from '../support/run-tool.ts'

const folder = await newDataFolder()

/** What `--json` says of a refusal: one object, with the words in both languages. */
function refusalOf(end: SandboxEnd): Readonly<Record<string, unknown>> {
  assert.equal(end.code, 1, end.stderr)
  assert.equal(end.stdout.length, 1)
  const refused = parseObject(end.stdout[0] ?? '')
  for (const text of ['ja', 'en', 'nextJa', 'nextEn'])
    assert.ok(String(refused[text]).length > 10, text)
  return refused
}

test('a second start on a folder in use is refused, names the first, and leaves it alone', async () => {
  const first = await startSandbox({ folder })
  const refused = refusalOf(await sandboxEnd({ folder }))
  assert.equal(refused['refusal'], 'data-folder-in-use')
  assert.deepEqual(refused['detail'], { folder, pid: first.pid })
  assert.match(String(refused['nextEn']), new RegExp(`kill ${first.pid}`))

  const words = await runTool(process.execPath, [SHOMEI, 'up', '--data', folder, '--port', '0'])
  assert.equal(words.status, 1)
  assert.match(words.stderr, /動作中の別のshomei.*\n.*in use by another running shomei/)

  assert.equal((await first.shomei('clock', 'show')).code, 0)
  assert.equal((await first.stop()).code, 0)
})

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  test(`${signal} stops everything, and the next start has nothing to put right`, async () => {
    const sandbox = await startSandbox({ folder })
    assert.deepEqual(sandbox.recoveries, [])
    assert.notDeepEqual(await databaseProcesses(folder), [])
    const end = await sandbox.stop(signal)
    assert.deepEqual([end.code, end.signal], [0, null], end.stderr)
    assert.equal(end.stdout.length, 1, 'stdout had its one object when it was ready')
    assert.match(end.stderr, new RegExp(`止めました / stopped \\(${signal}\\)`))
    assert.deepEqual(await databaseProcesses(folder), [])
    const after = await shomei(folder, 'clock', 'show')
    assert.deepEqual([after.code, after.json['refusal']], [1, 'system-not-running'])
  })
}

test('a stop in the middle of a journey waits for it', async () => {
  const sandbox = await startSandbox({ folder: await newDataFolder() })
  const end = await sandbox.stop()
  assert.equal(end.code, 0, end.stderr)
  const again = await startSandbox({ folder: sandbox.folder })
  const page = await (await fetch(again.webUrl)).text()
  assert.match(page, /data-state="done"/)
  assert.equal((await again.stop()).code, 0)
})

for (const option of ['--port', '--status-port'] as const) {
  test(`a port somebody else has, given as ${option}, is refused before anything is made`, async () => {
    const fresh = await newDataFolder()
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const refused = refusalOf(await sandboxEnd({ folder: fresh, options: [option, String(port)] }))
    assert.equal(refused['refusal'], 'port-in-use')
    assert.deepEqual(refused['detail'], { port })
    await assert.rejects(stat(fresh), { code: 'ENOENT' })
    other.close()
  })
}

test('a computer clock that went back is refused, and started with --accept-clock', async () => {
  const file = join(folder, 'instance.json')
  const record = parseObject(await readFile(file, 'utf8'))
  const later = Date.parse('2099-01-01T00:00:00Z')
  await writeFile(file, `${JSON.stringify({ ...record, lastSeenAt: later })}\n`)
  const refused = refusalOf(await sandboxEnd({ folder }))
  assert.equal(refused['refusal'], 'clock-set-back')
  assert.match(String(refused['nextEn']), /--accept-clock/)
  const accepted = await startSandbox({ folder, options: ['--accept-clock'] })
  assert.equal((await accepted.stop()).code, 0)
  const usual = await startSandbox({ folder })
  assert.equal((await usual.stop()).code, 0)
})

test('a damaged record of the sandbox time is a fault that names the file, not a guessed time', async () => {
  const fresh = await newDataFolder()
  const options = ['--clock', '2027-04-01T09:00:00+09:00']
  const sandbox = await startSandbox({ folder: fresh, options })
  assert.equal(sandbox.now.slice(0, 13), '2027-04-01T00')
  assert.equal((await sandbox.stop()).code, 0)
  const file = join(fresh, 'sandbox-clock.json')
  const good = await readFile(file, 'utf8')
  await writeFile(file, good.slice(0, -4))
  const end = await sandboxEnd({ folder: fresh })
  assert.equal(end.code, 3)
  assert.match(`${end.stdout.join('\n')}${end.stderr}`, /sandbox-clock\.json/)
  assert.deepEqual(await databaseProcesses(fresh), [])
  await writeFile(file, good)
  const mended = await startSandbox({ folder: fresh })
  assert.equal((await mended.stop()).code, 0)
})
