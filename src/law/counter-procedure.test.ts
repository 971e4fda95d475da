import assert from 'node:assert/strict'
import { test } from 'node:test'
import { civilDate } from '#kernel/civil-date.ts'
import { ALL_RULES } from './all-rules.ts'
import { counterFeeYen } from './counter-fees.ts'
import { inquiryAnswerDeadline, papersAsked } from './counter-papers.ts'
import { APPLICANTS, COUNTER_PROCEDURES, SITUATIONS } from './counter-procedure.ts'
import {
  PROCEDURE_TRAITS,
  PROCEDURES_OF_SITUATION,
  SITUATION_TEXTS,
} from './counter-procedure-table.ts'
import { mayAct, type Represented } from './may-act.ts'
import { PAPERS } from './procedures.ts'
import { DEFAULT_LAW_POLICY } from './policy.ts'

const ON = civilDate(2026, 4, 1)
const ADULT: Represented = {
  birthDate: civilDate(1980, 5, 5),
  adultWard: false,
  deceased: false,
}
const CHILD: Represented = { ...ADULT, birthDate: civilDate(2011, 4, 2) }
const WARD: Represented = { ...ADULT, adultWard: true }
const DEAD: Represented = { ...ADULT, deceased: true }

test('every procedure names its rules, each of which is in the law index', () => {
  const known = new Set(ALL_RULES.map((rule) => rule.id))
  for (const procedure of COUNTER_PROCEDURES)
    for (const rule of PROCEDURE_TRAITS[procedure].rules)
      assert.ok(known.has(rule), `${procedure}: ${rule}`)
})

test('every procedure is the answer to something that happened, and names are not repeated', () => {
  const offered = new Set(SITUATIONS.flatMap((situation) => PROCEDURES_OF_SITUATION[situation]))
  assert.deepEqual([...COUNTER_PROCEDURES].toSorted(), [...offered].toSorted())
  for (const situation of SITUATIONS) {
    const procedures = PROCEDURES_OF_SITUATION[situation]
    assert.ok(procedures.length > 0, situation)
    assert.equal(new Set(procedures).size, procedures.length, situation)
    assert.match(SITUATION_TEXTS[situation].ja, /[\u3041-\u9fff]/)
    assert.match(SITUATION_TEXTS[situation].en, /^[^\u3041-\u9fff]+$/)
  }
})

test('PINs are typed only with the card on the reader', () => {
  for (const traits of Object.values(PROCEDURE_TRAITS))
    assert.ok(!traits.needsPins || traits.needsCard)
})

test('what is done ex officio alone is approved by a second person', () => {
  for (const [procedure, { applicants, needsApproval }] of Object.entries(PROCEDURE_TRAITS))
    assert.equal(
      needsApproval,
      applicants.every((who) => who === 'municipality'),
      procedure,
    )
})

for (const [procedure, applicant, person, refusal] of [
  ['issue', 'holder', ADULT, undefined],
  ['issue', 'proxy', ADULT, undefined],
  ['issue', 'legal-representative', ADULT, 'applicant-not-represented'],
  ['issue', 'municipality', ADULT, 'applicant-municipality-may-not'],
  ['issue', 'hotline-caller', ADULT, 'applicant-hotline-hold-only'],
  ['issue', 'holder', CHILD, 'applicant-under-15'],
  ['issue', 'proxy', CHILD, 'applicant-under-15'],
  ['issue', 'legal-representative', CHILD, undefined],
  ['issue', 'holder', { ...CHILD, birthDate: civilDate(2011, 4, 1) }, undefined],
  ['issue', 'holder', WARD, 'applicant-adult-ward'],
  ['issue', 'legal-representative', WARD, undefined],
  ['issue', 'holder', DEAD, 'applicant-died'],
  ['issue', 'legal-representative', { ...WARD, deceased: true }, 'applicant-died'],
  ['reissue-signature', 'legal-representative', CHILD, 'applicant-representative-may-not'],
  ['pin-change', 'holder', ADULT, undefined],
  ['pin-change', 'proxy', ADULT, 'applicant-proxy-may-not'],
  ['pin-change', 'legal-representative', CHILD, undefined],
  ['pin-reset', 'proxy', ADULT, undefined],
  ['kiosk-pin-reset', 'legal-representative', CHILD, 'applicant-representative-may-not'],
  ['kiosk-pin-reset', 'holder', CHILD, 'applicant-under-15'],
  ['hold', 'hotline-caller', ADULT, undefined],
  ['hold', 'hotline-caller', CHILD, undefined],
  ['hold', 'holder', ADULT, 'applicant-hotline-only'],
  ['hold', 'municipality', ADULT, 'applicant-municipality-may-not'],
  ['ex-officio-revocation', 'municipality', ADULT, undefined],
  ['ex-officio-revocation', 'holder', ADULT, 'applicant-municipality-only'],
  ['authority-key-compromise', 'proxy', ADULT, 'applicant-municipality-only'],
  ['card-return', 'municipality', DEAD, undefined],
  ['card-return', 'holder', DEAD, 'applicant-died'],
] as const)
  test(`${applicant} in ${procedure}: ${refusal ?? 'may act'} (${nameOf(person)})`, () =>
    assert.equal(mayAct(procedure, applicant, person, ON), refusal))

function nameOf(person: Represented): string {
  return `${person.birthDate}${person.adultWard ? ', ward' : ''}${person.deceased ? ', died' : ''}`
}

for (const [name, asked, papers] of [
  [
    'the holder issues with card, form and PIN',
    papersAsked('issue', 'holder', { pinSetBy: 'holder' }),
    ['card', 'application-form', 'resident-pin'],
  ],
  [
    'a PIN-less card is shown with a document',
    papersAsked('issue', 'holder', { pinSetBy: 'nobody' }),
    ['card', 'application-form', 'identity-document'],
  ],
  [
    'a legal representative proves who they are and that they represent',
    papersAsked('renewal', 'legal-representative', { pinSetBy: 'legal-representative' }),
    [
      'card',
      'application-form',
      'resident-pin',
      'representative-identity',
      'proof-of-representation',
    ],
  ],
  [
    'a new family name brings the registers',
    papersAsked('reissue-signature', 'holder', { pinSetBy: 'holder', newFamilyName: true }),
    ['card', 'application-form', 'family-register', 'resident-pin'],
  ],
  [
    'a revocation without the card asks for a document',
    papersAsked('revocation', 'holder', { pinSetBy: 'holder', cardAtHand: false }),
    ['revocation-application', 'identity-document'],
  ],
  [
    'a theft brings the number of the police report',
    papersAsked('compromise-report', 'holder', {
      pinSetBy: 'holder',
      cardAtHand: false,
      lostOrStolen: true,
    }),
    ['compromise-report-form', 'police-report-number', 'identity-document'],
  ],
  [
    'a lost card asks for that number once',
    papersAsked('lost-for-good', 'holder', { pinSetBy: 'holder', lostOrStolen: true }),
    ['compromise-report-form', 'police-report-number', 'application-form', 'identity-document'],
  ],
  [
    'a forgotten PIN asks for a document',
    papersAsked('pin-reset', 'holder', { pinSetBy: 'holder' }),
    ['card', 'pin-application', 'identity-document'],
  ],
  [
    'a longer stay brings the residence card',
    papersAsked('stay-extension', 'holder', { pinSetBy: 'holder' }),
    ['card', 'term-change-form', 'residence-card', 'resident-pin'],
  ],
  ['a caller shows nothing', papersAsked('hold', 'hotline-caller', { pinSetBy: 'holder' }), []],
] as const)
  test(`papers: ${name}`, () => {
    assert.deepEqual(asked.papers, papers)
    assert.equal(asked.twoVisits, false)
    assert.deepEqual(asked.atFirstVisit, [])
  })

for (const procedure of ['issue', 'renewal', 'pin-reset'] as const)
  test(`a proxy comes twice for ${procedure}, with the answer and the sealed PINs at the second`, () => {
    const asked = papersAsked(procedure, 'proxy', { pinSetBy: 'holder' })
    assert.equal(asked.twoVisits, true)
    for (const paper of ['card', 'inquiry-answer', 'sealed-pins', 'agent-identity'] as const)
      assert.ok(asked.papers.includes(paper), paper)
    for (const paper of ['card', 'inquiry-answer', 'sealed-pins', 'resident-pin'] as const)
      assert.ok(!asked.atFirstVisit.includes(paper), paper)
  })

test('a proxy’s revocation is not done the same day, a proxy’s report of a theft is', () => {
  const revocation = papersAsked('revocation', 'proxy', { pinSetBy: 'holder' })
  assert.equal(revocation.twoVisits, true)
  assert.ok(!revocation.papers.includes('sealed-pins'))
  assert.equal(papersAsked('compromise-report', 'proxy', { pinSetBy: 'holder' }).twoVisits, false)
})

test('no paper is asked for twice, and each has a name in both languages', () => {
  for (const procedure of COUNTER_PROCEDURES)
    for (const applicant of APPLICANTS)
      for (const pinSetBy of ['holder', 'legal-representative', 'nobody'] as const) {
        const facts = { pinSetBy, newFamilyName: true, lostOrStolen: true }
        const { papers, atFirstVisit } = papersAsked(procedure, applicant, facts)
        assert.equal(new Set(papers).size, papers.length, `${procedure} ${applicant}`)
        assert.ok(atFirstVisit.every((paper) => papers.includes(paper)))
        assert.ok(papers.every((paper) => PAPERS[paper].ja !== '' && PAPERS[paper].en !== ''))
      }
})

for (const [procedure, facts, yen] of [
  ['issue', { withCertificates: true }, 0],
  ['issue', { withCertificates: true, ownFault: true }, 200],
  ['issue', { withCertificates: true, ownFault: true, withCard: true }, 1000],
  ['issue', { withCertificates: true, leftOn: civilDate(2026, 1, 1) }, 0],
  ['issue', { withCertificates: true, leftOn: civilDate(2025, 12, 31) }, 1000],
  ['renewal', { withCertificates: true, ownFault: true }, 0],
  ['reissue-signature', { withCertificates: true }, 0],
  ['found-again', { withCertificates: true, ownFault: true }, 200],
  ['lost-for-good', { withCertificates: true, ownFault: true }, 1000],
  ['lost-for-good', { withCertificates: false, ownFault: true }, 800],
  ['lost-for-good', { withCertificates: true }, 0],
  ['stay-extension', { withCertificates: true }, 0],
  ['stay-extension', { withCertificates: true, ownFault: true, withCard: true }, 1000],
  ['pin-reset', { withCertificates: false, ownFault: true }, 0],
  ['pinless-off', { withCertificates: true }, 0],
] as const)
  test(`${procedure} costs ${yen} yen (${Object.keys(facts).join(', ')})`, () =>
    assert.equal(counterFeeYen(procedure, facts, ON), yen))

test('an inquiry is answered within the days of the setting', () => {
  assert.equal(inquiryAnswerDeadline(ON), civilDate(2026, 5, 1))
  const policy = { ...DEFAULT_LAW_POLICY, inquiryAnswerDays: 14 }
  assert.equal(inquiryAnswerDeadline(ON, policy), civilDate(2026, 4, 15))
})
