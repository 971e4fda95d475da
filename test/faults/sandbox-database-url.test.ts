import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { Database } from '#adapters/postgres/database.ts'
import {
  newDataFolder,
  parseObject,
  sandboxEnd,
  SHOMEI,
  startSandbox,
  type TestSandbox,
} from '../support/sandbox.ts'
import { startOutsidePostgres } from './outside-postgres.ts'

/** `up` on a PostgreSQL of the operator's own, as `DATABASE_URL` names it. */

const server = await startOutsidePostgres()
const folder = await newDataFolder()
const pin = join(dirname(folder), 'pin')
const password = join(dirname(folder), 'password')
await writeFile(pin, '1234\n')
await writeFile(password, 'ABC123\n')
const CLOCK = ['--clock', '2026-12-01T09:00:00+09:00']
const RESIDENT = 'R0000000008'

/** `up` as an operator with this variable in the environment starts it. */
function upWith(url: string): readonly string[] {
  return ['/usr/bin/env', `DATABASE_URL=${url}`, process.execPath, SHOMEI, 'up']
}

function start(options: readonly string[] = []): Promise<TestSandbox> {
  return startSandbox({ folder, through: upWith(server.url()), options })
}

/** What `up` refuses with; nobody's password is in anything that it says. */
async function refusedWith(url: string, at = folder): Promise<Readonly<Record<string, unknown>>> {
  const end = await sandboxEnd({ folder: at, through: upWith(url) })
  assert.equal(end.code, 1, end.stderr)
  assert.equal(end.stdout.length, 1)
  const refused = parseObject(end.stdout[0] ?? '')
  for (const text of ['ja', 'en', 'nextJa', 'nextEn']) {
    assert.ok(String(refused[text]).length > 10, text)
  }
  const secret = URL.parse(url)?.password ?? ''
  if (secret !== '') assert.ok(!`${end.stdout.join('')}${end.stderr}`.includes(secret))
  return refused
}

/** One more process of the status service: it gives the lists that the sandbox gives. */
async function servesStatusBeside(statusUrl: string): Promise<void> {
  const keys = join(folder, 'keys')
  const data = join(dirname(folder), 'status-process')
  const passphrase = ['--passphrase-file', join(keys, 'passphrase')]
  const line = ['--data', data, '--keys', join(keys, 'authorities'), ...passphrase]
  const child = spawn(process.execPath, [SHOMEI, 'status-service', ...line], {
    env: { ...process.env, DATABASE_URL: server.url() },
  })
  const exited = once(child, 'exit')
  const [ready] = await once(createInterface(child.stdout), 'line')
  const url = String(parseObject(String(ready))['url'])
  const list = async (base: string): Promise<Uint8Array> =>
    new Uint8Array(await (await fetch(`${base}/crl/signature/all.crl`)).arrayBuffer())
  assert.deepEqual(await list(url), await list(statusUrl))
  assert.ok((await list(url)).length > 100)
  child.kill('SIGTERM')
  assert.deepEqual(await exited, [0, null])
}

/** Every certificate ever issued to the resident, as the counter's records have them. */
async function certificatesOf(sandbox: TestSandbox): Promise<unknown> {
  const shown = await sandbox.shomei('resident', 'show', RESIDENT)
  assert.equal(shown.code, 0, shown.stderr)
  return shown.json['certificates']
}

test('issues and answers on a server that is not ours, and goes on there at the next start', async () => {
  const sandbox = await start(CLOCK)
  const pins = ['--pin-file', pin, '--password-file', password, '--text-pin-file', pin]
  const issued = await sandbox.shomei('counter', 'issue', '--resident', RESIDENT, ...pins)
  assert.equal(issued.code, 0, issued.stderr)
  const card = String(issued.json['card'])
  const good = await sandbox.shomei('ocsp', '--card', card)
  assert.deepEqual([good.code, good.json['status']], [0, 'good'], JSON.stringify(good.json))
  const before = await certificatesOf(sandbox)
  assert.ok(JSON.stringify(before).length > 10)
  await servesStatusBeside(sandbox.statusUrl)
  assert.equal((await sandbox.stop()).code, 0)
  await assert.rejects(access(join(folder, 'postgres')), { code: 'ENOENT' })

  const again = await start()
  assert.deepEqual(again.recoveries, [])
  assert.deepEqual(await certificatesOf(again), before)
  const still = await again.shomei('ocsp', '--card', card)
  assert.equal(still.json['status'], 'good', JSON.stringify(still))
  assert.equal((await again.stop()).code, 0)
})

test('a server that goes away says so at every act, and the system goes on when it is back', async () => {
  const sandbox = await start()
  const before = await certificatesOf(sandbox)
  await server.stop()
  const refused = await sandbox.shomei('resident', 'show', RESIDENT)
  assert.deepEqual([refused.code, refused.json['refusal']], [3, 'database-unavailable'])
  assert.match(String(refused.json['nextEn']), /need not be restarted/)
  const counter = await fetch(`${sandbox.webUrl}/counter`)
  assert.ok(counter.status < 600)
  await counter.text()
  await server.start()
  assert.deepEqual(await certificatesOf(sandbox), before)
  assert.equal((await sandbox.stop()).code, 0)
})

test('what is wrong with the address or the server is said before anything is made', async () => {
  const fresh = await newDataFolder()
  for (const [url, refusal, reason] of [
    ['not an address', 'database-url-malformed', undefined],
    ['mysql://somebody:word-of-theirs@127.0.0.1/x', 'database-url-malformed', undefined],
    [server.url({ password: 'a-wrong-one' }), 'database-unreachable', '28P01'],
    [server.url({ database: 'nowhere' }), 'database-unreachable', '3D000'],
  ] as const) {
    const refused = await refusedWith(url, fresh)
    assert.equal(refused['refusal'], refusal, url)
    assert.equal(Object(refused['detail'])['reason'], reason)
  }
  await server.stop()
  const gone = await refusedWith(server.url())
  assert.equal(gone['refusal'], 'database-unreachable')
  assert.equal(Object(gone['detail'])['reason'], 'ECONNREFUSED')
  await server.start()
})

test('a schema from a newer version is refused and left as it is', async () => {
  const database = Database.at({ via: 'url', url: server.url() }, 1)
  await database.execute(
    `INSERT INTO schema_migration (number, name, sha256, applied_at)
     VALUES (9999, 'of-the-future', '\\x00', 0)`,
  )
  const refused = await refusedWith(server.url())
  assert.equal(refused['refusal'], 'schema-newer')
  assert.equal(Object(refused['detail'])['found'], 9999)
  await database.execute('DELETE FROM schema_migration WHERE number = 9999')
  await database.close()
})

test('a data folder with other keys than the database’s authorities is refused', async () => {
  const refused = await refusedWith(server.url(), await newDataFolder())
  assert.equal(refused['refusal'], 'authority-keys-elsewhere')
})
