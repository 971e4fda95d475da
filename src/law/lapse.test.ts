import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CivilDate, parseCivilDate } from '#kernel/civil-date.ts'
import { CERTIFICATE_KINDS } from './certificate-kind.ts'
import {
  groundOfChange,
  LAPSE_GROUND_NAMES,
  LAPSE_GROUNDS,
  lapseOf,
  mayLiftHold,
  type ResidentChange,
  survivorsOf,
} from './lapse.ts'
import { DEFAULT_LAW_POLICY } from './policy.ts'

function day(text: string): CivilDate {
  const date = parseCivilDate(text)
  assert.ok(date !== undefined, `no such day: ${text}`)
  return date
}

const ON = day('2026-04-01')

for (const [ground, signature, authentication] of [
  ['holder-request', 'cessationOfOperation', 'cessationOfOperation'],
  ['key-compromise-reported', 'keyCompromise', 'keyCompromise'],
  ['address-changed', 'affiliationChanged', 'survives'],
  ['name-changed', 'affiliationChanged', 'survives'],
  ['sex-changed', 'affiliationChanged', 'survives'],
  ['birth-date-changed', 'affiliationChanged', 'survives'],
  ['died', 'affiliationChanged', 'affiliationChanged'],
  ['resident-record-deleted', 'affiliationChanged', 'affiliationChanged'],
  ['overseas-with-continuation', 'affiliationChanged', 'survives'],
  ['overseas-without-continuation', 'cessationOfOperation', 'cessationOfOperation'],
  ['record-error', 'affiliationChanged', 'affiliationChanged'],
  ['authority-key-compromised', 'cACompromise', 'cACompromise'],
  ['renewed', 'superseded', 'superseded'],
  ['reissued', 'superseded', 'superseded'],
  ['card-term-changed', 'superseded', 'superseded'],
  ['discarded-before-delivery', 'unspecified', 'unspecified'],
  ['held', 'certificateHold', 'certificateHold'],
  ['card-returned', 'cessationOfOperation', 'cessationOfOperation'],
  ['card-revoked', 'cessationOfOperation', 'cessationOfOperation'],
  ['switched-to-pinless-card', 'cessationOfOperation', 'survives'],
] as const) {
  test(`lapse: ${ground}`, () => {
    for (const [kind, expected] of [
      ['signature', signature],
      ['user-authentication', authentication],
    ] as const) {
      const lapse = lapseOf(ground, kind)
      assert.equal(lapse.outcome === 'lapses' ? lapse.reason : 'survives', expected)
      assert.equal(survivorsOf(ground).includes(kind), expected === 'survives')
    }
  })
}

test('lapse: every ground decides every kind, under its own name, in both languages', () => {
  assert.deepEqual(Object.keys(LAPSE_GROUNDS).toSorted(), [...LAPSE_GROUND_NAMES].toSorted())
  for (const ground of LAPSE_GROUND_NAMES) {
    const rule = LAPSE_GROUNDS[ground]
    assert.deepEqual([rule.ground, rule.id], [ground, `lapse-${ground}`])
    assert.ok(rule.nextJa.length > 0 && rule.nextEn.length > 0)
    assert.ok(CERTIFICATE_KINDS.some((kind) => lapseOf(ground, kind).outcome === 'lapses'))
    for (const kind of survivorsOf(ground)) assert.equal(kind, 'user-authentication')
  }
})

test('lapse: reasons that no source settles follow the settings', () => {
  const policy = {
    ...DEFAULT_LAW_POLICY,
    recordErrorReason: 'unspecified',
    cardEndedReason: 'unspecified',
  } as const
  for (const ground of LAPSE_GROUND_NAMES) {
    const open = ['recordErrorReason', 'cardEndedReason'].includes(
      LAPSE_GROUNDS[ground].effects.signature,
    )
    const changed = open
      ? { outcome: 'lapses', reason: 'unspecified' }
      : lapseOf(ground, 'signature')
    assert.deepEqual(lapseOf(ground, 'signature', policy), changed)
  }
})

for (const [name, change, ground] of [
  ['a move within Japan', { kind: 'moved', on: ON }, 'address-changed'],
  ['a new name', { kind: 'name-changed', on: ON }, 'name-changed'],
  ['a corrected sex', { kind: 'corrected', on: ON, item: 'sex', minor: false }, 'sex-changed'],
  [
    'a corrected birth date',
    { kind: 'corrected', on: ON, item: 'birth-date', minor: false },
    'birth-date-changed',
  ],
  [
    'a corrected address',
    { kind: 'corrected', on: ON, item: 'address', minor: false },
    'address-changed',
  ],
  ['a corrected name', { kind: 'corrected', on: ON, item: 'name', minor: false }, 'name-changed'],
  ['a minor correction', { kind: 'corrected', on: ON, item: 'name', minor: true }, undefined],
  ['a death', { kind: 'died', on: ON }, 'died'],
  ['a deleted record', { kind: 'record-deleted', on: ON }, 'resident-record-deleted'],
  [
    'overseas with continuation',
    { kind: 'moved-overseas', on: ON, continuation: true },
    'overseas-with-continuation',
  ],
  [
    'overseas without continuation',
    { kind: 'moved-overseas', on: ON, continuation: false },
    'overseas-without-continuation',
  ],
  [
    'overseas on the first day of continuation',
    { kind: 'moved-overseas', on: day('2024-05-27'), continuation: true },
    'overseas-with-continuation',
  ],
  [
    'overseas before there was continuation',
    { kind: 'moved-overseas', on: day('2024-05-26'), continuation: true },
    'overseas-without-continuation',
  ],
  ['a longer stay', { kind: 'stay-extended', on: ON }, undefined],
  ['a guardianship', { kind: 'became-adult-ward', on: ON }, undefined],
  ['the end of a guardianship', { kind: 'guardianship-ended', on: ON }, undefined],
  ['the end of the stay', { kind: 'stay-ended', on: ON }, 'resident-record-deleted'],
  ['a 旧氏', { kind: 'former-name-changed', on: ON }, 'name-changed'],
  ['naturalised as someone', { kind: 'naturalised', on: ON, newName: {} }, 'name-changed'],
  ['naturalised', { kind: 'naturalised', on: ON, newName: undefined }, undefined],
  ['a new number', { kind: 'number-changed', on: ON }, 'card-revoked'],
  ['a birth', { kind: 'born', on: ON }, undefined],
] as const satisfies readonly (readonly [string, ResidentChange, string | undefined])[]) {
  test(`a change of the record: ${name}`, () => assert.equal(groundOfChange(change), ground))
}

for (const [kind, carrier, settings, lifted] of [
  ['signature', 'card', {}, false],
  ['user-authentication', 'card', {}, false],
  ['signature', 'card', { cardHoldMayBeLifted: true }, true],
  ['user-authentication', 'card', { cardHoldMayBeLifted: true }, true],
  ['user-authentication', 'phone', {}, true],
  ['user-authentication', 'phone', { phoneAuthenticationHoldMayBeLifted: false }, false],
  ['signature', 'phone', { cardHoldMayBeLifted: true }, false],
] as const) {
  test(`§11.17: hold of ${kind} on a ${carrier} ${JSON.stringify(settings)}: ${lifted}`, () =>
    assert.equal(mayLiftHold(kind, carrier, { ...DEFAULT_LAW_POLICY, ...settings }), lifted))
}

test('a 旧氏 ends nothing where the setting says so', () => {
  const policy = { ...DEFAULT_LAW_POLICY, formerNameEndsSignature: false }
  assert.equal(groundOfChange({ kind: 'former-name-changed', on: ON }, policy), undefined)
})
