import { assert } from '#kernel/assert.ts'
import { type HistoryEntry, HISTORY_KINDS } from '#ra/contract.ts'
import type { CounterHistory, NewHistoryEntry } from '#ra/ports.ts'
import type { Database, Queries } from './database.ts'
import { residentIdOf } from './register-residents.ts'
import { instantOf, jsonOf, numberOf, onlyRow, type Row, textOf } from './row.ts'

/** The counter's log in PostgreSQL. */
export function postgresCounterHistory(database: Database): CounterHistory {
  return {
    append: (entry) =>
      database.transaction((transaction) => appendHistory(transaction, entry), 'read committed'),
    ofResident: async (residentId) => {
      const rows = await database.query(
        `SELECT resident_id, position, at, what, subject, detail FROM ra_history
         WHERE resident_id = $1 ORDER BY position`,
        [residentId],
      )
      return rows.map(entryOf)
    },
    appliedVersion: async (residentId) => {
      const rows = await database.query(
        `SELECT COALESCE(MAX((detail->>'version')::bigint), 1) AS version FROM ra_history
         WHERE resident_id = $1 AND what = 'life-event'`,
        [residentId],
      )
      return numberOf(onlyRow(rows), 'version')
    },
  }
}

/**
 * Enters a line within the transaction of the act it is about; the resident's head row orders
 * rivals.
 */
export async function appendHistory(queries: Queries, entry: NewHistoryEntry): Promise<void> {
  const { residentId, at, what, subject, detail } = entry
  const head = await queries.query(
    `INSERT INTO ra_history_head AS head (resident_id, position) VALUES ($1, 0)
     ON CONFLICT (resident_id) DO UPDATE SET position = head.position RETURNING position`,
    [residentId],
  )
  const position = numberOf(onlyRow(head), 'position') + 1
  const entered = await queries.execute(
    `INSERT INTO ra_history (resident_id, position, at, what, subject, detail)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (resident_id, what, subject) DO NOTHING`,
    [residentId, position, at, what, subject, JSON.stringify(detail)],
  )
  if (entered === 0) return
  await queries.execute('UPDATE ra_history_head SET position = $2 WHERE resident_id = $1', [
    residentId,
    position,
  ])
}

function entryOf(row: Row): HistoryEntry {
  const what = HISTORY_KINDS.find((kind) => kind === textOf(row, 'what'))
  assert(what !== undefined, 'the history knows its kinds of entries')
  return {
    position: numberOf(row, 'position'),
    residentId: residentIdOf(row, 'resident_id'),
    at: instantOf(row, 'at'),
    what,
    subject: textOf(row, 'subject'),
    detail: detailOf(jsonOf(row, 'detail')),
  }
}

/** The detail of an entry, as it was stored. */
export function detailOf(json: unknown): HistoryEntry['detail'] {
  assert(typeof json === 'object' && json !== null, 'the detail of an entry is an object')
  const detail: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(json)) {
    assert(typeof value === 'string' || typeof value === 'number', `${name} is text or a number`)
    detail[name] = value
  }
  return detail
}
