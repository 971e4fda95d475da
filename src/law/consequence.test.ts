import assert from 'node:assert/strict'
import { test } from 'node:test'
import { civilDate } from '#kernel/civil-date.ts'
import { consequenceOf } from './consequence.ts'
import type { ResidentChange } from './lapse.ts'
import { DEFAULT_LAW_POLICY } from './policy.ts'
import {
  cardContinuationDeadline,
  continuationDeadline,
  movingNoticeDeadline,
  PAPERS,
  papersOf,
} from './procedures.ts'

const ON = civilDate(2026, 3, 1)

for (const [name, change, signature, authentication, card] of [
  ['a move', { kind: 'moved', on: ON }, 'affiliationChanged', 'survives', 'stays'],
  ['a death', { kind: 'died', on: ON }, 'affiliationChanged', 'affiliationChanged', 'ends'],
  [
    'the end of the stay',
    { kind: 'stay-ended', on: ON },
    'affiliationChanged',
    'affiliationChanged',
    'ends',
  ],
  [
    'a new number',
    { kind: 'number-changed', on: ON },
    'cessationOfOperation',
    'cessationOfOperation',
    'ends',
  ],
  ['a longer stay', { kind: 'stay-extended', on: ON }, 'survives', 'survives', 'stays'],
] as const satisfies readonly (readonly [string, ResidentChange, string, string, string])[]) {
  test(`consequence of ${name}`, () => {
    const { certificates, card: after } = consequenceOf(change)
    for (const [kind, expected] of [
      ['signature', signature],
      ['user-authentication', authentication],
    ] as const) {
      const lapse = certificates[kind]
      assert.equal(lapse.outcome === 'lapses' ? lapse.reason : 'survives', expected)
    }
    assert.equal(after, card)
  })
}

test('a consequence follows the settings', () => {
  const policy = { ...DEFAULT_LAW_POLICY, cardEndedReason: 'unspecified' } as const
  const { certificates } = consequenceOf({ kind: 'number-changed', on: ON }, policy)
  assert.deepEqual(certificates.signature, { outcome: 'lapses', reason: 'unspecified' })
})

test('days of grace: 14 for the notice, 90 for the card, the day before departure', () => {
  assert.equal(movingNoticeDeadline(ON), '2026-03-15')
  assert.equal(cardContinuationDeadline(ON), '2026-05-30')
  assert.equal(continuationDeadline(ON), '2026-02-28')
})

test('papers: the PIN of the card, or what stands for it, and the representative’s', () => {
  const holder = { pinSetBy: 'holder', newFamilyName: false } as const
  assert.deepEqual(papersOf('update-card-face', holder), ['card', 'resident-pin'])
  const named = papersOf('update-card-face', { ...holder, newFamilyName: true })
  assert.deepEqual(named, ['card', 'resident-pin', 'family-register'])
  const pinless = papersOf('continue-card', { ...holder, pinSetBy: 'nobody' })
  assert.deepEqual(pinless, ['card', 'moving-notice', 'identity-document'])
  const child = papersOf('issue-certificate', { ...holder, pinSetBy: 'legal-representative' })
  assert.deepEqual(child.slice(-2), ['representative-identity', 'proof-of-representation'])
  for (const paper of child) assert.ok(PAPERS[paper].ja.length > 0 && PAPERS[paper].en.length > 0)
})
