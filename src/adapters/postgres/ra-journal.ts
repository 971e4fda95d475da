import type { JournalLine } from '#ra/staff/contract.ts'
import type { JournalReader } from '#ra/staff/ports.ts'
import type { Queries } from './database.ts'
import { detailOf } from './ra-history.ts'
import { instantOf, jsonOf, nullable, type Row, textOf } from './row.ts'

/** What the day journal is made of, in PostgreSQL. */
export function postgresJournal(queries: Queries): JournalReader {
  return {
    caseEntries: async (code, from, until, limit) => {
      const rows = await queries.query(
        `SELECT entry.at, entry.staff_id, entry.what, entry.detail, entry.receipt_number,
           ra_case.resident_id
         FROM ra_case_entry AS entry JOIN ra_case USING (municipality_code, receipt_number)
         WHERE municipality_code = $1 AND entry.at >= $2 AND entry.at < $3
         ORDER BY entry.at, entry.receipt_number, entry.position LIMIT $4`,
        [code, from, until, limit],
      )
      return rows.map(lineOf)
    },
    lifeEvents: async (code, from, until, limit) => {
      const rows = await queries.query(
        `SELECT event.recorded_at AS at, event.reported_by AS staff_id,
           'life-event-recorded' AS what,
           jsonb_build_object('event', event.event ->> 'kind', 'on', event.event ->> 'on')
             AS detail,
           event.reported_under AS receipt_number, event.resident_id
         FROM register_life_event AS event
         JOIN ra_staff ON ra_staff.staff_id = event.reported_by
         WHERE ra_staff.municipality_code = $1 AND event.reported_by IS NOT NULL
           AND event.recorded_at >= $2 AND event.recorded_at < $3
         ORDER BY event.recorded_at, event.position LIMIT $4`,
        [code, from, until, limit],
      )
      return rows.map(lineOf)
    },
    staffActs: async (code, from, until, limit) => {
      const rows = await queries.query(
        `SELECT at, staff_id, what, detail, NULL AS receipt_number, NULL AS resident_id
         FROM ra_staff_act WHERE municipality_code = $1 AND at >= $2 AND at < $3
         ORDER BY at, act_id LIMIT $4`,
        [code, from, until, limit],
      )
      return rows.map(lineOf)
    },
  }
}

function lineOf(row: Row): JournalLine {
  return {
    at: instantOf(row, 'at'),
    staffId: textOf(row, 'staff_id'),
    what: textOf(row, 'what'),
    receiptNumber: nullable(textOf, row, 'receipt_number'),
    residentId: nullable(textOf, row, 'resident_id'),
    detail: detailOf(jsonOf(row, 'detail')),
  }
}
