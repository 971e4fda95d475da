import { assert } from '#kernel/assert.ts'
import { type CivilDate, parseCivilDate } from '#kernel/civil-date.ts'
import {
  parseResidentId,
  type RecordedLifeEvent,
  type Resident,
  type ResidentId,
} from '#register/contract.ts'
import { isSex } from '#register/model.ts'
import { municipalityByCode } from '#register/municipalities.ts'
import type { ResidentStore } from '#register/ports.ts'
import type { Database, Queries, SqlValue } from './database.ts'
import { booleanOf, nullable, numberOf, onlyRow, type Row, textOf } from './row.ts'

const COLUMNS = (
  'id municipality_code name name_substitutions address address_substitutions birth_date sex ' +
  'kana nationality period_of_stay_ends_on adult_ward residence overseas_continuation ' +
  'deceased_on version'
).split(' ')
const SELECT = `SELECT ${COLUMNS.join(', ')} FROM register_resident`
const INSERT = `INSERT INTO register_resident (${COLUMNS.join(', ')})`

/** The register's records in PostgreSQL. */
export function postgresResidents(database: Database): ResidentStore {
  return {
    find: async (id) => {
      const [row] = await database.query(`${SELECT} WHERE id = $1`, [id])
      return row === undefined ? undefined : residentOf(row)
    },
    page: async (after, limit) => {
      const values = [after ?? '', limit]
      const rows = await database.query(`${SELECT} WHERE id > $1 ORDER BY id LIMIT $2`, values)
      return rows.map(residentOf)
    },
    add: (residents) =>
      database.transaction((transaction) => add(transaction, residents), 'read committed'),
    record: (after, recorded) =>
      database.transaction((transaction) => record(transaction, after, recorded), 'read committed'),
  }
}

async function add(queries: Queries, residents: readonly Resident[]): Promise<number> {
  let added = 0
  const places = COLUMNS.map((_, index) => `$${index + 1}`).join(', ')
  const text = `${INSERT} VALUES (${places}) ON CONFLICT (id) DO NOTHING`
  for (const resident of residents) {
    added += await queries.execute({ name: 'register-add', text }, valuesOf(resident))
  }
  return added
}

async function record(
  queries: Queries,
  after: Resident,
  recorded: Omit<RecordedLifeEvent, 'position'>,
): Promise<RecordedLifeEvent | undefined> {
  assert(after.version === recorded.version, 'the event makes the version it records')
  const sets = COLUMNS.map((column, index) => `${column} = $${index + 1}`).join(', ')
  const replaced = await queries.execute(
    `UPDATE register_resident SET ${sets} WHERE id = $1 AND version = $${COLUMNS.length + 1}`,
    [...valuesOf(after), recorded.version - 1],
  )
  if (replaced === 0) return undefined
  const head = await queries.query(
    'UPDATE register_feed_head SET position = position + 1 RETURNING position',
  )
  const position = numberOf(onlyRow(head), 'position')
  const { residentId, version, event, recordedAt } = recorded
  await queries.execute(
    `INSERT INTO register_life_event (position, resident_id, version, event, recorded_at)
     VALUES ($1, $2, $3, $4, $5)`,
    [position, residentId, version, JSON.stringify(event), recordedAt],
  )
  return { ...recorded, position }
}

/** In the order of `COLUMNS`. */
function valuesOf(resident: Resident): readonly SqlValue[] {
  const { items } = resident
  return [
    resident.id,
    resident.municipality.code,
    items.name,
    items.nameSubstitutions,
    items.address,
    items.addressSubstitutions,
    items.birthDate,
    items.sex,
    resident.kana,
    resident.nationality,
    resident.periodOfStayEndsOn ?? null,
    resident.adultWard,
    resident.residence,
    resident.overseasContinuation,
    resident.deceasedOn ?? null,
    resident.version,
  ]
}

function residentOf(row: Row): Resident {
  const municipality = municipalityByCode(textOf(row, 'municipality_code'))
  assert(municipality !== undefined, 'a stored resident lives in a municipality of the table')
  const sex = textOf(row, 'sex')
  assert(isSex(sex), 'a stored resident has one of the three values of sex')
  return {
    id: residentIdOf(row, 'id'),
    municipality,
    items: {
      name: textOf(row, 'name'),
      nameSubstitutions: textOf(row, 'name_substitutions'),
      address: textOf(row, 'address'),
      addressSubstitutions: textOf(row, 'address_substitutions'),
      birthDate: dateOf(row, 'birth_date'),
      sex,
    },
    kana: textOf(row, 'kana'),
    nationality: nationalityOf(textOf(row, 'nationality')),
    periodOfStayEndsOn: nullable(dateOf, row, 'period_of_stay_ends_on'),
    adultWard: booleanOf(row, 'adult_ward'),
    residence: textOf(row, 'residence') === 'overseas' ? 'overseas' : 'in-japan',
    overseasContinuation: booleanOf(row, 'overseas_continuation'),
    deceasedOn: nullable(dateOf, row, 'deceased_on'),
    version: numberOf(row, 'version'),
  }
}

/** A column that holds a resident's id. */
export function residentIdOf(row: Row, column: string): ResidentId {
  const id = parseResidentId(textOf(row, column))
  assert(id !== undefined, `column ${column} holds a resident id`)
  return id
}

function nationalityOf(text: string): Resident['nationality'] {
  assert(
    text === 'japanese' || text === 'permanent-foreigner' || text === 'foreigner',
    'a stored resident has one of the three nationalities',
  )
  return text
}

function dateOf(row: Row, column: string): CivilDate {
  const date = parseCivilDate(textOf(row, column))
  assert(date !== undefined, `column ${column} holds a legal day`)
  return date
}
