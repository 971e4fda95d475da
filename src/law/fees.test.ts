import assert from 'node:assert/strict'
import { test } from 'node:test'
import { civilDate } from '#kernel/civil-date.ts'
import { feeYen } from './fees.ts'

const LEFT = civilDate(2026, 1, 1)
const overseas = { occasion: 'overseas-return', leftOn: LEFT } as const

for (const [name, occasion, on, yen] of [
  ['first issue', { occasion: 'first-issue' }, LEFT, 0],
  ['renewal', { occasion: 'renewal' }, LEFT, 0],
  ['a new certificate after a move', { occasion: 'lapsed-by-change' }, LEFT, 0],
  [
    'own fault, certificates',
    { occasion: 'own-fault', withCard: false, withCertificates: true },
    LEFT,
    200,
  ],
  [
    'own fault, card',
    { occasion: 'own-fault', withCard: true, withCertificates: false },
    LEFT,
    800,
  ],
  [
    'own fault, both',
    { occasion: 'own-fault', withCard: true, withCertificates: true },
    LEFT,
    1000,
  ],
  ['back after 90 days', { ...overseas, withCertificates: true }, civilDate(2026, 4, 1), 0],
  ['back after 91 days', { ...overseas, withCertificates: true }, civilDate(2026, 4, 2), 1000],
  ['back late, card alone', { ...overseas, withCertificates: false }, civilDate(2026, 4, 2), 800],
] as const) {
  test(`fee: ${name} costs ${yen} yen`, () => assert.equal(feeYen(occasion, on), yen))
}
