import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { InvariantError } from '#kernel/assert.ts'
import { instant } from '#kernel/instant.ts'
import { startTestPostgres } from '../../../test/support/postgres.ts'
import { Database } from './database.ts'
import { DatabaseFault } from './fault.ts'
import { migrate, type Migration, readMigrations } from './migrate.ts'
import { bytesOf, instantOf, numberOf, onlyRow, textOf } from './row.ts'

const postgres = await startTestPostgres()
const clock = { now: () => instant(1_767_225_600_000) }
const [base] = await readMigrations()
assert.ok(base !== undefined)

function step(number: number, sql: string): Migration {
  const sha256 = new Uint8Array(createHash('sha256').update(sql).digest())
  return { number, name: `step-${number}`, sql, sha256 }
}

const counted = step(2, 'CREATE TABLE counted (n integer); INSERT INTO counted VALUES (1);')
const third = step(3, 'INSERT INTO counted VALUES (2);')

async function numbersIn(database: Database): Promise<readonly number[]> {
  const rows = await database.query('SELECT n FROM counted ORDER BY n')
  return rows.map((row) => numberOf(row, 'n'))
}

test('the ledger records number, name, text and moment of each step', async () => {
  const { database } = await postgres.emptyDatabase()
  const done = await migrate(database, clock, [base, counted])
  assert.deepEqual(done, { ok: true, value: { applied: 1, at: 2 } })
  const rows = await database.query('SELECT * FROM schema_migration WHERE number = 2')
  const row = onlyRow(rows)
  assert.equal(textOf(row, 'name'), 'step-2')
  assert.deepEqual(bytesOf(row, 'sha256'), counted.sha256)
  assert.equal(instantOf(row, 'applied_at'), clock.now())
})

test('a second run applies only what is new', async () => {
  const { database } = await postgres.emptyDatabase()
  await migrate(database, clock, [base, counted])
  const again = await migrate(database, clock, [base, counted])
  assert.deepEqual(again, { ok: true, value: { applied: 0, at: 2 } })
  const more = await migrate(database, clock, [base, counted, third])
  assert.deepEqual(more, { ok: true, value: { applied: 1, at: 3 } })
  assert.deepEqual(await numbersIn(database), [1, 2])
})

test('eight installers at once apply every step exactly once', async () => {
  const { connection, database } = await postgres.emptyDatabase()
  const installers = Array.from({ length: 8 }, () => Database.at(connection, 1))
  const outcomes = await Promise.all(
    installers.map((installer) => migrate(installer, clock, [base, counted, third])),
  )
  await Promise.all(installers.map((installer) => installer.close()))
  assert.ok(outcomes.every((outcome) => outcome.ok && outcome.value.at === 3))
  assert.deepEqual(await numbersIn(database), [1, 2])
})

test('a schema of a newer program is refused and left alone', async () => {
  const { database } = await postgres.emptyDatabase()
  await migrate(database, clock, [base, counted, third])
  assert.deepEqual(await migrate(database, clock, [base, counted]), {
    ok: false,
    refusal: 'schema-newer',
    detail: { found: 3, known: 2 },
  })
  assert.deepEqual(await numbersIn(database), [1, 2])
})

test('a step whose text was edited is refused before anything is applied', async () => {
  const { database } = await postgres.emptyDatabase()
  await migrate(database, clock, [base, counted])
  const edited = step(2, 'CREATE TABLE counted (n bigint);')
  assert.deepEqual(await migrate(database, clock, [base, edited, third]), {
    ok: false,
    refusal: 'schema-edited',
    detail: { migration: '2 (step-2)' },
  })
  assert.deepEqual(await numbersIn(database), [1])
})

test('a step slipped in below an applied one is refused', async () => {
  const { database } = await postgres.emptyDatabase()
  await migrate(database, clock, [base, step(3, 'SELECT 1;')])
  const outcome = await migrate(database, clock, [base, counted, step(3, 'SELECT 1;')])
  assert.equal(outcome.ok ? undefined : outcome.refusal, 'schema-edited')
})

test('a step that fails leaves nothing of itself, and the next run begins with it', async () => {
  const { database } = await postgres.emptyDatabase()
  const broken = step(2, 'CREATE TABLE counted (n integer); SELECT no_such_column FROM counted;')
  await assert.rejects(
    migrate(database, clock, [base, broken]),
    (error) => error instanceof DatabaseFault && error.sqlState === '42703',
  )
  assert.deepEqual(await migrate(database, clock, [base, counted]), {
    ok: true,
    value: { applied: 1, at: 2 },
  })
})

test('a file outside the numbering is a bug of the release', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shomei-migrations-'))
  await writeFile(join(folder, '0001-base.sql'), 'SELECT 1;')
  await writeFile(join(folder, '2-second.sql'), 'SELECT 1;')
  await assert.rejects(readMigrations(folder), InvariantError)
  await rm(folder, { recursive: true })
})

test('two files of one number are a bug of the release', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shomei-migrations-'))
  await writeFile(join(folder, '0001-base.sql'), 'SELECT 1;')
  await writeFile(join(folder, '0001-other.sql'), 'SELECT 1;')
  await assert.rejects(readMigrations(folder), InvariantError)
  await rm(folder, { recursive: true })
})
