/**
 * `shomei crl check` over real records, a real status server, and every kind of disagreement: each
 * is made by hand where no program would make it.
 */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { PostgresResponders } from '#adapters/postgres/ca-ceremony.ts'
import { PostgresFilters, postgresFilterSource } from '#adapters/postgres/ca-filters.ts'
import { postgresStatusRecords } from '#adapters/postgres/ca-status-records.ts'
import type { Database } from '#adapters/postgres/database.ts'
import { statusHandler } from '#adapters/http/status/status-handler.ts'
import type { CaConfiguration } from '#ca/configuration.ts'
import type { AuthorityId, SerialHex, StatusReader } from '#ca/contract.ts'
import { refreshCrls } from '#ca/issue-crl.ts'
import { IssueQueue } from '#ca/issue-queue.ts'
import { type FilterPorts, publishFilter } from '#ca/publish-filter.ts'
import { revokeCertificate } from '#ca/revoke-certificate.ts'
import type { Invocation } from '#cli/command.ts'
import { crlCheck } from '#cli/commands/crl-check.ts'
import type { RunningSystem } from '#cli/ports.ts'
import { ok } from '#kernel/result.ts'
import {
  caDatabases,
  type CaRig,
  heldRig,
  issueCommand,
  KIYOSE,
  THROWAWAY,
} from '../support/ca-rig.ts'
import { startTestPostgres } from '../support/postgres.ts'

const freshDatabase = caDatabases(await startTestPostgres())

interface Checked {
  readonly exitCode: number
  readonly agrees: boolean
  readonly certificates: number
  readonly witnesses: readonly string[]
  /** Serial, witness, what the record and what the witness says. */
  readonly found: readonly string[]
}

interface Ground extends CaRig {
  readonly database: Database
  /** Good, revoked, on hold; the last of the other authority. */
  readonly serials: Readonly<Record<'good' | 'revoked' | 'held' | 'other', SerialHex>>
  readonly check: (options?: Record<string, string>) => Promise<Checked>
}

/** Changes what the status service reads. */
type Tampering = (reader: StatusReader, serials: Ground['serials']) => StatusReader

async function withGround(
  work: (ground: Ground) => Promise<void>,
  tamper: Tampering = (reader) => reader,
): Promise<void> {
  const database = await freshDatabase()
  const rig = await heldRig(database)
  const { crl } = rig.configuration
  const deltas = { everyMinutes: 15, validityMinutes: 60, fromEntries: 1 }
  const lists: CaConfiguration = {
    ...rig.configuration,
    crl: { ...crl, wholeAuthority: true, indirectBy: 'signature', deltas },
  }
  const serials = await certificates(rig, lists)
  const reader = tamper(rig.reader, serials)
  const server = createServer(
    statusHandler({
      reader,
      filters: postgresFilterSource(database),
      signer: rig.keys,
      clock: rig.clock,
      reportFault: () => undefined,
    }),
  )
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const system = {
    describe: async () => ({
      statusUrl: `http://127.0.0.1:${port}`,
      authorities: await rig.reader.authorityGenerations(),
    }),
    ...postgresStatusRecords(database),
  } as unknown as RunningSystem
  try {
    await work({
      ...rig,
      database,
      serials,
      check: (options = {}) => checkOver(system, options),
    })
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

/** A complete filter of each authority, and a delta after one more revocation. */
async function publishFilters({ database, ...rig }: Ground): Promise<void> {
  const ports: FilterPorts = {
    clock: rig.clock,
    keys: rig.keys,
    throwaway: THROWAWAY,
    serials: new PostgresResponders(database),
    authorities: rig.issue.authorities,
    filters: new PostgresFilters(database),
  }
  rig.clock.set('2026-04-01T05:00:00Z')
  for (const authority of ['signature', 'user-authentication'] as const)
    for (let number = 1; number <= 2; number++)
      assert.ok(await publishFilter(ports, rig.configuration, authority))
}

/** Certificates and revocations, lists of every form, and a delta that is newer than its base. */
async function certificates(rig: CaRig, lists: CaConfiguration): Promise<Ground['serials']> {
  const queue = new IssueQueue(rig.issue, lists)
  const issued = async (kind: AuthorityId, number: number, partition?: object) => {
    const outcome = await queue.issue(issueCommand(kind, number, { ...partition }))
    assert.ok(outcome.ok)
    return outcome.value.serialHex
  }
  const revoke = async (
    authority: AuthorityId,
    serialHex: SerialHex,
    reason: 'superseded' | 'certificateHold',
  ): Promise<void> => {
    const command = { authority, serialHex, reason, ground: 'renewed' }
    assert.ok((await revokeCertificate(rig.revoke, lists, command)).ok)
  }
  const good = await issued('signature', 1)
  const revoked = await issued('signature', 2)
  const held = await issued('signature', 3, { partition: KIYOSE })
  const other = await issued('user-authentication', 4)
  await revoke('signature', revoked, 'superseded')
  await revoke('user-authentication', other, 'superseded')
  rig.clock.set('2026-04-01T02:00:00Z')
  await refreshCrls(rig.revoke, lists)
  rig.clock.set('2026-04-01T03:00:00Z')
  await revoke('signature', held, 'certificateHold')
  rig.clock.set('2026-04-01T04:00:00Z')
  await refreshCrls(rig.revoke, lists)
  return { good, revoked, held, other }
}

async function checkOver(system: RunningSystem, options: Record<string, string>): Promise<Checked> {
  const invocation = {
    option: (name: string) => options[name],
    flag: () => false,
    words: [],
    ports: { connect: () => Promise.resolve(ok(system)) },
    terminal: undefined,
  } as unknown as Invocation
  const shown = await crlCheck.run(invocation)
  assert.ok(shown.ok, JSON.stringify(shown))
  const {
    agrees,
    certificates: count,
    witnesses,
    disagreements,
  } = shown.value.json as {
    agrees: boolean
    certificates: number
    witnesses: string[]
    disagreements: { serialHex: string; witness: string; record: string; said: string }[]
  }
  return {
    exitCode: shown.value.exitCode ?? 0,
    agrees,
    certificates: count,
    witnesses,
    found: disagreements.map(
      ({ serialHex, witness, record, said }) => `${serialHex} ${witness}: ${record} / ${said}`,
    ),
  }
}

test('records, lists of every form and the responder agree', async () => {
  await withGround(async ({ check }) => {
    const all = await check()
    assert.deepEqual(all.found, [])
    assert.equal(all.exitCode, 0)
    assert.equal(all.certificates, 4)
    assert.deepEqual(all.witnesses.toSorted(), [
      'signature crl signature/1/13221',
      'signature crl signature/1/13221 with its delta',
      'signature crl signature/1/14104',
      'signature crl signature/1/14104 with its delta',
      'signature crl signature/1/all',
      'signature crl signature/1/all with its delta',
      'signature crl signature/1/indirect',
      'signature ocsp',
      'user-authentication crl signature/1/indirect',
      'user-authentication crl user-authentication/1/14104',
      'user-authentication crl user-authentication/1/14104 with its delta',
      'user-authentication crl user-authentication/1/all',
      'user-authentication crl user-authentication/1/all with its delta',
      'user-authentication ocsp',
    ])
    const one = await check({ authority: 'signature', municipality: KIYOSE.municipalityCode })
    assert.deepEqual([one.certificates, one.found, one.witnesses.length], [1, [], 3])
  })
})

test('the status filter agrees, and disagrees with a record that was changed behind it', async () => {
  await withGround(async (ground) => {
    await publishFilters(ground)
    const agreed = await ground.check()
    assert.deepEqual(agreed.found, [])
    assert.ok(agreed.witnesses.includes('signature filter 2'))
    assert.ok(agreed.witnesses.includes('user-authentication filter 2'))
    const { database, serials, check } = ground
    await database.execute('DELETE FROM ca_revocation WHERE authority = 1 AND serial = $1', [
      parseInt(serials.revoked, 16),
    ])
    const ofFilter = (await check()).found.filter((line) => line.includes(' filter '))
    assert.deepEqual(ofFilter, [`${serials.revoked} filter 2: good / revoked`])
    await database.execute('DELETE FROM ca_filter')
    await publishFilters(ground)
    await database.execute('UPDATE ca_filter SET cms = substr(cms, 1, 200)')
    const broken = (await check()).found.filter((line) => line.includes(' filter '))
    assert.equal(broken.length, 4)
    assert.ok(broken.every((line) => line.endsWith('/ no answer')))
  })
})

const REVOKED = 'revoked 2026-04-01T01:00:00Z superseded'

for (const [name, who, sql, expected] of [
  [
    'a revocation that no list has',
    'good',
    `INSERT INTO ca_revocation
       (authority, serial, municipality_code, not_after, revoked_at, reason, ground)
     SELECT authority, serial, municipality_code, not_after, 1775003400000, 4, 'renewed'
     FROM ca_certificate WHERE authority = 1 AND serial = $1`,
    ['14104', '14104 with its delta', 'all', 'all with its delta', 'indirect'].map(
      (list) => `good crl signature/1/${list}: revoked 2026-04-01T00:30:00Z superseded / good`,
    ),
  ],
  [
    'lists that name what the records no longer have as revoked',
    'revoked',
    'DELETE FROM ca_revocation WHERE authority = 1 AND serial = $1',
    ['14104', '14104 with its delta', 'all', 'all with its delta', 'indirect'].map(
      (list) => `revoked crl signature/1/${list}: good / ${REVOKED}`,
    ),
  ],
  [
    'lists with another reason',
    'revoked',
    'UPDATE ca_revocation SET reason = 1 WHERE authority = 1 AND serial = $1',
    ['14104', '14104 with its delta', 'all', 'all with its delta', 'indirect'].map(
      (list) =>
        `revoked crl signature/1/${list}: ` +
        `revoked 2026-04-01T01:00:00Z keyCompromise / ${REVOKED}`,
    ),
  ],
  [
    'lists with another moment',
    'held',
    `UPDATE ca_revocation SET revoked_at = revoked_at - 1000
     WHERE authority = 1 AND serial = $1`,
    ['13221', '13221 with its delta', 'all with its delta'].map(
      (list) =>
        `held crl signature/1/${list}: revoked 2026-04-01T02:59:59Z certificateHold / ` +
        'revoked 2026-04-01T03:00:00Z certificateHold',
    ),
  ],
] as const)
  test(`disagreement: ${name}`, async () => {
    await withGround(async ({ check, database, serials }) => {
      await database.execute(sql, [parseInt(serials[who], 16)])
      const checked = await check()
      assert.equal(checked.exitCode, 1)
      assert.ok(!checked.agrees)
      const named = expected.map((line) => line.replace(who, serials[who]))
      assert.deepEqual(checked.found.toSorted(), named.toSorted())
    })
  })

test('disagreement: lists name a serial number of which there is no certificate', async () => {
  await withGround(async ({ check, database, serials }) => {
    const serial = parseInt(serials.revoked, 16)
    for (const table of ['ca_certificate', 'ca_signature', 'ca_revocation'])
      await database.execute(`DELETE FROM ${table} WHERE authority = 1 AND serial = $1`, [serial])
    const checked = await check()
    assert.equal(checked.exitCode, 1)
    assert.ok(checked.found.every((line) => line.includes(': not here / revoked')))
    assert.ok(checked.found.every((line) => line.startsWith(`${serials.revoked} `)))
    assert.equal(checked.found.length, 5)
  })
})

test('disagreement: the responder says good of what is revoked, and nothing of another', async () => {
  await withGround(
    async ({ check, serials }) => {
      const checked = await check()
      assert.equal(checked.exitCode, 1)
      assert.deepEqual(checked.found, [`${serials.revoked} ocsp: ${REVOKED} / good`])
    },
    (reader, { revoked }) => ({
      ...reader,
      certificateStatuses: async (authority, asked, generation) => {
        const statuses = await reader.certificateStatuses(authority, asked, generation)
        return statuses.map((status, i) => (asked[i] === revoked ? { state: 'good' } : status))
      },
    }),
  )
})

test('disagreement: a responder that does not answer is not one that agrees', async () => {
  await withGround(
    async ({ check, serials }) => {
      const checked = await check({ authority: 'user-authentication' })
      assert.equal(checked.exitCode, 1)
      assert.deepEqual(checked.found, [`${serials.other} ocsp: ${REVOKED} / no answer`])
    },
    (reader) => ({
      ...reader,
      certificateStatuses: () => Promise.reject(new Error('out of reach')),
    }),
  )
})
