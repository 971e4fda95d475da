import assert from 'node:assert/strict'
import { test } from 'node:test'
import { postgresStatusReader } from '#adapters/postgres/ca-status-reader.ts'
import {
  caDatabases,
  daysLater,
  heldRig,
  issueCommand,
  SANDBOX_CEREMONY,
} from '../../test/support/ca-rig.ts'
import { listOfMunicipality } from '../../test/support/crl-octets.ts'
import { startTestPostgres } from '../../test/support/postgres.ts'
import type { SerialHex } from './contract.ts'
import { refreshCrls } from './issue-crl.ts'
import { IssuingDesk } from './issue-certificate.ts'
import { IssueQueue } from './issue-queue.ts'
import { recoverIssuance } from './recover-issuance.ts'
import { revokeCertificate } from './revoke-certificate.ts'
import { revokeGeneration } from './revoke-generation.ts'
import { runCeremony } from './run-ceremony.ts'

const freshDatabase = caDatabases(await startTestPostgres())

test('everything that the generation signed ends for good, and nothing else', async () => {
  const database = await freshDatabase()
  const { issue, revoke, configuration } = await heldRig(database)
  const queue = new IssueQueue(issue, configuration)
  const reader = postgresStatusReader(database.readOnly(1))
  const serials: SerialHex[] = []
  for (const number of [1, 2, 3, 4]) {
    const issued = await queue.issue(issueCommand('signature', number))
    assert.ok(issued.ok)
    serials.push(issued.value.serialHex)
  }
  const other = await queue.issue(issueCommand('user-authentication', 5))
  assert.ok(other.ok)
  const [held, ended] = serials
  assert.ok(held !== undefined && ended !== undefined)
  for (const [serialHex, reason] of [
    [held, 'certificateHold'],
    [ended, 'superseded'],
  ] as const) {
    const command = { authority: 'signature', serialHex, reason, ground: 'held' } as const
    assert.ok((await revokeCertificate(revoke, configuration, command)).ok)
  }
  assert.equal(await revokeGeneration(revoke, configuration, 'signature', 2), 0)
  assert.equal(await revokeGeneration(revoke, configuration, 'signature', 1), 3)
  assert.equal(await revokeGeneration(revoke, configuration, 'signature', 1), 0)
  const reasons = (await reader.certificateStatuses('signature', serials)).map((status) =>
    status.state === 'revoked' ? status.reason : status.state,
  )
  assert.deepEqual(reasons, ['cACompromise', 'superseded', 'cACompromise', 'cACompromise'])
  const [spared] = await reader.certificateStatuses('user-authentication', [other.value.serialHex])
  assert.equal(spared?.state, 'good')
  const ref = { authority: 'signature', municipalityCode: '14104' } as const
  assert.ok(await listOfMunicipality(reader, ref))
})

/** The reviewed file of the ceremony after the leak. */
const NEXT_GENERATION = JSON.stringify({
  ...(JSON.parse(SANDBOX_CEREMONY) as object),
  title: 'Second generation after a leak',
  generations: [
    { authority: 'signature', generation: 2, suite: 'rsa-2048-sha256', validityYears: 10 },
  ],
})

test('a compromised generation certifies nothing more, until a ceremony makes the next', async () => {
  const database = await freshDatabase()
  const rig = await heldRig(database)
  const { issue, revoke, configuration } = rig
  const queue = new IssueQueue(issue, configuration)
  const reader = postgresStatusReader(database.readOnly(1))
  const before = await queue.issue(issueCommand('signature', 1))
  assert.ok(before.ok)
  assert.equal(await revokeGeneration(revoke, configuration, 'signature', 1), 1)
  const refused = await queue.issue(issueCommand('signature', 2))
  assert.ok(!refused.ok && refused.refusal === 'authority-compromised')
  assert.deepEqual(refused.detail, { authority: 'signature', generation: 1 })
  // The same from a desk that is opened anew: the record says it, not this process.
  const later = await new IssueQueue(issue, configuration).issue(issueCommand('signature', 2))
  assert.ok(!later.ok && later.refusal === 'authority-compromised')
  assert.ok((await queue.issue(issueCommand('user-authentication', 3))).ok)
  const held = await runCeremony(rig.ceremony, NEXT_GENERATION)
  assert.ok(held.ok, JSON.stringify(held))
  const after = await queue.issue(issueCommand('signature', 2))
  assert.ok(after.ok)
  const statuses = await reader.certificateStatuses('signature', [
    before.value.serialHex,
    after.value.serialHex,
  ])
  assert.deepEqual(
    statuses.map(({ state }) => state),
    ['revoked', 'good'],
  )
  const lists = await issueCrls(rig)
  assert.deepEqual(lists, [1, 2], 'lists of both generations go on')
  const ref = { authority: 'signature', municipalityCode: '14104' } as const
  const crl = await listOfMunicipality(reader, ref, 1)
  assert.ok(crl)
  const serials = [...crl.entries].map(({ serialHex }) => serialHex)
  assert.deepEqual(serials, [before.value.serialHex])
})

test('an issue under way when the leak is recorded: nothing good comes of it', async () => {
  const { issue, revoke, configuration } = await heldRig(await freshDatabase())
  const racing = new IssuingDesk(
    {
      ...issue,
      records: {
        claim: (...given) => issue.records.claim(...given),
        recordIntents: async (intents) => {
          // The plan was made on a sound generation; the leak is recorded before the intents are.
          assert.equal(await revokeGeneration(revoke, configuration, 'signature', 1), 0)
          return await issue.records.recordIntents(intents)
        },
        recordSignatures: (...given) => issue.records.recordSignatures(...given),
        unfinished: (authority) => issue.records.unfinished(authority),
        settle: (...given) => issue.records.settle(...given),
      },
    },
    configuration,
    'signature',
  )
  const [outcome] = await racing.complete(await racing.prepare([issueCommand('signature', 1)]))
  assert.ok(outcome?.ok === false && outcome.refusal === 'authority-compromised')
  assert.deepEqual(await revoke.revocations.ofGeneration('signature', 1, 0, 10), [])
})

test('an intent that the leak found without its signature is revoked and never signed', async () => {
  const { issue, revoke, configuration } = await heldRig(await freshDatabase())
  const desk = new IssuingDesk(issue, configuration, 'signature')
  const [intended] = await desk.prepare([issueCommand('signature', 1)])
  assert.equal(intended?.at, 'intended')
  assert.equal(await revokeGeneration(revoke, configuration, 'signature', 1), 1)
  const report = await recoverIssuance(issue, configuration)
  assert.deepEqual(report.finished, [])
  assert.deepEqual(
    report.unfinished.map(({ because }) => because),
    ['authority-compromised'],
  )
  const repeated = await new IssueQueue(issue, configuration).issue(issueCommand('signature', 1))
  assert.ok(!repeated.ok && repeated.refusal === 'authority-compromised')
})

/** The generations whose lists are made when all are due. */
async function issueCrls({
  revoke,
  configuration,
  clock,
}: Awaited<ReturnType<typeof heldRig>>): Promise<readonly number[]> {
  clock.at = daysLater(clock.at, 2)
  const issued = await refreshCrls(revoke, configuration)
  const ofSignature = issued.filter(({ authority }) => authority === 'signature')
  return ofSignature.map(({ generation }) => generation)
}
