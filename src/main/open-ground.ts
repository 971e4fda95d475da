import { join } from 'node:path'
import { systemClock } from '#adapters/clock/system-clock.ts'
import { type DataFolder, openDataFolder } from '#adapters/data-folder/open-data-folder.ts'
import { checkServer } from '#adapters/postgres/check-server.ts'
import { parseDatabaseUrl } from '#adapters/postgres/connection.ts'
import { Database } from '#adapters/postgres/database.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#adapters/postgres/embedded.ts'
import { migrate, readMigrations } from '#adapters/postgres/migrate.ts'
import type { Clock } from '#kernel/ports.ts'
import { ok, type Result } from '#kernel/result.ts'
import type { SandboxConfiguration } from './configuration.ts'

/** What everything stands on: the folder, and the database with the newest schema. */
export interface Ground {
  readonly folder: DataFolder<'sandbox'>
  readonly database: Database
  /** What an earlier run left behind and this one put right, for people to read. */
  readonly recoveries: readonly Recovery[]
  /** Resolves when the database server ended without having been asked. */
  readonly databaseEnded: Promise<void>
  /** Gives everything up in order: database, server, folder. */
  close(): Promise<void>
}

/** One thing that an earlier run's sudden end made necessary. */
export interface Recovery {
  readonly ja: string
  readonly en: string
}

/**
 * Opens the folder, starts the database (or connects to the operator's) and brings the schema up to
 * date.
 */
export async function openGround(
  configuration: SandboxConfiguration,
  computer: Clock = systemClock(),
): Promise<Result<Ground, string>> {
  const folder = await openDataFolder({
    path: configuration.dataFolder,
    purpose: 'sandbox',
    clock: computer,
    acceptClock: configuration.acceptClock,
  })
  if (!folder.ok) return folder
  return await orUndo(
    () => openDatabase(configuration, folder.value, computer),
    () => folder.value.close(),
  )
}

/** What `open` opens; where it refuses or fails, `undo` gives back what was open before. */
async function orUndo<T>(
  open: () => Promise<Result<T, string>>,
  undo: () => Promise<void>,
): Promise<Result<T, string>> {
  try {
    const opened = await open()
    if (!opened.ok) await undo()
    return opened
  } catch (fault) {
    await undo()
    throw fault
  }
}

async function openDatabase(
  { databaseUrl }: SandboxConfiguration,
  folder: DataFolder<'sandbox'>,
  computer: Clock,
): Promise<Result<Ground, string>> {
  const server = databaseUrl === undefined ? await startServer(folder) : ok(undefined)
  if (!server.ok) return server
  const connection =
    server.value === undefined ? parseDatabaseUrl(databaseUrl ?? '') : ok(server.value.connection)
  if (!connection.ok) return connection
  const database = Database.at(connection.value)
  const stopDatabase = async (): Promise<void> => {
    await database.close()
    await server.value?.stop()
  }
  const migrated = await orUndo(
    async () =>
      (await checkServer(database, connection.value)) ??
      (await migrate(database, computer, await readMigrations())),
    stopDatabase,
  )
  if (!migrated.ok) return migrated
  return ok({
    folder,
    database,
    recoveries: recoveriesOf(folder, server.value),
    databaseEnded: server.value?.ended ?? new Promise<void>(() => undefined),
    close: async () => {
      await stopDatabase()
      await folder.close()
    },
  })
}

function startServer(folder: DataFolder<'sandbox'>): Promise<Result<EmbeddedPostgres, string>> {
  return startEmbeddedPostgres(join(folder.path, 'postgres'))
}

function recoveriesOf(
  folder: DataFolder<'sandbox'>,
  server: EmbeddedPostgres | undefined,
): readonly Recovery[] {
  const recoveries: Recovery[] = []
  if (folder.recoveredFromPid !== undefined) {
    recoveries.push({
      ja: `前回(プロセス ${folder.recoveredFromPid})は途中で終わっていました。記録から続けます`,
      en: `the previous run (process ${folder.recoveredFromPid}) ended suddenly; going on from its records`,
    })
  }
  if (server?.recovered === true) {
    recoveries.push({
      ja: 'データベースを復旧しました。確定した記録は失われていません',
      en: 'the database was recovered; nothing committed was lost',
    })
  }
  return recoveries
}
