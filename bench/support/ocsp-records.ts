/** The records of a small population in PostgreSQL, for a server that asks them each time. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { SocketConnection } from '#adapters/postgres/connection.ts'
import { Database } from '#adapters/postgres/database.ts'
import { startEmbeddedPostgres } from '#adapters/postgres/embedded.ts'
import { migrate, readMigrations } from '#adapters/postgres/migrate.ts'
import { instant } from '#kernel/instant.ts'
import { FIRST_SERIAL, isRevoked, REVOKED_AT } from './ocsp-material.ts'

/** A database server with the population. */
export interface OcspRecords {
  readonly connection: SocketConnection
  stop(): Promise<void>
}

/** Rows as issuing and revoking leave them, with short octets in the place of signed ones. */
const LOAD = [
  `INSERT INTO ca_certificate (authority, serial, generation, receipt, command_digest, holder_ref,
     card_ref, municipality_code, key_digest, not_before, not_after, tbs)
   SELECT 1, s, 1, 'receipt-' || s, '\\x00', 'holder-' || s, 'card-' || s, '13113',
     sha256(convert_to(s::text, 'UTF8')), 0, 4102444800000, '\\x00'
   FROM generate_series($1::bigint, $2::bigint) AS s`,
  `INSERT INTO ca_signature (authority, serial, signature, recorded_at)
   SELECT 1, s, '\\x00', 0 FROM generate_series($1::bigint, $2::bigint) AS s`,
]

const REVOKE = `INSERT INTO ca_revocation (authority, serial, municipality_code, not_after,
    revoked_at, reason, ground)
  SELECT 1, s, '13113', 4102444800000, $2, 4, 'bench' FROM unnest($1::bigint[]) AS s`

/** Starts a server in `folder` and loads `size` certificates of the signature authority. */
export async function startOcspRecords(folder: string, size: number): Promise<OcspRecords> {
  mkdirSync(folder, { recursive: true })
  const started = await startEmbeddedPostgres(join(folder, 'postgres'))
  if (!started.ok) throw new Error(started.refusal)
  const server = started.value
  const { connection } = server
  const database = Database.at(connection, 1)
  const migrated = await migrate(database, { now: () => instant(0) }, await readMigrations())
  if (!migrated.ok) throw new Error(migrated.refusal)
  const serials = Array.from({ length: size }, (_, i) => FIRST_SERIAL + i)
  const ends = [FIRST_SERIAL, FIRST_SERIAL + size - 1]
  for (const statement of LOAD) await database.query(statement, ends)
  await database.query(REVOKE, [serials.filter(isRevoked), REVOKED_AT])
  await database.query('ANALYZE')
  await database.close()
  return { connection, stop: () => server.stop() }
}
