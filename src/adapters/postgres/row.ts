import { assert } from '#kernel/assert.ts'
import { type Instant, instant } from '#kernel/instant.ts'

/**
 * One row as it came from the database; read it with the functions of this file, which check each
 * column.
 */
export type Row = Readonly<Record<string, unknown>>

/** A text, date, timestamp, numeric or uuid column, as the text PostgreSQL writes. */
export function textOf(row: Row, column: string): string {
  const value = row[column]
  assert(typeof value === 'string', `column ${column} holds text`)
  return value
}

/**
 * A smallint, integer or bigint column; bigint is safe because the driver refuses what exceeds 2^53
 * - 1.
 */
export function numberOf(row: Row, column: string): number {
  const value = row[column]
  assert(typeof value === 'number', `column ${column} holds a number`)
  return value
}

/** A boolean column. */
export function booleanOf(row: Row, column: string): boolean {
  const value = row[column]
  assert(typeof value === 'boolean', `column ${column} holds a boolean`)
  return value
}

/** A bytea column. */
export function bytesOf(row: Row, column: string): Uint8Array {
  const value = row[column]
  assert(value instanceof Uint8Array, `column ${column} holds bytes`)
  return value
}

/** A bigint column of epoch milliseconds: how every instant is stored. */
export function instantOf(row: Row, column: string): Instant {
  return instant(numberOf(row, column))
}

/** A json or jsonb column, parsed; the caller checks its shape. */
export function jsonOf(row: Row, column: string): unknown {
  const value = row[column]
  assert(value !== undefined && value !== null, `column ${column} holds JSON`)
  return value
}

/** `read(row, column)`, or `undefined` where the column is NULL. */
export function nullable<T>(
  read: (row: Row, column: string) => T,
  row: Row,
  column: string,
): T | undefined {
  assert(column in row, `the row has a column ${column}`)
  return row[column] === null ? undefined : read(row, column)
}

/** The only row of a result; none or several is a broken invariant. */
export function onlyRow(rows: readonly Row[]): Row {
  const [row] = rows
  assert(rows.length === 1 && row !== undefined, `one row expected, ${rows.length} came`)
  return row
}
