import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkPinForm, PIN_RULES, type PinKind } from './pin-rules.ts'

const KINDS: readonly PinKind[] = ['signature', 'user-authentication', 'text']

for (const [kind, typed, answer] of [
  ['signature', 'ABC123', 'ABC123'],
  ['signature', 'ABC12', 'pin-form-signature'],
  ['signature', 'ABCDEFGH12345678', 'ABCDEFGH12345678'],
  ['signature', 'ABCDEFGH123456789', 'pin-form-signature'],
  ['signature', 'ABCDEF', 'pin-form-signature'],
  ['signature', '123456', 'pin-form-signature'],
  ['signature', 'A23456', 'A23456'],
  ['signature', 'ABCDE6', 'ABCDE6'],
  ['signature', 'abc123', 'ABC123'],
  ['signature', 'ABC 123', 'pin-form-signature'],
  ['signature', 'ABC-123', 'pin-form-signature'],
  ['signature', 'ＡＢＣ１２３', 'pin-form-signature'],
  ['signature', 'ABCß12', 'pin-form-signature'],
  ['signature', 'ABC123\n', 'pin-form-signature'],
  ['signature', '', 'pin-form-signature'],
  ['user-authentication', '1234', '1234'],
  ['user-authentication', '123', 'pin-form-digits'],
  ['user-authentication', '12345', 'pin-form-digits'],
  ['user-authentication', '12A4', 'pin-form-digits'],
  ['user-authentication', '１２３４', 'pin-form-digits'],
  ['user-authentication', '', 'pin-form-digits'],
  ['text', '0000', '0000'],
  ['text', '000', 'pin-form-digits'],
  ['text', '00000', 'pin-form-digits'],
] as const) {
  test(`PIN form: ${kind} ${JSON.stringify(typed)}`, () => {
    const checked = checkPinForm(kind, typed)
    assert.equal(checked.ok ? checked.value.reveal() : checked.refusal, answer)
  })
}

test('§11.16: five misses lock the signature password, three the others', () =>
  assert.deepEqual(
    KINDS.map((kind) => PIN_RULES[kind].triesMax),
    [5, 3, 3],
  ))

function printed(kind: PinKind, typed: string): string {
  const checked = checkPinForm(kind, typed)
  const seen = checked.ok ? checked.value : checked.detail
  return `${inspect(seen, { depth: 9, showHidden: true })} ${JSON.stringify(seen)}`
}

test('what is printed or serialised of a PIN or a refusal is the same whatever the PIN', () => {
  const wellFormed = { signature: 'A1A1A1', 'user-authentication': '9999', text: '9999' } as const
  const texts = fc.oneof(fc.stringMatching(/^[A-Za-z0-9]{4,18}$/), fc.stringMatching(/^[0-9]{4}$/))
  fc.assert(
    fc.property(fc.constantFrom(...KINDS), texts, (kind, typed) => {
      const checked = checkPinForm(kind, typed)
      assert.equal(printed(kind, typed), printed(kind, checked.ok ? wellFormed[kind] : ''))
      if (checked.ok) assert.equal(checked.value.reveal(), typed.toUpperCase())
    }),
    { seed: 20_160_101, numRuns: 200 },
  )
})
