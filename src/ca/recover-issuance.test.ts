import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EphemeralKeys } from '#adapters/keys/ephemeral-keys.ts'
import { caDatabases, heldRig, issueCommand } from '../../test/support/ca-rig.ts'
import { startTestPostgres } from '../../test/support/postgres.ts'
import type { IssuePorts } from './issue-certificate.ts'
import { IssueQueue } from './issue-queue.ts'
import { recoverIssuance } from './recover-issuance.ts'

const freshDatabase = caDatabases(await startTestPostgres())

/** Ports whose signer fails, as a process killed between intent and signature leaves them. */
function withoutSigner(ports: IssuePorts): IssuePorts {
  return {
    ...ports,
    signer: { sign: killed, publicKeyDer: (key) => ports.signer.publicKeyDer(key) },
  }
}

function killed(): Promise<never> {
  return Promise.reject(new Error('killed'))
}

test('intents without signatures are finished as they stand, once', async () => {
  const database = await freshDatabase()
  const rig = await heldRig(database)
  const dying = new IssueQueue(withoutSigner(rig.issue), rig.configuration)
  const commands = [issueCommand('signature', 1), issueCommand('signature', 2)]
  const outcomes = await Promise.allSettled(commands.map((command) => dying.issue(command)))
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  const report = await recoverIssuance(rig.issue, rig.configuration)
  assert.deepEqual(report.unfinished, [])
  assert.deepEqual(
    report.finished.map(({ authority, serialHex, receipt }) => [authority, serialHex, receipt]),
    commands.map(({ receipt }, i) => ['signature', `0${3 + i}`, receipt]),
  )
  const again = await recoverIssuance(rig.issue, rig.configuration)
  assert.deepEqual(again, { finished: [], unfinished: [] })
  const queue = new IssueQueue(rig.issue, rig.configuration)
  const repeated = await Promise.all(commands.map((command) => queue.issue(command)))
  assert.deepEqual(
    repeated.map((outcome) => (outcome.ok ? outcome.value.serialHex : outcome.refusal)),
    ['03', '04'],
  )
})

test('without recovery, repeating the receipt finishes the intent', async () => {
  const database = await freshDatabase()
  const rig = await heldRig(database)
  const command = issueCommand('user-authentication', 1)
  const dying = new IssueQueue(withoutSigner(rig.issue), rig.configuration)
  await assert.rejects(dying.issue(command), { message: 'killed' })
  const repeated = await new IssueQueue(rig.issue, rig.configuration).issue(command)
  assert.equal(repeated.ok ? repeated.value.serialHex : repeated.refusal, '03')
})

test('an intent whose key is gone is reported at every start, and the others are finished', async () => {
  const database = await freshDatabase()
  const keys = new EphemeralKeys()
  const rig = await heldRig(database, keys)
  const dying = new IssueQueue(withoutSigner(rig.issue), rig.configuration)
  const [lost, kept] = [issueCommand('signature', 1), issueCommand('user-authentication', 1)]
  await Promise.allSettled([dying.issue(lost), dying.issue(kept)])
  const signer: IssuePorts['signer'] = {
    sign: (key, signable) => keys.sign(key, signable),
    publicKeyDer: async (key) =>
      key.startsWith('signature') ? undefined : await keys.publicKeyDer(key),
  }
  for (const finished of [1, 0]) {
    const report = await recoverIssuance({ ...rig.issue, signer }, rig.configuration)
    assert.equal(report.finished.length, finished)
    assert.deepEqual(
      report.unfinished.map(({ receipt, because }) => [receipt, because]),
      [[lost.receipt, 'authority-absent']],
    )
  }
})
