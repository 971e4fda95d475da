import type { AuthorityId, CertificateStatus, SerialHex } from '#ca/contract.ts'
import { serialOf } from '#ca/serial.ts'
import { assert } from '#kernel/assert.ts'
import type { StatusSource } from '#va/ports.ts'
import { AUTHORITY_CODES, reasonOf } from './ca-columns.ts'
import type { PreparedSql, Queries } from './database.ts'
import { booleanOf, instantOf, nullable, numberOf, type Row } from './row.ts'

const UNKNOWN: CertificateStatus = { state: 'unknown' }
const GOOD: CertificateStatus = { state: 'good' }

/** One row for every serial asked, so that a standby is found out whatever was asked. */
const STATUSES: PreparedSql = {
  name: 'va-primary-statuses',
  text: `SELECT pg_is_in_recovery() AS standby, asked.serial, s.serial IS NOT NULL AS issued,
           c.generation, r.revoked_at, r.reason
         FROM unnest($2::bigint[]) AS asked (serial)
         LEFT JOIN ca_signature s ON s.authority = $1 AND s.serial = asked.serial
         LEFT JOIN ca_certificate c ON c.authority = $1 AND c.serial = s.serial
         LEFT JOIN ca_revocation r ON r.authority = $1 AND r.serial = s.serial`,
}

/** The states of certificates as the primary has them; a standby, which may lag, is a fault. */
export function primaryStatuses(queries: Queries): StatusSource {
  const statuses: StatusSource['certificateStatuses'] = async (authority, serials, generation) =>
    await statusesAt(queries, authority, serials, generation)
  return {
    certificateStatuses: statuses,
    certificateStatus: async (authority, serialHex) => {
      const [status = UNKNOWN] = await statuses(authority, [serialHex])
      return status
    },
  }
}

async function statusesAt(
  queries: Queries,
  authority: AuthorityId,
  serials: readonly SerialHex[],
  generation: number | undefined,
): Promise<readonly CertificateStatus[]> {
  const numbers = serials.map(serialOf)
  const asked = numbers.filter((number) => number !== undefined)
  const rows = await queries.query(STATUSES, [AUTHORITY_CODES[authority], asked])
  const found = new Map(
    rows.map((row) => [numberOf(row, 'serial'), statusOf(row, generation)] as const),
  )
  return numbers.map((number) => (number === undefined ? UNKNOWN : (found.get(number) ?? UNKNOWN)))
}

function statusOf(row: Row, generation: number | undefined): CertificateStatus {
  assert(!booleanOf(row, 'standby'), 'the primary is asked')
  if (!booleanOf(row, 'issued')) return UNKNOWN
  if (generation !== undefined && nullable(numberOf, row, 'generation') !== generation)
    return UNKNOWN
  if (row['revoked_at'] === null) return GOOD
  return { state: 'revoked', revokedAt: instantOf(row, 'revoked_at'), reason: reasonOf(row) }
}
