import { refuse, type Refused } from '#kernel/result.ts'
import { placeOf, POSTGRES_VERSION_NUM_MIN, type PostgresConnection } from './connection.ts'
import type { Database } from './database.ts'
import { DatabaseFault } from './fault.ts'
import type { DatabaseRefusal } from './messages.ts'
import { onlyRow, textOf } from './row.ts'

const MAJOR = 10_000

/**
 * Whether the server answers and is new enough; asked once at the start, above all of a
 * `DATABASE_URL`.
 */
export async function checkServer(
  database: Database,
  connection: PostgresConnection,
): Promise<Refused<DatabaseRefusal> | undefined> {
  try {
    const row = onlyRow(await database.query('SHOW server_version_num'))
    const version = Number(textOf(row, 'server_version_num'))
    if (version >= POSTGRES_VERSION_NUM_MIN) return undefined
    const found = Math.floor(version / MAJOR)
    return refuse('database-too-old', { found, required: POSTGRES_VERSION_NUM_MIN / MAJOR })
  } catch (error) {
    if (!(error instanceof DatabaseFault)) throw error
    // Class 28 is the server's answer to a wrong user or password, 3D000 to a database that is not
    // there.
    return refuse('database-unreachable', { place: placeOf(connection), reason: error.sqlState })
  }
}
