import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SUITES } from '#ca/suites.ts'
import { importPublicKey } from '#crypto/public-key.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import { utf8 } from '#kernel/bytes.ts'
import { makeThrowawaySigner } from './throwaway-signer.ts'

for (const suite of ['rsa-2048-sha256', 'ecdsa-p384-sha384'] as const)
  test(`the throwaway signature of ${suite} is of its algorithm, and verifies`, () => {
    const signer = makeThrowawaySigner()
    const key = importPublicKey(signer.publicKeyDer(suite))
    assert.ok(key.ok)
    const { signature: scheme } = SUITES[suite]
    for (const message of [utf8(''), utf8('a certificate'), new Uint8Array(2000)]) {
      const signature = signer.sign(suite, message)
      assert.ok(verifySignature(scheme, key.value, message, signature))
      assert.ok(!verifySignature(scheme, key.value, utf8('another'), signature))
    }
  })

test('every process has keys of its own', () => {
  const keys = [1, 2].map(() => makeThrowawaySigner().publicKeyDer('rsa-2048-sha256'))
  assert.notDeepEqual(keys[0], keys[1])
})
