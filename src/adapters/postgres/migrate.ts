import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { assert } from '#kernel/assert.ts'
import { equalBytes } from '#kernel/bytes.ts'
import type { Clock } from '#kernel/ports.ts'
import { ok, type Refused, refuse, type Result } from '#kernel/result.ts'
import type { Database, Queries } from './database.ts'
import { DatabaseFault } from './fault.ts'
import type { DatabaseRefusal } from './messages.ts'
import { booleanOf, bytesOf, numberOf, onlyRow, type Row, textOf } from './row.ts'

/** One numbered step of the schema; its text is never edited once it is released. */
export interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
  readonly sha256: Uint8Array
}

/**
 * What a run of `migrate` did: how many steps were applied, and the number the schema stands at.
 */
export interface Migrated {
  readonly applied: number
  readonly at: number
}

/** The project's own migrations. */
export const MIGRATIONS_FOLDER = join(import.meta.dirname, 'migrations')
const FILE_NAME = /^(\d{4})-([a-z0-9]+(?:-[a-z0-9]+)*)\.sql$/
/**
 * Rival installers that create the ledger at the same instant: the loser sees one of these and
 * looks again: unique_violation, duplicate_table, or duplicate_object for the table's row type.
 */
const ALREADY_THERE: ReadonlySet<string> = new Set(['23505', '42P07', '42710'])
const LEDGER_ATTEMPTS_MAX = 20

/** The migrations of `folder` in order; a file outside the numbering is a bug of the release. */
export async function readMigrations(folder = MIGRATIONS_FOLDER): Promise<readonly Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()
  const migrations = await Promise.all(
    files.map(async (file) => {
      const [, digits, name] = FILE_NAME.exec(file) ?? []
      assert(digits !== undefined && name !== undefined, `migration ${file} is NNNN-name.sql`)
      const text = await readFile(join(folder, file))
      return {
        number: Number(digits),
        name,
        sql: text.toString('utf8'),
        sha256: new Uint8Array(createHash('sha256').update(text).digest()),
      }
    }),
  )
  const numbers = new Set(migrations.map(({ number }) => number))
  assert(numbers.size === migrations.length, 'every migration has a number of its own')
  return migrations
}

/**
 * Brings the schema to the last of `migrations`: each in a transaction of its own, under a row
 * lock, so that several installers at once apply each step once. Refuses a schema it does not know,
 * before any change.
 */
export async function migrate(
  database: Database,
  clock: Clock,
  migrations: readonly Migration[],
): Promise<Result<Migrated, DatabaseRefusal>> {
  await ensureLedger(database, clock, migrations)
  let applied = 0
  for (;;) {
    const step = await database.transaction(async (transaction) => {
      await transaction.query('SELECT only_row FROM schema_lock FOR UPDATE')
      return await applyNext(transaction, clock, migrations)
    }, 'read committed')
    if (!step.ok) return step
    if (step.value === 'complete') return ok({ applied, at: migrations.at(-1)?.number ?? 0 })
    applied++
  }
}

async function ensureLedger(
  database: Database,
  clock: Clock,
  migrations: readonly Migration[],
): Promise<void> {
  const [base] = migrations
  assert(base !== undefined, 'the first migration creates the ledger')
  for (let attempt = 1; !(await ledgerExists(database)); attempt++) {
    try {
      await database.transaction((transaction) => apply(transaction, clock, base), 'read committed')
    } catch (error) {
      const rival = error instanceof DatabaseFault && ALREADY_THERE.has(error.sqlState)
      if (!rival || attempt === LEDGER_ATTEMPTS_MAX) throw error
    }
  }
}

async function ledgerExists(database: Database): Promise<boolean> {
  const rows = await database.query(`SELECT to_regclass('schema_lock') IS NOT NULL AS found`)
  return booleanOf(onlyRow(rows), 'found')
}

async function applyNext(
  transaction: Queries,
  clock: Clock,
  migrations: readonly Migration[],
): Promise<Result<'applied' | 'complete', DatabaseRefusal>> {
  const ledger = await transaction.query(
    'SELECT number, name, sha256 FROM schema_migration ORDER BY number',
  )
  const strange = strangeStep(ledger, migrations)
  if (strange !== undefined) return strange
  const next = migrations[ledger.length]
  if (next === undefined) return ok('complete')
  await apply(transaction, clock, next)
  return ok('applied')
}

/** The ledger must be the beginning of what this program knows, text by text. */
function strangeStep(
  ledger: readonly Row[],
  migrations: readonly Migration[],
): Refused<DatabaseRefusal> | undefined {
  const last = migrations.at(-1)?.number ?? 0
  const newest = Math.max(0, ...ledger.map((row) => numberOf(row, 'number')))
  if (newest > last) return refuse('schema-newer', { found: newest, known: last })
  for (const [index, row] of ledger.entries()) {
    const known = migrations[index]
    const same = known?.number === numberOf(row, 'number')
    if (!same || !equalBytes(bytesOf(row, 'sha256'), known.sha256)) {
      const migration = `${numberOf(row, 'number')} (${textOf(row, 'name')})`
      return refuse('schema-edited', { migration })
    }
  }
  return undefined
}

async function apply(transaction: Queries, clock: Clock, migration: Migration): Promise<void> {
  await transaction.execute(migration.sql)
  await transaction.execute(
    'INSERT INTO schema_migration (number, name, sha256, applied_at) VALUES ($1, $2, $3, $4)',
    [migration.number, migration.name, migration.sha256, clock.now()],
  )
}
