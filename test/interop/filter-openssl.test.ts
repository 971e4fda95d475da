import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { PostgresResponders } from '#adapters/postgres/ca-ceremony.ts'
import { PostgresFilters } from '#adapters/postgres/ca-filters.ts'
import type { IssuedCertificate, StoredFilter } from '#ca/contract.ts'
import { IssueQueue } from '#ca/issue-queue.ts'
import { publishFilter } from '#ca/publish-filter.ts'
import { revokeCertificate } from '#ca/revoke-certificate.ts'
import { parseSignedData } from '#codec/cms/signed-data.ts'
import type { Instant } from '#kernel/instant.ts'
import { openStatusFilter, type StatusFilter } from '#verifier/status-filter.ts'
import { caDatabases, heldRig, issueCommand, THROWAWAY } from '../support/ca-rig.ts'
import { pemFolder } from '../support/pem-folder.ts'
import { startTestPostgres } from '../support/postgres.ts'
import { runToolWell } from '../support/run-tool.ts'
import { words } from '../support/words.ts'

const HOUR_MS = 3_600_000
const published = await publishTwo()

/** A complete filter, a revocation and an issue, and the delta over them. */
async function publishTwo(): Promise<{
  readonly complete: StoredFilter
  readonly delta: StoredFilter
  readonly anchors: readonly Uint8Array[]
  readonly stays: IssuedCertificate
  readonly ends: IssuedCertificate
  readonly comes: IssuedCertificate
  readonly other: IssuedCertificate
}> {
  const database = await caDatabases(await startTestPostgres())()
  const rig = await heldRig(database)
  const ports = {
    clock: rig.clock,
    keys: rig.keys,
    throwaway: THROWAWAY,
    serials: new PostgresResponders(database),
    authorities: rig.issue.authorities,
    filters: new PostgresFilters(database),
  }
  const queue = new IssueQueue(rig.issue, rig.configuration)
  const issued = async (
    kind: 'signature' | 'user-authentication',
    number: number,
  ): Promise<IssuedCertificate> => {
    const outcome = await queue.issue(issueCommand(kind, number))
    assert.ok(outcome.ok)
    return outcome.value
  }
  const publish = async (): Promise<StoredFilter> => {
    const filter = await publishFilter(ports, rig.configuration, 'signature')
    assert.ok(filter !== undefined)
    return filter
  }
  const [stays, ends] = [await issued('signature', 1), await issued('signature', 2)]
  const other = await issued('user-authentication', 3)
  const complete = await publish()
  const { authority, serialHex } = ends
  const ground = { reason: 'keyCompromise', ground: 'leaked' } as const
  const revoked = await revokeCertificate(rig.revoke, rig.configuration, {
    authority,
    serialHex,
    ...ground,
  })
  assert.ok(revoked.ok)
  const comes = await issued('signature', 4)
  rig.clock.set('2026-04-01T07:00:00Z')
  const delta = await publish()
  const anchors = [stays.authorityCertificateDer]
  return { complete, delta, anchors, stays, ends, comes, other }
}

function opened(
  filters: readonly StoredFilter[],
  at: Instant | number,
): ReturnType<typeof openStatusFilter> {
  return openStatusFilter({
    filters: filters.map(({ cmsDer }) => cmsDer),
    trustAnchors: published.anchors,
    time: new Date(at),
  })
}

async function filterOf(
  filters: readonly StoredFilter[],
  at: Instant | number,
): Promise<StatusFilter> {
  const opening = await opened(filters, at)
  assert.ok(opening.verdict === 'valid', opening.verdict === 'invalid' ? opening.code : '')
  return opening.filter
}

test('openssl cms -verify takes a filter as it is, and gives its content', async () => {
  const { complete, delta, anchors } = published
  for (const { cmsDer, thisUpdate } of [complete, delta]) {
    using folder = pemFolder()
    const anchor = folder.certificates('ca.pem', ...anchors)
    const message = folder.file('filter.p7m', cmsDer)
    const out = `${folder.path}/out`
    await runToolWell(
      'openssl',
      words`cms -verify -cades -binary -inform DER -in ${message} -out ${out} -CAfile ${anchor}
        -no-CApath -no-CAstore -x509_strict -attime ${String(thisUpdate / 1000)} -purpose any`,
    )
    const signed = parseSignedData(cmsDer)
    assert.ok(signed.ok && signed.value.content !== undefined)
    assert.deepEqual(new Uint8Array(readFileSync(out)), signed.value.content)
  }
})

test('an open filter and its delta say of each certificate what the authority recorded', async () => {
  const { complete, delta, stays, ends, comes, other } = published
  const before = await filterOf([complete], complete.thisUpdate)
  const after = await filterOf([complete, delta], delta.thisUpdate)
  const said = (filter: StatusFilter, { certificateDer }: IssuedCertificate): string =>
    filter.statusOf(certificateDer, filter.thisUpdate).code
  assert.deepEqual(
    [stays, ends, comes, other].map((certificate) => said(before, certificate)),
    ['good', 'good', 'status-unknown', 'filter-issuer-other'],
  )
  assert.deepEqual(
    [stays, ends, comes, other].map((certificate) => said(after, certificate)),
    ['good', 'revoked', 'good', 'filter-issuer-other'],
  )
})

test('good lasts until nextUpdate, revoked for ever', async () => {
  const { complete, delta, stays, ends } = published
  const filter = await filterOf([complete, delta], delta.thisUpdate)
  const at = (hours: number): Date => new Date(delta.thisUpdate + hours * HOUR_MS)
  assert.equal(filter.statusOf(stays.certificateDer, at(8)).status, 'good')
  assert.equal(filter.statusOf(stays.certificateDer, at(8.1)).code, 'filter-stale')
  assert.equal(filter.statusOf(stays.certificateDer, at(-0.1)).code, 'filter-not-yet-valid')
  assert.equal(filter.statusOf(ends.certificateDer, at(1_000)).status, 'revoked')
  assert.equal(filter.statusOf('nothing', at(0)).code, 'certificate-malformed')
})

test('nothing but the authority’s own filter, whole and in its time, is opened', async () => {
  const { complete, delta, anchors } = published
  const codeOf = async (opening: ReturnType<typeof openStatusFilter>): Promise<string> => {
    const made = await opening
    return made.verdict === 'valid' ? 'valid' : made.code
  }
  assert.equal(await codeOf(opened([complete], complete.nextUpdate + 1_000)), 'expired')
  assert.equal(await codeOf(opened([delta], delta.thisUpdate)), 'filter-not-complete')
  assert.equal(await codeOf(opened([complete, complete], delta.thisUpdate)), 'filter-not-a-delta')
  const flipped = complete.cmsDer.slice()
  const middle = Buffer.from(flipped).indexOf('SHSF') + 60
  flipped[middle] = (flipped[middle] ?? 0) ^ 1
  const changed = { ...complete, cmsDer: flipped }
  assert.equal(await codeOf(opened([changed], complete.thisUpdate)), 'content-digest-wrong')
  // The old filter's own signature is not asked for: the delta names it by its digest.
  assert.equal(await codeOf(opened([changed, delta], delta.thisUpdate)), 'filter-base-other')
  const time = new Date(complete.thisUpdate)
  const other = {
    filters: [complete.cmsDer],
    trustAnchors: [published.other.authorityCertificateDer],
  }
  assert.equal(await codeOf(openStatusFilter({ ...other, time })), 'issuer-unknown')
  const noFilter = { filters: [anchors[0] ?? ''], trustAnchors: anchors, time }
  assert.equal(await codeOf(openStatusFilter(noFilter)), 'cms-malformed')
  await assert.rejects(openStatusFilter({ filters: [], trustAnchors: anchors, time }))
})
