import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Instant, parseInstant } from '#kernel/instant.ts'
import { checkKioskReset, type KioskReset } from './pin-reset.ts'

function at(text: string): Instant {
  const moment = parseInstant(text)
  assert.ok(moment !== undefined)
  return moment
}

const GOOD: KioskReset = {
  pin: 'signature',
  otherPinKnown: true,
  cardVariant: 'standard',
  certificateLive: true,
  registeredAt: at('2026-04-01T12:00:00+09:00'),
}
const NOON = '2026-04-01T12:30:00+09:00'

for (const [name, reset, when, answer] of [
  ['half an hour after the registration', GOOD, NOON, undefined],
  ['24 hours after it', GOOD, '2026-04-02T12:00:00+09:00', undefined],
  ['a second more', GOOD, '2026-04-02T12:00:01+09:00', 'pin-reset-registration-over'],
  ['before it', GOOD, '2026-04-01T11:59:59+09:00', 'pin-reset-registration-over'],
  ['when the kiosk opens', GOOD, '2026-04-02T06:30:00+09:00', undefined],
  ['a second before it opens', GOOD, '2026-04-02T06:29:59+09:00', 'pin-reset-kiosk-closed'],
  ['a second before it closes', GOOD, '2026-04-01T22:59:59+09:00', undefined],
  ['when it closes', GOOD, '2026-04-01T23:00:00+09:00', 'pin-reset-kiosk-closed'],
  ['both PINs forgotten', { ...GOOD, otherPinKnown: false }, NOON, 'pin-reset-both-forgotten'],
  ['a PIN-less card', { ...GOOD, cardVariant: 'pinless' }, NOON, 'pin-reset-pinless-card'],
  [
    'an ended certificate',
    { ...GOOD, certificateLive: false },
    NOON,
    'pin-reset-certificate-ended',
  ],
] as const) {
  test(`PIN reset at the kiosk: ${name}`, () => {
    const checked = checkKioskReset(reset, at(when))
    assert.equal(checked.ok ? undefined : checked.refusal, answer)
  })
}
