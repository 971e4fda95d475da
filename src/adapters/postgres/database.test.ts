import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InvariantError } from '#kernel/assert.ts'
import { instant } from '#kernel/instant.ts'
import { startTestPostgres } from '../../../test/support/postgres.ts'
import { checkServer } from './check-server.ts'
import { Database, type Queries, TRANSACTION_ATTEMPTS_MAX } from './database.ts'
import { DatabaseFault, isUniqueViolation } from './fault.ts'
import {
  booleanOf,
  bytesOf,
  instantOf,
  jsonOf,
  nullable,
  numberOf,
  onlyRow,
  textOf,
} from './row.ts'

const postgres = await startTestPostgres()

async function faultOf(work: Promise<unknown>): Promise<DatabaseFault> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof DatabaseFault, `a DatabaseFault, not ${String(error)}`)
  return error
}

/** Resolves for each of `count` callers once all of them have come. */
function meeting(count: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let arrived = 0
  return () => {
    if (++arrived >= count) resolve()
    return promise
  }
}

test('every column type arrives in its one documented form', async () => {
  const { database } = await postgres.emptyDatabase()
  const rows = await database.query(
    `SELECT $1::bigint AS at, $2::bytea AS der, $3::text AS words, $4::boolean AS yes,
            DATE '2024-02-29' AS day, 1.50::numeric AS rate, NULL::text AS nothing,
            TIMESTAMPTZ '2026-03-01 00:00:00+09' AS stamp, '{"a":[1]}'::jsonb AS shape`,
    [1_767_225_600_000, new Uint8Array([0, 255]), '髙﨑𠮷', true],
  )
  const row = onlyRow(rows)
  assert.equal(instantOf(row, 'at'), instant(1_767_225_600_000))
  assert.deepEqual(bytesOf(row, 'der'), new Uint8Array([0, 255]))
  assert.equal(textOf(row, 'words'), '髙﨑𠮷')
  assert.equal(booleanOf(row, 'yes'), true)
  assert.equal(textOf(row, 'day'), '2024-02-29')
  assert.equal(textOf(row, 'rate'), '1.50')
  assert.equal(nullable(textOf, row, 'nothing'), undefined)
  assert.equal(textOf(row, 'stamp'), '2026-02-28 15:00:00+00')
  assert.deepEqual(jsonOf(row, 'shape'), { a: [1] })
})

test('a column read as what it is not, or not there, is a broken invariant', async () => {
  const { database } = await postgres.emptyDatabase()
  const row = onlyRow(await database.query(`SELECT 1 AS n, NULL::bytea AS der`))
  assert.throws(() => textOf(row, 'n'), InvariantError)
  assert.throws(() => bytesOf(row, 'der'), InvariantError)
  assert.throws(() => nullable(bytesOf, row, 'typo'), InvariantError)
  assert.throws(() => onlyRow([row, row]), InvariantError)
})

test('a bigint is exact up to 2^53 - 1 and refused beyond', async () => {
  const { database } = await postgres.emptyDatabase()
  const largest = onlyRow(await database.query('SELECT 9007199254740991::bigint AS n'))
  assert.equal(numberOf(largest, 'n'), Number.MAX_SAFE_INTEGER)
  await assert.rejects(database.query('SELECT 9007199254740992::bigint AS n'), InvariantError)
})

test('a prepared statement gives the same rows and counts', async () => {
  const { database } = await postgres.emptyDatabase()
  await database.execute('CREATE TABLE item (id integer PRIMARY KEY)')
  const insert = { name: 'item-insert', text: 'INSERT INTO item VALUES ($1), ($2)' }
  assert.equal(await database.execute(insert, [1, 2]), 2)
  assert.equal(await database.execute(insert, [3, 4]), 2)
  const count = { name: 'item-count', text: 'SELECT count(*) AS n FROM item WHERE id > $1' }
  assert.equal(numberOf(onlyRow(await database.query(count, [1])), 'n'), 3)
})

test('a transaction commits as a whole', async () => {
  const { database } = await postgres.emptyDatabase()
  await database.execute('CREATE TABLE item (id integer)')
  const answer = await database.transaction(async (transaction) => {
    await transaction.execute('INSERT INTO item VALUES (1)')
    await transaction.execute('INSERT INTO item VALUES (2)')
    return 'done'
  })
  assert.equal(answer, 'done')
  assert.equal(await database.execute('SELECT id FROM item'), 2)
})

test('a transaction that throws leaves nothing and passes the error on unchanged', async () => {
  const { database } = await postgres.emptyDatabase()
  await database.execute('CREATE TABLE item (id integer)')
  const stop = new Error('changed my mind')
  await assert.rejects(
    database.transaction(async (transaction) => {
      await transaction.execute('INSERT INTO item VALUES (1)')
      throw stop
    }),
    (error) => error === stop,
  )
  assert.equal(await database.execute('SELECT id FROM item'), 0)
})

test('serializable: of two decisions on the same facts one is made again on the new facts', async () => {
  const { database } = await postgres.emptyDatabase()
  await database.execute('CREATE TABLE holder (name text)')
  const bothHaveRead = meeting(2)
  let runs = 0
  const claim = (name: string) => async (transaction: Queries) => {
    runs++
    const taken = await transaction.query('SELECT name FROM holder')
    if (runs <= 2) await bothHaveRead()
    if (taken.length > 0) return 'refused'
    await transaction.execute('INSERT INTO holder VALUES ($1)', [name])
    return 'taken'
  }
  const outcomes = await Promise.all([
    database.transaction(claim('a')),
    database.transaction(claim('b')),
  ])
  assert.deepEqual(outcomes.sort(), ['refused', 'taken'])
  assert.equal(runs, 3)
})

test('a deadlock is resolved by running one of the two again', async () => {
  const { database } = await postgres.emptyDatabase()
  await database.execute('CREATE TABLE pair (id integer PRIMARY KEY, n integer)')
  await database.execute('INSERT INTO pair VALUES (1, 0), (2, 0)')
  const bothHold = meeting(2)
  const touch = (first: number, second: number) => async (transaction: Queries) => {
    await transaction.execute('UPDATE pair SET n = n + 1 WHERE id = $1', [first])
    await bothHold()
    await transaction.execute('UPDATE pair SET n = n + 1 WHERE id = $1', [second])
  }
  await Promise.all([
    database.transaction(touch(1, 2), 'read committed'),
    database.transaction(touch(2, 1), 'read committed'),
  ])
  const rows = await database.query('SELECT n FROM pair')
  assert.deepEqual(
    rows.map((row) => numberOf(row, 'n')),
    [2, 2],
  )
})

test('contention without end becomes a fault after a bounded number of attempts', async () => {
  const { database } = await postgres.emptyDatabase()
  let runs = 0
  const fault = await faultOf(
    database.transaction(async (transaction) => {
      runs++
      await transaction.query(`DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$`)
    }),
  )
  assert.equal(fault.code, 'database-contended')
  assert.equal(runs, TRANSACTION_ATTEMPTS_MAX)
})

test('the read-only handle reads, and every write through it is refused by the server', async () => {
  const { database } = await postgres.emptyDatabase()
  await database.execute('CREATE TABLE item (id integer)')
  const reader = database.readOnly(2)
  assert.deepEqual(await reader.query('SELECT id FROM item'), [])
  for (const write of ['INSERT INTO item VALUES (1)', 'DROP TABLE item', 'CREATE TABLE x ()']) {
    const fault = await faultOf(reader.execute(write))
    assert.equal(fault.code, 'database-read-only')
  }
  const inTransaction = reader.transaction((work) => work.execute('DELETE FROM item'))
  assert.equal((await faultOf(inTransaction)).sqlState, '25006')
})

test('a fault never repeats the values of the statement', async () => {
  const { database } = await postgres.emptyDatabase()
  await database.execute('CREATE TABLE person (name text PRIMARY KEY, birth date)')
  const insert = 'INSERT INTO person VALUES ($1, $2)'
  await database.execute(insert, ['公的 花子', '1990-01-01'])
  for (const values of [
    ['公的 花子', '1990-01-01'],
    ['公的 花子', '公的 花子'],
  ]) {
    const fault = await faultOf(database.execute(insert, values))
    const told = `${fault.message} ${fault.stack ?? ''} ${JSON.stringify(fault)}`
    assert.doesNotMatch(told, /花子|1990/)
    assert.equal(fault.cause, undefined)
  }
})

test('a unique violation is told apart by its constraint', async () => {
  const { database } = await postgres.emptyDatabase()
  await database.execute('CREATE TABLE item (id integer CONSTRAINT item_once PRIMARY KEY)')
  await database.execute('INSERT INTO item VALUES (1)')
  const fault = await faultOf(database.execute('INSERT INTO item VALUES (1)'))
  assert.equal(fault.code, 'database-constraint')
  assert.equal(isUniqueViolation(fault), true)
  assert.equal(isUniqueViolation(fault, 'item_once'), true)
  assert.equal(isUniqueViolation(fault, 'other'), false)
  assert.equal(isUniqueViolation(new Error('item_once'), 'item_once'), false)
})

test('a wrong statement names the mistake, which is ours', async () => {
  const { database } = await postgres.emptyDatabase()
  const fault = await faultOf(database.query('SELECT colour FROM nowhere'))
  assert.match(fault.message, /relation "nowhere" does not exist/)
})

test('the pool replaces a connection that the server ended', async () => {
  const { connection, database } = await postgres.emptyDatabase()
  const other = Database.at(connection, 1)
  const { pid } = onlyRow(await other.query('SELECT pg_backend_pid() AS pid'))
  await database.query('SELECT pg_terminate_backend($1, 5000)', [Number(pid)])
  const first = await other.query('SELECT 1 AS n').catch((error: unknown) => error)
  assert.ok(Array.isArray(first) || first instanceof DatabaseFault)
  assert.equal(numberOf(onlyRow(await other.query('SELECT 2 AS n')), 'n'), 2)
  await other.close()
})

test('the server is checked once: reachable, of the right version, or a refusal that says why', async () => {
  const { connection, database } = await postgres.emptyDatabase()
  assert.equal(await checkServer(database, connection), undefined)
  assert.equal(connection.via, 'socket')
  const wrongs = [
    [{ ...connection, password: 'wrong' }, '28P01'],
    [{ ...connection, database: 'nowhere' }, '3D000'],
    [{ ...connection, socketFolder: '/nonexistent' }, 'ENOENT'],
  ] as const
  for (const [wrong, reason] of wrongs) {
    const unreachable = Database.at(wrong, 1)
    const refused = await checkServer(unreachable, wrong)
    assert.deepEqual(
      [refused?.refusal, refused?.detail['reason']],
      ['database-unreachable', reason],
    )
    await unreachable.close()
  }
})

test('a connection that breaks inside a transaction fails that transaction, and nothing else', async () => {
  const { database } = await postgres.emptyDatabase()
  await database.execute('CREATE TABLE written (number integer)')
  const fault = await faultOf(
    database.transaction(async (transaction) => {
      await transaction.execute('INSERT INTO written VALUES (1)')
      const own = onlyRow(await transaction.query('SELECT pg_backend_pid() AS pid'))
      await database.query('SELECT pg_terminate_backend($1, 10000)', [numberOf(own, 'pid')])
      await transaction.execute('INSERT INTO written VALUES (2)')
    }),
  )
  assert.equal(fault.code, 'database-unavailable')
  assert.deepEqual(await database.query('SELECT number FROM written'), [])
})
