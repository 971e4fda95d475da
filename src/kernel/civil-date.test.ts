import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  addDays,
  addMonths,
  civilDate,
  dateParts,
  daysFromCivil,
  earliest,
  isLeapYear,
  parseCivilDate,
} from './civil-date.ts'

const days = fc
  .integer({ min: -36_000, max: 100_000 })
  .map((n) => addDays(civilDate(1970, 1, 1), n))

for (const [text, exists] of [
  ['2024-02-29', true],
  ['2025-02-29', false],
  ['2024-04-31', false],
  ['2024-00-10', false],
  ['2024-13-10', false],
  ['2024-12-00', false],
  ['1868-01-01', true],
  ['1867-12-31', false],
  ['2024-1-1', false],
  ['2024-12-10T00:00', false],
  ['', false],
] as const) {
  test(`parseCivilDate: ${text === '' ? '(empty)' : text} ${exists ? 'exists' : 'is refused'}`, () =>
    assert.equal(parseCivilDate(text), exists ? text : undefined))
}

for (const [from, months, to] of [
  ['2024-12-10', -3, '2024-09-10'],
  ['2024-05-31', -3, '2024-02-29'],
  ['2025-05-31', -3, '2025-02-28'],
  ['2024-01-15', -1, '2023-12-15'],
  ['2024-11-30', 3, '2025-02-28'],
  ['2024-02-29', 12, '2025-02-28'],
] as const) {
  test(`addMonths: ${from} and ${months} months is ${to}`, () => {
    const date = parseCivilDate(from)
    assert.ok(date !== undefined)
    assert.equal(addMonths(date, months), to)
  })
}

test('civilDate refuses a day that does not exist as a bug', () => {
  assert.throws(() => civilDate(2025, 2, 29), { code: 'invariant-broken' })
})

test('parts, day numbers and text agree for every day', () => {
  fc.assert(
    fc.property(days, (date) => {
      const { year, month, day } = dateParts(date)
      assert.equal(civilDate(year, month, day), date)
      assert.equal(addDays(date, 1) > date, true)
      assert.equal(daysFromCivil(addDays(date, 1)), daysFromCivil(date) + 1)
    }),
  )
})

test('earliest is the least of all, and leap years follow the Gregorian rule', () => {
  fc.assert(
    fc.property(days, days, days, (a, b, c) => {
      assert.equal(earliest(a, b, c), [a, b, c].sort()[0])
    }),
  )
  assert.deepEqual([1900, 2000, 2023, 2024].map(isLeapYear), [false, true, false, true])
})
