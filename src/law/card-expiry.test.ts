import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CivilDate, parseCivilDate } from '#kernel/civil-date.ts'
import { cardExpiry, type CardExpiryFacts, mayExtendCardTermOn } from './card-expiry.ts'
import { DEFAULT_LAW_POLICY } from './policy.ts'
import { lastDayOfStay, specialPeriodEnd, stayStatusOf } from './stay.ts'

function day(text: string): CivilDate {
  const date = parseCivilDate(text)
  assert.ok(date !== undefined, `no such day: ${text}`)
  return date
}

const GOOD: CardExpiryFacts = {
  birthDate: day('1980-12-10'),
  appliedOn: day('2024-04-01'),
  issuedOn: day('2024-04-20'),
  status: { stay: 'unlimited' },
}

for (const [name, facts, lastDay, decidedBy] of [
  ['an adult: the 10th birthday', GOOD, '2033-12-10', 'card-to-birthday-adult'],
  [
    '§11.9: 17 at application, 18 when the card is made: the 5th birthday',
    { ...GOOD, birthDate: day('2006-04-10') },
    '2029-04-10',
    'card-to-birthday-minor',
  ],
  [
    '18 on the day of application',
    { ...GOOD, birthDate: day('2006-04-01') },
    '2034-04-01',
    'card-to-birthday-adult',
  ],
  [
    '18 on the day after the application',
    { ...GOOD, birthDate: day('2006-04-02') },
    '2029-04-02',
    'card-to-birthday-minor',
  ],
  [
    '19, applied for on the last day of the old age',
    {
      ...GOOD,
      birthDate: day('2002-06-01'),
      appliedOn: day('2022-03-31'),
      issuedOn: day('2022-04-20'),
    },
    '2026-06-01',
    'card-to-birthday-minor',
  ],
  [
    '19, applied for on the first day of the new age',
    {
      ...GOOD,
      birthDate: day('2002-06-01'),
      appliedOn: day('2022-04-01'),
      issuedOn: day('2022-04-20'),
    },
    '2031-06-01',
    'card-to-birthday-adult',
  ],
  [
    'made on the birthday: that birthday does not count',
    { ...GOOD, issuedOn: day('2024-12-10') },
    '2034-12-10',
    'card-to-birthday-adult',
  ],
  [
    '§11.11: the stay ends first',
    { ...GOOD, status: { stay: 'period', endsOn: day('2026-09-30'), extensionPending: false } },
    '2026-09-30',
    'card-to-period-of-stay',
  ],
  [
    '§11.11: an extension is pending',
    { ...GOOD, status: { stay: 'period', endsOn: day('2026-09-30'), extensionPending: true } },
    '2026-11-30',
    'card-to-special-period',
  ],
  [
    'the special period is clamped to the end of the month',
    { ...GOOD, status: { stay: 'period', endsOn: day('2026-12-31'), extensionPending: true } },
    '2027-02-28',
    'card-to-special-period',
  ],
  [
    'a stay beyond the birthday',
    { ...GOOD, status: { stay: 'period', endsOn: day('2040-01-01'), extensionPending: false } },
    '2033-12-10',
    'card-to-birthday-adult',
  ],
  [
    'a provisional resident: 60 days',
    { ...GOOD, status: { stay: 'provisional', since: day('2024-04-10') } },
    '2024-06-09',
    'card-of-provisional-stay',
  ],
  [
    'a permitted stay',
    { ...GOOD, status: { stay: 'permitted', endsOn: day('2024-10-01') } },
    '2024-10-01',
    'card-of-permitted-stay',
  ],
] as const) {
  test(`card: ${name}`, () => {
    const expiry = cardExpiry(facts)
    assert.equal(expiry.lastDay, lastDay)
    assert.equal(expiry.decidedBy, decidedBy)
    assert.ok(expiry.caps.every((cap) => expiry.lastDay <= cap.lastDay))
  })
}

test('card: the birthday of 29 February follows the setting', () => {
  const facts = { ...GOOD, birthDate: day('2000-02-29') }
  assert.equal(cardExpiry(facts).lastDay, '2034-02-28')
  const march = { ...DEFAULT_LAW_POLICY, leapDayBirthday: 'march-1' } as const
  assert.equal(cardExpiry(facts, march).lastDay, '2034-03-01')
})

test('the stay as the register knows it', () => {
  const endsOn = day('2026-09-30')
  for (const nationality of ['japanese', 'permanent-foreigner'] as const) {
    assert.deepEqual(stayStatusOf({ nationality }), { stay: 'unlimited' })
    assert.equal(lastDayOfStay({ nationality, periodOfStayEndsOn: endsOn }), undefined)
  }
  const foreigner = { nationality: 'foreigner', periodOfStayEndsOn: endsOn } as const
  assert.deepEqual(stayStatusOf(foreigner), { stay: 'period', endsOn, extensionPending: false })
  assert.deepEqual(stayStatusOf({ ...foreigner, stayExtensionPending: true }), {
    stay: 'period',
    endsOn,
    extensionPending: true,
  })
  assert.equal(lastDayOfStay(foreigner), endsOn)
  assert.equal(
    lastDayOfStay({ ...foreigner, stayExtensionPending: true }),
    specialPeriodEnd(endsOn),
  )
  assert.equal(specialPeriodEnd(endsOn), '2026-11-30')
  assert.throws(() => stayStatusOf({ nationality: 'foreigner' }), { code: 'invariant-broken' })
})

test('an extension of the term is filed by the last day of the card', () => {
  assert.equal(mayExtendCardTermOn(day('2026-09-30'), day('2026-09-30')), true)
  assert.equal(mayExtendCardTermOn(day('2026-09-30'), day('2026-10-01')), false)
})
