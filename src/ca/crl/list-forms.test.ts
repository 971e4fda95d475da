import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import type { Database } from '#adapters/postgres/database.ts'
import { numberOf, onlyRow } from '#adapters/postgres/row.ts'
import type { Crl } from '#codec/crl/crl.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { formatName } from '#codec/x509/name-text.ts'
import { importPublicKey } from '#crypto/public-key.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import { DEFAULT_LAW_POLICY } from '#law/policy.ts'
import {
  caDatabases,
  type CaRig,
  heldRig,
  issueCommand,
  KIYOSE,
  YOKOHAMA_NAKA,
} from '../../../test/support/ca-rig.ts'
import { octetsOfCrl, parsedCrl } from '../../../test/support/crl-octets.ts'
import { startTestPostgres } from '../../../test/support/postgres.ts'
import type { CaConfiguration } from '../configuration.ts'
import {
  type AuthorityId,
  CRL_PART_OCTETS,
  type CrlForm,
  type CrlScope,
  type PublishedCrl,
  type SerialHex,
} from '../contract.ts'
import { ensureCrl, refreshCrls } from '../issue-crl.ts'
import { IssueQueue } from '../issue-queue.ts'
import { liftHold } from '../lift-hold.ts'
import { revokeCertificate } from '../revoke-certificate.ts'
import { SUITES } from '../suites.ts'
import { municipalityList } from './scope.ts'

const freshDatabase = caDatabases(await startTestPostgres())
const HOLDS_MAY_BE_LIFTED = { ...DEFAULT_LAW_POLICY, cardHoldMayBeLifted: true }
const WHOLE: CrlScope = { of: 'authority' }
const INDIRECT: CrlScope = { of: 'both-authorities' }
const YOKOHAMA = municipalityList({
  authority: 'signature',
  municipalityCode: YOKOHAMA_NAKA.municipalityCode,
}).scope

interface Rig extends CaRig {
  readonly database: Database
  readonly lists: CaConfiguration
  issued(kind: AuthorityId, number: number, partition?: typeof KIYOSE): Promise<SerialHex>
  revoked(kind: AuthorityId, serialHex: SerialHex, reason?: 'certificateHold'): Promise<void>
  refresh(): Promise<readonly string[]>
  list(scope: CrlScope, form?: CrlForm): Promise<{ readonly crl: Crl; readonly list: PublishedCrl }>
}

/** Lists of every form; a municipality with one entry has deltas already. */
async function rigOf(fromEntries = 1): Promise<Rig> {
  const database = await freshDatabase()
  const rig = await heldRig(database)
  const lists: CaConfiguration = {
    ...rig.configuration,
    crl: {
      ...rig.configuration.crl,
      url: 'http://status.example/crl',
      wholeAuthority: true,
      indirectBy: 'signature',
      deltas: { everyMinutes: 15, validityMinutes: 60, fromEntries },
    },
  }
  const queue = new IssueQueue(rig.issue, lists)
  return {
    ...rig,
    database,
    lists,
    issued: async (kind, number, partition = YOKOHAMA_NAKA) => {
      const outcome = await queue.issue(issueCommand(kind, number, { partition }))
      assert.ok(outcome.ok, JSON.stringify(outcome))
      return outcome.value.serialHex
    },
    revoked: async (authority, serialHex, reason) => {
      const ground = reason === undefined ? 'renewed' : 'suspension-requested'
      const command = { authority, serialHex, reason: reason ?? 'superseded', ground } as const
      assert.ok((await revokeCertificate(rig.revoke, lists, command)).ok)
    },
    refresh: async () =>
      (await refreshCrls(rig.revoke, lists)).map(
        ({ authority, scope, form, crlNumber }) =>
          `${authority} ${wordOf(scope)} ${form} ${crlNumber}`,
      ),
    list: async (scope, form = 'complete') => {
      const list = await rig.reader.currentCrl({ authority: 'signature', scope }, form)
      assert.ok(list !== undefined, `${wordOf(scope)} ${form}`)
      return { list, crl: parsedCrl(await octetsOfCrl(rig.reader, list)) }
    },
  }
}

function wordOf(scope: CrlScope): string {
  return scope.of === 'municipality' ? scope.municipalityCode : scope.of
}

function entriesOf({ crl }: { readonly crl: Crl }): readonly string[] {
  return [...crl.entries].map(({ serialHex, reason }) => `${serialHex} ${reason}`)
}

function extensionsOf({ crl }: { readonly crl: Crl }): readonly string[] {
  return crl.extensions.all.map(({ oid, critical }) => `${oid}${critical ? ' critical' : ''}`)
}

test('a refresh makes every form; what is there and not due stays', async () => {
  const rig = await rigOf()
  assert.deepEqual(await rig.refresh(), [], 'an authority without certificates has no lists')
  await rig.issued('signature', 1)
  await rig.issued('user-authentication', 2, KIYOSE)
  assert.deepEqual(await rig.refresh(), [
    'signature 14104 complete 1',
    'signature authority complete 1',
    'signature both-authorities complete 1',
    'user-authentication 13221 complete 1',
    'user-authentication authority complete 1',
  ])
  assert.deepEqual(await rig.refresh(), [
    'signature authority delta 2',
    'user-authentication authority delta 2',
  ])
  assert.deepEqual(await rig.refresh(), [])
  rig.clock.set('2026-04-01T01:15:00Z')
  assert.deepEqual(await rig.refresh(), [], 'a quarter of an hour old to the second')
  rig.clock.set('2026-04-01T01:15:01Z')
  assert.equal((await rig.refresh()).length, 2)
})

test('the list of the whole authority has no scope to misread, and says where its deltas are', async () => {
  const rig = await rigOf()
  const here = await rig.issued('signature', 1)
  const there = await rig.issued('signature', 2, KIYOSE)
  for (const serialHex of [here, there]) await rig.revoked('signature', serialHex)
  await rig.refresh()
  const whole = await rig.list(WHOLE)
  assert.deepEqual(extensionsOf(whole), ['2.5.29.35', '2.5.29.20', '2.5.29.46'])
  assert.deepEqual(entriesOf(whole).toSorted(), [`${here} superseded`, `${there} superseded`])
  const [point] = whole.crl.extensions.freshestCRL ?? []
  assert.ok(point?.name?.kind === 'fullName')
  assert.deepEqual(point.name.names, [
    {
      kind: 'uniformResourceIdentifier',
      text: 'http://status.example/crl/signature/1/all.delta.crl',
    },
  ])
})

test('a delta says what changed: revoked, on hold, made final, lifted; numbers go on', async () => {
  const rig = await rigOf()
  const [old, held, final, lifted] = await Promise.all(
    [1, 2, 3, 4].map((number) => rig.issued('signature', number)),
  )
  const fresh = await rig.issued('signature', 5, KIYOSE)
  assert.ok(old && held && final && lifted)
  await rig.revoked('signature', old)
  await rig.revoked('signature', final, 'certificateHold')
  await rig.revoked('signature', lifted, 'certificateHold')
  await rig.refresh()
  const before = await rig.list(WHOLE)
  assert.equal(before.crl.entries.count, 3)
  rig.clock.set('2026-04-01T02:00:00Z')
  await rig.revoked('signature', fresh)
  await rig.revoked('signature', held, 'certificateHold')
  await rig.revoked('signature', final)
  const lifting = { authority: 'signature', serialHex: lifted } as const
  assert.ok((await liftHold(rig.revoke, rig.lists, lifting, HOLDS_MAY_BE_LIFTED)).ok)
  await rig.refresh()
  for (const [scope, expected] of [
    [
      WHOLE,
      [
        `${held} certificateHold`,
        `${final} superseded`,
        `${lifted} removeFromCRL`,
        `${fresh} superseded`,
      ],
    ],
    [YOKOHAMA, [`${held} certificateHold`, `${final} superseded`, `${lifted} removeFromCRL`]],
  ] as const) {
    const complete = await rig.list(scope)
    const delta = await rig.list(scope, 'delta')
    assert.deepEqual(entriesOf(delta).toSorted(), expected.toSorted(), wordOf(scope))
    assert.equal(delta.crl.extensions.deltaBaseNumber, complete.crl.extensions.cRLNumber)
    assert.equal(delta.crl.extensions.cRLNumber, delta.list.crlNumber)
    assert.ok(delta.list.crlNumber > complete.list.crlNumber)
    assert.ok(extensionsOf(delta).includes('2.5.29.27 critical'))
    assert.ok(!extensionsOf(delta).includes('2.5.29.46'), 'a delta has no freshestCRL')
    assert.deepEqual(
      delta.crl.extensions.issuingDistributionPoint,
      complete.crl.extensions.issuingDistributionPoint,
    )
    assert.equal(delta.crl.nextUpdate, delta.crl.thisUpdate + 3_600_000)
    await assertSigned(rig, delta.crl)
  }
})

test('a revocation replaces a short list at once, and brings a delta over a long one', async () => {
  const rig = await rigOf(2)
  const serials = await Promise.all([1, 2, 3].map((number) => rig.issued('signature', number)))
  const [first, second, third] = serials
  assert.ok(first && second && third)
  await rig.revoked('signature', first)
  await rig.revoked('signature', second)
  assert.equal((await rig.list(YOKOHAMA)).list.crlNumber, 2n)
  assert.ok(extensionsOf(await rig.list(YOKOHAMA)).includes('2.5.29.46'), 'it is long now')
  await rig.revoked('signature', third)
  assert.equal((await rig.list(YOKOHAMA)).list.crlNumber, 2n)
  const delta = await rig.list(YOKOHAMA, 'delta')
  assert.equal(delta.list.crlNumber, 3n)
  assert.deepEqual(entriesOf(delta), [`${third} superseded`])
  const scope = { authority: 'signature', scope: YOKOHAMA } as const
  rig.clock.set('2026-04-02T01:00:01Z')
  const next = await ensureCrl(rig.revoke, rig.lists, scope)
  assert.deepEqual([next?.form, next?.crlNumber, next?.entries], ['complete', 4n, 3])
})

test('a hold that came and went between two lists is taken off whatever delta had it', async () => {
  const rig = await rigOf()
  const revoked = await rig.issued('signature', 1)
  const serialHex = await rig.issued('signature', 2)
  await rig.revoked('signature', revoked)
  await rig.refresh()
  const lifting = { authority: 'signature', serialHex } as const
  await rig.revoked('signature', serialHex, 'certificateHold')
  assert.deepEqual(entriesOf(await rig.list(YOKOHAMA, 'delta')), [`${serialHex} certificateHold`])
  assert.ok((await liftHold(rig.revoke, rig.lists, lifting, HOLDS_MAY_BE_LIFTED)).ok)
  assert.deepEqual(entriesOf(await rig.list(YOKOHAMA, 'delta')), [`${serialHex} removeFromCRL`])
  await rig.revoked('signature', serialHex)
  assert.deepEqual(entriesOf(await rig.list(YOKOHAMA, 'delta')), [`${serialHex} superseded`])
})

test('the indirect list names whose certificates it lists, from the other authority’s first on', async () => {
  const rig = await rigOf()
  const own = await rig.issued('signature', 1)
  const [a, b] = [
    await rig.issued('user-authentication', 2),
    await rig.issued('user-authentication', 3, KIYOSE),
  ]
  await rig.refresh()
  const empty = await rig.list(INDIRECT)
  assert.equal(empty.crl.entries.count, 0)
  await rig.revoked('signature', own)
  for (const serialHex of [a, b]) await rig.revoked('user-authentication', serialHex)
  rig.clock.set('2026-04-02T01:00:01Z')
  await rig.refresh()
  const indirect = await rig.list(INDIRECT)
  assert.ok(extensionsOf(indirect).includes('2.5.29.28 critical'))
  assert.deepEqual(indirect.crl.extensions.issuingDistributionPoint?.indirect, true)
  const entries = [...indirect.crl.entries].map(({ serialHex, reason, issuer }) => {
    const [name] = issuer ?? []
    const whose = name?.kind === 'directoryName' ? formatName(name.name) : 'the signer'
    return `${serialHex} ${reason} ${whose}`
  })
  const other =
    'C=JP, O=Shomei Sandbox, OU=Shomei Sandbox for user authentication, ' +
    'OU=Synthetic Authority of the Shomei Sandbox'
  assert.deepEqual(
    entries.toSorted(),
    [
      `${own} superseded the signer`,
      `${a} superseded ${other}`,
      `${b} superseded ${other}`,
    ].toSorted(),
  )
  await assertSigned(rig, indirect.crl)
})

test('a long list: parts, gzip, and the list before stays for a while', async () => {
  const rig = await rigOf(1_000_000)
  const serialHex = await rig.issued('signature', 1)
  await rig.revoked('signature', serialHex)
  await rig.database.execute(
    `INSERT INTO ca_revocation SELECT 1, n, municipality_code, not_after + n % 7,
       revoked_at - n * 1000, (ARRAY[0, 1, 3, 4])[1 + n % 4], 'moved'
     FROM ca_revocation, generate_series(100, 60099) AS n`,
  )
  await rig.database.execute('UPDATE ca_partition SET revision = revision + 1')
  await rig.refresh()
  const { list, crl } = await rig.list(YOKOHAMA)
  assert.equal(crl.entries.count, 60_001)
  assert.equal(list.entries, 60_001)
  assert.ok(list.octets > CRL_PART_OCTETS)
  assert.equal(new Set([...crl.entries].map((entry) => entry.serialHex)).size, 60_001)
  await assertSigned(rig, crl)
  const whole = await octetsOfCrl(rig.reader, list)
  const gzip = await octetsOfCrl(rig.reader, list, 'gzip')
  assert.ok(gzip.length < whole.length)
  assert.ok(gunzipSync(gzip).equals(whole))
  rig.clock.set('2026-04-02T01:00:01Z')
  await rig.refresh()
  const next = await rig.list(YOKOHAMA)
  assert.notEqual(next.list.body, list.body)
  assert.equal((await octetsOfCrl(rig.reader, list)).length, list.octets, 'still to be had')
  rig.clock.set('2026-04-02T03:00:00Z')
  await rig.refresh()
  assert.equal(await rig.reader.crlPart(list, 'identity', 0), undefined)
  assert.equal(await rig.reader.crlPart(list, 'gzip', 0), undefined)
  assert.equal((await octetsOfCrl(rig.reader, next.list)).length, next.list.octets)
})

test('the parts of a list that was never finished are forgotten after a day', async () => {
  const rig = await rigOf()
  const at = rig.clock.now()
  const draft = await rig.revoke.crls.draft(at)
  await draft.write(new Uint8Array(3 * CRL_PART_OCTETS))
  const parts = async (): Promise<number> =>
    numberOf(onlyRow(await rig.database.query('SELECT count(*) AS n FROM ca_crl_part')), 'n')
  assert.equal(await parts(), 2, 'the first waits for its header')
  rig.clock.set('2026-04-02T00:59:59Z')
  await rig.refresh()
  assert.equal(await parts(), 2)
  rig.clock.set('2026-04-02T01:00:01Z')
  await rig.refresh()
  assert.equal(await parts(), 0)
})

async function assertSigned(rig: Rig, crl: Crl): Promise<void> {
  const generations = await rig.revoke.authorities.generations()
  const signer = generations.find(({ authority }) => authority === 'signature')
  assert.ok(signer !== undefined)
  const certificate = parseCertificate(signer.certificateDer)
  assert.ok(certificate.ok)
  const key = importPublicKey(certificate.value.spkiDer)
  assert.ok(key.ok)
  const { signature: scheme } = SUITES[signer.suite]
  assert.ok(verifySignature(scheme, key.value, crl.tbsDer, crl.signature))
}
