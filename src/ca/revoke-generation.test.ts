import assert from 'node:assert/strict'
import { test } from 'node:test'
import { postgresStatusReader } from '#adapters/postgres/ca-status-reader.ts'
import { parseCrl } from '#codec/crl/crl.ts'
import { caDatabases, heldRig, issueCommand } from '../../test/support/ca-rig.ts'
import { startTestPostgres } from '../../test/support/postgres.ts'
import type { SerialHex } from './contract.ts'
import { IssueQueue } from './issue-queue.ts'
import { revokeCertificate } from './revoke-certificate.ts'
import { revokeGeneration } from './revoke-generation.ts'

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
  const stored = await reader.currentCrl(ref)
  assert.ok(stored)
  const crl = parseCrl(stored.crlDer)
  assert.ok(crl.ok)
})
