import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { test } from 'node:test'
import { CardPin } from './card-pin.ts'
import type { PinName } from './contract.ts'

function octetsOf(name: PinName, text: string): string | undefined {
  const pin = CardPin.parse(name, text)
  return pin.ok ? Buffer.from(pin.value.octets()).toString('latin1') : undefined
}

for (const [name, typed, octets] of [
  ['user-authentication', '0123', '0123'],
  ['user-authentication', '123', undefined],
  ['user-authentication', '12345', undefined],
  ['user-authentication', '12a4', undefined],
  ['user-authentication', '１２３４', undefined],
  ['user-authentication', '1234\n', undefined],
  ['signature', 'ABC123', 'ABC123'],
  ['signature', 'abc123', 'ABC123'],
  ['signature', 'ABCDE', undefined],
  ['signature', 'ABCDEFGH01234567', 'ABCDEFGH01234567'],
  ['signature', 'ABCDEFGH012345678', undefined],
  ['signature', 'ABC-123', undefined],
  // 'ß'.toUpperCase() is 'SS': only A to Z are made capital, so that no typed letter becomes two.
  ['signature', 'straße', undefined],
  ['text', '5678', '5678'],
  ['text', '', undefined],
] as const) {
  test(`the form of a ${name} PIN: ${JSON.stringify(typed)}`, () => {
    assert.equal(octetsOf(name, typed), octets)
  })
}

test('each PIN has a refusal of its own, without the value', () => {
  for (const name of ['signature', 'user-authentication', 'text'] as const) {
    const refused = CardPin.parse(name, '!')
    assert.deepEqual(refused, { ok: false, refusal: `pin-form-${name}`, detail: {} })
  }
})

test('a PIN does not show in what is printed or serialised', () => {
  const pin = CardPin.parse('signature', 'SECRET1')
  assert(pin.ok)
  for (const shown of [inspect(pin.value), JSON.stringify(pin.value)])
    assert.doesNotMatch(shown, /SECRET1|83,\s*69/)
})
