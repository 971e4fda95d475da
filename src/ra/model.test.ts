import assert from 'node:assert/strict'
import { test } from 'node:test'
import { civilDate } from '#kernel/civil-date.ts'
import { instant } from '#kernel/instant.ts'
import { parseReceipt, parseSerialHex } from '#ca/contract.ts'
import { parseResidentId } from '#register/contract.ts'
import type { Application, ApplicationState, IssuedRef, RegisteredCard } from './contract.ts'
import {
  applicationAfter,
  type ApplicationEvent,
  APPLICATION_TRANSITIONS,
  cardAfter,
  issuedBy,
  kindsHeldOpen,
} from './model.ts'
import { drawReceiptNumber, isReceiptNumber } from './receipt-number.ts'

const AT = instant(1_770_000_000_000)

function ref(kind: IssuedRef['kind'], serial: string): IssuedRef {
  const [serialHex, receipt] = [parseSerialHex(serial), parseReceipt(`20260302-ABCDEFGH:${serial}`)]
  assert.ok(serialHex && receipt)
  return { kind, serialHex, receipt, notBefore: AT, notAfter: AT, certificateSha256Hex: serial }
}

const AUTHENTICATION = ref('user-authentication', '0a')
const AUTHENTICATION_AGAIN = ref('user-authentication', '0c')
const SIGNATURE = ref('signature', '0b')

function application(state: ApplicationState): Application {
  const residentId = parseResidentId('R0000000001')
  assert.ok(residentId)
  return {
    receiptNumber: '20260302-ABCDEFGH',
    residentId,
    purpose: 'issue',
    kinds: ['user-authentication', 'signature'],
    cardSerial: '0000000000000001',
    acceptedAt: AT,
    acceptedOn: civilDate(2026, 3, 2),
    pinSetBy: 'holder',
    state,
  }
}

const STATES: Readonly<Record<ApplicationState['at'], ApplicationState>> = {
  accepted: { at: 'accepted' },
  issuing: { at: 'issuing', issued: [AUTHENTICATION] },
  issued: { at: 'issued', issued: [AUTHENTICATION, SIGNATURE] },
  delivered: { at: 'delivered', issued: [AUTHENTICATION, SIGNATURE], deliveredAt: AT },
  withdrawn: { at: 'withdrawn', withdrawnAt: AT, discarded: [AUTHENTICATION] },
}
const DELIVERY: ApplicationEvent = { happened: 'delivery-confirmed', at: AT }
const WITHDRAWAL: ApplicationEvent = { happened: 'withdrawal', at: AT }
const issuing = (issued: IssuedRef): ApplicationEvent => ({
  happened: 'certificate-issued',
  issued,
})

const CASES: readonly (readonly [ApplicationState['at'], ApplicationEvent, ApplicationState?])[] = [
  ['accepted', issuing(AUTHENTICATION), STATES.issuing],
  ['accepted', issuing(SIGNATURE), { at: 'issuing', issued: [SIGNATURE] }],
  ['accepted', DELIVERY],
  ['accepted', WITHDRAWAL, { at: 'withdrawn', withdrawnAt: AT, discarded: [] }],
  ['issuing', issuing(SIGNATURE), STATES.issued],
  ['issuing', issuing(AUTHENTICATION_AGAIN), { at: 'issuing', issued: [AUTHENTICATION_AGAIN] }],
  ['issuing', DELIVERY],
  ['issuing', WITHDRAWAL, STATES.withdrawn],
  [
    'issued',
    issuing(AUTHENTICATION_AGAIN),
    { at: 'issued', issued: [AUTHENTICATION_AGAIN, SIGNATURE] },
  ],
  ['issued', DELIVERY, STATES.delivered],
  [
    'issued',
    WITHDRAWAL,
    { at: 'withdrawn', withdrawnAt: AT, discarded: [AUTHENTICATION, SIGNATURE] },
  ],
  ['delivered', issuing(SIGNATURE)],
  ['delivered', DELIVERY],
  ['delivered', WITHDRAWAL],
  ['withdrawn', issuing(SIGNATURE)],
  ['withdrawn', DELIVERY],
  ['withdrawn', WITHDRAWAL],
]

for (const [from, event, to] of CASES) {
  const name = to === undefined ? 'application-state' : to.at
  const kind = event.happened === 'certificate-issued' ? ` ${event.issued.kind}` : ''
  test(`application ${from} × ${event.happened}${kind} → ${name}`, () => {
    const after = applicationAfter(application(STATES[from]), event)
    if (to === undefined) {
      assert.deepEqual(after, { ok: false, refusal: 'application-state', detail: { state: from } })
    } else {
      assert.ok(after.ok)
      assert.deepEqual(after.value.state, to)
    }
  })
}

test('the cases cover every state and event of the table, and every target', () => {
  const seen = new Set(
    CASES.map(([from, event, to]) => `${from} ${event.happened} ${to?.at ?? ''}`),
  )
  for (const [from, row] of Object.entries(APPLICATION_TRANSITIONS)) {
    for (const [happened, targets] of Object.entries(row)) {
      for (const target of targets.length === 0 ? [''] : targets) {
        // From accepted to issued in one step leads only an application for a single kind.
        const single = from === 'accepted' && target === 'issued'
        assert.ok(
          single || seen.has(`${from} ${happened} ${target}`),
          `${from} ${happened} ${target}`,
        )
      }
    }
  }
})

test('an application for one kind is issued with its first certificate', () => {
  const one: Application = { ...application(STATES.accepted), kinds: ['user-authentication'] }
  const after = applicationAfter(one, issuing(AUTHENTICATION))
  assert.ok(after.ok)
  assert.deepEqual(after.value.state, { at: 'issued', issued: [AUTHENTICATION] })
})

test('an application holds its kinds open until it is delivered or withdrawn', () => {
  for (const [at, state] of Object.entries(STATES)) {
    const held = kindsHeldOpen({
      kind: 'application',
      application: application(state),
      attempts: [],
    })
    assert.equal(held.length, at === 'delivered' || at === 'withdrawn' ? 0 : 2, at)
  }
  assert.deepEqual(issuedBy(application(STATES.withdrawn)), [])
})

const CARD: RegisteredCard = {
  cardSerial: '0000000000000001',
  residentId: application(STATES.accepted).residentId,
  variant: 'standard',
  issuedOn: civilDate(2026, 3, 2),
  expiresOn: civilDate(2035, 12, 10),
  state: 'live',
  lifeCounter: 3,
}
for (const [from, change, to] of [
  [{ state: 'live' }, 'returned', { state: 'returned' }],
  [{ state: 'live' }, 'revoked', { state: 'revoked' }],
  [{ state: 'live' }, 'made-pinless', { state: 'live', variant: 'pinless' }],
  [{ state: 'live', variant: 'pinless' }, 'made-pinless', {}],
  [{ state: 'returned' }, 'returned', {}],
  [{ state: 'returned' }, 'revoked', {}],
  [{ state: 'returned' }, 'made-pinless', {}],
  [{ state: 'revoked' }, 'returned', {}],
  [{ state: 'revoked' }, 'revoked', {}],
  [{ state: 'revoked' }, 'made-pinless', {}],
] as const) {
  test(`card ${Object.values(from).join(' ')} × ${change} → ${JSON.stringify(to)}`, () => {
    const before: RegisteredCard = { ...CARD, ...from }
    const after = cardAfter(before, change)
    assert.deepEqual(after, { ...before, ...to })
    if (Object.keys(to).length === 0) assert.equal(after, before)
  })
}

test('a receipt number carries the day in Japan and eight characters without I, L, O, U', () => {
  const random = { bytes: (length: number) => Uint8Array.from({ length }, (_, i) => 247 + i) }
  const number = drawReceiptNumber({ clock: { now: () => instant(1_772_380_799_000) }, random })
  assert.equal(number, '20260302-QRSTVWXY')
  assert.ok(isReceiptNumber(number))
  for (const wrong of [
    '20260302-ABCDEFGI',
    '20260302-abcdefgh',
    '2026032-ABCDEFGH',
    '',
    `${number}0`,
  ]) {
    assert.equal(isReceiptNumber(wrong), false, wrong)
  }
})
