import { assert } from '#kernel/assert.ts'
import { type Case, CASE_ENTRY_KINDS, type CaseEntry } from '#ra/cases/contract.ts'
import { isOpenCase } from '#ra/cases/model.ts'
import type { CaseStore, NewCaseEntry, OpenedCase, StoredCase } from '#ra/cases/ports.ts'
import { parseStaffId } from '#ra/staff/contract.ts'
import type { Database, Queries } from './database.ts'
import { caseJson, caseOf } from './ra-case-json.ts'
import { detailOf } from './ra-history.ts'
import { instantOf, jsonOf, numberOf, onlyRow, type Row, textOf } from './row.ts'

/** The cases in PostgreSQL. */
export function postgresCases(database: Database): CaseStore {
  return {
    open: (opened, entry) =>
      database.transaction((transaction) => open(transaction, opened, entry), 'read committed'),
    find: (receiptNumber) => find(database, receiptNumber),
    replace: (revision, after, entries) =>
      database.transaction(
        (transaction) => replace(transaction, revision, after, entries),
        'read committed',
      ),
    openOf: async (municipalityCode, limit) => {
      const rows = await database.query(
        `SELECT body FROM ra_case WHERE municipality_code = $1 AND open
         ORDER BY opened_at, receipt_number LIMIT $2`,
        [municipalityCode, limit],
      )
      return rows.map((row) => caseOf(jsonOf(row, 'body')))
    },
    ofResident: async (residentId) => {
      const rows = await database.query(
        'SELECT body FROM ra_case WHERE resident_id = $1 ORDER BY opened_at, receipt_number',
        [residentId],
      )
      return rows.map((row) => caseOf(jsonOf(row, 'body')))
    },
  }
}

async function open(queries: Queries, opened: Case, entry: NewCaseEntry): Promise<OpenedCase> {
  const { receiptNumber, municipalityCode, residentId, procedure, openedAt } = opened
  const earlier = await find(queries, receiptNumber)
  if (earlier !== undefined) return { stored: earlier }
  // The row of the open case comes first: whoever holds it makes every rival wait.
  const held = await queries.query(
    `INSERT INTO ra_open_case AS held (resident_id, procedure, receipt_number)
     VALUES ($1, $2, $3) ON CONFLICT (resident_id, procedure)
     DO UPDATE SET receipt_number = held.receipt_number RETURNING receipt_number`,
    [residentId, procedure, receiptNumber],
  )
  const holder = held[0] === undefined ? receiptNumber : textOf(held[0], 'receipt_number')
  if (holder !== receiptNumber) return { rivalReceiptNumber: holder }
  const inserted = await queries.execute(
    `INSERT INTO ra_case (municipality_code, receipt_number, resident_id, procedure, open,
       revision, opened_at, body)
     VALUES ($1, $2, $3, $4, true, 1, $5, $6)
     ON CONFLICT (municipality_code, receipt_number) DO NOTHING`,
    [municipalityCode, receiptNumber, residentId, procedure, openedAt, caseJson(opened)],
  )
  // The same form sent twice at once: the other one was first.
  if (inserted === 1) await enter(queries, opened, 1, entry)
  const stored = await find(queries, receiptNumber)
  assert(stored !== undefined, 'what was opened is there')
  return { stored }
}

async function replace(
  queries: Queries,
  revision: number,
  after: Case,
  entries: readonly NewCaseEntry[],
): Promise<StoredCase | undefined> {
  const { municipalityCode, receiptNumber } = after
  const replaced = await queries.execute(
    `UPDATE ra_case SET revision = revision + 1, body = $4, open = $5
     WHERE municipality_code = $1 AND receipt_number = $2 AND revision = $3`,
    [municipalityCode, receiptNumber, revision, caseJson(after), isOpenCase(after)],
  )
  if (replaced === 0) return undefined
  const last = await queries.query(
    `SELECT MAX(position) AS position FROM ra_case_entry
     WHERE municipality_code = $1 AND receipt_number = $2`,
    [municipalityCode, receiptNumber],
  )
  const before = numberOf(onlyRow(last), 'position')
  for (const [index, entry] of entries.entries()) {
    await enter(queries, after, before + 1 + index, entry)
  }
  if (!isOpenCase(after)) {
    await queries.execute(
      'DELETE FROM ra_open_case WHERE resident_id = $1 AND procedure = $2 AND receipt_number = $3',
      [after.residentId, after.procedure, receiptNumber],
    )
  }
  return await find(queries, receiptNumber)
}

/** In one statement, for a rival may be changing the case and its history. */
async function find(queries: Queries, receiptNumber: string): Promise<StoredCase | undefined> {
  const rows = await queries.query(
    `SELECT c.revision, c.body, c.receipt_number, e.position, e.at, e.staff_id, e.what, e.detail
     FROM ra_case c JOIN ra_case_entry e USING (municipality_code, receipt_number)
     WHERE c.receipt_number = $1 ORDER BY e.position`,
    [receiptNumber],
  )
  const [row] = rows
  if (row === undefined) return undefined
  const entries = rows.map(entryOf)
  return { case: caseOf(jsonOf(row, 'body')), entries, revision: numberOf(row, 'revision') }
}

async function enter(
  queries: Queries,
  { municipalityCode, receiptNumber }: Case,
  position: number,
  { at, by, what, detail }: NewCaseEntry,
): Promise<void> {
  await queries.execute(
    `INSERT INTO ra_case_entry (municipality_code, receipt_number, position, at, staff_id, what,
       detail)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [municipalityCode, receiptNumber, position, at, by, what, JSON.stringify(detail)],
  )
}

function entryOf(row: Row): CaseEntry {
  const what = CASE_ENTRY_KINDS.find((kind) => kind === textOf(row, 'what'))
  const by = parseStaffId(textOf(row, 'staff_id'))
  assert(what !== undefined && by !== undefined, 'a stored entry has its kind and its actor')
  return {
    position: numberOf(row, 'position'),
    receiptNumber: textOf(row, 'receipt_number'),
    at: instantOf(row, 'at'),
    by,
    what,
    detail: detailOf(jsonOf(row, 'detail')),
  }
}
