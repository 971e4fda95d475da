/**
 * A process that prepares notices until it is killed, for `notices-kill.test.ts`. It writes one line
 * before and one after each batch; from the given line on it begins no other batch.
 */
import { writeSync } from 'node:fs'
import { Database } from '#adapters/postgres/database.ts'
import { postgresNotices, postgresNoticeSources } from '#adapters/postgres/ra-notices.ts'
import { postgresResidents } from '#adapters/postgres/register-residents.ts'
import { instant } from '#kernel/instant.ts'
import { type NoticePorts, prepareNotices } from '#ra/notices/prepare-notices.ts'

/** What the test passes as the only argument. */
export interface VictimOrder {
  readonly connection: Parameters<typeof Database.at>[0]
  readonly at: number
  readonly lastLine: number
}

/** What preparing notices needs, over one database, at one moment. */
export function noticePorts(database: Database, at: number): NoticePorts {
  return {
    clock: { now: () => instant(at) },
    sources: postgresNoticeSources(database),
    notices: postgresNotices(database),
    residents: postgresResidents(database),
  }
}

if (import.meta.main) await main(JSON.parse(process.argv[2] ?? '') as VictimOrder)

async function main({ connection, at, lastLine }: VictimOrder): Promise<void> {
  const ports = noticePorts(Database.at(connection), at)
  // Keeps the process there to be killed while nothing else is under way.
  setInterval(() => undefined, 60_000)
  let lines = 0
  const say = (line: string): void => {
    lines++
    writeSync(1, `${line}\n`)
  }
  const record: NoticePorts['notices']['record'] = async (...batch) => {
    if (lines >= lastLine) await new Promise(() => undefined)
    say('begun')
    const made = await ports.notices.record(...batch)
    say('kept')
    return made
  }
  await prepareNotices({ ...ports, notices: { ...ports.notices, record } })
  process.exit(0)
}
