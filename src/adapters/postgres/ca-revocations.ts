import type { AuthorityId } from '#ca/contract.ts'
import type { NewRevocation, RevocableCertificate } from '#ca/model.ts'
import type { RevocationRecords } from '#ca/ports.ts'
import type { Instant } from '#kernel/instant.ts'
import { AUTHORITY_CODES, authorityOf, reasonCode, reasonOf } from './ca-columns.ts'
import type { Database, Queries } from './database.ts'
import { booleanOf, instantOf, numberOf, type Row, textOf } from './row.ts'
import { appendChanges, type SerialChange } from './status-feed-append.ts'

const SELECT_REVOCABLE = `
  SELECT c.authority, c.serial, c.municipality_code, c.not_after,
    EXISTS (
      SELECT FROM ca_signature s WHERE s.authority = c.authority AND s.serial = c.serial
    ) AS completed,
    r.revoked_at, r.reason, r.ground
  FROM ca_certificate c
  LEFT JOIN ca_revocation r USING (authority, serial)`

/** The record of revocations in PostgreSQL. */
export class PostgresRevocations implements RevocationRecords {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** See `RevocationRecords.find`. */
  async find(authority: AuthorityId, serial: number): Promise<RevocableCertificate | undefined> {
    const rows = await this.#database.query(
      `${SELECT_REVOCABLE} WHERE c.authority = $1 AND c.serial = $2`,
      [AUTHORITY_CODES[authority], serial],
    )
    return rows.map(revocableOf)[0]
  }

  /** See `RevocationRecords.ofHolder`. */
  async ofHolder(holderRef: string, at: Instant): Promise<readonly RevocableCertificate[]> {
    const rows = await this.#database.query(
      `${SELECT_REVOCABLE}
       WHERE c.authority = ANY($1) AND c.holder_ref = $2 AND c.not_after >= $3
       ORDER BY c.authority, c.serial`,
      [Object.values(AUTHORITY_CODES), holderRef, at],
    )
    return rows.map(revocableOf)
  }

  /** See `RevocationRecords.ofGeneration`. */
  async ofGeneration(
    authority: AuthorityId,
    generation: number,
    after: number,
    limit: number,
  ): Promise<readonly RevocableCertificate[]> {
    const rows = await this.#database.query(
      `${SELECT_REVOCABLE}
       WHERE c.authority = $1 AND c.generation = $2 AND c.serial > $3
       ORDER BY c.serial LIMIT $4`,
      [AUTHORITY_CODES[authority], generation, after, limit],
    )
    return rows.map(revocableOf)
  }

  /**
   * See `RevocationRecords.record`. The partitions' revisions and the feed of status changes grow
   * in the same transaction. Each statement decides by itself what is new, so that rivals of one
   * partition wait for each other instead of beginning anew.
   */
  async record(revocations: readonly NewRevocation[]): Promise<readonly NewRevocation[]> {
    return await this.#database.transaction(async (transaction) => {
      const added: NewRevocation[] = []
      const changes: SerialChange[] = []
      for (const revocation of revocations) {
        const revokedAt = revocation.replacesHold
          ? await makeFinal(transaction, revocation)
          : await add(transaction, revocation)
        if (revokedAt === undefined) continue
        const { authority, serial, reason } = revocation
        added.push(revocation)
        changes.push({ change: 'revoked', authority, serial, revokedAt, reason })
      }
      await appendChanges(transaction, changes)
      return added
    }, 'read committed')
  }

  /** See `RevocationRecords.removeHold`. */
  async removeHold(certificate: RevocableCertificate, at: Instant): Promise<boolean> {
    return await this.#database.transaction(async (transaction) => {
      const removed = await transaction.execute(
        `WITH ${grownPartition('$5')},
         held AS (
           DELETE FROM ca_revocation WHERE authority = $1 AND serial = $2 AND reason = $3
           RETURNING authority, serial, revoked_at, ground, municipality_code, not_after)
         INSERT INTO ca_lifted_hold (authority, serial, held_at, lifted_at, ground,
           municipality_code, not_after, revision)
         SELECT held.authority, serial, revoked_at, $4, ground, municipality_code, not_after,
           grown.revision
         FROM held, grown`,
        [
          AUTHORITY_CODES[certificate.authority],
          certificate.serial,
          reasonCode('certificateHold'),
          at,
          certificate.municipalityCode,
        ],
      )
      if (removed === 0) return false
      const { authority, serial } = certificate
      await appendChanges(transaction, [{ change: 'lifted', authority, serial }])
      return true
    }, 'read committed')
  }
}

/**
 * Every list of the partition made before is stale, and what is written with the new revision is
 * what changed. The partition's row is locked until the commit: revisions are in the order of
 * commits.
 */
function grownPartition(municipalityCode: string): string {
  return `grown AS (
    UPDATE ca_partition SET revision = revision + 1
    WHERE authority = $1 AND municipality_code = ${municipalityCode}
    RETURNING revision)`
}

/** The moment since which the certificate is revoked; `undefined` where it was so already. */
async function add(transaction: Queries, revocation: NewRevocation): Promise<Instant | undefined> {
  const rows = await transaction.execute(
    `WITH ${grownPartition('$3')}
     INSERT INTO ca_revocation
       (authority, serial, municipality_code, not_after, revoked_at, reason, ground, revision)
     SELECT $1::smallint, $2::bigint, $3::text, $4::bigint, $5::bigint, $6::smallint, $7::text,
       revision
     FROM grown ON CONFLICT DO NOTHING`,
    [
      AUTHORITY_CODES[revocation.authority],
      revocation.serial,
      revocation.municipalityCode,
      revocation.notAfter,
      revocation.revokedAt,
      reasonCode(revocation.reason),
      revocation.ground,
    ],
  )
  return rows === 1 ? revocation.revokedAt : undefined
}

/** The hold's moment stays: since then the certificate has not been good. */
async function makeFinal(
  transaction: Queries,
  revocation: NewRevocation,
): Promise<Instant | undefined> {
  const rows = await transaction.query(
    `WITH ${grownPartition('$7')}
     UPDATE ca_revocation
     SET reason = $3, ground = $4, hold_final_at = $5, revision = grown.revision
     FROM grown
     WHERE authority = $1 AND serial = $2 AND reason = $6
     RETURNING revoked_at`,
    [
      AUTHORITY_CODES[revocation.authority],
      revocation.serial,
      reasonCode(revocation.reason),
      revocation.ground,
      revocation.revokedAt,
      reasonCode('certificateHold'),
      revocation.municipalityCode,
    ],
  )
  return rows.map((row) => instantOf(row, 'revoked_at'))[0]
}

function revocableOf(row: Row): RevocableCertificate {
  return {
    authority: authorityOf(row),
    serial: numberOf(row, 'serial'),
    municipalityCode: textOf(row, 'municipality_code'),
    notAfter: instantOf(row, 'not_after'),
    completed: booleanOf(row, 'completed'),
    revocation:
      row['revoked_at'] === null
        ? undefined
        : {
            revokedAt: instantOf(row, 'revoked_at'),
            reason: reasonOf(row),
            ground: textOf(row, 'ground'),
          },
  }
}
