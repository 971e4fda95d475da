import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, type CivilDate, civilDate, parseCivilDate } from '#kernel/civil-date.ts'
import { CERTIFICATE_KINDS } from './certificate-kind.ts'
import {
  type Applicant,
  checkEligibility,
  ELIGIBILITY_CHECKS,
  EligibleApplicant,
} from './eligibility.ts'
import { inForce } from './rule.ts'

function day(text: string): CivilDate {
  const date = parseCivilDate(text)
  assert.ok(date !== undefined, `no such day: ${text}`)
  return date
}

const GOOD: Applicant = {
  birthDate: day('1980-12-10'),
  adultWard: false,
  cardVariant: 'standard',
  residence: 'in-japan',
  overseasContinuation: false,
  nationality: 'japanese',
  deceased: false,
}
const ON = day('2026-04-01')
const foreigner = { ...GOOD, nationality: 'foreigner', periodOfStayEndsOn: ON } as const

type Answer = string | undefined

for (const [name, applicant, on, signature, authentication] of [
  ['a Japanese adult', GOOD, ON, undefined, undefined],
  [
    '§11.10: 14 years old, the day before the 15th birthday',
    { ...GOOD, birthDate: day('2011-04-02') },
    ON,
    'under-15',
    undefined,
  ],
  ['the 15th birthday', { ...GOOD, birthDate: day('2011-04-01') }, ON, undefined, undefined],
  ['an adult ward', { ...GOOD, adultWard: true }, ON, 'adult-ward', undefined],
  ['a PIN-less card', { ...GOOD, cardVariant: 'pinless' }, ON, 'pinless-card', undefined],
  [
    'overseas without continuation',
    { ...GOOD, residence: 'overseas' },
    ON,
    'overseas-without-continuation',
    'overseas-without-continuation',
  ],
  [
    'overseas with continuation',
    { ...GOOD, residence: 'overseas', overseasContinuation: true },
    ON,
    undefined,
    undefined,
  ],
  [
    'overseas with continuation on the first day of the amendment',
    { ...GOOD, residence: 'overseas', overseasContinuation: true },
    day('2024-05-27'),
    undefined,
    undefined,
  ],
  [
    'overseas with continuation on the day before the amendment',
    { ...GOOD, residence: 'overseas', overseasContinuation: true },
    day('2024-05-26'),
    'overseas-before-2024',
    'overseas-before-2024',
  ],
  [
    'overseas and not in a family register',
    { ...foreigner, residence: 'overseas', overseasContinuation: true },
    ON,
    'overseas-not-japanese',
    'overseas-not-japanese',
  ],
  ['a foreigner on the last day of the stay', foreigner, ON, undefined, undefined],
  [
    'a foreigner on the day after the stay',
    foreigner,
    addDays(ON, 1),
    'period-of-stay-over',
    'period-of-stay-over',
  ],
  [
    'a foreigner on the last day of the special period',
    { ...foreigner, stayExtensionPending: true },
    day('2026-06-01'),
    undefined,
    undefined,
  ],
  [
    'a foreigner on the day after the special period',
    { ...foreigner, stayExtensionPending: true },
    day('2026-06-02'),
    'period-of-stay-over',
    'period-of-stay-over',
  ],
  [
    'a foreigner whose end of stay is not known',
    { ...GOOD, nationality: 'foreigner' },
    ON,
    'period-of-stay-unknown',
    'period-of-stay-unknown',
  ],
  [
    'a permanent resident needs no end of stay',
    { ...GOOD, nationality: 'permanent-foreigner' },
    ON,
    undefined,
    undefined,
  ],
  ['a person who died', { ...GOOD, deceased: true }, ON, 'deceased', 'deceased'],
] as const satisfies readonly (readonly [string, Applicant, CivilDate, Answer, Answer])[]) {
  test(`eligibility: ${name}`, () => {
    for (const [kind, expected] of [
      ['signature', signature],
      ['user-authentication', authentication],
    ] as const) {
      const answer = checkEligibility(kind, applicant, on)
      assert.equal(answer.ok ? undefined : answer.refusal, expected)
    }
  })
}

for (const [name, applicant, pinSetBy] of [
  ['an adult', GOOD, 'holder'],
  ['a child', { ...GOOD, birthDate: day('2020-01-01') }, 'legal-representative'],
  ['an adult ward', { ...GOOD, adultWard: true }, 'legal-representative'],
  ['a PIN-less card', { ...GOOD, cardVariant: 'pinless' }, 'nobody'],
] as const) {
  test(`the PIN of ${name} is set by: ${pinSetBy}`, () => {
    const answer = checkEligibility('user-authentication', applicant, ON)
    assert.ok(answer.ok)
    assert.ok(answer.value instanceof EligibleApplicant)
    assert.equal(answer.value.pinSetBy, pinSetBy)
    assert.equal(answer.value.applicant, applicant)
    assert.deepEqual([answer.value.kind, answer.value.on], ['user-authentication', ON])
  })
}

test('the first check in the table that refuses is the answer', () => {
  const dates = fc.integer({ min: 0, max: 6_000 }).map((n) => addDays(civilDate(2014, 1, 1), n))
  const applicants: fc.Arbitrary<Applicant> = fc.record({
    birthDate: dates,
    adultWard: fc.boolean(),
    cardVariant: fc.constantFrom('standard', 'pinless'),
    residence: fc.constantFrom('in-japan', 'overseas'),
    overseasContinuation: fc.boolean(),
    nationality: fc.constantFrom('japanese', 'permanent-foreigner', 'foreigner'),
    periodOfStayEndsOn: fc.option(dates, { nil: undefined }),
    stayExtensionPending: fc.boolean(),
    deceased: fc.boolean(),
  })
  const kinds = fc.constantFrom(...CERTIFICATE_KINDS)
  fc.assert(
    fc.property(kinds, applicants, dates, (kind, applicant, on) => {
      const refusals = ELIGIBILITY_CHECKS.filter((rule) => inForce(rule, on)).flatMap(
        (rule) => rule.check({ kind, applicant, on }) ?? [],
      )
      const answer = checkEligibility(kind, applicant, on)
      assert.equal(answer.ok ? undefined : answer.refusal, refusals[0])
    }),
    { seed: 20_160_101, numRuns: 300 },
  )
})
