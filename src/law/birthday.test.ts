import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, type CivilDate, civilDate, parseCivilDate } from '#kernel/civil-date.ts'
import { ageOn, birthdayAfter, birthdayInYear, BIRTHDAYS_MAX } from './birthday.ts'
import { DEFAULT_LAW_POLICY, type LawPolicy } from './policy.ts'

function day(text: string): CivilDate {
  const date = parseCivilDate(text)
  assert.ok(date !== undefined, `no such day: ${text}`)
  return date
}

const MARCH_1: LawPolicy = { ...DEFAULT_LAW_POLICY, leapDayBirthday: 'march-1' }
const days = fc.integer({ min: 0, max: 40_000 }).map((n) => addDays(civilDate(1930, 1, 1), n))
const policies = fc.constantFrom(DEFAULT_LAW_POLICY, MARCH_1)

for (const [name, born, issued, count, february28, march1] of [
  ['the day before the birthday', '1980-12-10', '2024-12-09', 1, '2024-12-10', '2024-12-10'],
  ['on the birthday', '1980-12-10', '2024-12-10', 1, '2025-12-10', '2025-12-10'],
  ['the day after the birthday', '1980-12-10', '2024-12-11', 1, '2025-12-10', '2025-12-10'],
  ['ten birthdays', '1980-12-10', '2024-12-10', 10, '2034-12-10', '2034-12-10'],
  ['a leap day into a common year', '2000-02-29', '2024-06-01', 1, '2025-02-28', '2025-03-01'],
  ['a leap day into a leap year', '2000-02-29', '2024-06-01', 4, '2028-02-29', '2028-02-29'],
  ['issued on 28 February, common year', '2000-02-29', '2025-02-28', 1, '2026-02-28', '2025-03-01'],
  ['issued on 1 March, common year', '2000-02-29', '2025-03-01', 1, '2026-02-28', '2026-03-01'],
  ['issued on 28 February, leap year', '2000-02-29', '2024-02-28', 1, '2024-02-29', '2024-02-29'],
  ['issued on 29 February', '2000-02-29', '2024-02-29', 1, '2025-02-28', '2025-03-01'],
] as const) {
  test(`birthday after issue: ${name}`, () => {
    assert.equal(birthdayAfter(day(born), day(issued), count, DEFAULT_LAW_POLICY), february28)
    assert.equal(birthdayAfter(day(born), day(issued), count, MARCH_1), march1)
  })
}

for (const [name, born, on, age] of [
  ['the day before the 15th birthday', '2009-06-15', '2024-06-14', 14],
  ['the 15th birthday', '2009-06-15', '2024-06-15', 15],
  ['born on a leap day, 28 February of a common year', '2008-02-29', '2023-02-28', 14],
  ['born on a leap day, 1 March of a common year', '2008-02-29', '2023-03-01', 15],
  ['born on a leap day, 29 February of a leap year', '2008-02-29', '2024-02-29', 16],
  ['the day of birth', '2024-06-15', '2024-06-15', 0],
] as const) {
  test(`age: ${name}`, () => assert.equal(ageOn(day(born), day(on)), age))
}

test('the n-th birthday lies after the day of issue, with exactly n birthdays up to it', () => {
  const counts = fc.integer({ min: 1, max: BIRTHDAYS_MAX })
  fc.assert(
    fc.property(days, days, counts, policies, (born, issued, count, policy) => {
      const last = birthdayAfter(born, issued, count, policy)
      const year = Number(issued.slice(0, 4))
      const counted = Array.from({ length: BIRTHDAYS_MAX + 2 }, (_, n) =>
        birthdayInYear(born, year + n, policy),
      ).filter((birthday) => birthday > issued && birthday <= last)
      assert.equal(counted.length, count)
      assert.equal(counted.at(-1), last)
    }),
  )
})

test('a count outside its bounds is a bug', () => {
  for (const count of [0, BIRTHDAYS_MAX + 1, 1.5]) {
    assert.throws(
      () => birthdayAfter(day('1980-12-10'), day('2024-01-01'), count, DEFAULT_LAW_POLICY),
      { code: 'invariant-broken' },
    )
  }
})
