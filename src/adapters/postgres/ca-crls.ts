import { type AuthorityId, type CrlRef, type StoredCrl } from '#ca/contract.ts'
import type { CrlMaterial, CrlRecords, NewCrl, RevokedEntry } from '#ca/ports.ts'
import type { Instant } from '#kernel/instant.ts'
import { AUTHORITY_CODES, authorityOf, reasonOf } from './ca-columns.ts'
import type { Database } from './database.ts'
import { booleanOf, bytesOf, instantOf, numberOf, onlyRow, type Row, textOf } from './row.ts'

/** Columns of `ca_crl`, for `storedCrlOf`. */
export const CRL_COLUMNS =
  'authority, municipality_code, generation, crl_number, this_update, next_update, crl'

/** The record of lists in PostgreSQL. */
export class PostgresCrls implements CrlRecords {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** See `CrlRecords.stale`. */
  async stale(
    authority: AuthorityId,
    generation: number,
    before: Instant,
  ): Promise<readonly CrlRef[]> {
    const rows = await this.#database.query(
      `SELECT p.municipality_code
       FROM ca_partition p
       LEFT JOIN ca_crl l ON l.authority = p.authority AND l.municipality_code = p.municipality_code
         AND l.generation = $2
       WHERE p.authority = $1
         AND (l.crl_number IS NULL OR l.this_update < $3 OR l.revision < p.revision)
       ORDER BY p.municipality_code COLLATE "C"`,
      [AUTHORITY_CODES[authority], generation, before],
    )
    return rows.map((row) => ({ authority, municipalityCode: textOf(row, 'municipality_code') }))
  }

  /** See `CrlRecords.isKnown`. */
  async isKnown({ authority, municipalityCode }: CrlRef): Promise<boolean> {
    const rows = await this.#database.query(
      'SELECT FROM ca_partition WHERE authority = $1 AND municipality_code = $2',
      [AUTHORITY_CODES[authority], municipalityCode],
    )
    return rows.length > 0
  }

  /** See `CrlRecords.material`. */
  async material(ref: CrlRef, generation: number): Promise<CrlMaterial> {
    const key = [AUTHORITY_CODES[ref.authority], ref.municipalityCode]
    // The revision is read before the entries: a revocation in between is listed, and listed again.
    const row = onlyRow(
      await this.#database.query(
        `SELECT p.prefecture_romaji, p.municipality_romaji, p.revision, p.last_crl_number,
           coalesce(l.this_update, 0) AS previous_update
         FROM ca_partition p
         LEFT JOIN ca_crl l ON l.authority = p.authority
           AND l.municipality_code = p.municipality_code AND l.generation = $3
         WHERE p.authority = $1 AND p.municipality_code = $2`,
        [...key, generation],
      ),
    )
    // RFC 5280 §3.3: an entry goes only after it was on a list issued beyond the certificate's
    // validity.
    const entries = await this.#database.query(
      `SELECT serial, revoked_at, reason, ground FROM ca_revocation
       WHERE authority = $1 AND municipality_code = $2 AND not_after >= $3
       ORDER BY serial`,
      [...key, numberOf(row, 'previous_update')],
    )
    return {
      partition: {
        municipalityCode: ref.municipalityCode,
        prefectureRomaji: textOf(row, 'prefecture_romaji'),
        municipalityRomaji: textOf(row, 'municipality_romaji'),
      },
      revision: numberOf(row, 'revision'),
      nextNumber: numberOf(row, 'last_crl_number') + 1,
      entries: entries.map(entryOf),
    }
  }

  /** See `CrlRecords.record`. */
  async record(crl: NewCrl): Promise<boolean> {
    const key = [AUTHORITY_CODES[crl.authority], crl.municipalityCode]
    return await this.#database.transaction(async (transaction) => {
      const numbered = await transaction.execute(
        `UPDATE ca_partition SET last_crl_number = $3
         WHERE authority = $1 AND municipality_code = $2 AND last_crl_number = $3 - 1`,
        [...key, crl.crlNumber],
      )
      if (numbered === 0) return false
      await transaction.execute(
        `INSERT INTO ca_crl (${CRL_COLUMNS}, revision) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (authority, municipality_code, generation) DO UPDATE SET
           crl_number = excluded.crl_number, this_update = excluded.this_update,
           next_update = excluded.next_update, crl = excluded.crl, revision = excluded.revision`,
        [
          ...key,
          crl.generation,
          crl.crlNumber,
          crl.thisUpdate,
          crl.nextUpdate,
          crl.crlDer,
          crl.revision,
        ],
      )
      return true
    }, 'read committed')
  }

  /** See `CrlRecords.newest`. */
  async newest(
    { authority, municipalityCode }: CrlRef,
    generation: number,
  ): Promise<{ readonly crl: StoredCrl; readonly missesRevocation: boolean } | undefined> {
    const rows = await this.#database.query(
      `SELECT ${CRL_COLUMNS}, l.revision < p.revision AS misses_revocation
       FROM ca_crl l JOIN ca_partition p USING (authority, municipality_code)
       WHERE authority = $1 AND municipality_code = $2 AND generation = $3`,
      [AUTHORITY_CODES[authority], municipalityCode, generation],
    )
    return rows.map((row) => ({
      crl: storedCrlOf(row),
      missesRevocation: booleanOf(row, 'misses_revocation'),
    }))[0]
  }
}

/** A stored list from its row. */
export function storedCrlOf(row: Row): StoredCrl {
  return {
    authority: authorityOf(row),
    generation: numberOf(row, 'generation'),
    municipalityCode: textOf(row, 'municipality_code'),
    crlNumber: BigInt(numberOf(row, 'crl_number')),
    thisUpdate: instantOf(row, 'this_update'),
    nextUpdate: instantOf(row, 'next_update'),
    crlDer: bytesOf(row, 'crl'),
  }
}

function entryOf(row: Row): RevokedEntry {
  return {
    serial: numberOf(row, 'serial'),
    revokedAt: instantOf(row, 'revoked_at'),
    reason: reasonOf(row),
    ground: textOf(row, 'ground'),
  }
}
