import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EphemeralKeys } from '#adapters/keys/ephemeral-keys.ts'
import { postgresStatusReader } from '#adapters/postgres/ca-status-reader.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { importPublicKey } from '#crypto/public-key.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import {
  at,
  type CaRig,
  caDatabases,
  caRig,
  daysLater,
  heldRig,
  SANDBOX_CEREMONY,
} from '../../test/support/ca-rig.ts'
import { startTestPostgres } from '../../test/support/postgres.ts'
import { checkTranscript } from './check-transcript.ts'
import { parseKeyName } from './contract.ts'
import { renewResponders } from './renew-responders.ts'
import { PostgresResponders } from '#adapters/postgres/ca-ceremony.ts'
import type { Database } from '#adapters/postgres/database.ts'
import { rehearseCeremony, runCeremony } from './run-ceremony.ts'
import { SUITES } from './suites.ts'

const freshDatabase = caDatabases(await startTestPostgres())

async function freshRig(): Promise<CaRig & { readonly database: Database }> {
  const database = await freshDatabase()
  return { ...caRig(database), database }
}

/** The sandbox's file with other generations. */
function ceremonyOf(generations: readonly object[], change: object = {}): string {
  const file = JSON.parse(SANDBOX_CEREMONY) as object
  return JSON.stringify({ ...file, generations, ...change })
}

const signatureOf = (generation: number): object => ({
  authority: 'signature',
  generation,
  suite: 'rsa-2048-sha256',
  validityYears: 10,
})

test('the ceremony makes authorities and responders, and a transcript that proves them', async () => {
  const rig = await freshRig()
  const held = await runCeremony(rig.ceremony, SANDBOX_CEREMONY)
  assert.ok(held.ok)
  const generations = await rig.ceremony.records.generations()
  assert.deepEqual(
    generations.map(({ authority, generation, serial, keyName }) => [
      authority,
      generation,
      serial,
      keyName,
    ]),
    [
      ['signature', 1, 1, 'signature-1'],
      ['user-authentication', 1, 1, 'user-authentication-1'],
    ],
  )
  for (const { notBefore, notAfter } of generations) {
    assert.equal(notBefore, at('2026-04-01T01:00:00Z'))
    assert.equal(
      notAfter,
      at('2036-03-31T14:59:59Z'),
      'ten years less a day, to the end of the day',
    )
  }
  const responders = await rig.ceremony.records.responders()
  assert.deepEqual(
    responders.map(({ authority, serial, keyName }) => [authority, serial, keyName]),
    [
      ['signature', 2, 'signature-1-ocsp-first'],
      ['user-authentication', 2, 'user-authentication-1-ocsp-first'],
    ],
  )
  const checked = checkTranscript(SANDBOX_CEREMONY, held.value.transcript)
  assert.ok(checked.ok, JSON.stringify(checked))
  assert.equal(checked.value.sealHex, held.value.sealHex)
  assert.equal(checked.value.rehearsal, false)
  assert.deepEqual(
    checked.value.certificatesDer,
    generations.flatMap((generation, i) => [
      generation.certificateDer,
      responders[i]?.certificateDer ?? new Uint8Array(),
    ]),
  )
})

test('held again, the same file changes nothing', async () => {
  const rig = await freshRig()
  const first = await runCeremony(rig.ceremony, SANDBOX_CEREMONY)
  rig.clock.set('2027-01-01T00:00:00Z')
  const second = await runCeremony(rig.ceremony, SANDBOX_CEREMONY)
  assert.deepEqual(second, first)
  assert.equal((await rig.ceremony.records.generations()).length, 2)
})

test('a rehearsal does everything and keeps nothing', async () => {
  const rig = await freshRig()
  const rehearsed = await rehearseCeremony(
    { ...rig.ceremony, keys: new EphemeralKeys() },
    SANDBOX_CEREMONY,
  )
  assert.ok(rehearsed.ok)
  const checked = checkTranscript(SANDBOX_CEREMONY, rehearsed.value.transcript)
  assert.ok(checked.ok)
  assert.equal(checked.value.rehearsal, true)
  assert.deepEqual(await rig.ceremony.records.generations(), [])
  assert.deepEqual(await rig.ceremony.records.transcript(rehearsed.value.ceremonyHex), [])
  assert.equal(await rig.ceremony.records.nextSerial('signature'), 1)
  assert.equal(await rig.keys.publicKeyDer(keyNameOf('signature-1')), undefined)
})

for (const [name, text, refusal] of [
  ['text that is no file', '{}', 'declaration-malformed'],
  ['the first generation again', ceremonyOf([signatureOf(1)]), 'generation-out-of-order'],
  ['a generation left out', ceremonyOf([signatureOf(3)]), 'generation-out-of-order'],
  ['one twice in a file', ceremonyOf([signatureOf(2), signatureOf(2)]), 'generation-out-of-order'],
  [
    'another name',
    ceremonyOf([signatureOf(2)]).replace('Synthetic Authority', 'Another Authority'),
    'authority-name-differs',
  ],
  [
    'a name of the real service',
    ceremonyOf([signatureOf(2)]).replace('"Shomei Sandbox"', '"JPKI"'),
    'names-of-the-real-service',
  ],
] as const)
  test(`after the first ceremony, ${name} is refused and nothing is made`, async () => {
    const database = await freshDatabase()
    const rig = await heldRig(database)
    const outcome = await runCeremony(rig.ceremony, text)
    assert.equal(outcome.ok ? 'held' : outcome.refusal, refusal)
    assert.equal((await rig.ceremony.records.generations()).length, 2)
  })

test('a ceremony resumed without the key it had made is refused', async () => {
  const rig = await freshRig()
  const { keys } = rig
  const dying = {
    generate: keys.generate.bind(keys),
    discard: keys.discard.bind(keys),
    publicKeyDer: keys.publicKeyDer.bind(keys),
    sign: (): Promise<never> => Promise.reject(new Error('killed')),
  }
  const first = runCeremony({ ...rig.ceremony, keys: dying }, SANDBOX_CEREMONY)
  await assert.rejects(first, { message: 'killed' })
  const outcome = await runCeremony(
    { ...rig.ceremony, keys: new EphemeralKeys() },
    SANDBOX_CEREMONY,
  )
  assert.equal(outcome.ok ? 'held' : outcome.refusal, 'ceremony-key-lost')
})

test('a recorded line that was changed stops the ceremony', async () => {
  const database = await freshDatabase()
  const rig = await heldRig(database)
  await database.execute(
    `UPDATE ca_ceremony_line SET line = replace(line, '"title":"Sandbox', '"title":"sandbox')
     WHERE position = 0`,
  )
  const outcome = await runCeremony(rig.ceremony, SANDBOX_CEREMONY)
  assert.deepEqual(outcome, { ok: false, refusal: 'transcript-broken', detail: { line: 2 } })
})

test('responders are renewed in time, chained to their generation, and old keys destroyed', async () => {
  const database = await freshDatabase()
  const rig = await heldRig(database)
  const ports = { ...rig.ceremony, records: new PostgresResponders(database) }
  const renew = (): ReturnType<typeof renewResponders> =>
    renewResponders(ports, rig.configuration, 30)
  assert.deepEqual(await renew(), [], 'fresh from the ceremony')
  rig.clock.at = daysLater(rig.clock.at, 20)
  const renewed = await renew()
  assert.deepEqual(
    renewed.map(({ authority, keyName }) => [authority, keyName]),
    [
      ['signature', 'signature-1-ocsp-3'],
      ['user-authentication', 'user-authentication-1-ocsp-3'],
    ],
  )
  const reader = postgresStatusReader(database.readOnly(1))
  assert.deepEqual(
    (await reader.responderCredentials()).map(({ keyName }) => keyName),
    renewed.map(({ keyName }) => keyName),
  )
  await assertResponderOf(rig, renewed[0]?.certificateDer ?? new Uint8Array())
  rig.clock.at = daysLater(rig.clock.at, 11)
  assert.deepEqual(await renew(), [])
  assert.equal(await rig.keys.publicKeyDer(keyNameOf('signature-1-ocsp-first')), undefined)
  assert.ok((await rig.keys.publicKeyDer(keyNameOf('signature-1-ocsp-3'))) !== undefined)
})

test('responders of RSA, as the file declares: at the ceremony and when renewed', async () => {
  const rig = await freshRig()
  const text = SANDBOX_CEREMONY.replace(
    '"responderValidityDays"',
    '"responderSuite": "rsa-2048-sha256", "responderValidityDays"',
  )
  const held = await runCeremony(rig.ceremony, text)
  assert.ok(held.ok)
  assert.ok(checkTranscript(text, held.value.transcript).ok)
  const ports = { ...rig.ceremony, records: new PostgresResponders(rig.database) }
  rig.clock.at = daysLater(rig.clock.at, 20)
  const renewed = await renewResponders(ports, rig.configuration, 30, 'rsa-2048-sha256')
  const first = await rig.ceremony.records.responders()
  for (const { certificateDer } of [...first, ...renewed]) {
    const certificate = parseCertificate(certificateDer)
    const key = certificate.ok && importPublicKey(certificate.value.spkiDer)
    assert.ok(key !== false && key.ok)
    assert.equal(key.value.curve, undefined, 'an RSA key has no curve')
  }
})

test('a clock set back before a responder’s birth gets it a new one', async () => {
  const database = await freshDatabase()
  const rig = await heldRig(database)
  const ports = { ...rig.ceremony, records: new PostgresResponders(database) }
  rig.clock.at = daysLater(rig.clock.at, 25)
  await renewResponders(ports, rig.configuration, 30)
  rig.clock.at = daysLater(rig.clock.at, -20)
  assert.equal((await renewResponders(ports, rig.configuration, 30)).length, 2)
})

test('a generation’s last responder ends with it', async () => {
  const database = await freshDatabase()
  const rig = await heldRig(database)
  const ports = { ...rig.ceremony, records: new PostgresResponders(database) }
  rig.clock.set('2036-03-25T00:00:00Z')
  const [last] = await renewResponders(ports, rig.configuration, 30)
  assert.equal(last?.notAfter, at('2036-03-31T14:59:59Z'))
  rig.clock.set('2036-03-31T14:00:00Z')
  assert.deepEqual(await renewResponders(ports, rig.configuration, 30), [])
  rig.clock.set('2036-03-31T15:00:00Z')
  assert.deepEqual(await renewResponders(ports, rig.configuration, 30), [], 'ended')
})

async function assertResponderOf(rig: CaRig, certificateDer: Uint8Array): Promise<void> {
  const responder = parseCertificate(certificateDer)
  const [signature] = await rig.ceremony.records.generations()
  assert.ok(responder.ok && signature !== undefined)
  const authority = parseCertificate(signature.certificateDer)
  assert.ok(authority.ok)
  const key = importPublicKey(authority.value.spkiDer)
  assert.ok(key.ok)
  const { tbsDer, signature: value } = responder.value
  assert.ok(verifySignature(SUITES['rsa-2048-sha256'].signature, key.value, tbsDer, value))
}

function keyNameOf(text: string): Parameters<CaRig['keys']['publicKeyDer']>[0] {
  const name = parseKeyName(text)
  assert.ok(name !== undefined)
  return name
}
