import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { instant, plusMs } from '#kernel/instant.ts'
import { checkPinForm } from '#law/pin-rules.ts'
import type { EnteredPin } from './asked-pins.ts'
import { PINS_HELD_MS_MAX, PinVault } from './pin-vault.ts'

const NOW = instant(1_800_000_000_000)
const RECEIPT = '20260302-8K3T9QWM'
const BOTH = ['user-authentication', 'signature'] as const

function entered(): readonly EnteredPin[] {
  const values = { 'user-authentication': '2468', signature: 'Shomei2026' } as const
  return BOTH.map((kind) => {
    const pin = checkPinForm(kind, values[kind])
    assert.ok(pin.ok)
    return { kind, which: 'new', pin: pin.value }
  })
}

function filled(): PinVault {
  const vault = new PinVault()
  vault.hold(RECEIPT, entered(), NOW)
  return vault
}

test('PINs come out for the work they were typed for, as the card compares them', () => {
  assert.deepEqual(filled().newPins(RECEIPT, BOTH, NOW), {
    'user-authentication': '2468',
    signature: 'SHOMEI2026',
  })
})

test('not for other work, not as the known PIN, not for a kind that was not typed', () => {
  const vault = filled()
  assert.deepEqual(vault.newPins('20260302-00000000', BOTH, NOW), {})
  const known = { kind: 'signature', which: 'present' } as const
  assert.equal(vault.valueOf(RECEIPT, known, NOW), undefined)
  assert.deepEqual(vault.newPins(RECEIPT, ['signature'], NOW), { signature: 'SHOMEI2026' })
})

test('to the last millisecond of their time, and then never again', () => {
  const vault = filled()
  const end = plusMs(NOW, PINS_HELD_MS_MAX)
  assert.equal(Object.keys(vault.newPins(RECEIPT, BOTH, plusMs(end, -1))).length, 2)
  assert.deepEqual(vault.newPins(RECEIPT, BOTH, end), {})
  assert.deepEqual(vault.newPins(RECEIPT, BOTH, NOW), {})
})

test('wiping, and other work, end them', () => {
  const wiped = filled()
  wiped.wipe()
  wiped.wipe()
  assert.deepEqual(wiped.newPins(RECEIPT, BOTH, NOW), {})
  const replaced = filled()
  replaced.hold('20260302-00000000', [], NOW)
  assert.deepEqual(replaced.newPins(RECEIPT, BOTH, NOW), {})
})

test('a printed, serialised or copied vault shows nothing', () => {
  const vault = filled()
  const shown = [
    inspect(vault, { depth: 9 }),
    JSON.stringify(vault),
    JSON.stringify(Object.assign({}, vault)),
  ]
  for (const text of shown) assert.doesNotMatch(text, /2468|SHOMEI|83, 72, 79/)
})
