import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toHex } from '#kernel/bytes.ts'
import { startTestPostgres } from '../../../test/support/postgres.ts'
import { bigintArray, byteaArray, integerArray, textArray } from './binary-array.ts'

const postgres = await startTestPostgres()
const { database } = await postgres.emptyDatabase()

const OCTETS = [new Uint8Array(), new Uint8Array([0, 255]), new Uint8Array(3000).fill(7)]
const SAFE = [0, -1, 1, 2 ** 31, -(2 ** 31) - 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]

/** What PostgreSQL holds after it received the array, written by PostgreSQL itself. */
for (const [type, array, expected] of [
  ['bigint[]', bigintArray(SAFE), SAFE.map(String)],
  ['bigint[]', bigintArray([]), []],
  ['integer[]', integerArray([0, 2 ** 31 - 1, -(2 ** 31)]), ['0', '2147483647', '-2147483648']],
  ['text[]', textArray(['', 'a"\\,{}', '髙﨑𠮷', 'NULL']), ['', 'a"\\,{}', '髙﨑𠮷', 'NULL']],
  ['text[]', textArray([]), []],
  ['bytea[]', byteaArray(OCTETS), OCTETS.map((one) => `\\x${toHex(one)}`)],
] as const)
  test(`an array of ${expected.length} arrives as ${type}`, async () => {
    const rows = await database.query(
      `SELECT one::text AS written FROM unnest($1::${type}) WITH ORDINALITY AS given (one, place)
       ORDER BY place`,
      [array],
    )
    assert.deepEqual(
      rows.map(({ written }) => written),
      expected,
    )
  })

test('an array of another type is refused by the server', async () => {
  await assert.rejects(database.query('SELECT $1::bigint[]', [textArray(['1'])]))
})
