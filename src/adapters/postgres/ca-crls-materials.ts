import type { AuthorityId, CrlScope, PartitionRef } from '#ca/contract.ts'
import type { CrlMaterial, CrlMaterials, CrlOrder, EntryRun } from '#ca/crl/ports.ts'
import { scopeWord } from '#ca/crl/scope.ts'
import {
  type EntryTally,
  PACKED_ENTRY_OCTETS,
  tallyPacked,
  unpackEntry,
} from '#codec/crl/packed-entries.ts'
import { CRL_REASON_CODES } from '#codec/crl/reason.ts'
import { assert } from '#kernel/assert.ts'
import { AUTHORITY_CODES, authorityOf } from './ca-columns.ts'
import type { Database, PreparedSql, Queries } from './database.ts'
import { bytesOf, numberOf, onlyRow, type Row, textOf } from './row.ts'

/** Entries that are read in one go. */
export const CRL_PAGE_ENTRIES = 8_192
/** Changes of a delta; with more, a complete list is made. */
export const DELTA_ENTRIES_MAX = 100_000

/** One packed entry (codec/crl/packed-entries.ts), from columns of `ca_revocation`. */
const PACKED = 'int8send(serial) || int8send(revoked_at / 1000 * 16 + reason)'

/** The entries after a place in the order of `ca_revocation_listed`, as one value. */
const PAGE: PreparedSql = {
  name: 'ca-crl-page',
  text: `SELECT string_agg(${PACKED}, '' ORDER BY not_after, serial) AS packed,
           max(not_after) AS not_after
         FROM (
           SELECT serial, revoked_at, reason, not_after FROM ca_revocation
           WHERE authority = $1 AND municipality_code = $2 AND (not_after, serial) > ($3, $4)
           ORDER BY not_after, serial LIMIT ${CRL_PAGE_ENTRIES}) AS page`,
}

/** First instant of GeneralizedTime: RFC 5280 §5.1.2.6. */
const YEAR_2050_MS = Date.UTC(2050, 0, 1)
/** The lowest serial that needs one more contents octet, for two to seven of them. */
const WIDER_SERIALS = [7, 15, 23, 31, 39, 47].map((bits) => 2 ** bits)

/**
 * Snapshots at a time, on connections of their own: one that is read for minutes while its list is
 * written keeps no connection from those that write.
 */
const SNAPSHOTS_MAX = 8

/** What lists are made of, in PostgreSQL. */
export class PostgresCrlMaterials implements CrlMaterials {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database.readOnly(SNAPSHOTS_MAX)
  }

  /** See `CrlMaterials.read`. */
  async read<T>(
    order: CrlOrder,
    use: (material: CrlMaterial | undefined) => Promise<T>,
  ): Promise<T> {
    return await this.#database.transaction(
      async (snapshot) => use(await materialOf(snapshot, order)),
      'repeatable read',
    )
  }
}

interface Partition extends PartitionRef {
  readonly authority: AuthorityId
  readonly revision: number
}

async function materialOf(snapshot: Queries, order: CrlOrder): Promise<CrlMaterial | undefined> {
  const partitions = await partitionsOf(snapshot, order.authority, order.scope)
  const [only] = partitions
  if (only === undefined) return undefined
  const stated = {
    sum: partitions.reduce((sum, { revision }) => sum + revision, 0),
    codes: partitions.map(({ municipalityCode }) => municipalityCode),
    revisions: partitions.map(({ revision }) => revision),
  }
  const partition = order.scope.of === 'municipality' ? only : undefined
  const previous = await previousComplete(snapshot, order)
  const shared = { partition, nextNumber: await nextNumber(snapshot, order), stated }
  if (order.form === 'complete') {
    const from = previous === undefined ? 0 : numberOf(previous, 'this_update')
    const runs = await completeRuns(snapshot, order.authority, partitions, from)
    return { ...shared, baseNumber: undefined, runs }
  }
  if (previous === undefined) return undefined
  const changes = await changesSince(snapshot, order)
  if (changes === undefined) return undefined
  const runs = [{ authority: order.authority, tally: tallyPacked(changes), pages: once(changes) }]
  return { ...shared, baseNumber: BigInt(numberOf(previous, 'crl_number')), runs }
}

async function partitionsOf(
  snapshot: Queries,
  authority: AuthorityId,
  scope: CrlScope,
): Promise<readonly Partition[]> {
  const code = scope.of === 'municipality' ? scope.municipalityCode : null
  const authorities =
    scope.of === 'both-authorities' ? Object.values(AUTHORITY_CODES) : [AUTHORITY_CODES[authority]]
  const rows = await snapshot.query(
    `SELECT authority, municipality_code, prefecture_romaji, municipality_romaji, revision
     FROM ca_partition
     WHERE authority = ANY($1) AND municipality_code = coalesce($2, municipality_code)
     ORDER BY authority, municipality_code COLLATE "C"`,
    [authorities, code],
  )
  return rows.map((row) => ({
    authority: authorityOf(row),
    municipalityCode: textOf(row, 'municipality_code'),
    prefectureRomaji: textOf(row, 'prefecture_romaji'),
    municipalityRomaji: textOf(row, 'municipality_romaji'),
    revision: numberOf(row, 'revision'),
  }))
}

async function nextNumber(snapshot: Queries, { authority, scope }: CrlOrder): Promise<bigint> {
  const rows = await snapshot.query(
    'SELECT last_number FROM ca_crl_scope WHERE authority = $1 AND scope = $2',
    [AUTHORITY_CODES[authority], scopeWord(scope)],
  )
  return BigInt(rows.map((row) => numberOf(row, 'last_number'))[0] ?? 0) + 1n
}

async function previousComplete(
  snapshot: Queries,
  { authority, scope, generation }: CrlOrder,
): Promise<Row | undefined> {
  const rows = await snapshot.query(
    `SELECT crl_number, this_update FROM ca_crl
     WHERE authority = $1 AND scope = $2 AND generation = $3 AND form = 'complete'`,
    [AUTHORITY_CODES[authority], scopeWord(scope), generation],
  )
  return rows[0]
}

/**
 * RFC 5280 §3.3: an entry goes only after it was on a list issued beyond the certificate's
 * validity. `from` is when the list before was issued.
 */
async function completeRuns(
  snapshot: Queries,
  signer: AuthorityId,
  partitions: readonly Partition[],
  from: number,
): Promise<readonly EntryRun[]> {
  const byAuthority = [...Map.groupBy(partitions, ({ authority }) => authority)]
  byAuthority.sort(([one], [other]) => Number(other === signer) - Number(one === signer))
  const runs: EntryRun[] = []
  for (const [authority, its] of byAuthority) {
    const codes = its.map(({ municipalityCode }) => municipalityCode)
    const tally = await tallyOf(snapshot, authority, codes, from)
    runs.push({ authority, tally, pages: () => ahead(pages(snapshot, authority, codes, from)) })
  }
  return runs
}

async function tallyOf(
  snapshot: Queries,
  authority: AuthorityId,
  codes: readonly string[],
  from: number,
): Promise<EntryTally> {
  const wider = WIDER_SERIALS.map(
    (serial, i) => `count(*) FILTER (WHERE serial >= ${serial}) AS wider_${i}`,
  )
  const row = onlyRow(
    await snapshot.query(
      `SELECT count(*) AS entries, ${wider.join(', ')},
         count(*) FILTER (WHERE reason <> ${CRL_REASON_CODES.unspecified}) AS reasoned,
         count(*) FILTER (WHERE revoked_at >= ${YEAR_2050_MS}) AS late
       FROM ca_revocation
       WHERE authority = $1 AND municipality_code = ANY($2) AND not_after >= $3`,
      [AUTHORITY_CODES[authority], codes, from],
    ),
  )
  const count = numberOf(row, 'entries')
  const atLeast = [count, ...WIDER_SERIALS.map((_, i) => numberOf(row, `wider_${i}`)), 0]
  return {
    count,
    bySerialOctets: atLeast.slice(0, -1).map((entries, i) => entries - (atLeast[i + 1] ?? 0)),
    late: numberOf(row, 'late'),
    reasoned: numberOf(row, 'reasoned'),
  }
}

async function* pages(
  snapshot: Queries,
  authority: AuthorityId,
  codes: readonly string[],
  from: number,
): AsyncGenerator<Uint8Array> {
  for (const code of codes) {
    let [notAfter, serial] = [from, 0]
    for (;;) {
      const values = [AUTHORITY_CODES[authority], code, notAfter, serial]
      const row = onlyRow(await snapshot.query(PAGE, values))
      if (row['packed'] === null) break
      const packed = bytesOf(row, 'packed')
      notAfter = numberOf(row, 'not_after')
      serial = unpackEntry(packed.subarray(-PACKED_ENTRY_OCTETS)).serial
      yield packed
      if (packed.length < CRL_PAGE_ENTRIES * PACKED_ENTRY_OCTETS) break
    }
  }
}

/** Reads the next page while the last one is encoded. */
async function* ahead(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]()
  for (let next = iterator.next(); ;) {
    const { value, done } = await next
    if (done === true) return
    next = iterator.next()
    // Heard by the next turn; until then nobody waits for it.
    next.catch(() => undefined)
    yield value
  }
}

/**
 * What changed since the complete list (RFC 5280 §5.2.4), packed: revocations and holds, new or
 * with another reason, and as removeFromCRL the holds that were lifted. `undefined` where that is
 * more than a delta is for.
 */
async function changesSince(
  snapshot: Queries,
  { authority, scope, generation }: CrlOrder,
): Promise<Uint8Array | undefined> {
  const row = onlyRow(
    await snapshot.query(
      `WITH base AS (
         SELECT stated_codes, stated_revisions, this_update FROM ca_crl
         WHERE authority = $1 AND scope = $2 AND generation = $3 AND form = 'complete'),
       stated AS (
         SELECT code, revision FROM base, unnest(stated_codes, stated_revisions)
           AS s (code, revision)),
       grown AS (
         SELECT p.authority, p.municipality_code, coalesce(s.revision, -1) AS since
         FROM ca_partition p LEFT JOIN stated s ON s.code = p.municipality_code
         WHERE p.authority = $1 AND p.revision > coalesce(s.revision, -1)
           AND ($4 OR p.municipality_code = $2)),
       changed AS (
         SELECT r.serial, r.revoked_at, r.reason
         FROM grown g JOIN ca_revocation r USING (authority, municipality_code)
         WHERE r.revision > g.since AND r.not_after >= (SELECT this_update FROM base)
         UNION ALL
         SELECT h.serial, max(h.held_at), ${CRL_REASON_CODES.removeFromCRL}
         FROM grown g JOIN ca_lifted_hold h USING (authority, municipality_code)
         WHERE h.revision > g.since AND h.not_after >= (SELECT this_update FROM base)
           AND NOT EXISTS (
             SELECT FROM ca_revocation r WHERE r.authority = h.authority AND r.serial = h.serial)
         GROUP BY h.serial
         LIMIT ${DELTA_ENTRIES_MAX + 1})
       SELECT count(*) AS entries, string_agg(${PACKED}, '' ORDER BY serial) AS packed
       FROM changed`,
      [AUTHORITY_CODES[authority], scopeWord(scope), generation, scope.of === 'authority'],
    ),
  )
  assert(scope.of !== 'both-authorities', 'the indirect list has no deltas')
  if (row['packed'] === null) return new Uint8Array()
  return numberOf(row, 'entries') > DELTA_ENTRIES_MAX ? undefined : bytesOf(row, 'packed')
}

function once(packed: Uint8Array): () => AsyncGenerator<Uint8Array> {
  return async function* () {
    await Promise.resolve()
    if (packed.length > 0) yield packed
  }
}
