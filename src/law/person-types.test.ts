import assert from 'node:assert/strict'
import { test } from 'node:test'
import { civilDate } from '#kernel/civil-date.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from './certificate-kind.ts'
import type { CounterApplicant } from './counter-procedure.ts'
import { type Applicant, checkEligibility, type EligibilityRefusal } from './eligibility.ts'
import { LAPSE_GROUND_NAMES, type LapseGround, lapseOf } from './lapse.ts'
import { renderLawIndex } from './law-index.ts'
import { applicantsOf } from './may-act.ts'

const ON = civilDate(2026, 4, 1)

const ADULT: Applicant = {
  birthDate: civilDate(1980, 5, 5),
  adultWard: false,
  cardVariant: 'standard',
  residence: 'in-japan',
  overseasContinuation: false,
  deceased: false,
  nationality: 'japanese',
}

type Outcome = 'issued' | EligibilityRefusal

/** Each type is one change from the adult: what they may be issued, and who acts for them. */
const PERSONS: readonly (readonly [
  name: string,
  person: Applicant,
  signature: Outcome,
  authentication: Outcome,
  acts: readonly CounterApplicant[],
])[] = [
  ['an adult', ADULT, 'issued', 'issued', ['holder', 'proxy']],
  [
    'a child the day before the 15th birthday',
    { ...ADULT, birthDate: civilDate(2011, 4, 2) },
    'under-15',
    'issued',
    ['legal-representative'],
  ],
  [
    'a child on the 15th birthday',
    { ...ADULT, birthDate: civilDate(2011, 4, 1) },
    'issued',
    'issued',
    ['holder', 'proxy'],
  ],
  [
    'an adult ward',
    { ...ADULT, adultWard: true },
    'adult-ward',
    'issued',
    ['legal-representative'],
  ],
  [
    'a foreigner on the last day of the stay',
    { ...ADULT, nationality: 'foreigner', periodOfStayEndsOn: ON },
    'issued',
    'issued',
    ['holder', 'proxy'],
  ],
  [
    'a foreigner after the stay',
    { ...ADULT, nationality: 'foreigner', periodOfStayEndsOn: civilDate(2026, 3, 31) },
    'period-of-stay-over',
    'period-of-stay-over',
    ['holder', 'proxy'],
  ],
  [
    'a person overseas with continued use',
    { ...ADULT, residence: 'overseas', overseasContinuation: true },
    'issued',
    'issued',
    ['holder', 'proxy'],
  ],
  [
    'a person overseas without it',
    { ...ADULT, residence: 'overseas' },
    'overseas-without-continuation',
    'overseas-without-continuation',
    ['holder', 'proxy'],
  ],
  [
    'the holder of a PIN-less card',
    { ...ADULT, cardVariant: 'pinless' },
    'pinless-card',
    'issued',
    ['holder', 'proxy'],
  ],
  ['a person who has died', { ...ADULT, deceased: true }, 'deceased', 'deceased', []],
]

const SURVIVES = 'survives'
/** Every ground: what becomes of the signature and of the user-authentication certificate. */
const OUTCOMES: Readonly<Record<LapseGround, readonly [signature: string, other: string]>> = {
  'holder-request': ['cessationOfOperation', 'cessationOfOperation'],
  'key-compromise-reported': ['keyCompromise', 'keyCompromise'],
  'address-changed': ['affiliationChanged', SURVIVES],
  'name-changed': ['affiliationChanged', SURVIVES],
  'sex-changed': ['affiliationChanged', SURVIVES],
  'birth-date-changed': ['affiliationChanged', SURVIVES],
  died: ['affiliationChanged', 'affiliationChanged'],
  'resident-record-deleted': ['affiliationChanged', 'affiliationChanged'],
  'overseas-with-continuation': ['affiliationChanged', SURVIVES],
  'overseas-without-continuation': ['cessationOfOperation', 'cessationOfOperation'],
  'record-error': ['affiliationChanged', 'affiliationChanged'],
  'authority-key-compromised': ['cACompromise', 'cACompromise'],
  renewed: ['superseded', 'superseded'],
  reissued: ['superseded', 'superseded'],
  'card-term-changed': ['superseded', 'superseded'],
  'discarded-before-delivery': ['unspecified', 'unspecified'],
  held: ['certificateHold', 'certificateHold'],
  'card-returned': ['cessationOfOperation', 'cessationOfOperation'],
  'card-revoked': ['cessationOfOperation', 'cessationOfOperation'],
  'switched-to-pinless-card': ['cessationOfOperation', SURVIVES],
}

/** The matrix of the law index as anyone reads it: ground → kind → what happens. */
function matrixOfTheIndex(): ReadonlyMap<string, readonly string[]> {
  const rows = renderLawIndex()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => cells.length === 5)
    .map(([, ground = '', ...effects]) => [ground, effects.slice(0, 2)] as const)
  return new Map(rows)
}

for (const [name, person, signature, authentication, acts] of PERSONS) {
  const issued: Readonly<Record<CertificateKind, Outcome>> = {
    signature,
    'user-authentication': authentication,
  }
  for (const kind of CERTIFICATE_KINDS)
    test(`${name}: ${kind} is ${issued[kind]}`, () => {
      const answer = checkEligibility(kind, person, ON)
      assert.equal(answer.ok ? 'issued' : answer.refusal, issued[kind])
    })
  test(`${name}: ${acts.join(' or ') || 'nobody'} applies`, () =>
    assert.deepEqual(applicantsOf('issue', person, ON), acts))

  const carried = CERTIFICATE_KINDS.filter((kind) => issued[kind] === 'issued')
  test(`${name}: every ground does to ${carried.join(' and ') || 'nothing'} what the index says`, () => {
    const index = matrixOfTheIndex()
    for (const ground of LAPSE_GROUND_NAMES)
      for (const kind of carried) {
        const lapse = lapseOf(ground, kind)
        const outcome = lapse.outcome === 'lapses' ? lapse.reason : lapse.outcome
        const column = CERTIFICATE_KINDS.indexOf(kind)
        assert.equal(outcome, OUTCOMES[ground][kind === 'signature' ? 0 : 1], `${ground} ${kind}`)
        assert.equal(outcome, index.get(`\`${ground}\``)?.[column], `${ground} ${kind}`)
      }
  })
}
