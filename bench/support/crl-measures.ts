/** What `bench/crl.ts` measures, each in a process of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KeyRing, makeRingKey } from '#adapters/keys/key-ring.ts'
import { PostgresCrls } from '#adapters/postgres/ca-crls.ts'
import { Database } from '#adapters/postgres/database.ts'
import { startEmbeddedPostgres } from '#adapters/postgres/embedded.ts'
import { migrate, readMigrations } from '#adapters/postgres/migrate.ts'
import { parseKeyName } from '#ca/contract.ts'
import { makeList } from '#ca/crl/make-list.ts'
import type { CrlMaterial, NewCrl } from '#ca/crl/ports.ts'
import { refreshCrls } from '#ca/issue-crl.ts'
import type { Generation } from '#ca/model.ts'
import {
  ENTRY_OCTETS_MAX,
  packEntry,
  PACKED_ENTRY_OCTETS,
  tallyPacked,
} from '#codec/crl/packed-entries.ts'
import { assert } from '#kernel/assert.ts'
import type { Instant } from '#kernel/instant.ts'
import {
  type CaRig,
  heldRig,
  sandboxConfiguration,
  StandingClock,
} from '../../test/support/ca-rig.ts'

/** How much is measured. */
export interface MeasureSize {
  readonly entries: number
  readonly nation: { readonly partitions: number; readonly entries: number }
}

type Measure = (size: MeasureSize) => Promise<Record<string, number>>

/** Every measure by its name. */
export const MEASURES: ReadonlyMap<string, Measure> = new Map<string, Measure>([
  ['encode', encodeAndSign],
  ['database', databaseIncluded],
  ['nation', everyPartition],
])

const NOW = '2026-04-01T01:00:00Z'
const PAGE = 32_768
const WARM_ENTRIES = 100_000

/** Entries that are in memory, through the use case that makes lists, to nowhere. */
async function encodeAndSign({ entries }: MeasureSize): Promise<Record<string, number>> {
  const name = parseKeyName('signature-1')
  assert(name !== undefined, 'a key has a name')
  const ring = new KeyRing()
  ring.add(await makeRingKey(name, 'authority', 'rsa-2048-sha256'))
  const clock = new StandingClock(NOW)
  const generation: Generation = {
    authority: 'signature',
    generation: 1,
    suite: 'rsa-2048-sha256',
    serial: 1,
    keyName: name,
    keyId: new Uint8Array(20),
    keyIdHex: '00',
    certificateDer: new Uint8Array(),
    notBefore: clock.now(),
    notAfter: clock.now(),
  }
  const packed = packedEntries(entries)
  let written = 0
  const list = async (of: Uint8Array): Promise<void> => {
    written = 0
    const made = await makeList(
      {
        clock,
        signer: ring,
        crlMaterials: { read: (_order, use) => use(materialOf(of)) },
        crls: {
          states: () => Promise.resolve([]),
          draft: () =>
            Promise.resolve({
              write: (octets) => {
                written += octets.length
                return Promise.resolve()
              },
            }),
          publish: (crl) => Promise.resolve(publishedOf(crl, written)),
          tidy: () => Promise.resolve(),
        },
      },
      sandboxConfiguration(),
      generation,
      { authority: 'signature', scope: { of: 'authority' }, form: 'complete', generation: 1 },
    )
    assert(typeof made === 'object', 'the list is made')
  }
  await list(packed.subarray(0, WARM_ENTRIES * PACKED_ENTRY_OCTETS))
  const cpuBefore = process.cpuUsage()
  const seconds = await timed(() => list(packed))
  const cpu = process.cpuUsage(cpuBefore)
  await ring.close()
  assert(written < entries * ENTRY_OCTETS_MAX + 10_000, 'a list is as long as its entries')
  return { seconds, cpuSeconds: (cpu.user + cpu.system) / 1e6, octets: written }
}

function materialOf(packed: Uint8Array): CrlMaterial {
  const octets = PAGE * PACKED_ENTRY_OCTETS
  const run = {
    authority: 'signature',
    tally: tallyPacked(packed),
    pages: async function* () {
      for (let at = 0; at < packed.length; at += octets) {
        await Promise.resolve()
        yield packed.subarray(at, at + octets)
      }
    },
  } as const
  const stated = { sum: 1, codes: [], revisions: [] }
  return { partition: undefined, nextNumber: 1n, baseNumber: undefined, stated, runs: [run] }
}

function publishedOf(crl: NewCrl, octets: number) {
  return { ...crl, octets, gzipOctets: undefined, body: '', firstPartOctets: octets }
}

function packedEntries(entries: number): Uint8Array {
  const packed = new Uint8Array(entries * PACKED_ENTRY_OCTETS)
  const from = Date.UTC(2025, 0, 1)
  for (let i = 0; i < entries; i++) {
    const at = from + ((i * 7_919_000) % 31_536_000_000)
    packed.set(packEntry(10_000_000 + 7 * i, at, 4), i * PACKED_ENTRY_OCTETS)
  }
  return packed
}

/** One municipality's list from the record to its publication. */
async function databaseIncluded({ entries }: MeasureSize): Promise<Record<string, number>> {
  return await onDatabase(async (database) => {
    await load(database, 1, entries)
    const rig = await heldRig(database)
    const crls = new PostgresCrls(database)
    const found = await timeRefresh(rig, crls)
    const stored = await database.query('SELECT octets, gzip_octets FROM ca_crl')
    return { ...found, octets: Number(stored[0]?.['octets']) }
  })
}

/** The lists of all partitions of one authority, and then the list of the whole authority. */
async function everyPartition({ nation }: MeasureSize): Promise<Record<string, number>> {
  return await onDatabase(async (database) => {
    const loadSeconds = await timed(() => load(database, nation.partitions, nation.entries))
    const rig = await heldRig(database)
    const crls = new PostgresCrls(database)
    const partitions = await timeRefresh(rig, crls)
    const partitionsMemoryMb = process.resourceUsage().maxRSS / 1024
    const { configuration } = rig
    const crl = { ...configuration.crl, wholeAuthority: true }
    const whole = await timeRefresh({ ...rig, configuration: { ...configuration, crl } }, crls)
    return {
      partitions: nation.partitions,
      entries: nation.entries,
      loadSeconds,
      partitionsSeconds: partitions.seconds,
      partitionsMemoryMb,
      wholeSeconds: whole.seconds,
      wholeGzipSeconds: whole.gzipSeconds,
    }
  })
}

async function timeRefresh(
  rig: CaRig,
  crls: PostgresCrls,
): Promise<{ seconds: number; gzipSeconds: number; publishedMemoryMb: number }> {
  let [gzipSeconds, publishedMemoryMb] = [0, 0]
  const tidy = async (at: Instant): Promise<void> => {
    publishedMemoryMb = process.resourceUsage().maxRSS / 1024
    gzipSeconds = await timed(() => crls.tidy(at))
  }
  const records = {
    states: crls.states.bind(crls),
    draft: crls.draft.bind(crls),
    publish: crls.publish.bind(crls),
    tidy,
  }
  const all = await timed(() =>
    refreshCrls({ ...rig.revoke, crls: records }, rig.configuration).then(() => undefined),
  )
  return { seconds: all - gzipSeconds, gzipSeconds, publishedMemoryMb }
}

async function onDatabase(
  work: (database: Database) => Promise<Record<string, number>>,
): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'shomei-bench-crl-'))
  const started = await startEmbeddedPostgres(join(folder, 'postgres'))
  if (!started.ok) throw new Error(started.refusal)
  const database = Database.at(started.value.connection)
  try {
    const clock = new StandingClock(NOW)
    const migrated = await migrate(database, clock, await readMigrations())
    assert(migrated.ok, 'the schema is made')
    return await work(database)
  } finally {
    await database.close()
    await started.value.stop()
    rmSync(folder, { recursive: true })
  }
}

/**
 * Revoked certificates, in partitions of which the largest has many times the entries of the
 * smallest, as municipalities are; serials and moments scattered by fixed multipliers.
 */
async function load(database: Database, partitions: number, entries: number): Promise<void> {
  const indexes = ['ca_revocation_listed', 'ca_revocation_changed']
  const kept = await database.query(
    `SELECT indexdef FROM pg_indexes WHERE indexname = ANY($1::text[])`,
    [indexes],
  )
  for (const index of indexes) await database.execute(`DROP INDEX ${index}`)
  await database.execute(
    `INSERT INTO ca_partition
       (authority, municipality_code, prefecture_romaji, municipality_romaji, revision)
     SELECT 1, (10000 + n)::text, 'Bench-ken', 'Bench-' || n || '-shi', 1
     FROM generate_series(1, $1::integer) AS n`,
    [partitions],
  )
  await database.execute(
    `INSERT INTO ca_revocation
       (authority, serial, municipality_code, not_after, revoked_at, reason, ground, revision)
     SELECT 1, 10000000 + 5 * n,
       (10001 + (power(((n * 7919) % 1000003) / 1000003.0, 3) * $1)::integer % $1)::text,
       1800000000000 + (n % 1800) * 86400000, 1735689600000 + (n * 7919000) % 31536000000,
       (ARRAY[1, 3, 4, 5])[1 + n % 4], 'moved', 1
     FROM generate_series(1, $2::bigint) AS n`,
    [partitions, entries],
  )
  for (const row of kept) await database.execute(String(row['indexdef']))
  await database.execute('VACUUM (ANALYZE) ca_revocation')
}

async function timed(work: () => Promise<void>): Promise<number> {
  const before = process.hrtime.bigint()
  await work()
  return Number(process.hrtime.bigint() - before) / 1e9
}
