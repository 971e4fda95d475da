import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fromWire, toWire } from './wire.ts'

test('values with octets read back as they were', () => {
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.uint8Array())
  const plainKeys = fc.string().filter((key) => key !== '__proto__' && key !== '$bytes')
  fc.assert(
    fc.property(fc.dictionary(plainKeys, fc.oneof(leaf, fc.array(leaf))), (value) => {
      assert.deepEqual(fromWire(toWire(value)), { ...value })
    }),
  )
})

test('a Buffer travels as the octets it is', () => {
  const value = { octets: Buffer.from('octets'), all: [Buffer.from('x')] }
  assert.deepEqual(fromWire(toWire(value)), {
    octets: new Uint8Array(value.octets),
    all: [Uint8Array.of(120)],
  })
})

for (const [name, text] of [
  ['not JSON', '{'],
  ['octets that are not base64', '{"a":{"$bytes":"*"}}'],
  ['octets that are not a string', '{"a":{"$bytes":1}}'],
  ['nesting without end', '['.repeat(40) + ']'.repeat(40)],
] as const) {
  test(`fromWire refuses ${name}`, () =>
    assert.throws(() => fromWire(text), { code: 'request-malformed' }))
}
