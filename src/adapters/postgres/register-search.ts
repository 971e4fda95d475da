import { assert } from '#kernel/assert.ts'
import type { ResidentCriteria, ResidentSearch } from '#register/ports.ts'
import type { Queries, SqlValue } from './database.ts'
import { RESIDENT_COLUMNS, residentOf } from './register-residents.ts'

/** Behind every text that begins with a key, in the order of code points. */
const BEHIND_EVERY_CHARACTER = '\u{10ffff}'

/** The look-up of residents in PostgreSQL, each criterion answered by an index of its own. */
export function postgresResidentSearch(queries: Queries): ResidentSearch {
  return {
    search: async (criteria, limit) => {
      const { text, values } = searchStatement(criteria, limit)
      return (await queries.query(text, values)).map(residentOf)
    },
  }
}

/** One statement, put together from fixed parts; what was typed is only ever a value. */
interface Statement {
  readonly text: string
  readonly values: readonly SqlValue[]
}

function searchStatement(criteria: ResidentCriteria, limit: number): Statement {
  const values: SqlValue[] = []
  const bound = (value: SqlValue): string => `$${values.push(value)}`
  const { birthDate, household, municipalityCode, nameKey, kanaKey } = criteria
  const always: string[] = []
  if (birthDate !== undefined) always.push(`birth_date = ${bound(birthDate)}`)
  if (household !== undefined) always.push(`household_id = ${bound(household)}`)
  if (municipalityCode !== undefined) always.push(`municipality_code = ${bound(municipalityCode)}`)
  const begins = (key: string, column: string): string =>
    `${column} >= ${bound(key)} AND ${column} < ${bound(key + BEHIND_EVERY_CHARACTER)}`
  const names = (prefix: '' | 'other_'): readonly string[] => [
    ...(nameKey === undefined ? [] : [begins(nameKey, `${prefix}name_key`)]),
    ...(kanaKey === undefined ? [] : [begins(kanaKey, `${prefix}kana_key`)]),
  ]
  const order = nameKey === undefined && kanaKey !== undefined ? 'kana_key' : 'name_key'
  const most = bound(limit)
  const part = (prefix: '' | 'other_'): string => {
    const conditions = [...always, ...names(prefix)]
    assert(conditions.length > 0, 'residents are looked for by something')
    const key = prefix + order
    return `(SELECT id, ${key} AS found_by FROM register_resident
      WHERE ${conditions.join(' AND ')} ORDER BY ${key}, id LIMIT ${most})`
  }
  const named = nameKey !== undefined || kanaKey !== undefined
  const found = named ? `${part('')} UNION ALL ${part('other_')}` : part('')
  const text = `SELECT ${RESIDENT_COLUMNS} FROM register_resident JOIN
    (SELECT id, min(found_by) AS found_by FROM (${found}) AS both_names GROUP BY id
     ORDER BY 2, 1 LIMIT ${most}) AS once USING (id) ORDER BY found_by, id`
  return { text, values }
}
