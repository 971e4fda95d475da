import assert from 'node:assert/strict'
import { test } from 'node:test'
import { postgresStatusReader } from '#adapters/postgres/ca-status-reader.ts'
import type { Database } from '#adapters/postgres/database.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { LAPSE_GROUND_NAMES, lapseOf } from '#law/lapse.ts'
import { DEFAULT_LAW_POLICY } from '#law/policy.ts'
import {
  caDatabases,
  at,
  type CaRig,
  heldRig,
  issueCommand,
  YOKOHAMA_NAKA,
} from '../../test/support/ca-rig.ts'
import { listOfMunicipality } from '../../test/support/crl-octets.ts'
import { startTestPostgres } from '../../test/support/postgres.ts'
import {
  type CertificateStatus,
  parseSerialHex,
  type RevokeCommand,
  type SerialHex,
} from './contract.ts'
import { IssueQueue } from './issue-queue.ts'
import { liftHold } from './lift-hold.ts'
import { recordHolderLapse } from './record-holder-lapse.ts'
import { revokeCertificate } from './revoke-certificate.ts'

const freshDatabase = caDatabases(await startTestPostgres())

interface Issued extends CaRig {
  readonly database: Database
  readonly issue1: (kind: CertificateKind, number: number, holderRef?: string) => Promise<SerialHex>
  readonly status: (kind: CertificateKind, serialHex: SerialHex) => Promise<CertificateStatus>
}

async function issuedRig(): Promise<Issued> {
  const database = await freshDatabase()
  const rig = await heldRig(database)
  const queue = new IssueQueue(rig.issue, rig.configuration)
  const reader = postgresStatusReader(database.readOnly(1))
  return {
    ...rig,
    database,
    issue1: async (kind, number, holderRef) => {
      const change = holderRef === undefined ? {} : { holderRef }
      const outcome = await queue.issue(issueCommand(kind, number, change))
      assert.ok(outcome.ok)
      return outcome.value.serialHex
    },
    status: (kind, serialHex) => reader.certificateStatus(kind, serialHex),
  }
}

function command(serialHex: SerialHex, change: Partial<RevokeCommand> = {}): RevokeCommand {
  const reason = 'keyCompromise' as const
  return { authority: 'signature', serialHex, reason, ground: 'key-compromise-reported', ...change }
}

function serial(text: string): SerialHex {
  const parsed = parseSerialHex(text)
  assert.ok(parsed !== undefined)
  return parsed
}

async function listed(rig: Issued, kind: CertificateKind): Promise<readonly string[]> {
  const reader = postgresStatusReader(rig.database)
  const { municipalityCode } = YOKOHAMA_NAKA
  const crl = await listOfMunicipality(reader, { authority: kind, municipalityCode })
  if (crl === undefined) return ['no list']
  return [...crl.entries].map(({ serialHex, reason }) => `${serialHex} ${reason}`)
}

test('a revoked certificate is answered so from the moment of the answer, and listed', async () => {
  const rig = await issuedRig()
  const serialHex = await rig.issue1('signature', 1)
  assert.deepEqual(await rig.status('signature', serialHex), { state: 'good' })
  rig.clock.set('2026-05-01T02:03:04.567Z')
  const revoked = await revokeCertificate(rig.revoke, rig.configuration, command(serialHex))
  const revokedAt = at('2026-05-01T02:03:04.567Z')
  assert.deepEqual(revoked, {
    ok: true,
    value: { authority: 'signature', serialHex, revokedAt, reason: 'keyCompromise' },
  })
  assert.deepEqual(await rig.status('signature', serialHex), {
    state: 'revoked',
    revokedAt,
    reason: 'keyCompromise',
  })
  assert.deepEqual(await listed(rig, 'signature'), [`${serialHex} keyCompromise`])
})

for (const [name, expected, prepare] of [
  ['a serial never given', 'certificate-unknown', async () => serial('7f')],
  ['a serial beyond the counter', 'certificate-unknown', async () => serial('ff'.repeat(20))],
  [
    'the serial of the other authority',
    'certificate-unknown',
    (rig: Issued) => rig.issue1('user-authentication', 1),
  ],
  [
    'a certificate revoked before',
    'already-revoked',
    async (rig: Issued) => {
      const serialHex = await rig.issue1('signature', 1)
      await revokeCertificate(rig.revoke, rig.configuration, command(serialHex))
      return serialHex
    },
  ],
  [
    'a certificate past its last second',
    'already-expired',
    async (rig: Issued) => {
      const serialHex = await rig.issue1('signature', 1)
      rig.clock.set('2031-02-17T15:00:00Z')
      return serialHex
    },
  ],
] as const)
  test(`revoking ${name}: ${expected}`, async () => {
    const rig = await issuedRig()
    const serialHex = await prepare(rig)
    const outcome = await revokeCertificate(rig.revoke, rig.configuration, command(serialHex))
    assert.equal(outcome.ok ? 'revoked' : outcome.refusal, expected)
  })

test('in its last second a certificate can still be revoked', async () => {
  const rig = await issuedRig()
  const serialHex = await rig.issue1('signature', 1)
  rig.clock.set('2031-02-17T14:59:59.999Z')
  const outcome = await revokeCertificate(rig.revoke, rig.configuration, command(serialHex))
  assert.ok(outcome.ok)
})

test('a hold is not lifted, not doubled, and becomes final with the date of the hold', async () => {
  const rig = await issuedRig()
  const serialHex = await rig.issue1('signature', 1)
  const hold = command(serialHex, { reason: 'certificateHold', ground: 'held' })
  const held = await revokeCertificate(rig.revoke, rig.configuration, hold)
  assert.ok(held.ok)
  assert.deepEqual(await listed(rig, 'signature'), [`${serialHex} certificateHold`])
  rig.clock.set('2026-04-02T00:00:00Z')
  const twice = await revokeCertificate(rig.revoke, rig.configuration, hold)
  assert.equal(twice.ok ? 'revoked' : twice.refusal, 'already-revoked')
  const lifted = await liftHold(rig.revoke, rig.configuration, {
    authority: 'signature',
    serialHex,
  })
  assert.equal(lifted.ok ? 'lifted' : lifted.refusal, 'hold-not-lifted')
  const final = await revokeCertificate(rig.revoke, rig.configuration, command(serialHex))
  assert.ok(final.ok)
  assert.equal(final.value.revokedAt, held.value.revokedAt)
  assert.deepEqual(await rig.status('signature', serialHex), {
    state: 'revoked',
    revokedAt: held.value.revokedAt,
    reason: 'keyCompromise',
  })
  assert.deepEqual(await listed(rig, 'signature'), [`${serialHex} keyCompromise`])
})

test('where the law setting allows it a hold is lifted, and only a hold', async () => {
  const rig = await issuedRig()
  const policy = { ...DEFAULT_LAW_POLICY, cardHoldMayBeLifted: true }
  const [held, revoked] = [await rig.issue1('signature', 1), await rig.issue1('signature', 2)]
  const hold = command(held, { reason: 'certificateHold', ground: 'held' })
  await revokeCertificate(rig.revoke, rig.configuration, hold)
  await revokeCertificate(rig.revoke, rig.configuration, command(revoked))
  for (const [serialHex, expected] of [
    [held, 'lifted'],
    [held, 'hold-not-lifted'],
    [revoked, 'hold-not-lifted'],
    [serial('7f'), 'certificate-unknown'],
  ] as const) {
    const asked = { authority: 'signature', serialHex } as const
    const outcome = await liftHold(rig.revoke, rig.configuration, asked, policy)
    assert.equal(outcome.ok ? 'lifted' : outcome.refusal, expected)
  }
  assert.deepEqual(await rig.status('signature', held), { state: 'good' })
  assert.deepEqual(await listed(rig, 'signature'), [`${revoked} keyCompromise`])
})

for (const ground of LAPSE_GROUND_NAMES)
  test(`${ground} touches the kinds and gives the reasons that the law says`, async () => {
    const rig = await issuedRig()
    const holderRef = 'R0000000042'
    const serials = {
      signature: await rig.issue1('signature', 1, holderRef),
      'user-authentication': await rig.issue1('user-authentication', 1, holderRef),
    }
    const bystander = await rig.issue1('signature', 2)
    const revoked = await recordHolderLapse(rig.revoke, rig.configuration, { holderRef, ground })
    const again = await recordHolderLapse(rig.revoke, rig.configuration, { holderRef, ground })
    assert.deepEqual(again, [], 'repeating it does nothing more')
    let touched = 0
    for (const kind of ['signature', 'user-authentication'] as const) {
      const lapse = lapseOf(ground, kind)
      const status = await rig.status(kind, serials[kind])
      if (lapse.outcome === 'survives') assert.deepEqual(status, { state: 'good' })
      else {
        touched++
        assert.ok(status.state === 'revoked')
        assert.equal(status.reason, lapse.reason)
      }
    }
    assert.equal(revoked.length, touched)
    assert.deepEqual(await rig.status('signature', bystander), { state: 'good' })
  })

test('an intent not yet signed lapses with its holder, and is never good', async () => {
  const rig = await issuedRig()
  const signer = { sign: killed, publicKeyDer: async () => undefined }
  const dying = new IssueQueue({ ...rig.issue, signer }, rig.configuration)
  const asked = issueCommand('signature', 1)
  await assert.rejects(dying.issue(asked), { message: 'killed' })
  const lapse = { holderRef: asked.holderRef, ground: 'died' }
  assert.equal((await recordHolderLapse(rig.revoke, rig.configuration, lapse)).length, 1)
  const finished = await new IssueQueue(rig.issue, rig.configuration).issue(asked)
  assert.ok(finished.ok)
  const status = await rig.status('signature', finished.value.serialHex)
  assert.equal(status.state, 'revoked')
})

test('a ground the law does not know is a fault', async () => {
  const rig = await issuedRig()
  const lapse = { holderRef: 'R0000000042', ground: 'lost-interest' }
  await assert.rejects(recordHolderLapse(rig.revoke, rig.configuration, lapse), {
    code: 'invariant-broken',
  })
})

test('statuses of a batch come in the order asked, unknown where nothing was completed', async () => {
  const rig = await issuedRig()
  const [first, second] = [await rig.issue1('signature', 1), await rig.issue1('signature', 2)]
  await revokeCertificate(rig.revoke, rig.configuration, command(second))
  const reader = postgresStatusReader(rig.database)
  const asked = [serial('ff'.repeat(20)), second, serial('01'), first, second]
  const states = (await reader.certificateStatuses('signature', asked)).map(({ state }) => state)
  assert.deepEqual(states, ['unknown', 'revoked', 'unknown', 'good', 'revoked'])
})

function killed(): Promise<never> {
  return Promise.reject(new Error('killed'))
}
