import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { computerPause, computerStopwatch } from '#adapters/clock/computer-stopwatch.ts'
import { ocspSigner } from '#adapters/keys/ocsp-signer.ts'
import type { SoftwareKeystore } from '#adapters/keys/software-keystore.ts'
import {
  createStatusServer,
  type ServerIdentity,
  STATUS_SERVER_BOUNDS,
} from '#adapters/http/status/status-server.ts'
import { postgresFilterSource } from '#adapters/postgres/ca-filters.ts'
import { postgresStatusReader } from '#adapters/postgres/ca-status-reader.ts'
import type { PostgresConnection } from '#adapters/postgres/connection.ts'
import { Database, type Queries } from '#adapters/postgres/database.ts'
import { StatusHints } from '#adapters/postgres/status-feed-hints.ts'
import { PostgresStatusFeed } from '#adapters/postgres/status-feed-reader.ts'
import { PostgresFollowerRegistry } from '#adapters/postgres/status-feed-registry.ts'
import { primaryStatuses } from '#adapters/postgres/va-primary-statuses.ts'
import { readCheckpoint, writeCheckpoint } from '#adapters/status-checkpoint/checkpoint-file.ts'
import { JournalFile } from '#adapters/status-journal/journal-file.ts'
import type { Clock } from '#kernel/ports.ts'
import { ok, type Result } from '#kernel/result.ts'
import { StatusFollower } from '#va/follow/status-follower.ts'
import { type PrimaryServer, WritablePrimary } from '#va/follow/writable-primary.ts'
import type { StatusMemory, StatusReading, StatusSource } from '#va/ports.ts'
import type { RelyingParty } from '#va/relying-parties/relying-party.ts'
import { Following } from './following.ts'
import { openPort, statusAnswer } from './serve.ts'

/** A look at the primary that takes longer is given up. */
const LOOK_PATIENCE_MS = 2_000
/** So is a page, or a span, of records. */
const READ_PATIENCE_MS = 20_000
const LOOK_UPS_MAX = 8
/** How often the memory is written down, to start from after a sudden end. */
const CHECKPOINT_EVERY_MS = 300_000

/** What a process of the status service is started with. */
export interface StatusProcessWish {
  /** Servers of which one is the writable primary. */
  readonly servers: readonly PostgresConnection[]
  /** A server for what is read in bulk, which may lag. */
  readonly standby: PostgresConnection | undefined
  /** The responders' keys, opened. */
  readonly keys: Pick<SoftwareKeystore, 'sign' | 'signAtOnce'>
  /** The folder of the checkpoint. */
  readonly folder: string
  readonly port: number
  /** The registered verifiers, who alone may ask; whoever likes, where it is left out. */
  readonly parties?: readonly RelyingParty[] | undefined
  /** What the server shows of itself over TLS; plain HTTP without. */
  readonly identity?: ServerIdentity | undefined
  readonly clock: Clock
  /** An event or a fault, for the log. */
  readonly report: (event: object) => void
}

/** A running process of the status service. */
export interface StatusProcess {
  readonly url: string
  readonly follower: StatusFollower
  /** What the primary's records say, while it is certain which server that is. */
  readonly records: StatusSource
  /** How it began: from its checkpoint, or why not. */
  readonly checkpoint: 'used' | 'absent' | 'damaged'
  /** Answers no more, writes the checkpoint, leaves the register, and closes. */
  close(): Promise<void>
}

/**
 * A process of the status service on its own: it follows the feed, answers from memory, and from
 * the primary's records while it loads. It writes its row in the register and nothing else.
 */
export async function openStatusProcess(
  wish: StatusProcessWish,
): Promise<Result<StatusProcess, string>> {
  const opening = await openPort(wish.port, (answer) =>
    createStatusServer(answer, STATUS_SERVER_BOUNDS, wish.identity),
  )
  if (!opening.ok) return opening
  await mkdir(wish.folder, { recursive: true, mode: 0o700 })
  const file = join(wish.folder, 'status.checkpoint')
  const read = await readCheckpoint(file)
  const memory = typeof read === 'string' ? undefined : read
  const databases = [...wish.servers, ...(wish.standby === undefined ? [] : [wish.standby])].map(
    (connection) => Database.at(connection, 1),
  )
  const standby = wish.standby === undefined ? undefined : databases.at(-1)
  const { follower, primary } = followerOf(
    wish,
    databases.slice(0, wish.servers.length),
    standby,
    memory,
  )
  const { following, stopFollowing } = startFollowing(wish, follower)
  const anywhere = firstAnswer(databases.map((database) => readerOf(database)))
  const reader: StatusReading = {
    ...postgresStatusReader(anywhere),
    certificateStatus: (...asked) => primary.certificateStatus(...asked),
    certificateStatuses: (...asked) => primary.certificateStatuses(...asked),
  }
  const reportFault = (fault: unknown): void => wish.report({ what: 'fault', fault })
  const journal = new JournalFile(join(wish.folder, 'journal'), wish.clock)
  const { parties } = wish
  opening.value.answerWith(
    statusAnswer({
      guard: parties && { parties: () => parties, journal },
      fresh: following,
      reader,
      filters: postgresFilterSource(anywhere),
      signer: ocspSigner(wish.keys),
      clock: wish.clock,
      reportFault,
    }),
  )
  const stopKeeping = keepCheckpoint(file, follower, reportFault)
  return ok({
    url:
      wish.identity === undefined
        ? opening.value.url
        : opening.value.url.replace('http:', 'https:'),
    follower,
    records: primary,
    checkpoint: typeof read === 'string' ? read : 'used',
    close: async () => {
      await opening.value.close()
      await journal.close()
      await stopFollowing()
      await stopKeeping()
      await Promise.all(databases.map((database) => database.close()))
    },
  })
}

interface Started {
  readonly following: Following
  readonly stopFollowing: () => Promise<void>
}

/** Looks at intervals, and at once when a server hints at news. */
function startFollowing({ servers, report }: StatusProcessWish, follower: StatusFollower): Started {
  const following = new Following({
    follower,
    stopwatch: computerStopwatch(),
    pause: computerPause,
    mayRest: false,
    reportFault: (fault) => report({ what: 'look-failed', fault }),
  })
  const hints = servers.map((server) => new StatusHints(server, () => following.hint()))
  for (const hint of hints) hint.start()
  following.start()
  const stopFollowing = async (): Promise<void> => {
    await following.stop()
    await Promise.all(hints.map((hint) => hint.stop()))
  }
  return { following, stopFollowing }
}

/** Writes the checkpoint at intervals, one after another; gives what writes the last one. */
function keepCheckpoint(
  file: string,
  follower: StatusFollower,
  reportFault: (fault: unknown) => void,
): () => Promise<void> {
  let written: Promise<unknown> = Promise.resolve()
  const write = (): Promise<unknown> => {
    written = written.then(() => writeCheckpoint(file, () => follower.memory())).catch(reportFault)
    return written
  }
  const timer = setInterval(() => void write(), CHECKPOINT_EVERY_MS)
  return async () => {
    clearInterval(timer)
    await write()
  }
}

function followerOf(
  { report }: StatusProcessWish,
  servers: readonly Database[],
  standby: Database | undefined,
  memory: StatusMemory | undefined,
): { readonly follower: StatusFollower; readonly primary: WritablePrimary } {
  // The two know each other: what the primary allows ends when another is spoken to.
  const late: { follower?: StatusFollower } = {}
  const primary = new WritablePrimary(servers.map(primaryServer), {
    mayAskRecords: () => late.follower?.mayAskRecords() ?? false,
    lapse: () => late.follower?.lapse(),
  })
  const ports = {
    registry: primary,
    primary,
    standby: standby === undefined ? undefined : new PostgresStatusFeed(readerOf(standby)),
    stopwatch: computerStopwatch(),
    report,
  }
  late.follower = new StatusFollower(randomUUID(), ports, memory)
  return { follower: late.follower, primary }
}

function primaryServer(database: Database): PrimaryServer {
  return {
    registry: new PostgresFollowerRegistry(database.impatient(LOOK_PATIENCE_MS, 1)),
    feed: new PostgresStatusFeed(readerOf(database)),
    statuses: primaryStatuses(database.impatient(LOOK_PATIENCE_MS).readOnly(LOOK_UPS_MAX)),
  }
}

function readerOf(database: Database): Database {
  return database.impatient(READ_PATIENCE_MS, 1).readOnly(2)
}

/** What hardly changes is read wherever an answer comes from. */
function firstAnswer(servers: readonly Queries[]): Queries {
  const attempt = async <T>(act: (server: Queries) => Promise<T>): Promise<T> => {
    let fault: unknown
    for (const server of servers) {
      try {
        return await act(server)
      } catch (error) {
        fault = error
      }
    }
    throw fault
  }
  return {
    query: (sql, values) => attempt((server) => server.query(sql, values)),
    execute: (sql, values) => attempt((server) => server.execute(sql, values)),
  }
}
