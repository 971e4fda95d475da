import type {
  AuthorityGeneration,
  AuthorityId,
  CertificateStatus,
  CrlForm,
  CrlRef,
  PublishedCrl,
  ResponderCredential,
  SerialHex,
  StatusReader,
} from '#ca/contract.ts'
import { scopeWord } from '#ca/crl/scope.ts'
import { serialOf } from '#ca/serial.ts'
import {
  AUTHORITY_CODES,
  GENERATION_COLUMNS,
  generationOf,
  reasonOf,
  RESPONDER_COLUMNS,
  responderOf,
} from './ca-columns.ts'
import { crlPartOf } from './ca-crls-parts.ts'
import { CRL_COLUMNS, publishedCrlOf } from './ca-crls.ts'
import type { PreparedSql, Queries } from './database.ts'
import { instantOf, numberOf, type Row } from './row.ts'

const UNKNOWN: CertificateStatus = { state: 'unknown' }
const GOOD: CertificateStatus = { state: 'good' }

/** Only a recorded signature makes a certificate: an intent alone is unknown to the outside. */
const STATUSES: PreparedSql = {
  name: 'ca-statuses',
  text: `SELECT s.serial, r.revoked_at, r.reason
         FROM ca_signature s
         LEFT JOIN ca_revocation r USING (authority, serial)
         WHERE s.authority = $1 AND s.serial = ANY($2)`,
}

/** As `STATUSES`, for the serials that one key generation issued. */
const STATUSES_OF_GENERATION: PreparedSql = {
  name: 'ca-statuses-of-generation',
  text: `SELECT s.serial, r.revoked_at, r.reason
         FROM ca_signature s
         JOIN ca_certificate c USING (authority, serial)
         LEFT JOIN ca_revocation r USING (authority, serial)
         WHERE s.authority = $1 AND s.serial = ANY($2) AND c.generation = $3`,
}

/**
 * The read side for the status service. `queries` is a handle on which the server refuses every
 * write.
 */
export function postgresStatusReader(queries: Queries): StatusReader {
  return {
    certificateStatuses: (authority, serials, generation) =>
      statuses(queries, authority, serials, generation),
    certificateStatus: async (authority, serialHex) => {
      const [status = UNKNOWN] = await statuses(queries, authority, [serialHex])
      return status
    },
    authorityGenerations: () => authorityGenerations(queries),
    responderCredentials: () => responderCredentials(queries),
    currentCrl: (ref, form, generation) => currentCrl(queries, ref, form, generation),
    crlPart: ({ body }, encoding, number) => crlPartOf(queries, body, encoding, number),
  }
}

async function statuses(
  queries: Queries,
  authority: AuthorityId,
  serials: readonly SerialHex[],
  generation?: number,
): Promise<readonly CertificateStatus[]> {
  const numbers = serials.map(serialOf)
  const asked = numbers.filter((number) => number !== undefined)
  const code = AUTHORITY_CODES[authority]
  const rows =
    generation === undefined
      ? await queries.query(STATUSES, [code, asked])
      : await queries.query(STATUSES_OF_GENERATION, [code, asked, generation])
  const found = new Map(rows.map((row) => [numberOf(row, 'serial'), statusOf(row)]))
  return numbers.map((number) => (number === undefined ? UNKNOWN : (found.get(number) ?? UNKNOWN)))
}

function statusOf(row: Row): CertificateStatus {
  if (row['revoked_at'] === null) return GOOD
  return { state: 'revoked', revokedAt: instantOf(row, 'revoked_at'), reason: reasonOf(row) }
}

async function authorityGenerations(queries: Queries): Promise<readonly AuthorityGeneration[]> {
  const rows = await queries.query(
    `SELECT ${GENERATION_COLUMNS}, compromised_at FROM ca_generation
     ORDER BY authority, generation`,
  )
  return rows.map((row) => {
    const { authority, generation, certificateDer, keyIdHex } = generationOf(row)
    return { authority, generation, certificateDer, keyIdHex }
  })
}

async function responderCredentials(queries: Queries): Promise<readonly ResponderCredential[]> {
  const rows = await queries.query(
    `SELECT DISTINCT ON (authority, generation) ${RESPONDER_COLUMNS} FROM ca_responder
     ORDER BY authority, generation, serial DESC`,
  )
  return rows.map(responderOf)
}

async function currentCrl(
  queries: Queries,
  { authority, scope }: CrlRef,
  form: CrlForm,
  generation: number | undefined,
): Promise<PublishedCrl | undefined> {
  const rows = await queries.query(
    `SELECT ${CRL_COLUMNS} FROM ca_crl
     WHERE authority = $1 AND scope = $2 AND form = $3 AND generation = coalesce($4, generation)
     ORDER BY generation DESC LIMIT 1`,
    [AUTHORITY_CODES[authority], scopeWord(scope), form, generation ?? null],
  )
  return rows.map(publishedCrlOf)[0]
}
