import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '#adapters/clock/system-clock.ts'
import type { ServerIdentity } from '#adapters/http/status/status-server.ts'
import { KEYSTORE_HEADER_FILE, SoftwareKeystore } from '#adapters/keys/software-keystore.ts'
import { parseDatabaseUrl, type UrlConnection } from '#adapters/postgres/connection.ts'
import { stopRequested } from '#adapters/process/stop-request.ts'
import { UsageError } from '#cli/command.ts'
import type { StatusServiceOptions } from '#cli/ports.ts'
import type { Terminal } from '#cli/terminal.ts'
import { ok, type Result } from '#kernel/result.ts'
import { parseRelyingParties, type RelyingParty } from '#va/relying-parties/relying-party.ts'
import { openLog } from './log.ts'
import { openStatusProcess } from './status-process.ts'

/** `status-service`: opens the process, says where it is in one line, and closes it when asked. */
export async function runStatusService(
  options: StatusServiceOptions,
  terminal: Terminal,
): Promise<Result<{ readonly signal: string }, string>> {
  const { servers, standby } = databasesOf(process.env)
  const parsed: UrlConnection[] = []
  for (const server of servers) {
    const connection = parseDatabaseUrl(server)
    if (!connection.ok) return connection
    parsed.push(connection.value)
  }
  const behind = standby === undefined ? ok(undefined) : parseDatabaseUrl(standby)
  if (!behind.ok) return behind
  const parties = await partiesIn(options.relyingPartiesFile)
  if (!parties.ok) return parties
  const identity = await identityIn(options)
  await requireKeystore(options.keyFolder)
  const keys = await SoftwareKeystore.open(options.keyFolder, await passphraseIn(options))
  if (!keys.ok) return keys
  const stop = stopRequested()
  const opened = await openStatusProcess({
    servers: parsed,
    standby: behind.value,
    keys: keys.value,
    folder: options.folder,
    port: options.port,
    parties: parties.value,
    identity,
    clock: systemClock(),
    // Opened at the first line: by then the folder is there.
    report: (event) => logOf(options.folder).info(event, 'status'),
  })
  if (!opened.ok) return opened
  const { url, checkpoint } = opened.value
  terminal.out(`${JSON.stringify({ ready: true, url, checkpoint, pid: process.pid })}\n`)
  const signal = await stop
  await opened.value.close()
  await keys.value.close()
  return ok({ signal })
}

/** Several servers are separated by spaces; a URL has none. */
function databasesOf(environment: Readonly<Record<string, string | undefined>>): {
  readonly servers: readonly string[]
  readonly standby: string | undefined
} {
  const servers = (environment['DATABASE_URL'] ?? '').split(/\s+/).filter((url) => url !== '')
  if (servers.length === 0) {
    throw new UsageError('DATABASE_URL がありません / DATABASE_URL is missing')
  }
  const standby = environment['STANDBY_DATABASE_URL']
  return { servers, standby: standby === '' ? undefined : standby }
}

async function passphraseIn({ passphraseFile }: StatusServiceOptions): Promise<string> {
  return (await textOf(passphraseFile)).trimEnd()
}

/** A wrong folder is a mistake of the command line, and not a place to begin a keystore in. */
async function requireKeystore(folder: string): Promise<void> {
  try {
    await access(join(folder, KEYSTORE_HEADER_FILE))
  } catch {
    throw new UsageError(`${folder} に鍵の保管場所がありません / is no keystore`)
  }
}

async function partiesIn(
  file: string | undefined,
): Promise<Result<readonly RelyingParty[] | undefined, string>> {
  return file === undefined ? ok(undefined) : parseRelyingParties(await textOf(file))
}

async function identityIn({
  tlsCertificateFile,
  tlsKeyFile,
}: StatusServiceOptions): Promise<ServerIdentity | undefined> {
  if (tlsCertificateFile === undefined || tlsKeyFile === undefined) return undefined
  return { certificate: await textOf(tlsCertificateFile), privateKey: await textOf(tlsKeyFile) }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    throw new UsageError(`${file} を読めません / cannot be read`)
  }
}

const logs = new Map<string, ReturnType<typeof openLog>>()

function logOf(folder: string): ReturnType<typeof openLog> {
  const log = logs.get(folder) ?? openLog(folder)
  logs.set(folder, log)
  return log
}
