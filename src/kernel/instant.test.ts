import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCivilDate } from './civil-date.ts'
import {
  civilDateInJapan,
  formatInJapan,
  formatInstant,
  instant,
  lastSecondInJapan,
  parseInstant,
  startOfDayInJapan,
  wholeSecond,
} from './instant.ts'

const LAST_DAY = parseCivilDate('2024-12-10')

test('the last day counts to 23:59:59 Japan time, which is 14:59:59Z', () => {
  assert.ok(LAST_DAY !== undefined)
  assert.equal(formatInstant(lastSecondInJapan(LAST_DAY)), '2024-12-10T14:59:59Z')
  assert.equal(formatInJapan(lastSecondInJapan(LAST_DAY)), '2024-12-10 23:59:59')
  assert.equal(formatInstant(startOfDayInJapan(LAST_DAY)), '2024-12-09T15:00:00Z')
})

for (const [at, day] of [
  ['2024-12-10T14:59:59Z', '2024-12-10'],
  ['2024-12-10T15:00:00Z', '2024-12-11'],
  ['2024-12-10T23:59:59+09:00', '2024-12-10'],
  ['1969-12-31T15:00:00Z', '1970-01-01'],
] as const) {
  test(`${at} falls on ${day} in Japan`, () => {
    const moment = parseInstant(at)
    assert.ok(moment !== undefined)
    assert.equal(civilDateInJapan(moment), day)
  })
}

for (const text of [
  '2024-12-10T14:59',
  '2024-12-10 14:59:59Z',
  'now',
  '',
  '2024-13-10T00:00:00Z',
]) {
  test(`parseInstant refuses ${JSON.stringify(text)}`, () =>
    assert.equal(parseInstant(text), undefined))
}

test('a bare date is its first moment in Japan, and a second drops its milliseconds', () => {
  assert.equal(parseInstant('2024-12-10'), parseInstant('2024-12-10T00:00:00+09:00'))
  assert.equal(wholeSecond(instant(1_733_842_799_999)), 1_733_842_799_000)
  assert.throws(() => instant(0.5), { code: 'invariant-broken' })
})
