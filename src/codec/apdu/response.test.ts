import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeResponse, parseResponse } from './response.ts'

test('a response is its data and its status word', () => {
  const response = Uint8Array.of(0x01, 0x02, 0x63, 0xc2)
  const parsed = parseResponse(response)
  assert.ok(parsed.ok)
  assert.deepEqual(parsed.value, { data: Uint8Array.of(1, 2), statusWord: 0x63c2 })
  assert.deepEqual(encodeResponse(parsed.value), response)
})

test('a status word alone is a response; one octet is none', () => {
  const parsed = parseResponse(Uint8Array.of(0x90, 0x00))
  assert.deepEqual(parsed.ok && parsed.value, { data: new Uint8Array(0), statusWord: 0x9000 })
  assert.equal(parseResponse(Uint8Array.of(0x90)).ok, false)
})
