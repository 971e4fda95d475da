import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, type CivilDate, civilDate, parseCivilDate } from '#kernel/civil-date.ts'
import {
  civilDateInJapan,
  formatInstant,
  type Instant,
  parseInstant,
  plusMs,
} from '#kernel/instant.ts'
import { birthdayAfter } from './birthday.ts'
import { CERTIFICATE_KINDS } from './certificate-kind.ts'
import { DEFAULT_LAW_POLICY, type LawPolicy } from './policy.ts'
import { mayRenewOn } from './renewal.ts'
import { decideValidity, hasEnded, type ValidityFacts } from './validity.ts'

function day(text: string): CivilDate {
  const date = parseCivilDate(text)
  assert.ok(date !== undefined, `no such day: ${text}`)
  return date
}

function at(text: string): Instant {
  const moment = parseInstant(text)
  assert.ok(moment !== undefined, `no such instant: ${text}`)
  return moment
}

const GOOD: ValidityFacts = {
  kind: 'user-authentication',
  birthDate: day('1980-12-10'),
  issuedOn: day('2020-05-20'),
  appliedOn: day('2020-05-20'),
  cardExpiresOn: day('2034-12-10'),
}
const RENEWAL: ValidityFacts = {
  ...GOOD,
  issuedOn: day('2024-09-20'),
  appliedOn: day('2024-09-12'),
  replacedEndsOn: day('2024-12-10'),
}

for (const [name, facts, lastDay, birthdays, decidedBy] of [
  ['§11.1: issued 2020-05-20', GOOD, '2024-12-10', 5, 'validity-to-birthday'],
  [
    '§11.2: issued 2023-05-20',
    { ...GOOD, issuedOn: day('2023-05-20'), appliedOn: day('2023-05-20') },
    '2027-12-10',
    5,
    'validity-to-birthday',
  ],
  [
    '§11.3: birthday 17 February, issued 2025-10-27',
    { ...GOOD, birthDate: day('1980-02-17'), issuedOn: day('2025-10-27') },
    '2030-02-17',
    5,
    'validity-to-birthday',
  ],
  ['§11.4: renewed within the window', RENEWAL, '2029-12-10', 6, 'validity-to-birthday-renewed'],
  [
    '§11.5: applied for before the window',
    { ...RENEWAL, appliedOn: day('2024-09-09') },
    '2028-12-10',
    5,
    'validity-to-birthday',
  ],
  [
    'applied for on the corresponding day, which is not yet in the window',
    { ...RENEWAL, appliedOn: day('2024-09-10') },
    '2028-12-10',
    5,
    'validity-to-birthday',
  ],
  [
    'applied for on the first day of the window',
    { ...RENEWAL, appliedOn: day('2024-09-11') },
    '2029-12-10',
    6,
    'validity-to-birthday-renewed',
  ],
  [
    'renewed on the last day: the birthday on the day of issue does not count',
    { ...RENEWAL, appliedOn: day('2024-12-10'), issuedOn: day('2024-12-10') },
    '2030-12-10',
    6,
    'validity-to-birthday-renewed',
  ],
  [
    'applied for in time but issued after the end: not a renewal',
    { ...RENEWAL, appliedOn: day('2024-12-10'), issuedOn: day('2024-12-11') },
    '2029-12-10',
    5,
    'validity-to-birthday',
  ],
  [
    'applied for after the end: not a renewal',
    { ...RENEWAL, appliedOn: day('2024-12-11'), issuedOn: day('2024-12-11') },
    '2029-12-10',
    5,
    'validity-to-birthday',
  ],
  [
    '§11.6: issued on the birthday',
    { ...GOOD, issuedOn: day('2024-12-10'), appliedOn: day('2024-12-10') },
    '2029-12-10',
    5,
    'validity-to-birthday',
  ],
  [
    'issued on the day before the birthday',
    { ...GOOD, issuedOn: day('2024-12-09'), appliedOn: day('2024-12-09') },
    '2028-12-10',
    5,
    'validity-to-birthday',
  ],
  [
    '§11.7: a signature certificate issued anew after a move keeps the old end',
    {
      ...GOOD,
      kind: 'signature',
      issuedOn: day('2026-03-01'),
      authenticationEndsOn: day('2027-12-10'),
    },
    '2027-12-10',
    5,
    'validity-to-authentication-end',
  ],
  [
    'the user-authentication certificate is not capped by its predecessor',
    { ...GOOD, issuedOn: day('2026-03-01'), authenticationEndsOn: day('2027-12-10') },
    '2030-12-10',
    5,
    'validity-to-birthday',
  ],
  [
    '§11.8: the card ends first',
    { ...GOOD, issuedOn: day('2024-01-15'), cardExpiresOn: day('2026-06-30') },
    '2026-06-30',
    5,
    'validity-to-card-expiry',
  ],
  [
    '§11.8: the card ends first, signature',
    {
      ...GOOD,
      kind: 'signature',
      issuedOn: day('2024-01-15'),
      cardExpiresOn: day('2026-06-30'),
      authenticationEndsOn: day('2028-12-10'),
    },
    '2026-06-30',
    5,
    'validity-to-card-expiry',
  ],
  [
    '§11.11: the stay ends first',
    {
      ...GOOD,
      issuedOn: day('2025-04-01'),
      cardExpiresOn: day('2026-11-30'),
      periodOfStayEndsOn: day('2026-09-30'),
    },
    '2026-09-30',
    5,
    'validity-to-period-of-stay',
  ],
  [
    'of equal days the first in the order of the law is named',
    { ...GOOD, cardExpiresOn: day('2024-12-10') },
    '2024-12-10',
    5,
    'validity-to-birthday',
  ],
  [
    'the card ends on the day of issue: valid for the rest of the day',
    { ...GOOD, cardExpiresOn: day('2020-05-20') },
    '2020-05-20',
    5,
    'validity-to-card-expiry',
  ],
] as const) {
  test(`validity: ${name}`, () => {
    const decided = decideValidity(facts)
    assert.ok(decided.ok)
    assert.equal(decided.value.lastDay, lastDay)
    assert.equal(formatInstant(decided.value.notAfter), `${lastDay}T14:59:59Z`)
    assert.equal(decided.value.birthdays, birthdays)
    assert.equal(decided.value.decidedBy, decidedBy)
  })
}

test('validity: a cap on the day before issue is a refusal that names the rule', () => {
  const refused = decideValidity({ ...GOOD, cardExpiresOn: day('2020-05-19') })
  assert.deepEqual(refused, {
    ok: false,
    refusal: 'validity-over',
    detail: {
      lastDay: '2020-05-19',
      decidedBy: 'validity-to-card-expiry',
      issuedOn: '2020-05-20',
    },
  })
})

test('validity: the first day of the window follows the setting', () => {
  const corresponding: LawPolicy = {
    ...DEFAULT_LAW_POLICY,
    renewalWindowFirstDay: 'corresponding-day',
  }
  for (const [appliedOn, lastDay] of [
    ['2024-09-09', '2028-12-10'],
    ['2024-09-10', '2029-12-10'],
  ] as const) {
    const decided = decideValidity({ ...RENEWAL, appliedOn: day(appliedOn) }, corresponding)
    assert.ok(decided.ok)
    assert.equal(decided.value.lastDay, lastDay)
  }
})

test('validity: the birthday of 29 February follows the setting', () => {
  const facts = { ...GOOD, birthDate: day('2000-02-29'), issuedOn: day('2024-06-01') }
  for (const [leapDayBirthday, lastDay] of [
    ['february-28', '2029-02-28'],
    ['march-1', '2029-03-01'],
  ] as const) {
    const decided = decideValidity(facts, { ...DEFAULT_LAW_POLICY, leapDayBirthday })
    assert.ok(decided.ok)
    assert.equal(decided.value.lastDay, lastDay)
  }
})

test('§11.12: valid to 23:59:59 Japan time of the last day, ended at 00:00:00 of the next', () => {
  const decided = decideValidity(GOOD)
  assert.ok(decided.ok)
  const { notAfter } = decided.value
  assert.equal(hasEnded(notAfter, at('2024-12-10T23:59:59+09:00')), false)
  assert.equal(hasEnded(notAfter, at('2024-12-10T23:59:59.999+09:00')), false)
  assert.equal(hasEnded(notAfter, at('2024-12-11T00:00:00+09:00')), true)
})

const days = fc.integer({ min: 0, max: 9_000 }).map((n) => addDays(civilDate(2016, 1, 1), n))
const births = fc.integer({ min: 0, max: 31_000 }).map((n) => addDays(civilDate(1931, 1, 1), n))
const leapDays = fc.constantFrom(civilDate(1980, 2, 29), civilDate(2000, 2, 29))
const maybeDay = fc.option(days, { nil: undefined })
const anyFacts: fc.Arbitrary<ValidityFacts> = fc.record({
  kind: fc.constantFrom(...CERTIFICATE_KINDS),
  birthDate: fc.oneof(births, leapDays),
  issuedOn: days,
  appliedOn: days,
  replacedEndsOn: maybeDay,
  cardExpiresOn: days,
  authenticationEndsOn: maybeDay,
  periodOfStayEndsOn: maybeDay,
})
const anyPolicy: fc.Arbitrary<LawPolicy> = fc.record({
  leapDayBirthday: fc.constantFrom('february-28', 'march-1'),
  renewalWindowFirstDay: fc.constantFrom('day-after-corresponding-day', 'corresponding-day'),
  cardHoldMayBeLifted: fc.boolean(),
  phoneAuthenticationHoldMayBeLifted: fc.boolean(),
  recordErrorReason: fc.constant('affiliationChanged'),
  cardEndedReason: fc.constant('cessationOfOperation'),
  formerNameEndsSignature: fc.boolean(),
  lapseLetters: fc.constant('not-asked-for' as const),
  inquiryAnswerDays: fc.integer({ min: 1, max: 90 }),
})

/** The rule restated: the least of the plain list of days, without the table of rules. */
function restated(facts: ValidityFacts, policy: LawPolicy): CivilDate {
  const { replacedEndsOn: old, appliedOn, issuedOn, birthDate } = facts
  const renews = old !== undefined && issuedOn <= old && mayRenewOn(old, appliedOn, policy)
  const caps = [birthdayAfter(birthDate, issuedOn, renews ? 6 : 5, policy), facts.cardExpiresOn]
  if (facts.periodOfStayEndsOn !== undefined) caps.push(facts.periodOfStayEndsOn)
  if (facts.kind === 'signature' && facts.authenticationEndsOn !== undefined)
    caps.push(facts.authenticationEndsOn)
  return caps.toSorted()[0] ?? issuedOn
}

test('never valid beyond any cap, never shorter than the least of them', () => {
  fc.assert(
    fc.property(anyFacts, anyPolicy, (facts, policy) => {
      const least = restated(facts, policy)
      const decided = decideValidity(facts, policy)
      if (!decided.ok) {
        assert.equal(decided.detail['lastDay'], least)
        assert.ok(least < facts.issuedOn)
        return
      }
      const { lastDay, notAfter, caps, decidedBy } = decided.value
      assert.equal(lastDay, least)
      assert.ok(caps.every((cap) => lastDay <= cap.lastDay))
      assert.equal(caps.find((cap) => cap.lastDay === lastDay)?.rule, decidedBy)
      assert.equal(civilDateInJapan(notAfter), lastDay)
      assert.equal(civilDateInJapan(plusMs(notAfter, 1000)), addDays(lastDay, 1))
    }),
    { seed: 20_160_101, numRuns: 500 },
  )
})

test('the answer does not depend on the time zone of the process', () => {
  const cases = fc.sample(anyFacts, { seed: 20_160_101, numRuns: 60 })
  const before = process.env['TZ']
  try {
    const answers = ['Asia/Tokyo', 'UTC', 'America/Los_Angeles', 'Pacific/Kiritimati'].map(
      (zone) => {
        process.env['TZ'] = zone
        return [
          new Date(0).getTimezoneOffset(),
          cases.map((facts) => decideValidity(facts)),
        ] as const
      },
    )
    assert.equal(new Set(answers.map(([offset]) => offset)).size, 4)
    for (const [, answer] of answers) assert.deepEqual(answer, answers[0]?.[1])
  } finally {
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
  }
})
