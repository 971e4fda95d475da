import { assert } from '#kernel/assert.ts'
import { type CivilDate, parseCivilDate } from '#kernel/civil-date.ts'
import {
  type HouseholdId,
  parseHouseholdId,
  parseResidentId,
  type RecordedLifeEvent,
  type RecordedName,
  type Relation,
  RELATIONS,
  type Resident,
  type ResidentId,
} from '#register/contract.ts'
import { isSex } from '#register/model.ts'
import { municipalityByCode } from '#register/municipalities.ts'
import { parseRecordedName } from '#register/parse-life-event.ts'
import type { ResidentStore } from '#register/ports.ts'
import { textArray } from './binary-array.ts'
import type { Database, Queries, SqlValue } from './database.ts'
import { booleanOf, jsonOf, nullable, numberOf, onlyRow, type Row, textOf } from './row.ts'

/** Columns in the order of `valuesOf`, each with its type. */
const COLUMN_TYPES = {
  id: 'text',
  municipality_code: 'text',
  name: 'text',
  name_substitutions: 'text',
  address: 'text',
  address_substitutions: 'text',
  birth_date: 'date',
  sex: 'text',
  kana: 'text',
  former_name: 'jsonb',
  common_name: 'jsonb',
  household_id: 'text',
  relation: 'text',
  nationality: 'text',
  period_of_stay_ends_on: 'date',
  adult_ward: 'boolean',
  residence: 'text',
  overseas_continuation: 'boolean',
  deceased_on: 'date',
  record_deleted_on: 'date',
  version: 'bigint',
} as const
const COLUMNS = Object.keys(COLUMN_TYPES)

/** The columns that `residentOf` reads. */
export const RESIDENT_COLUMNS = COLUMNS.join(', ')
const SELECT = `SELECT ${RESIDENT_COLUMNS} FROM register_resident`
const INSERT = `INSERT INTO register_resident (${RESIDENT_COLUMNS})`
/** Residents written by one statement. */
const RESIDENTS_A_STATEMENT = 2_000

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
    admit: (resident, recorded) =>
      database.transaction(
        (transaction) => admit(transaction, resident, recorded),
        'read committed',
      ),
  }
}

/** An empty text stands for NULL: no column of the table holds an empty text. */
const ADD_MANY = {
  name: 'register-add',
  text: `${INSERT} SELECT ${Object.values(COLUMN_TYPES)
    .map((type, index) => (type === 'text' ? `v${index}` : `NULLIF(v${index}, '')::${type}`))
    .join(', ')} FROM unnest(${COLUMNS.map((_, index) => `$${index + 1}::text[]`).join(', ')})
    AS given (${COLUMNS.map((_, index) => `v${index}`).join(', ')})
    ON CONFLICT (id) DO NOTHING`,
}

async function add(queries: Queries, residents: readonly Resident[]): Promise<number> {
  let added = 0
  for (let first = 0; first < residents.length; first += RESIDENTS_A_STATEMENT) {
    const rows = residents.slice(first, first + RESIDENTS_A_STATEMENT).map(valuesOf)
    const columns = COLUMNS.map((_, index) => textArray(rows.map((row) => textForm(row[index]))))
    added += await queries.execute(ADD_MANY, columns)
  }
  return added
}

function textForm(value: SqlValue | undefined): string {
  return value === null || value === undefined ? '' : String(value)
}

async function admit(
  queries: Queries,
  resident: Resident,
  recorded: Omit<RecordedLifeEvent, 'position'>,
): Promise<RecordedLifeEvent | undefined> {
  assert(resident.version === recorded.version, 'the event makes the version it records')
  const added = await add(queries, [resident])
  return added === 0 ? undefined : await append(queries, recorded)
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
  return replaced === 0 ? undefined : await append(queries, recorded)
}

/** Gives the event the next position; the head's row stays locked until the transaction ends. */
async function append(
  queries: Queries,
  recorded: Omit<RecordedLifeEvent, 'position'>,
): Promise<RecordedLifeEvent> {
  const head = await queries.query(
    'UPDATE register_feed_head SET position = position + 1 RETURNING position',
  )
  const position = numberOf(onlyRow(head), 'position')
  const { residentId, version, event, recordedAt, source } = recorded
  await queries.execute(
    `INSERT INTO register_life_event
       (position, resident_id, version, event, recorded_at, reported_by, reported_under)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      position,
      residentId,
      version,
      JSON.stringify(event),
      recordedAt,
      source?.reportedBy ?? null,
      source?.under ?? null,
    ],
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
    jsonForm(resident.formerName),
    jsonForm(resident.commonName),
    resident.household,
    resident.relation,
    resident.nationality,
    resident.periodOfStayEndsOn ?? null,
    resident.adultWard,
    resident.residence,
    resident.overseasContinuation,
    resident.deceasedOn ?? null,
    resident.recordDeletedOn ?? null,
    resident.version,
  ]
}

function jsonForm(name: RecordedName | undefined): string | null {
  return name === undefined ? null : JSON.stringify(name)
}

/** The resident of a row with `RESIDENT_COLUMNS`. */
export function residentOf(row: Row): Resident {
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
    formerName: nullable(recordedNameOf, row, 'former_name'),
    commonName: nullable(recordedNameOf, row, 'common_name'),
    household: householdIdOf(row),
    relation: relationOf(textOf(row, 'relation')),
    nationality: nationalityOf(textOf(row, 'nationality')),
    periodOfStayEndsOn: nullable(dateOf, row, 'period_of_stay_ends_on'),
    adultWard: booleanOf(row, 'adult_ward'),
    residence: textOf(row, 'residence') === 'overseas' ? 'overseas' : 'in-japan',
    overseasContinuation: booleanOf(row, 'overseas_continuation'),
    deceasedOn: nullable(dateOf, row, 'deceased_on'),
    recordDeletedOn: nullable(dateOf, row, 'record_deleted_on'),
    version: numberOf(row, 'version'),
  }
}

/** A column that holds a resident's id. */
export function residentIdOf(row: Row, column: string): ResidentId {
  const id = parseResidentId(textOf(row, column))
  assert(id !== undefined, `column ${column} holds a resident id`)
  return id
}

function recordedNameOf(row: Row, column: string): RecordedName {
  const name = parseRecordedName(jsonOf(row, column))
  assert(name !== undefined, `column ${column} holds a name with its reading`)
  return name
}

function householdIdOf(row: Row): HouseholdId {
  const household = parseHouseholdId(textOf(row, 'household_id'))
  assert(household !== undefined, 'a stored resident belongs to a household')
  return household
}

function relationOf(text: string): Relation {
  const relation = RELATIONS.find((known) => known === text)
  assert(relation !== undefined, 'a stored resident has a place in the household')
  return relation
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
