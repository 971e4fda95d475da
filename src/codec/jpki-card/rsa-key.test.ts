import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { toHex } from '#kernel/bytes.ts'
import {
  encodePublicKeyTemplate,
  modulusOf,
  parsePublicKeyTemplate,
  subjectPublicKeyInfo,
} from './rsa-key.ts'

function spki(type: 'rsa' | 'other', modulusLength = 2048, publicExponent = 65_537): Uint8Array {
  const { publicKey } =
    type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength, publicExponent })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return publicKey.export({ format: 'der', type: 'spki' })
}

test('the SubjectPublicKeyInfo is OpenSSL’s, octet for octet', () => {
  const der = spki('rsa')
  const modulus = modulusOf(der)
  assert.ok(modulus !== undefined)
  assert.equal(toHex(subjectPublicKeyInfo(modulus)), toHex(der))
})

test('another size, exponent or kind of key has no modulus for us', () => {
  assert.equal(modulusOf(spki('rsa', 1024)), undefined)
  assert.equal(modulusOf(spki('rsa', 2048, 3)), undefined)
  assert.equal(modulusOf(spki('other')), undefined)
})

test('a public key template is read back, and only that', () => {
  const modulus = new Uint8Array(256).fill(0xc1)
  const template = encodePublicKeyTemplate(modulus)
  assert.equal(template.length, 270)
  assert.equal(toHex(template.subarray(0, 9)), '7f4982010981820100')
  const parsed = parsePublicKeyTemplate(template)
  assert.deepEqual(parsed.ok && toHex(parsed.value), toHex(modulus))
  for (const [index, octet] of [
    [1, 0x48],
    [5, 0x83],
    [-1, 0x03],
    [-5, 0x83],
  ] as const)
    assert.equal(parsePublicKeyTemplate(template.with(index, octet)).ok, false)
  assert.equal(parsePublicKeyTemplate(template.subarray(0, -1)).ok, false)
})

test('a modulus of another length is a fault', () => {
  assert.throws(() => subjectPublicKeyInfo(new Uint8Array(255).fill(0xff)))
  assert.throws(() => encodePublicKeyTemplate(new Uint8Array(256)))
})
