import { type AuthorityId, type PartitionRef, type Receipt, STATUS_LANES } from '#ca/contract.ts'
import type { Intent, Issuance } from '#ca/model.ts'
import type { IssuanceRecords, NewSignature } from '#ca/ports.ts'
import { assert } from '#kernel/assert.ts'
import type { Instant } from '#kernel/instant.ts'
import { bigintArray, byteaArray, integerArray, textArray } from './binary-array.ts'
import { AUTHORITY_CODES, INTENT_COLUMNS, intentOf, issuanceOf } from './ca-columns.ts'
import type { Database, PreparedSql, SqlValue } from './database.ts'
import { isUniqueViolation } from './fault.ts'
import { bytesOf, nullable, numberOf, onlyRow, textOf } from './row.ts'
import { CHANGE_CODES } from './status-feed-append.ts'

/** Intents looked at by one recovery; what is beyond waits for the next. */
export const UNFINISHED_MAX = 10_000

/** One row at least: where no receipt is known, `serial` and all that follows it are NULL. */
const CLAIM: PreparedSql = {
  name: 'ca-claim',
  text: `WITH taken AS (
           UPDATE ca_serial SET next_serial = next_serial + $2 WHERE authority = $1
           RETURNING next_serial - $2 AS first_serial)
         SELECT taken.first_serial, known.*
         FROM taken LEFT JOIN (
           SELECT ${INTENT_COLUMNS}, s.signature
           FROM ca_certificate c
           JOIN ca_partition p USING (authority, municipality_code)
           LEFT JOIN ca_signature s USING (authority, serial)
           WHERE c.authority = $1 AND c.receipt = ANY($3::text[])) AS known ON true`,
}

// Whoever records a compromise waits for these rows, and this for them: no intent comes after it.
const ADD_INTENTS = `WITH sound AS MATERIALIZED (
           SELECT generation FROM ca_generation
           WHERE authority = $1 AND generation = ANY($3::integer[]) AND compromised_at IS NULL
           FOR SHARE)
         INSERT INTO ca_certificate
           (authority, serial, generation, receipt, holder_ref, card_ref, municipality_code,
            not_before, not_after, command_digest, key_digest, tbs)
         SELECT $1, given.*
         FROM unnest($2::bigint[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::text[],
             $8::bigint[], $9::bigint[], $10::bytea[], $11::bytea[], $12::bytea[])
           AS given (serial, generation)
         WHERE given.generation IN (SELECT generation FROM sound)`

/**
 * The lane is taken once every signature is in: its row is locked from there to the commit, and
 * nothing is waited for under the lock.
 */
function addSignatures(conflicts: string): string {
  return `WITH signed AS (
           INSERT INTO ca_signature (authority, serial, signature, recorded_at)
           SELECT $1, serial, signature, $4
           FROM unnest($2::bigint[], $3::bytea[]) AS given (serial, signature)
           ${conflicts}
           RETURNING serial),
         lane AS (
           UPDATE ca_status_lane SET position = position + 1, tag = gen_random_uuid()
           WHERE lane = $6 AND (SELECT count(*) FROM signed) > 0
           RETURNING position, tag)
         INSERT INTO ca_status_change
           (lane, position, tag, authority, change, generation, serials)
         SELECT $6, position, tag, $1, ${CHANGE_CODES.issued}, $5,
           (SELECT array_agg(serial ORDER BY serial) FROM signed)
         FROM lane`
}

const ADD_SIGNATURES: PreparedSql = { name: 'ca-add-signatures', text: addSignatures('') }

const ADD_MISSING_SIGNATURES = addSignatures('ON CONFLICT DO NOTHING')

const WITHOUT_CONFLICTS = 'ON CONFLICT DO NOTHING RETURNING serial'

/**
 * The record of issuing in PostgreSQL; one statement, and so one transaction, for each step of a
 * group.
 */
export class PostgresIssuance implements IssuanceRecords {
  readonly #database: Database
  readonly #partitions = new Set<string>()
  #lane = 0

  constructor(database: Database) {
    this.#database = database
  }

  /** See `IssuanceRecords.claim`. */
  async claim(
    authority: AuthorityId,
    receipts: readonly Receipt[],
    count: number,
  ): Promise<{ readonly firstSerial: number; readonly known: readonly Issuance[] }> {
    const rows = await this.#database.query(CLAIM, [
      AUTHORITY_CODES[authority],
      count,
      textArray(receipts),
    ])
    const [first] = rows
    assert(first !== undefined, 'the counter of an authority exists')
    const known = rows.filter((row) => nullable(numberOf, row, 'serial') !== undefined)
    return { firstSerial: numberOf(first, 'first_serial'), known: known.map(issuanceOf) }
  }

  /** See `IssuanceRecords.recordIntents`. The municipalities of the intents become partitions. */
  async recordIntents(intents: readonly Intent[]): Promise<ReadonlySet<number>> {
    const [first] = intents
    if (first === undefined) return new Set()
    const { authority } = first
    assert(
      intents.every((intent) => intent.authority === authority),
      'a group of intents belongs to one authority',
    )
    await this.#addPartitions(authority, intents)
    const added = await this.#add('ca-add-intents', ADD_INTENTS, intentColumns(authority, intents))
    if (typeof added !== 'number') return added
    const serials = intents.map(({ serial }) => serial)
    return added === serials.length ? new Set(serials) : await this.#standing(authority, serials)
  }

  /** See `IssuanceRecords.recordSignatures`. */
  async recordSignatures(
    authority: AuthorityId,
    signatures: ReadonlyMap<number, NewSignature>,
    at: Instant,
  ): Promise<ReadonlyMap<number, Uint8Array>> {
    const standing = new Map<number, Uint8Array>()
    for (const group of byGeneration(signatures))
      for (const [serial, signature] of await this.#addSignatures(authority, group, at))
        standing.set(serial, signature)
    return standing
  }

  /** See `IssuanceRecords.unfinished`. */
  async unfinished(
    authority: AuthorityId,
  ): Promise<{ readonly intents: readonly Intent[]; readonly before: number }> {
    const code = AUTHORITY_CODES[authority]
    const counter = onlyRow(
      await this.#database.query(
        'SELECT next_serial, settled_below FROM ca_serial WHERE authority = $1',
        [code],
      ),
    )
    const next = numberOf(counter, 'next_serial')
    const rows = await this.#database.query(
      `SELECT ${INTENT_COLUMNS}
       FROM ca_certificate c
       JOIN ca_partition p USING (authority, municipality_code)
       WHERE c.authority = $1 AND c.serial >= $2 AND c.serial < $3
         AND NOT EXISTS (
           SELECT FROM ca_signature s WHERE s.authority = c.authority AND s.serial = c.serial)
       ORDER BY c.serial
       LIMIT $4`,
      [code, numberOf(counter, 'settled_below'), next, UNFINISHED_MAX],
    )
    const intents = rows.map(intentOf)
    const last = intents.at(-1)
    const before = last === undefined || rows.length < UNFINISHED_MAX ? next : last.serial + 1
    return { intents, before }
  }

  /** See `IssuanceRecords.settle`. */
  async settle(authority: AuthorityId, serial: number): Promise<void> {
    await this.#database.execute(
      'UPDATE ca_serial SET settled_below = $2 WHERE authority = $1 AND settled_below < $2',
      [AUTHORITY_CODES[authority], serial],
    )
  }

  /** Which of the serials have an intent: those of a compromised generation were left out. */
  async #standing(
    authority: AuthorityId,
    serials: readonly number[],
  ): Promise<ReadonlySet<number>> {
    const rows = await this.#database.query(
      'SELECT serial FROM ca_certificate WHERE authority = $1 AND serial = ANY($2)',
      [AUTHORITY_CODES[authority], serials],
    )
    return new Set(rows.map((row) => numberOf(row, 'serial')))
  }

  /** Each group is one row in the feed of status changes, in a lane of its own turn. */
  async #addSignatures(
    authority: AuthorityId,
    { generation, signatures }: SignatureGroup,
    at: Instant,
  ): Promise<ReadonlyMap<number, Uint8Array>> {
    const code = AUTHORITY_CODES[authority]
    const serials = [...signatures.keys()]
    this.#lane = (this.#lane + 1) % STATUS_LANES
    const columns = [
      code,
      bigintArray(serials),
      byteaArray([...signatures.values()]),
      at,
      generation,
      this.#lane,
    ]
    try {
      await this.#database.execute(ADD_SIGNATURES, columns)
      return signatures
    } catch (error) {
      if (!isUniqueViolation(error)) throw error
    }
    await this.#database.execute(ADD_MISSING_SIGNATURES, columns)
    const standing = await this.#database.query(
      'SELECT serial, signature FROM ca_signature WHERE authority = $1 AND serial = ANY($2)',
      [code, serials],
    )
    return new Map(standing.map((row) => [numberOf(row, 'serial'), bytesOf(row, 'signature')]))
  }

  /**
   * Adds the rows of a group and gives how many; where one meets an earlier row, adds those that do
   * not and gives their serials. Conflicts are rare, and to be ready for one costs PostgreSQL a
   * second WAL record for every row.
   */
  async #add(
    name: string,
    text: string,
    columns: readonly SqlValue[],
  ): Promise<ReadonlySet<number> | number> {
    try {
      return await this.#database.execute({ name, text }, columns)
    } catch (error) {
      if (!isUniqueViolation(error)) throw error
      const rows = await this.#database.query(`${text} ${WITHOUT_CONFLICTS}`, columns)
      return new Set(rows.map((row) => numberOf(row, 'serial')))
    }
  }

  /**
   * A municipality keeps the names of its first certificate: its list has one name (RFC 5280
   * §5.2.5).
   */
  async #addPartitions(authority: AuthorityId, intents: readonly Intent[]): Promise<void> {
    const unknown = new Map<string, PartitionRef>()
    for (const { partition } of intents) {
      const key = partitionKey(authority, partition)
      if (!this.#partitions.has(key)) unknown.set(key, partition)
    }
    for (const [key, partition] of unknown) {
      const { municipalityCode, prefectureRomaji, municipalityRomaji } = partition
      const code = AUTHORITY_CODES[authority]
      await this.#database.execute(
        `INSERT INTO ca_partition
           (authority, municipality_code, prefecture_romaji, municipality_romaji, revision)
         VALUES ($1, $2, $3, $4, 0) ON CONFLICT DO NOTHING`,
        [code, municipalityCode, prefectureRomaji, municipalityRomaji],
      )
      const standing = onlyRow(
        await this.#database.query(
          `SELECT prefecture_romaji, municipality_romaji FROM ca_partition
           WHERE authority = $1 AND municipality_code = $2`,
          [code, municipalityCode],
        ),
      )
      assert(
        textOf(standing, 'prefecture_romaji') === prefectureRomaji &&
          textOf(standing, 'municipality_romaji') === municipalityRomaji,
        `municipality ${municipalityCode} keeps the names of its first certificate`,
      )
      this.#partitions.add(key)
    }
  }
}

function intentColumns(authority: AuthorityId, intents: readonly Intent[]): readonly SqlValue[] {
  return [
    AUTHORITY_CODES[authority],
    bigintArray(intents.map(({ serial }) => serial)),
    integerArray(intents.map(({ generation }) => generation)),
    textArray(intents.map(({ receipt }) => receipt)),
    textArray(intents.map(({ holderRef }) => holderRef)),
    textArray(intents.map(({ cardRef }) => cardRef)),
    textArray(intents.map(({ partition }) => partition.municipalityCode)),
    bigintArray(intents.map(({ notBefore }) => notBefore)),
    bigintArray(intents.map(({ notAfter }) => notAfter)),
    byteaArray(intents.map(({ commandDigest }) => commandDigest)),
    byteaArray(intents.map(({ keyDigest }) => keyDigest)),
    byteaArray(intents.map(({ tbsDer }) => tbsDer)),
  ]
}

function partitionKey(authority: AuthorityId, partition: PartitionRef): string {
  const { municipalityCode, prefectureRomaji, municipalityRomaji } = partition
  return [authority, municipalityCode, prefectureRomaji, municipalityRomaji].join('/')
}

interface SignatureGroup {
  readonly generation: number
  readonly signatures: Map<number, Uint8Array>
}

/** Mostly one group: generations change every few years. */
function byGeneration(signatures: ReadonlyMap<number, NewSignature>): readonly SignatureGroup[] {
  const groups = new Map<number, SignatureGroup>()
  for (const [serial, { generation, signature }] of signatures) {
    const group = groups.get(generation) ?? { generation, signatures: new Map() }
    groups.set(generation, group)
    group.signatures.set(serial, signature)
  }
  return [...groups.values()]
}
