import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSerialHex, type StatusRecord } from '#ca/contract.ts'
import { type Instant, instant } from '#kernel/instant.ts'
import { disagreements, type Said, type Witness } from './compare.ts'

const NOON = Date.UTC(2026, 3, 1, 12)
const at = (seconds: number): Instant => instant(NOON + seconds * 1000)
const serial = parseSerialHex('2a')
assert.ok(serial !== undefined)
const GOOD: StatusRecord = {
  serialHex: serial,
  generation: 1,
  municipalityCode: '13113',
  notAfter: at(86_400),
  completed: true,
  revocation: undefined,
  liftedAt: undefined,
}

function revoked(seconds: number, change: object = {}): StatusRecord {
  const revocation = { revokedAt: at(seconds), reason: 'superseded', holdFinalAt: undefined }
  return { ...GOOD, revocation: { ...revocation, ...change } } as StatusRecord
}

const saidRevoked = (seconds: number, reason = 'superseded'): Said => ({
  state: 'revoked',
  revokedAt: at(seconds),
  reason,
})

function witness(said: Said | undefined, asOf: Instant | undefined, named: string[] = []): Witness {
  return {
    name: 'witness',
    asOf,
    covers: ({ municipalityCode }) => municipalityCode === '13113',
    says: () => said,
    named: () => named,
  }
}

const good: Said = { state: 'good' }
const unknown: Said = { state: 'unknown' }

for (const [name, record, said, agrees] of [
  ['good and good', GOOD, good, true],
  ['good and revoked', GOOD, saidRevoked(-10), false],
  ['good and unknown', GOOD, unknown, false],
  ['good and no answer', GOOD, undefined, false],
  ['revoked and good', revoked(-10), good, false],
  ['revoked and revoked', revoked(-10.5), saidRevoked(-11), true],
  ['another second', revoked(-10), saidRevoked(-11), false],
  ['another reason', revoked(-10), saidRevoked(-10, 'keyCompromise'), false],
  ['never signed, unknown', { ...revoked(-10), completed: false }, unknown, true],
  ['never signed, revoked', { ...revoked(-10), completed: false }, saidRevoked(-10), false],
] as const)
  test(`now: ${name} → ${agrees ? 'agree' : 'disagree'}`, () => {
    const found = disagreements('signature', new Map([['2a', record]]), [witness(said, undefined)])
    assert.equal(found.length, agrees ? 0 : 1)
  })

for (const [name, record, said, agrees] of [
  ['good and not listed', GOOD, good, true],
  ['good and listed', GOOD, saidRevoked(-10), false],
  ['revoked and listed', revoked(-10), saidRevoked(-10), true],
  ['revoked before it and not listed', revoked(-1), good, false],
  ['revoked in its second and not listed', revoked(0), good, true],
  ['revoked after it and not listed', revoked(1), good, true],
  ['revoked while it was made, and listed', revoked(1), saidRevoked(1), true],
  ['another second', revoked(-10), saidRevoked(-9), false],
  ['another reason', revoked(-10), saidRevoked(-10, 'keyCompromise'), false],
  ['ended and listed still', { ...revoked(-10), notAfter: at(-5) }, saidRevoked(-10), true],
  ['ended and gone', { ...revoked(-10), notAfter: at(-5) }, good, true],
  [
    'a hold made final after it',
    revoked(-10, { holdFinalAt: at(5) }),
    saidRevoked(-10, 'certificateHold'),
    true,
  ],
  [
    'a hold made final before it',
    revoked(-10, { holdFinalAt: at(-5) }),
    saidRevoked(-10, 'certificateHold'),
    false,
  ],
  [
    'a hold lifted after it',
    { ...GOOD, liftedAt: at(5) },
    saidRevoked(-10, 'certificateHold'),
    true,
  ],
  [
    'a hold lifted before it',
    { ...GOOD, liftedAt: at(-5) },
    saidRevoked(-10, 'certificateHold'),
    false,
  ],
  ['a lift does not excuse another reason', { ...GOOD, liftedAt: at(5) }, saidRevoked(-10), false],
  ['never signed, listed', { ...revoked(-10), completed: false }, saidRevoked(-10), true],
] as const)
  test(`list: ${name} → ${agrees ? 'agree' : 'disagree'}`, () => {
    const found = disagreements('signature', new Map([['2a', record]]), [witness(said, at(0))])
    assert.equal(found.length, agrees ? 0 : 1)
  })

test('a serial number without a record, and one of another municipality', () => {
  const records = new Map<string, StatusRecord>([
    ['2a', GOOD],
    ['2b', { ...GOOD, municipalityCode: '14104' }],
  ])
  const found = disagreements('signature', records, [witness(good, at(0), ['2a', '2b', '2c'])])
  assert.deepEqual(
    found.map(({ serialHex, record }) => [serialHex, record]),
    [
      ['2b', 'not here'],
      ['2c', 'not here'],
    ],
  )
})
