import { kindsHeldOpen, issuedBy, type Procedure, procedureKey } from '#ra/model.ts'
import type { NewHistoryEntry, Opened, ProcedureStore, StoredProcedure } from '#ra/ports.ts'
import type { Database, Queries } from './database.ts'
import { appendHistory } from './ra-history.ts'
import { procedureJson, procedureOf } from './ra-procedure-json.ts'
import { residentIdOf } from './register-residents.ts'
import { jsonOf, numberOf, type Row, textOf } from './row.ts'

const SELECT = 'SELECT revision, body FROM ra_procedure'

/** The procedures by receipt number in PostgreSQL. */
export function postgresProcedures(database: Database): ProcedureStore {
  return {
    open: (procedure, entry) =>
      database.transaction((transaction) => open(transaction, procedure, entry), 'read committed'),
    find: (receiptNumber) => find(database, receiptNumber),
    replace: (revision, procedure, entry) =>
      database.transaction(
        (transaction) => replace(transaction, revision, procedure, entry),
        'read committed',
      ),
    ofResident: async (residentId) => {
      const rows = await database.query(
        `${SELECT} WHERE resident_id = $1 ORDER BY opened_at, receipt_number`,
        [residentId],
      )
      return rows.map(storedOf)
    },
    residentOf: async (authority, serialHex) => {
      const [row] = await database.query(
        'SELECT resident_id FROM ra_certificate WHERE certificate_kind = $1 AND serial_hex = $2',
        [authority, serialHex],
      )
      return row === undefined ? undefined : residentIdOf(row, 'resident_id')
    },
  }
}

async function find(queries: Queries, receiptNumber: string): Promise<StoredProcedure | undefined> {
  const [row] = await queries.query(`${SELECT} WHERE receipt_number = $1`, [receiptNumber])
  return row === undefined ? undefined : storedOf(row)
}

async function open(
  queries: Queries,
  procedure: Procedure,
  entry: NewHistoryEntry,
): Promise<Opened> {
  const { receiptNumber, residentId } = procedureKey(procedure)
  const inserted = await queries.execute(
    `INSERT INTO ra_procedure (receipt_number, resident_id, revision, opened_at, body)
     VALUES ($1, $2, 1, $3, $4) ON CONFLICT (receipt_number) DO NOTHING`,
    [receiptNumber, residentId, entry.at, procedureJson(procedure)],
  )
  if (inserted === 0) {
    const stored = await find(queries, receiptNumber)
    return { stored: stored ?? { procedure, revision: 1 } }
  }
  for (const kind of kindsHeldOpen(procedure)) {
    const held = await queries.query(
      `INSERT INTO ra_open_kind AS held (resident_id, certificate_kind, receipt_number)
       VALUES ($1, $2, $3)
       ON CONFLICT (resident_id, certificate_kind)
       DO UPDATE SET receipt_number = held.receipt_number RETURNING receipt_number`,
      [residentId, kind, receiptNumber],
    )
    const [row] = held
    const holder = row === undefined ? receiptNumber : textOf(row, 'receipt_number')
    if (holder === receiptNumber) continue
    await queries.execute('DELETE FROM ra_open_kind WHERE receipt_number = $1', [receiptNumber])
    await queries.execute('DELETE FROM ra_procedure WHERE receipt_number = $1', [receiptNumber])
    return { rivalReceiptNumber: holder }
  }
  await appendHistory(queries, entry)
  return { stored: { procedure, revision: 1 } }
}

async function replace(
  queries: Queries,
  revision: number,
  procedure: Procedure,
  entry: NewHistoryEntry | undefined,
): Promise<boolean> {
  const { receiptNumber, residentId } = procedureKey(procedure)
  const replaced = await queries.execute(
    `UPDATE ra_procedure SET revision = revision + 1, body = $3
     WHERE receipt_number = $1 AND revision = $2`,
    [receiptNumber, revision, procedureJson(procedure)],
  )
  if (replaced === 0) return false
  if (procedure.kind === 'application') {
    for (const { kind, serialHex } of issuedBy(procedure.application)) {
      await queries.execute(
        `INSERT INTO ra_certificate (certificate_kind, serial_hex, resident_id, receipt_number)
         VALUES ($1, $2, $3, $4) ON CONFLICT (certificate_kind, serial_hex) DO NOTHING`,
        [kind, serialHex, residentId, receiptNumber],
      )
    }
    if (kindsHeldOpen(procedure).length === 0) {
      await queries.execute('DELETE FROM ra_open_kind WHERE receipt_number = $1', [receiptNumber])
    }
  }
  if (entry !== undefined) await appendHistory(queries, entry)
  return true
}

function storedOf(row: Row): StoredProcedure {
  return { procedure: procedureOf(jsonOf(row, 'body')), revision: numberOf(row, 'revision') }
}
