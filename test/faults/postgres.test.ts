import assert from 'node:assert/strict'
import { once } from 'node:events'
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  stat,
} from 'node:fs/promises'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Database } from '#adapters/postgres/database.ts'
import {
  clusterPlaceIn,
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '#adapters/postgres/embedded.ts'
import { numberOf, onlyRow, textOf } from '#adapters/postgres/row.ts'
import {
  type ChildView,
  nobody,
  OWN_VIEW,
  publicView,
  runProgram,
  startProgram,
} from './postgres-child.ts'

const IS_ROOT = process.getuid?.() === 0
const UNREGISTERED_UID = 54_321
const SECOND_START_MS_MAX = 2_000

/** Where `nobody` finds Node and the sources, wherever this checkout lies. */
const publicly = await publicView(true)
after(() => publicly.remove())

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'shomei-fault-'))
  after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function start(home: string): Promise<EmbeddedPostgres> {
  const started = await startEmbeddedPostgres(home)
  assert.ok(started.ok, JSON.stringify(started))
  return started.value
}

async function setting(database: Database, name: string): Promise<string> {
  return textOf(
    onlyRow(await database.query(`SELECT current_setting($1) AS value`, [name])),
    'value',
  )
}

async function serverPids(home: string): Promise<readonly number[]> {
  const cluster = await realpath(clusterPlaceIn(home).clusterFolder)
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const inCluster = await Promise.all(
    pids.map((pid) =>
      readlink(`/proc/${pid}/cwd`).then(
        (cwd) => cwd === cluster,
        () => false,
      ),
    ),
  )
  return pids.filter((_, index) => inCluster[index]).map(Number)
}

/** Kills a process that may be ending already, as PostgreSQL's do once their first one is gone. */
function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    assert.equal(error instanceof Error && 'code' in error ? error.code : error, 'ESRCH')
  }
}

test('kill -9 while writing: the next start says so, and no acknowledged row is lost', async () => {
  const folder = await newFolder()
  for (const rows of [1, 37, 200]) {
    const home = join(folder, `after-${rows}`)
    const writer = startProgram('write', home)
    await writer.until((lines) => lines.length > rows)
    writer.child.kill('SIGKILL')
    const told = (await writer.ended).map((line) => line['told']).filter((n) => n !== undefined)
    assert.ok(told.length >= rows, `${told.length} rows were acknowledged`)
    assert.ok((await serverPids(join(home, 'postgres'))).length > 0, 'the server was left behind')

    const [found] = await runProgram('probe', home)
    assert.deepEqual([found?.['ready'], found?.['recovered']], [true, true])
    const again = await start(join(home, 'postgres'))
    assert.equal(again.recovered, false)
    const database = Database.at(again.connection)
    const kept = new Set(
      (await database.query('SELECT number FROM told')).map((row) => numberOf(row, 'number')),
    )
    assert.deepEqual(
      told.filter((number) => typeof number !== 'number' || !kept.has(number)),
      [],
    )
    await database.close()
    await again.stop()
  }
})

test('kill -9 of every process, the server’s too: the journal brings everything back', async () => {
  const folder = await newFolder()
  const writer = startProgram('write', folder)
  await writer.until((lines) => lines.length > 100)
  writer.child.kill('SIGKILL')
  for (const pid of await serverPids(join(folder, 'postgres'))) killHard(pid)
  const told = (await writer.ended).filter((line) => 'told' in line).map((line) => line['told'])
  const again = await start(join(folder, 'postgres'))
  assert.equal(again.recovered, true)
  const database = Database.at(again.connection)
  const rows = await database.query('SELECT number FROM told')
  const kept = new Set<unknown>(rows.map((row) => numberOf(row, 'number')))
  assert.deepEqual(
    told.filter((number) => !kept.has(number)),
    [],
  )
  await database.close()
  await again.stop()
})

test('after a power cut the recorded process number may be somebody else’s; the start does not mind', async () => {
  const home = await newFolder()
  await (await start(home)).stop()
  const { clusterFolder } = clusterPlaceIn(home)
  await writeFile(join(clusterFolder, 'postmaster.pid'), `${process.pid}\n${clusterFolder}\n`)
  const again = await start(home)
  assert.equal(again.recovered, true)
  await again.stop()
})

test('first start creates, second start is quick, and a stop is complete', async () => {
  const home = await newFolder()
  const first = await start(home)
  assert.deepEqual([first.created, first.recovered], [true, false])
  await first.stop()
  await first.ended
  assert.deepEqual(await serverPids(home), [])
  const began = performance.now()
  const second = await start(home)
  const tookMs = performance.now() - began
  assert.deepEqual([second.created, second.recovered], [false, false])
  assert.ok(tookMs < SECOND_START_MS_MAX, `the second start took ${Math.round(tookMs)} ms`)
  await second.stop()
  await second.stop()
})

test('the server is durable, checks its pages, sorts alike everywhere, and is not on the network', async () => {
  const home = await newFolder()
  const server = await start(home)
  const database = Database.at(server.connection)
  for (const [name, value] of [
    ['fsync', 'on'],
    ['synchronous_commit', 'on'],
    ['full_page_writes', 'on'],
    ['data_checksums', 'on'],
    ['listen_addresses', ''],
    ['log_min_error_statement', 'panic'],
    ['log_error_verbosity', 'terse'],
    ['server_encoding', 'UTF8'],
  ] as const)
    assert.equal(await setting(database, name), value, name)
  const locale = onlyRow(
    await database.query(
      'SELECT datlocprovider::text AS provider, datlocale AS locale FROM pg_database WHERE datname = current_database()',
    ),
  )
  assert.deepEqual([textOf(locale, 'provider'), textOf(locale, 'locale')], ['b', 'C.UTF-8'])
  await database.close()
  await server.stop()
})

test('the server’s log never repeats a statement or its values', async () => {
  const home = await newFolder()
  const server = await start(home)
  const database = Database.at(server.connection)
  await database.execute('CREATE TABLE person (name text PRIMARY KEY)')
  const insert = 'INSERT INTO person VALUES ($1)'
  await database.execute(insert, ['公的 花子'])
  await assert.rejects(database.execute(insert, ['公的 花子']))
  await database.close()
  await server.stop()
  const log = await readFile(join(home, 'server.log'), 'utf8')
  assert.match(log, /duplicate key value violates unique constraint "person_pkey"/)
  assert.doesNotMatch(log, /花子|INSERT/)
})

test('password, cluster and log are closed to others', async () => {
  const home = await newFolder()
  const server = await start(home)
  const modeOf = async (path: string) => (await stat(join(home, path))).mode & 0o777
  assert.deepEqual(
    [await modeOf('cluster'), await modeOf('password'), await modeOf('server.log')],
    [0o700, 0o600, 0o600],
  )
  await server.stop()
})

for (const [name, path] of [
  ['a path far longer than a socket’s may be', join('d'.repeat(100), 'e'.repeat(100))],
  ['Japanese and spaces in the path', 'データ フォルダー'],
] as const) {
  test(`works with ${name}`, async () => {
    const home = join(await newFolder(), path)
    const server = await start(home)
    const database = Database.at(server.connection)
    assert.equal(numberOf(onlyRow(await database.query('SELECT 7 AS n')), 'n'), 7)
    await database.close()
    await server.stop()
  })
}

test('a server that dies under us is noticed, and the next start recovers', async () => {
  const home = await newFolder()
  const server = await start(home)
  process.kill(server.pid, 'SIGKILL')
  await server.ended
  await server.stop()
  const again = await start(home)
  assert.equal(again.recovered, true)
  await again.stop()
})

test('data of another major version is refused and left alone', async () => {
  const home = await newFolder()
  await (await start(home)).stop()
  const versionFile = join(clusterPlaceIn(home).clusterFolder, 'PG_VERSION')
  await writeFile(versionFile, '17\n')
  const refused = await startEmbeddedPostgres(home)
  assert.deepEqual(refused, {
    ok: false,
    refusal: 'database-version-mismatch',
    detail: { found: '17', expected: '18' },
  })
  assert.equal(await readFile(versionFile, 'utf8'), '17\n')
})

test('a cluster whose making was interrupted is made anew', async () => {
  const home = await newFolder()
  await mkdir(join(home, 'cluster.new', 'base'), { recursive: true })
  await writeFile(join(home, 'cluster.new', 'PG_VERSION'), '18\n')
  const server = await start(home)
  assert.equal(server.created, true)
  await server.stop()
})

test('a start that PostgreSQL refuses gives its reason and the log', async () => {
  const home = await newFolder()
  await (await start(home)).stop()
  const { clusterFolder } = clusterPlaceIn(home)
  await rm(join(clusterFolder, 'global', 'pg_control'))
  const refused = await startEmbeddedPostgres(home)
  assert.equal(refused.ok, false)
  assert.equal(refused.ok ? '' : refused.refusal, 'database-start-failed')
  const detail = refused.ok ? {} : refused.detail
  assert.match(String(detail['reason']), /could not (?:find|open)/)
  assert.equal(detail['log'], join(home, 'server.log'))
})

test('as an unprivileged user: starts, is killed, recovers', async () => {
  const folder = await newFolder()
  const child: ChildView = IS_ROOT ? { ...publicly, ...(await nobody()) } : OWN_VIEW
  if (child.uid !== undefined && child.gid !== undefined) await chown(folder, child.uid, child.gid)
  const writer = startProgram('write', folder, child)
  await writer.until((lines) => lines.length > 10)
  assert.equal(writer.lines[0]?.['uid'], child.uid ?? process.getuid?.())
  writer.child.kill('SIGKILL')
  await writer.ended
  const lines = await runProgram('probe', folder, child)
  assert.deepEqual([lines[0]?.['recovered'], lines.at(-1)?.['stopped']], [true, true])
})

test('without the npm package of the platform the refusal names the platform', async () => {
  const view = await publicView(false)
  after(() => view.remove())
  const [line] = await runProgram('probe', await newFolder(), view)
  assert.deepEqual(line, {
    refusal: 'database-bundle-missing',
    platform: `${process.platform}-${process.arch}`,
  })
})

test('an account that /etc/passwd does not know is named', async () => {
  const folder = await newFolder()
  // Only root can become such an account; an ordinary user is in /etc/passwd and starts.
  const child: ChildView = IS_ROOT
    ? { ...publicly, uid: UNREGISTERED_UID, gid: UNREGISTERED_UID }
    : OWN_VIEW
  if (IS_ROOT) await chown(folder, UNREGISTERED_UID, UNREGISTERED_UID)
  const [line] = await runProgram('probe', folder, child)
  const expected = IS_ROOT ? ['database-account-missing', UNREGISTERED_UID] : [undefined, undefined]
  assert.deepEqual([line?.['refusal'], IS_ROOT ? line?.['uid'] : undefined], expected)
})

test('root that may not change accounts is told so, before and after the first start', async () => {
  const bound: ChildView = {
    ...OWN_VIEW,
    ...(IS_ROOT ? { through: ['setpriv', '--bounding-set=-setuid,-setgid'] } : {}),
  }
  const expected = IS_ROOT ? ['database-cannot-leave-root', 'nobody'] : [undefined, undefined]
  const folder = await newFolder()
  for (const before of ['empty', 'used'] as const) {
    if (before === 'used') await runProgram('probe', folder)
    const [line] = await runProgram('probe', folder, bound)
    assert.deepEqual([line?.['refusal'], line?.['account']], expected, before)
  }
})

test('two programs on one folder: the second is refused and names the first, which goes on', async () => {
  const folder = await newFolder()
  const first = startProgram('hold', folder)
  await first.until((lines) => lines.length > 0)
  const [second] = await runProgram('probe', folder)
  assert.deepEqual(second, { refusal: 'data-folder-in-use', folder, pid: first.child.pid })
  first.child.stdin?.end()
  assert.equal((await first.ended).at(-1)?.['stopped'], true)
})

test('of six programs started at once exactly one opens the folder', async () => {
  const folder = await newFolder()
  const programs = Array.from({ length: 6 }, () => startProgram('hold', folder))
  await Promise.all(programs.map((program) => program.until((lines) => lines.length > 0)))
  const answers = programs.map(({ lines }) => lines[0]?.['refusal'] ?? 'ready')
  assert.equal(answers.filter((answer) => answer === 'ready').length, 1)
  assert.equal(answers.filter((answer) => answer === 'data-folder-in-use').length, 5)
  for (const { child } of programs) child.stdin?.end()
  await Promise.all(programs.map((program) => program.ended))
})

test('a folder that may not be written is refused with the reason', async () => {
  const closed = await newFolder()
  await chmod(closed, 0o555)
  const child: ChildView = IS_ROOT ? { ...publicly, ...(await nobody()) } : OWN_VIEW
  const folder = join(closed, 'data')
  const [line] = await runProgram('probe', folder, child)
  assert.deepEqual(line, { refusal: 'data-folder-not-writable', folder, reason: 'EACCES' })
  await chmod(closed, 0o755)
})

test('stdin of the held program ends it: no server stays behind', async () => {
  const folder = await newFolder()
  const program = startProgram('hold', folder)
  await program.until((lines) => lines.length > 0)
  program.child.stdin?.end()
  await once(program.child, 'close')
  assert.deepEqual(await serverPids(join(folder, 'postgres')), [])
})
