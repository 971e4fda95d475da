import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { migrate, readMigrations } from '#adapters/postgres/migrate.ts'
import { postgresResidents } from '#adapters/postgres/register-residents.ts'
import { postgresResidentSearch } from '#adapters/postgres/register-search.ts'
import { onlyRow, textOf } from '#adapters/postgres/row.ts'
import { civilDate } from '#kernel/civil-date.ts'
import { instant } from '#kernel/instant.ts'
import { parseHouseholdId, type Resident } from '#register/contract.ts'
import { generateResidents } from '#register/generate-residents.ts'
import type { ResidentSearch } from '#register/ports.ts'
import { kanaKeyOf, nameKeyOf, SEARCH_KEY_PAIRS } from '#register/search-key.ts'
import {
  FOUND_RESIDENTS_MAX,
  searchResidents,
  type UnverifiedSearch,
} from '#register/search-residents.ts'
import { startTestPostgres } from '../support/postgres.ts'
import { memoryRegister } from './memory-register.ts'

const TODAY = civilDate(2026, 3, 1)
const PEOPLE = [...generateResidents({ seed: 11n, count: 20_000, today: TODAY })]
const postgres = await startTestPostgres()
const { database } = await postgres.migratedDatabase()
const memory = memoryRegister()
await memory.residents.add(PEOPLE)
await postgresResidents(database).add(PEOPLE)

const IMPLEMENTATIONS: Readonly<Record<string, ResidentSearch>> = {
  memory: memory.search,
  PostgreSQL: postgresResidentSearch(database),
}

function someone(wanted: (resident: Resident) => boolean): Resident {
  const found = PEOPLE.find(wanted)
  assert.ok(found)
  return found
}

const renamed = someone(({ formerName }) => formerName !== undefined)
const known = someone(({ commonName }) => commonName !== undefined)
const flagged = someone(({ items }) => items.nameSubstitutions.startsWith('1'))

/** What is typed, and one who must be among the found. */
const FINDS: readonly (readonly [string, UnverifiedSearch, Resident])[] = [
  ['a whole name', { name: '田中　葵' }, someone(({ id }) => id === 'R0000000001')],
  ['a name without space', { name: '田中葵' }, someone(({ id }) => id === 'R0000000001')],
  ['the 外字 itself', { name: '髙﨑はな' }, someone(({ id }) => id === 'R0000000002')],
  ['hiragana', { kana: 'たかさき はな' }, someone(({ id }) => id === 'R0000000002')],
  ['half width', { kana: 'ｽﾐｽ ｼﾞｴｰﾝ' }, someone(({ id }) => id === 'R0000000006')],
  ['small letters', { name: 'smith jane' }, someone(({ id }) => id === 'R0000000006')],
  ['birth date and reading', { kana: flagged.kana, birthDate: flagged.items.birthDate }, flagged],
  [
    '旧氏',
    { name: renamed.formerName?.name, municipalityCode: renamed.municipality.code },
    renamed,
  ],
  ['通称', { kana: known.commonName?.kana, birthDate: known.items.birthDate }, known],
  ['the household', { household: renamed.household }, renamed],
]

for (const [name, search] of Object.entries(IMPLEMENTATIONS)) {
  describe(`resident search: ${name}`, () => {
    for (const [what, typed, wanted] of FINDS) {
      test(`found by ${what}`, async () => {
        const found = await searchResidents({ search }, typed)
        assert.ok(found.ok)
        assert.ok(found.value.residents.some(({ id }) => id === wanted.id))
      })
    }

    test('a common name gives a full page and says that there are more', async () => {
      const found = await searchResidents({ search }, { name: '佐藤' })
      assert.ok(found.ok && found.value.more)
      assert.equal(found.value.residents.length, FOUND_RESIDENTS_MAX)
    })

    test('nobody answers to a name that nobody has', async () => {
      const found = await searchResidents({ search }, { name: "Robert'); DROP TABLE" })
      assert.deepEqual(found, { ok: true, value: { residents: [], more: false } })
    })
  })
}

test('both implementations find the same people in the same order', async () => {
  const typed: readonly UnverifiedSearch[] = [
    ...FINDS.map(([, one]) => one),
    { name: '佐' },
    { name: 'ｎ' },
    { name: '𠮷' },
    { kana: 'さ' },
    { kana: 'スズキ', name: '鈴' },
    { birthDate: someone(() => true).items.birthDate },
    { name: '高', municipalityCode: '13112' },
    { kana: 'ア', municipalityCode: flagged.municipality.code },
    ...PEOPLE.slice(100, 140).map(({ items }) => ({ name: items.name })),
    ...PEOPLE.slice(200, 240).map(({ kana, items }) => ({ kana, birthDate: items.birthDate })),
  ]
  for (const one of typed) {
    const [inMemory, stored] = await Promise.all(
      Object.values(IMPLEMENTATIONS).map((search) => searchResidents({ search }, one)),
    )
    assert.deepEqual(stored, inMemory, JSON.stringify(one))
  }
})

test('the database makes the keys that the search asks for', async () => {
  const { name, kana } = SEARCH_KEY_PAIRS
  const between = " 　・･.,'’‐-"
  const names = [name.from + name.to + between, 'ＮＧＵＹＥＮ　van', '﨑Ａ･ｱ']
  const kanas = [kana.from + kana.to + between, 'ジェーン・ｱﾝ', 'ヂヅヲ']
  for (const text of names) {
    const row = onlyRow(await database.query('SELECT register_name_key($1) AS key', [text]))
    assert.equal(textOf(row, 'key'), nameKeyOf(text))
  }
  for (const text of kanas) {
    const row = onlyRow(await database.query('SELECT register_kana_key($1) AS key', [text]))
    assert.equal(textOf(row, 'key'), kanaKeyOf(text))
  }
})

for (const [what, typed, refusal] of [
  ['nothing', {}, { refusal: 'search-empty' }],
  ['blanks', { name: ' 　', kana: '' }, { refusal: 'search-empty' }],
  ['a municipality alone', { municipalityCode: '13101' }, { refusal: 'search-empty' }],
  ['marks alone', { name: '・・' }, { refusal: 'search-malformed', detail: { field: 'name' } }],
  ['a million letters', { name: 'あ'.repeat(1_000_000) }, field('name')],
  ['kanji as reading', { kana: '田中' }, field('kana')],
  ['a script as reading', { kana: '<script>' }, field('kana')],
  ['no such day', { birthDate: '1990-02-30' }, field('birth-date')],
  ['no such municipality', { name: '佐藤', municipalityCode: '99999' }, field('municipality')],
  ['no household id', { household: 'H1' }, field('household')],
] as const) {
  test(`not a search: ${what}`, async () => {
    const { search } = memory
    assert.deepEqual(await searchResidents({ search }, typed), {
      ok: false,
      detail: {},
      ...refusal,
    })
  })
}

function field(name: string) {
  return { refusal: 'search-malformed', detail: { field: name } }
}

test('residents of an older schema are kept, each the head of a household', async () => {
  const older = await postgres.emptyDatabase()
  const clock = { now: () => instant(0) }
  const migrations = await readMigrations()
  assert.ok((await migrate(older.database, clock, migrations.slice(0, 5))).ok)
  await older.database.execute(
    `INSERT INTO register_resident VALUES ('R0000000009', '14104', '髙橋　葵', '1000',
      '神奈川県横浜市中区本町１', '000000000000', '1990-12-10', 'female', 'タカハシ　アオイ', 'japanese',
      NULL, false, 'in-japan', false, NULL, 3)`,
  )
  assert.ok((await migrate(older.database, clock, migrations)).ok)
  const search = postgresResidentSearch(older.database)
  const found = await searchResidents({ search }, { name: '高橋' })
  assert.ok(found.ok)
  const [resident] = found.value.residents
  assert.equal(resident?.household, parseHouseholdId('H0000000009'))
  assert.deepEqual([resident?.relation, resident?.version], ['head', 3])
})
