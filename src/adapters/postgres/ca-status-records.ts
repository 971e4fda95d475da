import type { StatusRecord, StatusRecordsPage } from '#ca/contract.ts'
import { serialHexOf, serialOf } from '#ca/serial.ts'
import { AUTHORITY_CODES, reasonOf } from './ca-columns.ts'
import type { Queries } from './database.ts'
import { booleanOf, instantOf, nullable, numberOf, type Row, textOf } from './row.ts'

/** The records of status, read certificate by certificate: for comparisons, not for answers. */
export function postgresStatusRecords(queries: Queries): {
  statusRecords(page: StatusRecordsPage): Promise<readonly StatusRecord[]>
} {
  return { statusRecords: (page) => statusRecords(queries, page) }
}

/** What was signed, or was revoked before it could be. */
async function statusRecords(
  queries: Queries,
  { authority, municipalityCode, after, limit }: StatusRecordsPage,
): Promise<readonly StatusRecord[]> {
  const rows = await queries.query(
    `SELECT c.serial, c.generation, c.municipality_code, c.not_after,
       s.serial IS NOT NULL AS completed, r.revoked_at, r.reason, r.hold_final_at,
       (SELECT max(h.lifted_at) FROM ca_lifted_hold h
        WHERE h.authority = c.authority AND h.serial = c.serial) AS lifted_at
     FROM ca_certificate c
     LEFT JOIN ca_signature s USING (authority, serial)
     LEFT JOIN ca_revocation r USING (authority, serial)
     WHERE c.authority = $1 AND c.municipality_code = coalesce($2, c.municipality_code)
       AND c.serial > $3 AND (s.serial IS NOT NULL OR r.serial IS NOT NULL)
     ORDER BY c.serial LIMIT $4`,
    [
      AUTHORITY_CODES[authority],
      municipalityCode ?? null,
      after === undefined ? 0 : (serialOf(after) ?? Number.MAX_SAFE_INTEGER),
      limit,
    ],
  )
  return rows.map(recordOf)
}

function recordOf(row: Row): StatusRecord {
  const revokedAt = nullable(instantOf, row, 'revoked_at')
  const holdFinalAt = nullable(instantOf, row, 'hold_final_at')
  return {
    serialHex: serialHexOf(numberOf(row, 'serial')),
    generation: numberOf(row, 'generation'),
    municipalityCode: textOf(row, 'municipality_code'),
    notAfter: instantOf(row, 'not_after'),
    completed: booleanOf(row, 'completed'),
    revocation: revokedAt && { revokedAt, reason: reasonOf(row), holdFinalAt },
    liftedAt: nullable(instantOf, row, 'lifted_at'),
  }
}
