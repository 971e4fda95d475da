import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CounterProcedure } from '#law/counter-procedure.ts'
import type { PinSetter } from '#law/eligibility.ts'
import type { CaseAct } from '../cases/contract.ts'
import { type AskedPin, checkTypedPins, pinsAskedFor, type UnverifiedPin } from './asked-pins.ts'

const receiptNumber = '20260302-8K3T9QWM'
const BOTH = ['signature', 'user-authentication'] as const

const ASKED: readonly (readonly [string, CaseAct, CounterProcedure, PinSetter, string])[] = [
  [
    'an application sets a PIN for each kind, the authentication one first',
    { act: 'application', receiptNumber, purpose: 'issue', kinds: BOTH },
    'issue',
    'holder',
    'new user-authentication, new signature',
  ],
  [
    'an application for a PIN-less card sets none',
    { act: 'application', receiptNumber, purpose: 'issue', kinds: ['user-authentication'] },
    'pinless-on',
    'nobody',
    '',
  ],
  [
    'a reset at the counter needs no known PIN',
    { act: 'pin-reset', receiptNumber, pins: ['signature'] },
    'pin-reset',
    'holder',
    'new signature',
  ],
  [
    'a reset at the kiosk is authorised by the other PIN',
    { act: 'pin-reset', receiptNumber, pins: ['signature'] },
    'kiosk-pin-reset',
    'holder',
    'present user-authentication, new signature',
  ],
  [
    'a change needs the known PIN and the new one',
    { act: 'pin-change', receiptNumber, pins: ['user-authentication'] },
    'pin-change',
    'holder',
    'present user-authentication, new user-authentication',
  ],
  [
    'a card is made without a PIN',
    { act: 'card', receiptNumber, variant: 'standard' },
    'issue',
    'holder',
    '',
  ],
  ['a new term needs none', { act: 'card-term', receiptNumber }, 'stay-extension', 'holder', ''],
  [
    'a revocation needs none',
    { act: 'revocation', receiptNumber, ground: 'holder-request', kinds: BOTH },
    'revocation',
    'holder',
    '',
  ],
]
for (const [name, act, procedure, setBy, expected] of ASKED) {
  test(`PINs asked: ${name}`, () => {
    const asked = pinsAskedFor(act, { procedure, setBy, textPinMissing: false })
    assert.equal(asked.map(({ kind, which }) => `${which} ${kind}`).join(', '), expected)
  })
}

test('a card that is delivered without a text PIN gets one too, typed with the others', () => {
  const application = { act: 'application', receiptNumber, purpose: 'issue', kinds: BOTH } as const
  const facts = { procedure: 'issue', setBy: 'holder', textPinMissing: true } as const
  assert.deepEqual(
    pinsAskedFor(application, facts).map(({ kind, which }) => `${which} ${kind}`),
    ['new user-authentication', 'new signature', 'new text'],
  )
  assert.deepEqual(pinsAskedFor(application, { ...facts, setBy: 'nobody' }), [])
})

const WANTED: readonly AskedPin[] = [
  { kind: 'user-authentication', which: 'present' },
  { kind: 'user-authentication', which: 'new' },
]
const TYPED: readonly UnverifiedPin[] = [
  { kind: 'user-authentication', which: 'new', value: '1357' },
  { kind: 'user-authentication', which: 'present', value: '2468' },
]
const [NEW, KNOWN] = [TYPED.slice(0, 1), TYPED.slice(1)]

const CHECKS: readonly (readonly [string, readonly UnverifiedPin[], string])[] = [
  ['all that is asked, in any order', TYPED, 'ok'],
  ['one is missing', KNOWN, 'pin-missing'],
  ['one is empty', [...KNOWN, ...NEW.map((one) => ({ ...one, value: '' }))], 'pin-missing'],
  [
    'one has a wrong form',
    [...KNOWN, ...NEW.map((one) => ({ ...one, value: '135' }))],
    'pin-form-digits',
  ],
  ['one too many', [...TYPED, ...KNOWN], 'pins-not-asked'],
  [
    'one of another kind',
    [...KNOWN, { kind: 'signature', which: 'new', value: 'ABC123' }],
    'pins-not-asked',
  ],
]
for (const [name, typed, expected] of CHECKS) {
  test(`typed PINs: ${name}`, () => {
    const checked = checkTypedPins(WANTED, typed)
    assert.equal(checked.ok ? 'ok' : checked.refusal, expected)
    assert.doesNotMatch(JSON.stringify(checked), /1357|2468|ABC123/)
  })
}
