import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Crl } from '#codec/crl/crl.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { formatName } from '#codec/x509/name-text.ts'
import { importPublicKey } from '#crypto/public-key.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import {
  caDatabases,
  at,
  type CaRig,
  heldRig,
  issueCommand,
  KIYOSE,
  SANDBOX_CEREMONY,
  YOKOHAMA_NAKA,
} from '../../test/support/ca-rig.ts'
import { octetsOfCrl, parsedCrl } from '../../test/support/crl-octets.ts'
import { startTestPostgres } from '../../test/support/postgres.ts'
import type { IssueCommand, PublishedCrl, SerialHex } from './contract.ts'
import { municipalityList } from './crl/scope.ts'
import { CrlRounds } from './crl-rounds.ts'
import { ensureCrl, issueCrlsOf, refreshCrls } from './issue-crl.ts'
import { IssueQueue } from './issue-queue.ts'
import { revokeCertificate } from './revoke-certificate.ts'
import { runCeremony } from './run-ceremony.ts'
import { SUITES } from './suites.ts'

const freshDatabase = caDatabases(await startTestPostgres())
/** More than a list has attempts. */
const RIVALS = 12
const PARTITION = {
  authority: 'signature',
  municipalityCode: YOKOHAMA_NAKA.municipalityCode,
} as const
const REF = municipalityList(PARTITION)

interface Rig extends CaRig {
  readonly issued: (number: number, change?: Partial<IssueCommand>) => Promise<SerialHex>
  readonly revoked: (number: number, change?: Partial<IssueCommand>) => Promise<SerialHex>
  readonly list: (generation?: number) => Promise<PublishedCrl>
}

async function rigOf(): Promise<Rig> {
  const database = await freshDatabase()
  const rig = await heldRig(database)
  const queue = new IssueQueue(rig.issue, rig.configuration)
  const issued = async (number: number, change?: Partial<IssueCommand>): Promise<SerialHex> => {
    const outcome = await queue.issue(issueCommand('signature', number, change))
    assert.ok(outcome.ok, JSON.stringify(outcome))
    return outcome.value.serialHex
  }
  return {
    ...rig,
    issued,
    revoked: async (number, change) => {
      const serialHex = await issued(number, change)
      const outcome = await revokeCertificate(rig.revoke, rig.configuration, {
        authority: 'signature',
        serialHex,
        reason: 'superseded',
        ground: 'renewed',
      })
      assert.ok(outcome.ok)
      return serialHex
    },
    list: async (generation) => {
      const crl = await ensureCrl(rig.revoke, rig.configuration, REF, generation)
      assert.ok(crl !== undefined)
      return crl
    },
  }
}

async function parsed({ reader }: Rig, crl: PublishedCrl): Promise<Crl> {
  return parsedCrl(await octetsOfCrl(reader, crl))
}

async function serials(rig: Rig, crl: PublishedCrl): Promise<readonly string[]> {
  return [...(await parsed(rig, crl)).entries].map(({ serialHex }) => serialHex)
}

test('a partition without certificates has no list', async () => {
  const rig = await rigOf()
  assert.equal(await ensureCrl(rig.revoke, rig.configuration, REF), undefined)
  assert.deepEqual(await refreshCrls(rig.revoke, rig.configuration), [])
})

test('the first list: profile of our choice, field by field', async () => {
  const rig = await rigOf()
  await rig.issued(1)
  const stored = await rig.list()
  const crl = await parsed(rig, stored)
  assert.equal(crl.version, 2)
  assert.equal(crl.entries.count, 0)
  assert.equal(crl.thisUpdate, at('2026-04-01T01:00:00Z'))
  assert.equal(crl.nextUpdate, at('2026-04-02T13:00:00Z'))
  assert.deepEqual(
    crl.extensions.all.map(({ oid, critical }) => [oid, critical]),
    [
      ['2.5.29.35', false],
      ['2.5.29.20', false],
      ['2.5.29.28', true],
    ],
  )
  assert.equal(crl.extensions.cRLNumber, 1n)
  const point = crl.extensions.issuingDistributionPoint
  assert.equal(point?.onlyContains, 'user')
  assert.ok(point?.name?.kind === 'fullName')
  const [name] = point.name.names
  assert.ok(name?.kind === 'directoryName')
  assert.equal(
    formatName(name.name),
    'C=JP, O=Shomei Sandbox, OU=Shomei Sandbox for digital signature, ' +
      'OU=CRL Distribution Points, OU=Kanagawa-ken, CN=Yokohama-shi-Naka-ku CRLDP',
  )
})

test('a list serves until it is due; a revocation replaces it at once; numbers rise', async () => {
  const rig = await rigOf()
  await rig.issued(1)
  const first = await rig.list()
  rig.clock.set('2026-04-02T01:00:00Z')
  assert.deepEqual(await rig.list(), first, 'a day old to the second: still served')
  rig.clock.set('2026-04-02T01:00:01Z')
  const second = await rig.list()
  const serialHex = await rig.revoked(2)
  const third = await rig.list()
  assert.deepEqual(
    [first, second, third].map(({ crlNumber }) => crlNumber),
    [1n, 2n, 3n],
  )
  assert.deepEqual(await serials(rig, third), [serialHex])
  assert.deepEqual(await rig.list(), third)
})

test('a list that a kill kept from being made is made by the next refresh', async () => {
  const rig = await rigOf()
  const serialHex = await rig.issued(1)
  await refreshCrls(rig.revoke, rig.configuration)
  const { crls } = rig.revoke
  const dying = {
    states: crls.states.bind(crls),
    draft: crls.draft.bind(crls),
    publish: killed,
    tidy: crls.tidy.bind(crls),
  }
  const command = {
    authority: 'signature',
    serialHex,
    reason: 'superseded',
    ground: 'renewed',
  } as const
  const revoking = revokeCertificate({ ...rig.revoke, crls: dying }, rig.configuration, command)
  await assert.rejects(revoking, { message: 'killed' })
  const [refreshed, ...others] = await refreshCrls(rig.revoke, rig.configuration)
  assert.ok(refreshed !== undefined && others.length === 0)
  assert.deepEqual(await serials(rig, refreshed), [serialHex])
  assert.deepEqual(await refreshCrls(rig.revoke, rig.configuration), [])
})

test('a municipality’s list names its own certificates only', async () => {
  const rig = await rigOf()
  const here = await rig.revoked(1)
  const there = await rig.revoked(2, { partition: KIYOSE })
  assert.deepEqual(await serials(rig, await rig.list()), [here])
  const ref = municipalityList({ ...PARTITION, municipalityCode: KIYOSE.municipalityCode })
  const other = await ensureCrl(rig.revoke, rig.configuration, ref)
  assert.ok(other !== undefined)
  assert.deepEqual(await serials(rig, other), [there])
})

test('an entry stays on one list after the certificate’s end, and goes with the next', async () => {
  const rig = await rigOf()
  const serialHex = await rig.revoked(1)
  rig.clock.set('2031-02-17T14:59:59Z')
  assert.deepEqual(await serials(rig, await rig.list()), [serialHex], 'on the last day')
  rig.clock.set('2031-02-19T00:00:00Z')
  assert.deepEqual(
    await serials(rig, await rig.list()),
    [serialHex],
    'on the first list after the end',
  )
  rig.clock.set('2031-02-21T00:00:00Z')
  assert.deepEqual(await serials(rig, await rig.list()), [], 'gone with the second')
})

test('rival processes that make a list at once end with one that lacks nothing', async () => {
  const rig = await rigOf()
  const serialHex = await rig.revoked(1)
  const before = (await rig.list()).crlNumber
  const process = (): Promise<void> =>
    issueCrlsOf({ ...rig.revoke, rounds: new CrlRounds() }, rig.configuration, [
      PARTITION,
      PARTITION,
    ])
  await Promise.all(Array.from({ length: RIVALS }, process))
  const newest = await rig.list()
  assert.ok(newest.crlNumber > before && newest.crlNumber <= before + BigInt(RIVALS))
  assert.equal((await parsed(rig, newest)).extensions.cRLNumber, newest.crlNumber)
  assert.deepEqual(await serials(rig, newest), [serialHex])
})

test('rivals in one process share their lists', async () => {
  const rig = await rigOf()
  await rig.revoked(1)
  const before = (await rig.list()).crlNumber
  const rival = (): Promise<void> => issueCrlsOf(rig.revoke, rig.configuration, [PARTITION])
  await Promise.all(Array.from({ length: RIVALS }, rival))
  assert.equal((await rig.list()).crlNumber, before + 2n)
})

test('every valid generation signs a list of its own over all certificates of the partition', async () => {
  const rig = await rigOf()
  const old = await rig.revoked(1)
  rig.clock.set('2030-04-01T01:00:00Z')
  const file = JSON.parse(SANDBOX_CEREMONY) as { generations: readonly object[] }
  const second = { ...file.generations[0], generation: 2, suite: 'ecdsa-p384-sha384' }
  const held = await runCeremony(rig.ceremony, JSON.stringify({ ...file, generations: [second] }))
  assert.ok(held.ok, JSON.stringify(held))
  const refreshed = await refreshCrls(rig.revoke, rig.configuration)
  assert.deepEqual(
    refreshed.map(({ generation }) => generation),
    [1, 2],
  )
  const generations = await rig.revoke.authorities.generations()
  for (const crl of refreshed) {
    assert.deepEqual(await serials(rig, crl), [old])
    const signer = generations.find(
      ({ authority, generation }) => authority === 'signature' && generation === crl.generation,
    )
    assert.ok(signer !== undefined)
    const certificate = parseCertificate(signer.certificateDer)
    assert.ok(certificate.ok)
    const key = importPublicKey(certificate.value.spkiDer)
    assert.ok(key.ok)
    const { tbsDer, signature, extensions } = await parsed(rig, crl)
    assert.ok(verifySignature(SUITES[signer.suite].signature, key.value, tbsDer, signature))
    assert.deepEqual(extensions.authorityKeyIdentifier?.keyIdentifier, signer.keyId)
  }
  assert.equal((await rig.list()).generation, 2, 'the newest unless named')
  assert.equal((await rig.list(1)).generation, 1)
  rig.clock.set('2036-04-01T00:00:00Z')
  assert.equal(await ensureCrl(rig.revoke, rig.configuration, REF, 1), undefined, 'ended')
})

function killed(): Promise<never> {
  return Promise.reject(new Error('killed'))
}
