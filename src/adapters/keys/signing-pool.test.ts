import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseKeyName } from '#ca/contract.ts'
import { type SuiteId, SUITES } from '#ca/suites.ts'
import { importPublicKey } from '#crypto/public-key.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import { utf8 } from '#kernel/bytes.ts'
import { makeRingKey, type RingKey } from './key-ring.ts'
import { BATCH_MIN, SigningPool } from './signing-pool.ts'

async function keyOf(suite: SuiteId): Promise<RingKey> {
  const name = parseKeyName('signature-1')
  assert.ok(name !== undefined)
  return await makeRingKey(name, 'authority', suite)
}

function verifies(key: RingKey, message: Uint8Array, signature: Uint8Array): boolean {
  const imported = importPublicKey(key.publicKeyDer)
  assert.ok(imported.ok)
  return verifySignature(SUITES[key.suite].signature, imported.value, message, signature)
}

for (const count of [1, BATCH_MIN - 1, BATCH_MIN, 10 * BATCH_MIN])
  test(`${count} at once: every signature is of its own message`, async () => {
    const pool = new SigningPool()
    const key = await keyOf('ecdsa-p256-sha256')
    const messages = Array.from({ length: count }, (_, i) => utf8(`message ${i}`))
    const signatures = await Promise.all(messages.map((message) => pool.sign(key, message)))
    for (const [i, signature] of signatures.entries())
      assert.ok(verifies(key, messages[i] ?? new Uint8Array(), signature))
    await pool.close()
  })

test('keys of two suites are not confused, though their names are the same', async () => {
  const pool = new SigningPool()
  const keys = [await keyOf('ecdsa-p384-sha384'), await keyOf('rsa-2048-sha256')]
  const message = utf8('one message')
  const asked = Array.from({ length: 2 * BATCH_MIN }, (_, i) => keys[i % 2] ?? assert.fail())
  const signatures = await Promise.all(asked.map((key) => pool.sign(key, message)))
  for (const [i, key] of asked.entries())
    assert.ok(verifies(key, message, signatures[i] ?? new Uint8Array()))
  await pool.close()
})

test('signatures due when the pool is closed are rejected, not forgotten', async () => {
  const pool = new SigningPool()
  const key = await keyOf('rsa-2048-sha256')
  const due = Array.from({ length: 20 * BATCH_MIN }, () => pool.sign(key, utf8('due')))
  const settled = Promise.allSettled(due)
  await new Promise(setImmediate)
  await pool.close()
  const faults = (await settled).filter(({ status }) => status === 'rejected')
  assert.ok(faults.length > 0)
  const after = await pool.sign(key, utf8('after'))
  assert.ok(verifies(key, utf8('after'), after), 'a closed pool starts again when asked')
  await pool.close()
})
