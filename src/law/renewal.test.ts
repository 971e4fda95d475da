import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, type CivilDate, civilDate, parseCivilDate } from '#kernel/civil-date.ts'
import { DEFAULT_LAW_POLICY, type LawPolicy } from './policy.ts'
import { expiryNoticeWindow, mayRenewOn, renewalWindow } from './renewal.ts'

function day(text: string): CivilDate {
  const date = parseCivilDate(text)
  assert.ok(date !== undefined, `no such day: ${text}`)
  return date
}

const CORRESPONDING: LawPolicy = {
  ...DEFAULT_LAW_POLICY,
  renewalWindowFirstDay: 'corresponding-day',
}

for (const [endsOn, dayAfter, corresponding] of [
  ['2024-12-10', '2024-09-11', '2024-09-10'],
  ['2025-05-31', '2025-03-01', '2025-02-28'],
  ['2024-05-31', '2024-03-01', '2024-02-29'],
  ['2025-03-31', '2025-01-01', '2024-12-31'],
  ['2025-02-28', '2024-11-29', '2024-11-28'],
] as const) {
  test(`a certificate that ends on ${endsOn} may be renewed from ${dayAfter} or ${corresponding}`, () => {
    for (const [policy, opensOn] of [
      [DEFAULT_LAW_POLICY, dayAfter],
      [CORRESPONDING, corresponding],
    ] as const) {
      const end = day(endsOn)
      assert.deepEqual(renewalWindow(end, policy), { opensOn, endsOn })
      assert.equal(mayRenewOn(end, addDays(day(opensOn), -1), policy), false)
      assert.equal(mayRenewOn(end, day(opensOn), policy), true)
      assert.equal(mayRenewOn(end, end, policy), true)
      assert.equal(mayRenewOn(end, addDays(end, 1), policy), false)
    }
  })
}

test('the notice of expiry is mailed three to two months before the end', () =>
  assert.deepEqual(expiryNoticeWindow(day('2024-12-10')), {
    opensOn: '2024-09-10',
    endsOn: '2024-10-10',
  }))

test('the two first days differ by one day, and the window never exceeds three months', () => {
  const ends = fc.integer({ min: 0, max: 20_000 }).map((n) => addDays(civilDate(2016, 1, 1), n))
  fc.assert(
    fc.property(ends, (end) => {
      const wide = renewalWindow(end, CORRESPONDING)
      const narrow = renewalWindow(end)
      assert.equal(addDays(wide.opensOn, 1), narrow.opensOn)
      assert.ok(narrow.opensOn > addDays(end, -93) && narrow.opensOn < addDays(end, -85))
    }),
  )
})
