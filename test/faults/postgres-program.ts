/**
 * A program the fault tests start, kill and start again: `node postgres-program.ts probe|hold|write FOLDER`.
 * It opens the data folder and its database and says on stdout, one JSON object a line, what it found.
 * `probe` then stops, `hold` stops when its stdin ends, and `write` writes rows until it is killed, telling
 * each number only after its commit returned.
 */
import { once } from 'node:events'
import { join } from 'node:path'
import { systemClock } from '#adapters/clock/system-clock.ts'
import { openDataFolder } from '#adapters/data-folder/open-data-folder.ts'
import { Database } from '#adapters/postgres/database.ts'
import { startEmbeddedPostgres } from '#adapters/postgres/embedded.ts'

const WRITERS = 4

function say(words: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(words)}\n`)
}

async function writeForEver(database: Database, writer: number): Promise<never> {
  for (let number = writer; ; number += WRITERS) {
    await database.transaction(
      (transaction) => transaction.execute('INSERT INTO told (number) VALUES ($1)', [number]),
      'read committed',
    )
    say({ told: number })
  }
}

async function main(mode: string, path: string): Promise<void> {
  const folder = await openDataFolder({ path, purpose: 'sandbox', clock: systemClock() })
  if (!folder.ok) return say({ refusal: folder.refusal, ...folder.detail })
  const started = await startEmbeddedPostgres(join(path, 'postgres'))
  if (!started.ok) {
    await folder.value.close()
    return say({ refusal: started.refusal, ...started.detail })
  }
  const postgres = started.value
  const database = Database.at(postgres.connection)
  await database.execute('CREATE TABLE IF NOT EXISTS told (number bigint PRIMARY KEY)')
  say({ ready: true, recovered: postgres.recovered, uid: process.getuid?.() })
  if (mode === 'write')
    await Promise.all(Array.from({ length: WRITERS }, (_, index) => writeForEver(database, index)))
  if (mode === 'hold') await once(process.stdin.resume(), 'end')
  await database.close()
  await postgres.stop()
  await folder.value.close()
  say({ stopped: true })
}

const [mode = 'probe', path = ''] = process.argv.slice(2)
await main(mode, path)
