import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, civilDate } from '#kernel/civil-date.ts'
import { type Instant, plusMs, startOfDayInJapan } from '#kernel/instant.ts'
import { parseResidentId } from '#register/contract.ts'
import { memoryStaff } from '../../../test/contracts/memory-staff.ts'
import { parseStaffId, type StaffId, type StaffMember } from './contract.ts'
import { dayJournal } from './day-journal.ts'
import { lookUpsOf, recordLookUp } from './look-up.ts'
import { actorOf } from './model.ts'
import type { LookUpCount } from './ports.ts'
import { accountsOf } from './seed-staff.ts'
import {
  LOOKS_AT_ONE_PERSON_MAX,
  PEOPLE_A_DAY_MAX,
  PEOPLE_COMPARED_FROM,
  unusualLookUps,
} from './unusual-look-ups.ts'

const TODAY = civilDate(2026, 3, 2)
const MORNING = startOfDayInJapan(TODAY)
const [CLERK, SUPERVISOR] = [account(0), account(1)]

function account(index: number): StaffMember {
  const member = accountsOf('13101')[index]
  assert.ok(member)
  return member
}

function staff(number: number): StaffId {
  const id = parseStaffId(`S${String(number).padStart(6, '0')}`)
  assert.ok(id)
  return id
}

function resident(number: number) {
  const id = parseResidentId(`R${String(number).padStart(10, '0')}`)
  assert.ok(id)
  return id
}

function count(number: number, people: number, mostAtOnePerson = 1): LookUpCount {
  return { staffId: staff(number), lookUps: people, people, mostAtOnePerson }
}

for (const [name, counts, because] of [
  ['a busy clerk alone', [count(1, PEOPLE_A_DAY_MAX - 1)], undefined],
  ['more people than anybody serves', [count(1, PEOPLE_A_DAY_MAX)], 'many-people'],
  ['as many as colleagues', [count(1, 400), count(2, 400), count(3, 300)], undefined],
  [
    'three times the median',
    [count(1, 300), count(2, 100), count(3, 100)],
    'many-more-than-colleagues',
  ],
  ['not quite three times', [count(1, 299), count(2, 100), count(3, 100)], undefined],
  ['a quiet day', [count(1, PEOPLE_COMPARED_FROM - 1), count(2, 1)], undefined],
  [
    'from here on compared',
    [count(1, PEOPLE_COMPARED_FROM), count(2, 1)],
    'many-more-than-colleagues',
  ],
  ['one person often', [count(1, 1, LOOKS_AT_ONE_PERSON_MAX)], 'one-person-often'],
  ['one person less often', [count(1, 1, LOOKS_AT_ONE_PERSON_MAX - 1)], undefined],
] as const) {
  test(`unusual look-ups: ${name}`, () => {
    const found = unusualLookUps(counts).find(({ staffId }) => staffId === staff(1))
    assert.equal(found?.because, because)
  })
}

async function journalAfter(looks: readonly (readonly [number, Instant])[]) {
  const stores = memoryStaff()
  for (const [person, at] of looks) {
    const ports = { lookUps: stores.lookUps, clock: { now: () => at } }
    await recordLookUp(ports, actorOf(CLERK), resident(person), 'person-at-the-desk')
  }
  const read = await dayJournal(stores, actorOf(SUPERVISOR), TODAY)
  assert.ok(read.ok)
  return { lines: read.value, stores }
}

test('each look at a person is recorded with who, whom, when and why', async () => {
  const at = plusMs(MORNING, 1)
  const { stores } = await journalAfter([[1, at]])
  const { staffId, municipalityCode } = CLERK
  const reason = 'person-at-the-desk'
  const look = { staffId, municipalityCode, residentId: resident(1), reason, at }
  assert.deepEqual(await lookUpsOf(stores, resident(1)), [look])
  assert.deepEqual(await lookUpsOf(stores, resident(2)), [])
})

test('a day runs from midnight to midnight in Japan', async () => {
  const nextMorning = startOfDayInJapan(addDays(TODAY, 1))
  const { lines } = await journalAfter([
    [1, plusMs(MORNING, -1)],
    [2, MORNING],
    [3, plusMs(nextMorning, -1)],
    [4, nextMorning],
  ])
  assert.deepEqual(
    lines.map(({ residentId }) => residentId),
    [resident(2), resident(3)],
  )
})

test('the journal ends with what a supervisor should ask about', async () => {
  const looks = Array.from(
    { length: LOOKS_AT_ONE_PERSON_MAX },
    (_, index) => [1, plusMs(MORNING, index)] as const,
  )
  const { lines } = await journalAfter(looks)
  assert.deepEqual(lines.at(-1), {
    at: plusMs(startOfDayInJapan(addDays(TODAY, 1)), -1),
    staffId: CLERK.staffId,
    what: 'look-ups-unusual',
    receiptNumber: undefined,
    residentId: undefined,
    detail: { because: 'one-person-often', lookUps: 30, people: 1, mostAtOnePerson: 30 },
  })
})
