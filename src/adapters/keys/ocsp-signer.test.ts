import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type KeyName, parseKeyName } from '#ca/contract.ts'
import { SUITES } from '#ca/suites.ts'
import { importPublicKey } from '#crypto/public-key.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import { utf8 } from '#kernel/bytes.ts'
import { ocspSigner } from './ocsp-signer.ts'
import { SCRYPT_LOG_N_MIN } from './sealed-file.ts'
import { SoftwareKeystore } from './software-keystore.ts'

const root = await mkdtemp(join(tmpdir(), 'shomei-ocsp-signer-'))
after(() => rm(root, { recursive: true, force: true }))

async function opened(name: string): Promise<SoftwareKeystore> {
  const keystore = await SoftwareKeystore.open(join(root, name), 'passphrase', SCRYPT_LOG_N_MIN)
  assert.ok(keystore.ok)
  return keystore.value
}

function keyName(text: string): KeyName {
  const name = parseKeyName(text)
  assert.ok(name !== undefined)
  return name
}

const input = { what: 'ocsp-response', tbsDer: utf8('ResponseData') } as const

for (const [suite, isFast] of [
  ['ecdsa-p256-sha256', true],
  ['rsa-2048-sha256', false],
] as const)
  test(`${suite}: ${isFast ? 'at once' : 'in time, unless there is but one core'}`, async () => {
    const keystore = await opened(suite)
    const publicKeyDer = await keystore.generate(keyName('responder-1'), 'responder', suite)
    const signed = ocspSigner(keystore).sign(keyName('responder-1'), input)
    assert.equal(signed instanceof Promise, !isFast && availableParallelism() > 1)
    const key = importPublicKey(publicKeyDer)
    assert.ok(key.ok)
    const { signature } = SUITES[suite]
    assert.ok(verifySignature(signature, key.value, input.tbsDer, await signed))
    await keystore.close()
  })

test('a key that another process made meanwhile signs, at once from the second time on', async () => {
  const [mine, other] = [await opened('shared'), await opened('shared')]
  await other.generate(keyName('responder-2'), 'responder', 'ecdsa-p256-sha256')
  const signer = ocspSigner(mine)
  const first = signer.sign(keyName('responder-2'), input)
  assert.ok(first instanceof Promise)
  await first
  assert.ok(!(signer.sign(keyName('responder-2'), input) instanceof Promise))
})

test('the key of an authority signs no answer', async () => {
  const keystore = await opened('authority')
  await keystore.generate(keyName('signature-1'), 'authority', 'rsa-2048-sha256')
  await assert.rejects(async () => ocspSigner(keystore).sign(keyName('signature-1'), input))
})
