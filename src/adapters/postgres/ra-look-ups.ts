import { assert } from '#kernel/assert.ts'
import { type LookUp, LOOK_UP_REASONS } from '#ra/staff/contract.ts'
import type { LookUpLog } from '#ra/staff/ports.ts'
import type { Queries } from './database.ts'
import { staffIdOf } from './ra-staff.ts'
import { residentIdOf } from './register-residents.ts'
import { instantOf, numberOf, type Row, textOf } from './row.ts'

const LOOK_UP = 'SELECT municipality_code, at, staff_id, resident_id, reason FROM ra_look_up'

/** The looks at people's records in PostgreSQL. */
export function postgresLookUps(queries: Queries): LookUpLog {
  return {
    append: async ({ staffId, municipalityCode, residentId, reason, at }) => {
      await queries.execute(
        `INSERT INTO ra_look_up (municipality_code, at, staff_id, resident_id, reason)
         VALUES ($1, $2, $3, $4, $5)`,
        [municipalityCode, at, staffId, residentId, reason],
      )
    },
    ofResident: async (residentId, limit) => {
      const rows = await queries.query(
        `${LOOK_UP} WHERE resident_id = $1 ORDER BY at DESC, look_up_id DESC LIMIT $2`,
        [residentId, limit],
      )
      return rows.map(lookUpOf)
    },
    between: async (code, from, until, limit) => {
      const rows = await queries.query(
        `${LOOK_UP} WHERE municipality_code = $1 AND at >= $2 AND at < $3
         ORDER BY at, look_up_id LIMIT $4`,
        [code, from, until, limit],
      )
      return rows.map(lookUpOf)
    },
    countsBetween: async (code, from, until) => {
      const rows = await queries.query(
        `SELECT staff_id, sum(looks)::bigint AS look_ups, count(*) AS people,
           max(looks)::bigint AS most_at_one_person
         FROM (SELECT staff_id, resident_id, count(*) AS looks FROM ra_look_up
               WHERE municipality_code = $1 AND at >= $2 AND at < $3
               GROUP BY staff_id, resident_id) AS by_person
         GROUP BY staff_id ORDER BY staff_id`,
        [code, from, until],
      )
      return rows.map((row) => ({
        staffId: staffIdOf(row),
        lookUps: numberOf(row, 'look_ups'),
        people: numberOf(row, 'people'),
        mostAtOnePerson: numberOf(row, 'most_at_one_person'),
      }))
    },
  }
}

function lookUpOf(row: Row): LookUp {
  const reason = LOOK_UP_REASONS.find((one) => one === textOf(row, 'reason'))
  assert(reason !== undefined, 'a recorded look-up has one of the reasons')
  return {
    staffId: staffIdOf(row),
    municipalityCode: textOf(row, 'municipality_code'),
    residentId: residentIdOf(row, 'resident_id'),
    reason,
    at: instantOf(row, 'at'),
  }
}
