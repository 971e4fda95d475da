/**
 * The fault table of the authorities: every effect on the outside fails once before and once after
 * it was done, as a kill between two steps leaves it; then the next start recovers and everything
 * is verified.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { postgresStatusReader } from '#adapters/postgres/ca-status-reader.ts'
import type { Database } from '#adapters/postgres/database.ts'
import { numberOf, onlyRow } from '#adapters/postgres/row.ts'
import { checkTranscript } from '#ca/check-transcript.ts'
import { refreshCrls } from '#ca/issue-crl.ts'
import type { IssuedCertificate } from '#ca/contract.ts'
import { IssueQueue } from '#ca/issue-queue.ts'
import { recordHolderLapse } from '#ca/record-holder-lapse.ts'
import { recoverIssuance } from '#ca/recover-issuance.ts'
import { revokeCertificate } from '#ca/revoke-certificate.ts'
import { runCeremony } from '#ca/run-ceremony.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { importPublicKey } from '#crypto/public-key.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import { SUITES } from '#ca/suites.ts'
import { toHex } from '#kernel/bytes.ts'
import {
  caDatabases,
  caRig,
  type CaRig,
  heldRig,
  issueCommand,
  SANDBOX_CEREMONY,
} from '../support/ca-rig.ts'
import { listOfMunicipality } from '../support/crl-octets.ts'
import { startTestPostgres } from '../support/postgres.ts'

const freshDatabase = caDatabases(await startTestPostgres())

/** The process ends here: nothing of what follows happens. */
class Killed extends Error {
  override readonly name = 'Killed'
}

type Moment = 'before' | 'after'

/**
 * `port` with one method that dies on its `call`-th call, before or after its effect. From then on
 * every method of it dies at once, for a dead process does nothing more.
 */
function dyingAt<T extends object>(port: T, method: keyof T, call: number, moment: Moment): T {
  let calls = 0
  let dead = false
  return new Proxy(port, {
    get: (target, name) => {
      const own: unknown = Reflect.get(target, name)
      if (typeof own !== 'function') return own
      return async (...args: readonly unknown[]): Promise<unknown> => {
        const dies = name === method && ++calls === call
        if (dead || (dies && moment === 'before')) {
          dead = true
          throw new Killed()
        }
        const result: unknown = await Reflect.apply(own, target, args)
        if (dies) {
          dead = true
          throw new Killed()
        }
        return result
      }
    },
  })
}

function assertSigned({ certificateDer, authorityCertificateDer }: IssuedCertificate): void {
  const [leaf, authority] = [certificateDer, authorityCertificateDer].map(parseCertificate)
  assert.ok(leaf?.ok && authority?.ok)
  const key = importPublicKey(authority.value.spkiDer)
  assert.ok(key.ok)
  const { signature: scheme } = SUITES['rsa-2048-sha256']
  assert.ok(verifySignature(scheme, key.value, leaf.value.tbsDer, leaf.value.signature))
}

async function counts(database: Database): Promise<{ intents: number; signatures: number }> {
  const row = onlyRow(
    await database.query(
      `SELECT (SELECT count(*) FROM ca_certificate) AS intents,
         (SELECT count(*) FROM ca_signature) AS signatures`,
    ),
  )
  return { intents: numberOf(row, 'intents'), signatures: numberOf(row, 'signatures') }
}

for (const [port, method, moment, intended] of [
  ['authorities', 'generations', 'before', 0],
  ['records', 'claim', 'before', 0],
  ['records', 'claim', 'after', 0],
  ['records', 'recordIntents', 'before', 0],
  ['records', 'recordIntents', 'after', 3],
  ['signer', 'sign', 'before', 3],
  ['signer', 'sign', 'after', 3],
  ['records', 'recordSignatures', 'before', 3],
  ['records', 'recordSignatures', 'after', 3],
] as const)
  test(`issuing, killed ${moment} ${port}.${method}: nothing lost, nothing doubled`, async () => {
    const database = await freshDatabase()
    const rig = await heldRig(database)
    const commands = [1, 2, 3].map((number) => issueCommand('signature', number))
    const dying = {
      ...rig.issue,
      [port]: dyingAt(rig.issue[port], method as never, 1, moment),
    }
    const queue = new IssueQueue(dying, rig.configuration)
    const outcomes = await Promise.allSettled(commands.map((command) => queue.issue(command)))
    for (const outcome of outcomes)
      assert.ok(outcome.status === 'rejected' && outcome.reason instanceof Killed)
    assert.equal((await counts(database)).intents, intended)

    const report = await recoverIssuance(rig.issue, rig.configuration)
    const finishedBefore = port === 'records' && method === 'recordSignatures' && moment === 'after'
    assert.equal(report.finished.length, finishedBefore ? 0 : intended)
    assert.deepEqual(report.unfinished, [])
    const after = await counts(database)
    assert.deepEqual(after, { intents: intended, signatures: intended })

    const next = new IssueQueue(rig.issue, rig.configuration)
    const repeated = await Promise.all(commands.map((command) => next.issue(command)))
    const certificates = repeated.map((outcome) => {
      assert.ok(outcome.ok)
      assertSigned(outcome.value)
      return outcome.value
    })
    assert.equal(new Set(certificates.map(({ serialHex }) => serialHex)).size, 3)
    assert.deepEqual(await counts(database), { intents: 3, signatures: 3 })
    const again = await Promise.all(commands.map((command) => next.issue(command)))
    assert.deepEqual(
      again.map((outcome) => outcome.ok && toHex(outcome.value.certificateDer)),
      certificates.map(({ certificateDer }) => toHex(certificateDer)),
    )
  })

for (const [port, method, moment, isRevoked] of [
  ['revocations', 'find', 'before', false],
  ['revocations', 'record', 'before', false],
  ['revocations', 'record', 'after', true],
  ['crls', 'draft', 'before', true],
  ['crlMaterials', 'read', 'before', true],
  ['crlMaterials', 'read', 'after', true],
  ['signer', 'sign', 'before', true],
  ['crls', 'publish', 'before', true],
  ['crls', 'publish', 'after', true],
] as const)
  test(`revoking, killed ${moment} ${port}.${method}: recorded means listed and never good`, async () => {
    const { database, rig, serialHex } = await issuedOne()
    const command = {
      authority: 'signature',
      serialHex,
      reason: 'keyCompromise',
      ground: 'key-compromise-reported',
    } as const
    const dying = { ...rig.revoke, [port]: dyingAt(rig.revoke[port], method as never, 1, moment) }
    await assert.rejects(revokeCertificate(dying, rig.configuration, command), Killed)
    await assertConsistent(database, rig, serialHex, isRevoked)
    const repeated = await revokeCertificate(rig.revoke, rig.configuration, command)
    assert.equal(
      repeated.ok ? 'revoked' : repeated.refusal,
      isRevoked ? 'already-revoked' : 'revoked',
    )
    await assertConsistent(database, rig, serialHex, true)
  })

for (const [port, method, moment, isRevoked] of [
  ['revocations', 'ofHolder', 'before', false],
  ['revocations', 'record', 'before', false],
  ['revocations', 'record', 'after', true],
  ['crls', 'publish', 'before', true],
] as const)
  test(`a lapse, killed ${moment} ${port}.${method}: repeating it completes it`, async () => {
    const { database, rig, serialHex } = await issuedOne()
    const lapse = { holderRef: issueCommand('signature', 1).holderRef, ground: 'died' }
    const dying = { ...rig.revoke, [port]: dyingAt(rig.revoke[port], method as never, 1, moment) }
    await assert.rejects(recordHolderLapse(dying, rig.configuration, lapse), Killed)
    await assertConsistent(database, rig, serialHex, isRevoked)
    const repeated = await recordHolderLapse(rig.revoke, rig.configuration, lapse)
    assert.equal(repeated.length, isRevoked ? 0 : 1)
    await assertConsistent(database, rig, serialHex, true)
  })

async function issuedOne(): Promise<{
  readonly database: Database
  readonly rig: CaRig
  readonly serialHex: IssuedCertificate['serialHex']
}> {
  const database = await freshDatabase()
  const rig = await heldRig(database)
  const outcome = await new IssueQueue(rig.issue, rig.configuration).issue(
    issueCommand('signature', 1),
  )
  assert.ok(outcome.ok)
  return { database, rig, serialHex: outcome.value.serialHex }
}

/** After the next start's refresh, status and list say the same. */
async function assertConsistent(
  database: Database,
  rig: CaRig,
  serialHex: IssuedCertificate['serialHex'],
  isRevoked: boolean,
): Promise<void> {
  await refreshCrls(rig.revoke, rig.configuration)
  const reader = postgresStatusReader(database.readOnly(1))
  const { state } = await reader.certificateStatus('signature', serialHex)
  assert.equal(state, isRevoked ? 'revoked' : 'good')
  const ref = { authority: 'signature', municipalityCode: '14104' } as const
  const crl = await listOfMunicipality(reader, ref)
  assert.ok(crl !== undefined)
  assert.deepEqual(
    [...crl.entries].map((entry) => entry.serialHex),
    isRevoked ? [serialHex] : [],
  )
}

/** A ceremony of two authorities appends 14 lines, makes 4 keys and signs 4 certificates. */
const CEREMONY_STEPS = [
  ...Array.from({ length: 14 }, (_, i) => ['records', 'append', i + 1] as const),
  ...Array.from({ length: 4 }, (_, i) => ['keys', 'generate', i + 1] as const),
  ...Array.from({ length: 4 }, (_, i) => ['keys', 'sign', i + 1] as const),
]

for (const [port, method, call] of CEREMONY_STEPS)
  for (const moment of ['before', 'after'] as const)
    test(`a ceremony, killed ${moment} call ${call} of ${port}.${method}, goes on where it stopped`, async () => {
      const database = await freshDatabase()
      const rig = caRig(database)
      const dying = {
        ...rig.ceremony,
        [port]: dyingAt(rig.ceremony[port], method as never, call, moment),
      }
      await assert.rejects(runCeremony(dying, SANDBOX_CEREMONY), Killed)
      rig.clock.set('2026-04-01T02:00:00Z')
      const held = await runCeremony(rig.ceremony, SANDBOX_CEREMONY)
      assert.ok(held.ok, JSON.stringify(held))
      const checked = checkTranscript(SANDBOX_CEREMONY, held.value.transcript)
      assert.ok(checked.ok, JSON.stringify(checked))
      const generations = await rig.ceremony.records.generations()
      const responders = await rig.ceremony.records.responders()
      assert.deepEqual(
        [...generations, ...responders].map(({ serial }) => serial),
        [1, 1, 2, 2],
        'no serial was lost or given twice',
      )
      for (const { keyName, certificateDer } of generations) {
        const certificate = parseCertificate(certificateDer)
        assert.ok(certificate.ok)
        assert.deepEqual(await rig.keys.publicKeyDer(keyName), certificate.value.spkiDer)
      }
    })
