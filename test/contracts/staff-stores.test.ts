import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { postgresJournal } from '#adapters/postgres/ra-journal.ts'
import { postgresLookUps } from '#adapters/postgres/ra-look-ups.ts'
import {
  postgresStaffChallenges,
  postgresStaffDirectory,
  postgresStaffSessions,
} from '#adapters/postgres/ra-staff.ts'
import { postgresResidents } from '#adapters/postgres/register-residents.ts'
import { civilDate } from '#kernel/civil-date.ts'
import { type Instant, instant, plusMs } from '#kernel/instant.ts'
import { parseStaffId, type StaffMember } from '#ra/staff/contract.ts'
import { newStaffChallenge, type StaffSession } from '#ra/staff/model.ts'
import type { StaffAct } from '#ra/staff/ports.ts'
import { parseResidentId } from '#register/contract.ts'
import { PERSONAS } from '#register/personas.ts'
import { startTestPostgres } from '../support/postgres.ts'
import { memoryStaff } from './memory-staff.ts'

const AT = instant(1_770_000_000_000)
const KEY = 'ab'.repeat(32)
const postgres = await startTestPostgres()

const IMPLEMENTATIONS = {
  memory: async () => memoryStaff(),
  PostgreSQL: async () => {
    const { database } = await postgres.migratedDatabase()
    return {
      directory: postgresStaffDirectory(database),
      sessions: postgresStaffSessions(database),
      challenges: postgresStaffChallenges(database),
      lookUps: postgresLookUps(database),
      journal: postgresJournal(database),
    }
  },
}

function member(id: string, changes: Partial<StaffMember> = {}): StaffMember {
  const staffId = parseStaffId(id)
  assert.ok(staffId)
  return {
    staffId,
    name: '窓口 はな',
    municipalityCode: '13101',
    roles: ['clerk', 'supervisor'],
    certificateKeySha256Hex: undefined,
    active: true,
    ...changes,
  }
}

const HANA = member('S131011')

function act(what: StaffAct['what'], at: Instant = AT): StaffAct {
  const { municipalityCode, staffId } = HANA
  return { municipalityCode, at, by: staffId, what, detail: { member: staffId } }
}

function session(fill: number): StaffSession {
  return {
    tokenSha256: new Uint8Array(32).fill(fill),
    staffId: HANA.staffId,
    deskId: 'desk-1',
    method: 'account',
    startedAt: AT,
    keptAt: AT,
    endedAt: undefined,
  }
}

function resident(number: number) {
  const id = parseResidentId(`R${String(number).padStart(10, '0')}`)
  assert.ok(id)
  return id
}

for (const [name, open] of Object.entries(IMPLEMENTATIONS)) {
  describe(`staff stores: ${name}`, () => {
    test('a member is added once, found by id, key and municipality', async () => {
      const { directory } = await open()
      const bound = { ...HANA, certificateKeySha256Hex: KEY }
      assert.equal(await directory.add(bound, act('staff-added')), 'added')
      assert.equal(await directory.add(HANA, act('staff-added')), 'id-taken')
      const other = member('S131012', { certificateKeySha256Hex: KEY })
      assert.equal(await directory.add(other, act('staff-added')), 'key-taken')
      assert.deepEqual(await directory.find(HANA.staffId), bound)
      assert.equal(await directory.find(other.staffId), undefined)
      assert.deepEqual(await directory.withKey(KEY), bound)
      assert.equal(await directory.withKey('cd'.repeat(32)), undefined)
      assert.deepEqual(await directory.ofMunicipality('13101'), [bound])
      assert.deepEqual(await directory.ofMunicipality('13102'), [])
    })

    test('of two who change a member at once one succeeds, and its act alone is entered', async () => {
      const { directory, journal } = await open()
      await directory.add(HANA, act('staff-added'))
      const outcomes = await Promise.all([
        directory.replace(HANA, { ...HANA, roles: ['clerk'] }, act('staff-changed')),
        directory.replace(HANA, { ...HANA, roles: ['supervisor'] }, act('staff-changed')),
      ])
      assert.deepEqual(outcomes.toSorted(), ['changed-meanwhile', 'replaced'])
      const lines = await journal.staffActs('13101', AT, plusMs(AT, 1), 10)
      assert.deepEqual(lines.map(({ what }) => what).toSorted(), ['staff-added', 'staff-changed'])
      assert.deepEqual(await journal.staffActs('13102', AT, plusMs(AT, 1), 10), [])
      assert.deepEqual(await journal.staffActs('13101', plusMs(AT, 1), plusMs(AT, 2), 10), [])
    })

    test('a key in use is not bound to a second member', async () => {
      const { directory } = await open()
      await directory.add({ ...HANA, certificateKeySha256Hex: KEY }, act('staff-added'))
      const other = member('S131012')
      await directory.add(other, act('staff-added'))
      const rival = { ...other, certificateKeySha256Hex: KEY }
      assert.equal(await directory.replace(other, rival, act('staff-changed')), 'key-taken')
      assert.deepEqual(await directory.find(other.staffId), other)
    })

    test('a session is kept alive forwards only, and ends once', async () => {
      const { directory, sessions, journal } = await open()
      await directory.add(HANA, act('staff-added'))
      const one = session(1)
      await sessions.open(one, act('signed-in'))
      await sessions.keep(one.tokenSha256, plusMs(AT, 5))
      await sessions.keep(one.tokenSha256, plusMs(AT, 3))
      assert.deepEqual(await sessions.find(one.tokenSha256), { ...one, keptAt: plusMs(AT, 5) })
      await Promise.all([
        sessions.end(one.tokenSha256, plusMs(AT, 6), act('signed-out')),
        sessions.end(one.tokenSha256, plusMs(AT, 6), act('signed-out')),
      ])
      await sessions.keep(one.tokenSha256, plusMs(AT, 9))
      const ended = { ...one, keptAt: plusMs(AT, 5), endedAt: plusMs(AT, 6) }
      assert.deepEqual(await sessions.find(one.tokenSha256), ended)
      const lines = await journal.staffActs('13101', AT, plusMs(AT, 99), 10)
      assert.equal(lines.filter(({ what }) => what === 'signed-out').length, 1)
      assert.equal(await sessions.find(session(2).tokenSha256), undefined)
      assert.equal(await sessions.forgetBegunBefore(AT), 0)
      assert.equal(await sessions.forgetBegunBefore(plusMs(AT, 1)), 1)
    })

    test('deactivating a member ends their sessions; a change of roles does not', async () => {
      const { directory, sessions } = await open()
      await directory.add(HANA, act('staff-added'))
      await sessions.open(session(1), act('signed-in'))
      const clerk: StaffMember = { ...HANA, roles: ['clerk'] }
      await directory.replace(HANA, clerk, act('staff-changed'))
      assert.equal((await sessions.find(session(1).tokenSha256))?.endedAt, undefined)
      const inactive = { ...clerk, active: false }
      await directory.replace(clerk, inactive, act('staff-changed', plusMs(AT, 7)))
      assert.equal((await sessions.find(session(1).tokenSha256))?.endedAt, plusMs(AT, 7))
    })

    test('of twenty who answer a challenge at once exactly one uses it', async () => {
      const { challenges } = await open()
      const made = newStaffChallenge('a'.repeat(32), new Uint8Array(32).fill(1), 'sign-in', AT)
      const kept = { ...made, signInDigest: new Uint8Array(made.signInDigest) }
      await challenges.add(kept)
      assert.deepEqual(await challenges.find(kept.id), kept)
      const used = await Promise.all(
        Array.from({ length: 20 }, (_, index) => challenges.consume(kept.id, plusMs(AT, index))),
      )
      assert.equal(used.filter(Boolean).length, 1)
      assert.equal(await challenges.consume('b'.repeat(32), AT), false)
      assert.equal(await challenges.forgetEndedBefore(kept.expiresAt), 0)
      assert.equal(await challenges.forgetEndedBefore(plusMs(kept.expiresAt, 1)), 1)
    })

    test('look-ups are listed by person and by municipality and time, and counted', async () => {
      const { lookUps } = await open()
      const look = (number: number, at: number, municipalityCode = '13101') => ({
        staffId: HANA.staffId,
        municipalityCode,
        residentId: resident(number),
        reason: 'person-at-the-desk' as const,
        at: plusMs(AT, at),
      })
      const looks = [look(1, 0), look(2, 1), look(1, 2), look(1, 3, '13102'), look(1, 10)]
      for (const one of looks) await lookUps.append(one)
      assert.deepEqual(await lookUps.ofResident(resident(1), 2), [looks[4], looks[3]])
      const until = plusMs(AT, 10)
      assert.deepEqual(await lookUps.between('13101', AT, until, 9), looks.slice(0, 3))
      assert.deepEqual(await lookUps.between('13101', AT, until, 2), looks.slice(0, 2))
      assert.deepEqual(await lookUps.countsBetween('13101', AT, until), [
        { staffId: HANA.staffId, lookUps: 3, people: 2, mostAtOnePerson: 2 },
      ])
      assert.deepEqual(await lookUps.countsBetween('13103', AT, until), [])
    })
  })
}

test('the journal of PostgreSQL has the entries of the municipality’s cases by time', async () => {
  const { database } = await postgres.migratedDatabase()
  const entered = [
    ['13101', '20260302-AAAAAAAA', 1, AT, 'opened'],
    ['13101', '20260302-BBBBBBBB', 1, plusMs(AT, 1), 'opened'],
    ['13101', '20260302-AAAAAAAA', 2, plusMs(AT, 2), 'papers-confirmed'],
    ['13101', '20260302-AAAAAAAA', 3, plusMs(AT, 9), 'done'],
    ['13102', '20260302-CCCCCCCC', 1, AT, 'opened'],
  ] as const
  for (const [code, receiptNumber, position, at, what] of entered) {
    await database.execute(
      `INSERT INTO ra_case (municipality_code, receipt_number, resident_id, procedure, open,
         revision, opened_at, body)
       VALUES ($1, $2, $3, 'issue', true, 1, 0, '{}') ON CONFLICT DO NOTHING`,
      [code, receiptNumber, resident(1)],
    )
    await database.execute(
      `INSERT INTO ra_case_entry
         (municipality_code, receipt_number, position, at, staff_id, what, detail)
       VALUES ($1, $2, $3, $4, $5, $6, '{"papers": 2}')`,
      [code, receiptNumber, position, at, HANA.staffId, what],
    )
  }
  const journal = postgresJournal(database)
  const lines = await journal.caseEntries('13101', AT, plusMs(AT, 9), 10)
  assert.deepEqual(
    lines.map(({ receiptNumber, what }) => `${receiptNumber} ${what}`),
    ['20260302-AAAAAAAA opened', '20260302-BBBBBBBB opened', '20260302-AAAAAAAA papers-confirmed'],
  )
  const { staffId } = HANA
  const [residentId, receiptNumber] = [resident(1), '20260302-AAAAAAAA']
  const detail = { papers: 2 }
  assert.deepEqual(lines[0], { at: AT, staffId, what: 'opened', receiptNumber, residentId, detail })
  assert.equal((await journal.caseEntries('13101', AT, plusMs(AT, 9), 2)).length, 2)
})

test('the journal of PostgreSQL has the life events that the municipality’s staff recorded', async () => {
  const { database } = await postgres.migratedDatabase()
  const directory = postgresStaffDirectory(database)
  assert.equal(await directory.add(HANA, act('staff-added')), 'added')
  const residents = postgresResidents(database)
  const people = PERSONAS.slice(0, 5).map((persona) => persona.on(civilDate(2026, 3, 2)))
  assert.equal(await residents.add(people), 5)
  const event = '{"kind": "died", "on": "2026-03-01"}'
  for (const [position, at, reportedBy, under] of [
    [1, AT, HANA.staffId, '20260302-AAAAAAAA'],
    [2, plusMs(AT, 1), null, null],
    [3, plusMs(AT, 2), 'S999999', null],
    [4, plusMs(AT, 3), HANA.staffId, null],
    [5, plusMs(AT, 9), HANA.staffId, null],
  ] as const) {
    await database.execute(
      `INSERT INTO register_life_event (position, resident_id, version, event, recorded_at,
         reported_by, reported_under) VALUES ($1, $2, 2, $3, $4, $5, $6)`,
      [position, people[position - 1]?.id ?? '', event, at, reportedBy, under],
    )
  }
  const journal = postgresJournal(database)
  const lines = await journal.lifeEvents('13101', AT, plusMs(AT, 9), 10)
  const line = {
    staffId: HANA.staffId,
    what: 'life-event-recorded',
    detail: { event: 'died', on: '2026-03-01' },
  }
  assert.deepEqual(lines, [
    { ...line, at: AT, receiptNumber: '20260302-AAAAAAAA', residentId: people[0]?.id },
    { ...line, at: plusMs(AT, 3), receiptNumber: undefined, residentId: people[3]?.id },
  ])
})
