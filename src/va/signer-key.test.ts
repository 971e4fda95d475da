import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { keyParametersOf, signerKeyOf, verificationKeyOf } from './signer-key.ts'

function spki(): Uint8Array {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }))
}

test('a key is read once, whatever buffer its octets come in, and none of them is held', () => {
  const spkiDer = spki()
  const known = signerKeyOf({ spkiDer })
  assert.notEqual(known.spkiDer.buffer, spkiDer.buffer)
  assert.equal(signerKeyOf({ spkiDer: Uint8Array.from(spkiDer) }), known)
  assert.equal(verificationKeyOf(known), verificationKeyOf(known))
})

test('keys that share a place are told apart by every octet', () => {
  const spkiDer = spki()
  const known = signerKeyOf({ spkiDer })
  // The last octet is not the one that names the place.
  const other = Uint8Array.from(spkiDer, (octet, i) =>
    i === spkiDer.length - 1 ? octet ^ 1 : octet,
  )
  const otherKey = signerKeyOf({ spkiDer: other })
  assert.notEqual(otherKey, known)
  assert.equal(verificationKeyOf(otherKey), undefined, 'that point is not on the curve')
  assert.notEqual(verificationKeyOf(signerKeyOf({ spkiDer })), undefined)
})

test('what is no key stays none, and a very long one is not kept', () => {
  const wrong = { spkiDer: Uint8Array.of(0x30, 0) }
  assert.equal(keyParametersOf(wrong).ok, false)
  assert.equal(keyParametersOf(wrong).ok, false)
  const long = { spkiDer: new Uint8Array(5_000) }
  assert.notEqual(signerKeyOf(long), signerKeyOf(long))
  assert.equal(verificationKeyOf(signerKeyOf(long)), undefined)
})
