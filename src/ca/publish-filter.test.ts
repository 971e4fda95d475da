import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PostgresResponders } from '#adapters/postgres/ca-ceremony.ts'
import { PostgresFilters } from '#adapters/postgres/ca-filters.ts'
import { FilterStates } from '#codec/status-filter/filter-states.ts'
import { parseSignedData } from '#codec/cms/signed-data.ts'
import { parseStatusFilter, type ParsedStatusFilter } from '#codec/status-filter/parse-filter.ts'
import {
  caDatabases,
  type CaRig,
  heldRig,
  issueCommand,
  THROWAWAY,
} from '../../test/support/ca-rig.ts'
import { startTestPostgres } from '../../test/support/postgres.ts'
import type { SerialHex, StoredFilter } from './contract.ts'
import { IssueQueue } from './issue-queue.ts'
import { filterKeyName } from './key-names.ts'
import { type FilterPorts, publishFilter, refreshFilters } from './publish-filter.ts'
import { revokeCertificate } from './revoke-certificate.ts'

const freshDatabase = caDatabases(await startTestPostgres())

interface Rig extends CaRig {
  readonly filters: FilterPorts
  issued(number: number): Promise<SerialHex>
  revoked(serialHex: SerialHex): Promise<void>
  publish(): Promise<StoredFilter>
  says(serialHex: SerialHex): Promise<string | undefined>
}

async function rigOf(): Promise<Rig> {
  const database = await freshDatabase()
  const rig = await heldRig(database)
  const queue = new IssueQueue(rig.issue, rig.configuration)
  const records = new PostgresFilters(database)
  const filters: FilterPorts = {
    clock: rig.clock,
    keys: rig.keys,
    throwaway: THROWAWAY,
    serials: new PostgresResponders(database),
    authorities: rig.issue.authorities,
    filters: records,
  }
  return {
    ...rig,
    filters,
    issued: async (number) => {
      const outcome = await queue.issue(issueCommand('signature', number))
      assert.ok(outcome.ok, JSON.stringify(outcome))
      return outcome.value.serialHex
    },
    revoked: async (serialHex) => {
      const ground = { reason: 'superseded', ground: 'renewed' } as const
      const command = { authority: 'signature', serialHex, ...ground } as const
      assert.ok((await revokeCertificate(rig.revoke, rig.configuration, command)).ok)
    },
    publish: async () => {
      const filter = await publishFilter(filters, rig.configuration, 'signature')
      assert.ok(filter !== undefined)
      return filter
    },
    says: async (serialHex) => {
      const [complete, ...deltas] = (await records.chain('signature')).map(contentOf)
      assert.ok(complete !== undefined)
      const states = FilterStates.open(complete, deltas)
      assert.ok(states.ok)
      return states.value.stateOf(Number.parseInt(serialHex, 16))?.state
    },
  }
}

function contentOf({ cmsDer }: StoredFilter): ParsedStatusFilter {
  const signed = parseSignedData(cmsDer)
  assert.ok(signed.ok && signed.value.content !== undefined)
  const filter = parseStatusFilter(signed.value.content)
  assert.ok(filter.ok)
  return filter.value
}

test('the first filter is complete, and says of each certificate what the record says', async () => {
  const rig = await rigOf()
  const [good, bad] = [await rig.issued(1), await rig.issued(2)]
  await rig.revoked(bad)
  const filter = await rig.publish()
  assert.deepEqual([filter.number, filter.baseNumber], [1, 0])
  assert.equal(filter.nextUpdate - filter.thisUpdate, 8 * 3_600_000)
  assert.equal(await rig.says(good), 'good')
  assert.equal(await rig.says(bad), 'revoked')
})

test('a delta says what came since: revoked, newly issued, and nothing of the rest', async () => {
  const rig = await rigOf()
  const [first, second] = [await rig.issued(1), await rig.issued(2)]
  await rig.publish()
  const third = await rig.issued(3)
  await rig.revoked(first)
  const delta = await rig.publish()
  assert.deepEqual([delta.number, delta.baseNumber], [2, 1])
  assert.deepEqual(
    contentOf(delta).changes.map(({ serial }) => serial),
    [Number.parseInt(first, 16)],
  )
  assert.deepEqual(await Promise.all([first, second, third].map((serial) => rig.says(serial))), [
    'revoked',
    'good',
    'good',
  ])
})

test('a delta every six hours, a complete filter every week, and no more than that', async () => {
  const rig = await rigOf()
  await rig.issued(1)
  const refreshed = async (at: string): Promise<readonly (readonly [string, number])[]> => {
    rig.clock.set(at)
    const published = await refreshFilters(rig.filters, rig.configuration)
    return published.map(({ authority, baseNumber }) => [authority, baseNumber] as const)
  }
  const both = (base: number): readonly (readonly [string, number])[] => [
    ['signature', base],
    ['user-authentication', base],
  ]
  assert.deepEqual(await refreshed('2026-04-01T02:00:00Z'), both(0))
  assert.deepEqual(await refreshed('2026-04-01T07:59:59Z'), [])
  assert.deepEqual(await refreshed('2026-04-01T08:00:00Z'), both(1))
  assert.deepEqual(await refreshed('2026-04-08T01:59:59Z'), both(2))
  assert.deepEqual(await refreshed('2026-04-08T08:00:00Z'), both(0))
})

test('two that publish at once publish one filter', async () => {
  const rig = await rigOf()
  await rig.issued(1)
  const first = await rig.publish()
  assert.equal(await rig.filters.filters.record(first), false)
  assert.equal((await rig.filters.filters.chain('signature')).length, 1)
})

test('the key that signed is destroyed; one that a kill left does not stand in the way', async () => {
  const rig = await rigOf()
  const keyName = filterKeyName('signature', 1)
  await rig.keys.generate(keyName, 'filter', 'ecdsa-p256-sha256')
  await rig.publish()
  assert.equal(await rig.keys.publicKeyDer(keyName), undefined)
})

test('filters that two complete ones have replaced go', async () => {
  const rig = await rigOf()
  await rig.issued(1)
  for (const day of ['01', '02', '09', '10', '17'])
    for (const at of [`2026-04-${day}T02:00:00Z`]) {
      rig.clock.set(at)
      await rig.publish()
    }
  const chain = await rig.filters.filters.chain('signature')
  assert.deepEqual(
    chain.map(({ number, baseNumber }) => [number, baseNumber]),
    [[5, 0]],
  )
})
