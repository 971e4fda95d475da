import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, civilDate } from '#kernel/civil-date.ts'
import { PERSONAS } from '#register/personas.ts'
import type { Resident } from '#register/contract.ts'
import type { RegisteredCard } from '../contract.ts'
import type { HeldEnd } from '../life-event-preview.ts'
import { type CaseWish, planCase, type PlanFacts } from './plan-case.ts'

const TODAY = civilDate(2026, 3, 2)
const ENDS = civilDate(2030, 12, 10)
const AUTHENTICATION: HeldEnd = { kind: 'user-authentication', endsOn: ENDS }
const SIGNATURE: HeldEnd = { kind: 'signature', endsOn: ENDS }

function persona(number: number): Resident {
  const found = PERSONAS[number - 1]
  assert.ok(found)
  return found.on(TODAY)
}

const ADULT = persona(1)
const CHILD = persona(3)
const FOREIGNER = persona(5)

function card(resident: Resident, changes: Partial<RegisteredCard> = {}): RegisteredCard {
  return {
    cardSerial: '0000000000000001',
    residentId: resident.id,
    variant: 'standard',
    issuedOn: TODAY,
    expiresOn: resident.periodOfStayEndsOn ?? civilDate(2035, 12, 10),
    state: 'live',
    lifeCounter: 1,
    ...changes,
  }
}

/** An adult with a card and both certificates, changed in one point. */
function facts(changes: Partial<PlanFacts> = {}): PlanFacts {
  const resident = changes.resident ?? ADULT
  const there = { resident, after: resident, card: card(resident), onHold: [], today: TODAY }
  return { ...there, held: [AUTHENTICATION, SIGNATURE], ...changes }
}

const NO_CARD = { card: undefined, held: [] }
const EXPIRED = { card: card(ADULT, { expiresOn: addDays(TODAY, -1) }), held: [] }
const PINLESS = { card: card(ADULT, { variant: 'pinless' }), held: [AUTHENTICATION] }
const HELD = { held: [], onHold: ['user-authentication', 'signature'] } as const
const STAY = addDays(TODAY, 1000)
const LONGER = { ...FOREIGNER, periodOfStayEndsOn: STAY }
const BEFORE_END = { today: civilDate(2030, 10, 1) }

type Row = readonly [CaseWish['procedure'], Partial<CaseWish>, Partial<PlanFacts>, string]

/**
 * Procedure, what is asked, one change from an adult with everything, and the acts or the refusal.
 */
const ROWS: readonly Row[] = [
  ['issue', {}, NO_CARD, 'card standard, issue user-authentication+signature'],
  ['issue', {}, EXPIRED, 'card standard, issue user-authentication+signature'],
  ['issue', {}, { held: [] }, 'issue user-authentication+signature'],
  ['issue', { kinds: ['signature'] }, { held: [AUTHENTICATION] }, 'issue signature'],
  ['issue', {}, {}, 'certificate-live-already'],
  ['issue', {}, { resident: CHILD, ...NO_CARD }, 'card standard, issue user-authentication'],
  ['issue', { kinds: ['signature'] }, { resident: CHILD, ...NO_CARD }, 'under-15'],
  [
    'issue',
    {},
    { card: card(ADULT, { variant: 'pinless' }), held: [] },
    'issue user-authentication',
  ],
  ['renewal', {}, BEFORE_END, 'renew user-authentication+signature'],
  ['renewal', {}, {}, 'not-in-renewal-window'],
  ['renewal', {}, { held: [] }, 'nothing-to-renew'],
  ['renewal', {}, NO_CARD, 'case-procedure-does-not-fit'],
  ['reissue-signature', {}, { held: [AUTHENTICATION] }, 'issue signature'],
  ['reissue-signature', {}, {}, 'certificate-live-already'],
  ['reissue-signature', {}, { held: [] }, 'case-procedure-does-not-fit'],
  ['reissue-signature', {}, EXPIRED, 'card-expired'],
  ['revocation', { kinds: ['signature'] }, {}, 'holder-request signature'],
  ['revocation', {}, { held: [] }, 'nothing-to-revoke'],
  ['ex-officio-revocation', {}, {}, 'record-error user-authentication+signature'],
  ['compromise-report', {}, HELD, 'key-compromise-reported user-authentication+signature'],
  ['compromise-report', {}, NO_CARD, 'nothing-to-revoke'],
  ['hold', {}, {}, 'held user-authentication+signature'],
  ['hold', {}, HELD, 'nothing-to-revoke'],
  ['card-return', {}, {}, 'card-returned user-authentication+signature'],
  ['card-return', {}, NO_CARD, 'case-procedure-does-not-fit'],
  ['found-again', {}, HELD, 'issue user-authentication+signature'],
  ['found-again', {}, {}, 'case-procedure-does-not-fit'],
  [
    'lost-for-good',
    {},
    {},
    'key-compromise-reported user-authentication+signature, card-revoked ' +
      'user-authentication+signature, card standard, issue user-authentication+signature',
  ],
  ['lost-for-good', {}, NO_CARD, 'case-procedure-does-not-fit'],
  ['pin-change', {}, {}, 'pin-change user-authentication+signature'],
  ['pin-reset', { kinds: ['signature'] }, {}, 'pin-reset signature'],
  ['pin-reset', {}, PINLESS, 'card-without-pins'],
  ['pin-reset', {}, { held: [] }, 'case-procedure-does-not-fit'],
  ['kiosk-pin-reset', { kinds: ['signature'] }, {}, 'pin-reset signature'],
  ['kiosk-pin-reset', {}, {}, 'pin-reset-both-forgotten'],
  ['kiosk-pin-reset', { kinds: ['signature'] }, PINLESS, 'pin-reset-pinless-card'],
  [
    'kiosk-pin-reset',
    { kinds: ['signature'] },
    { held: [AUTHENTICATION] },
    'pin-reset-certificate-ended',
  ],
  [
    'stay-extension',
    { periodOfStayEndsOn: STAY },
    { resident: FOREIGNER, after: LONGER },
    'stay-extended, card-term, card-term-changed user-authentication+signature, ' +
      'issue user-authentication+signature',
  ],
  [
    'stay-extension',
    { periodOfStayEndsOn: STAY },
    { resident: LONGER, after: LONGER, card: card(FOREIGNER), held: [] },
    'card-term',
  ],
  ['stay-extension', { periodOfStayEndsOn: STAY }, {}, 'case-procedure-does-not-fit'],
  ['overseas-continuation', { leavesOn: addDays(TODAY, 1) }, {}, 'moved-overseas, issue signature'],
  ['overseas-continuation', { leavesOn: TODAY }, {}, 'case-procedure-does-not-fit'],
  ['overseas-continuation', {}, { resident: FOREIGNER }, 'overseas-not-japanese'],
  ['pinless-on', {}, {}, 'switched-to-pinless-card user-authentication+signature'],
  [
    'pinless-on',
    {},
    { held: [SIGNATURE] },
    'switched-to-pinless-card user-authentication+signature, issue user-authentication',
  ],
  ['pinless-on', {}, PINLESS, 'case-procedure-does-not-fit'],
  [
    'pinless-off',
    {},
    PINLESS,
    'card-returned user-authentication+signature, card standard, ' +
      'issue user-authentication+signature',
  ],
  ['pinless-off', {}, {}, 'case-procedure-does-not-fit'],
  [
    'authority-key-compromise',
    { kinds: ['signature'], generation: 2 },
    {},
    'authority-revocation signature 2',
  ],
  ['authority-key-compromise', { kinds: ['signature'] }, {}, 'case-procedure-does-not-fit'],
]

for (const [procedure, wish, changes, expected] of ROWS)
  test(`${procedure} ${JSON.stringify(wish)}: ${expected}`, () => {
    const plan = planCase({ procedure, kinds: [], ...wish }, facts(changes))
    assert.equal(plan.ok ? plan.value.map(words).join(', ') : plan.refusal, expected)
  })

type Planned = Extract<ReturnType<typeof planCase>, { ok: true }>['value'][number]

function words(act: Planned): string {
  switch (act.act) {
    case 'application':
      return `${act.purpose} ${act.kinds.join('+')}`
    case 'revocation':
      return `${act.ground} ${act.kinds.join('+')}`
    case 'pin-reset':
    case 'pin-change':
      return `${act.act} ${act.pins.join('+')}`
    case 'record-change':
      return act.event.kind
    case 'card':
      return `card ${act.variant}`
    case 'card-term':
      return act.act
    case 'authority-revocation':
      return `${act.act} ${act.kind} ${act.generation}`
  }
}
