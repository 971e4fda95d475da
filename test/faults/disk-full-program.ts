/**
 * The program of `disk-full.test.ts`: `node disk-full-program.ts FOLDER`, on a disk of its own that it may
 * fill. It says on stdout, one JSON object a line, what happened at each step.
 */
import { randomBytes } from 'node:crypto'
import { open, rm, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { systemClock } from '#adapters/clock/system-clock.ts'
import { type DataFolder, openDataFolder } from '#adapters/data-folder/open-data-folder.ts'
import { Database, type Queries } from '#adapters/postgres/database.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#adapters/postgres/embedded.ts'
import { DatabaseFault } from '#adapters/postgres/fault.ts'
import { numberOf, onlyRow } from '#adapters/postgres/row.ts'

const MIB = 1024 * 1024
/** Less than PostgreSQL takes for its next file of log, and more than an orderly stop writes. */
const LEFT_BYTES = 6 * MIB
const ROW_OCTETS = 8_000
const LOG_OCTETS = MIB
/** A full disk is met long before. */
const ROWS_MAX = 5_000

interface Opened {
  readonly folder: DataFolder<'sandbox'>
  readonly postgres: EmbeddedPostgres
  readonly database: Database
}

const [path = ''] = process.argv.slice(2)
const filler = join(dirname(path), 'filler')
let written = 0

function say(words: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(words)}\n`)
}

async function openAll(): Promise<Opened | undefined> {
  const folder = await openDataFolder({ path, purpose: 'sandbox', clock: systemClock() })
  if (!folder.ok) {
    say({ step: 'open', refusal: folder.refusal, ...folder.detail })
    return undefined
  }
  const started = await startEmbeddedPostgres(join(path, 'postgres'))
  if (!started.ok) {
    await folder.value.close()
    say({ step: 'open', refusal: started.refusal, ...started.detail })
    return undefined
  }
  say({ step: 'open', opened: true })
  const postgres = started.value
  return { folder: folder.value, postgres, database: Database.at(postgres.connection) }
}

async function closeAll({ folder, postgres, database }: Opened): Promise<void> {
  await database.close()
  await postgres.stop()
  await folder.close()
}

async function fillDisk(): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(path))
  const file = await open(filler, 'w')
  const block = Buffer.alloc(MIB)
  for (let left = bavail * bsize - LEFT_BYTES; left >= MIB; left -= MIB) await file.write(block)
  await file.close()
}

/** Rows one by one, each told when its commit returned, until one meets a fault. */
async function writeUntilFault(
  database: Database,
  beside: (transaction: Queries) => Promise<unknown>,
): Promise<void> {
  const first = written
  try {
    while (written - first < ROWS_MAX) {
      await database.transaction(async (transaction) => {
        const values = [written, randomBytes(ROW_OCTETS)]
        await transaction.execute('INSERT INTO told (number, filling) VALUES ($1, $2)', values)
        await beside(transaction)
      }, 'read committed')
      written++
    }
  } catch (error) {
    if (!(error instanceof DatabaseFault)) throw error
    say({ step: 'write', acknowledged: written - first, fault: error.code })
  }
}

/** Rows there are, and whether each acknowledged one is among them. */
async function look(database: Database): Promise<void> {
  const rows = await database.query('SELECT count(*) AS rows, max(number) AS last FROM told')
  const row = onlyRow(rows)
  const standing = await database.query('SELECT number FROM told WHERE number < $1', [written])
  say({ step: 'look', written, standing: standing.length, rows: numberOf(row, 'rows') })
  written = numberOf(row, 'last') + 1
}

async function tableMeetsTheEnd({ database }: Opened): Promise<void> {
  await fillDisk()
  await writeUntilFault(database, () => Promise.resolve())
  await look(database)
  await rm(filler)
  await database.execute('INSERT INTO told (number) VALUES ($1)', [written++])
  await look(database)
}

async function logMeetsTheEnd(opened: Opened): Promise<void> {
  await fillDisk()
  await writeUntilFault(opened.database, (transaction) =>
    transaction.query("SELECT pg_logical_emit_message(true, '', repeat('x', $1))", [LOG_OCTETS]),
  )
  await closeAll(opened)
  const whileFull = await openAll()
  if (whileFull !== undefined) await closeAll(whileFull)
  await rm(filler)
}

async function main(): Promise<void> {
  const first = await openAll()
  if (first === undefined) return
  await first.database.execute('CREATE TABLE told (number bigint PRIMARY KEY, filling bytea)')
  await tableMeetsTheEnd(first)
  await logMeetsTheEnd(first)
  const last = await openAll()
  if (last === undefined) return
  await look(last.database)
  await last.database.execute('INSERT INTO told (number) VALUES ($1)', [written++])
  await closeAll(last)
  say({ step: 'end' })
}

await main()
