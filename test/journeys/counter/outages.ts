import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CLUSTER_ROLE } from '#adapters/postgres/cluster.ts'
import { Database } from '#adapters/postgres/database.ts'
import { clusterPlaceIn } from '#adapters/postgres/embedded.ts'

/** What can be down beside a counter that is up. */
export type Outage = 'database' | 'authority'

/** The sandbox's database, and one beside it from which that one is closed and opened. */
const [ITS_DATABASE, DATABASE_BESIDE] = ['postgres', 'template1']

/** SQLSTATE cannot_connect_now: what a server says that is starting or stopping. */
const CLOSE = {
  database: [
    DATABASE_BESIDE,
    `ALTER DATABASE ${ITS_DATABASE} ALLOW_CONNECTIONS false`,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${ITS_DATABASE}'`,
  ],
  // The intent is recorded, and the signature is not: the worst moment for an authority to go.
  authority: [
    ITS_DATABASE,
    `CREATE FUNCTION authority_away() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN RAISE 'the authority is away' USING ERRCODE = '57P03'; END $$`,
    `CREATE TRIGGER authority_away BEFORE INSERT ON ca_signature
     FOR EACH STATEMENT EXECUTE FUNCTION authority_away()`,
  ],
} as const
const OPEN = {
  database: [DATABASE_BESIDE, `ALTER DATABASE ${ITS_DATABASE} ALLOW_CONNECTIONS true`],
  authority: [ITS_DATABASE, 'DROP FUNCTION authority_away CASCADE'],
} as const

/** While `work` runs, this is down for a sandbox; it is up again afterwards, whatever happened. */
export async function whileAway(
  dataFolder: string,
  what: Outage,
  work: () => Promise<void>,
): Promise<void> {
  await run(dataFolder, CLOSE[what])
  try {
    await work()
  } finally {
    await run(dataFolder, OPEN[what])
  }
}

async function run(
  dataFolder: string,
  [database, ...statements]: readonly [string, ...(readonly string[])],
): Promise<void> {
  const { clusterFolder, passwordFile } = clusterPlaceIn(join(dataFolder, 'postgres'))
  const password = readFileSync(passwordFile, 'utf8')
  const place = { via: 'socket', socketFolder: clusterFolder, user: CLUSTER_ROLE } as const
  const connection = Database.at({ ...place, password, database }, 1)
  try {
    for (const statement of statements) await connection.execute(statement)
  } finally {
    await connection.close()
  }
}
