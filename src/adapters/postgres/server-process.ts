import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { OWN_WORKING_FOLDER, SERVER_ENVIRONMENT } from './cluster.ts'
import type { DatabaseRefusal } from './messages.ts'
import type { ServerAccount } from './server-account.ts'

/** What a server is started from and where it writes. */
export interface ServerPlan {
  readonly binFolder: string
  readonly clusterFolder: string
  readonly logFile: string
  readonly account: ServerAccount
  readonly settings: Readonly<Record<string, string>>
}

/** How a running server ends. */
export interface ServerProcess {
  readonly pid: number
  /**
   * Fast shutdown: transactions under way are undone, everything committed is on disk. Resolves
   * when it is gone.
   */
  stop(): Promise<void>
  /** Resolves when the server ended, whether or not it was asked to. */
  readonly ended: Promise<void>
}

/** A standby accepts connections that only read. */
const READY = /database system is ready to accept (?:read-only )?connections/
const START_TIMEOUT_MS = 60_000
/**
 * A fast shutdown that takes longer is followed by an immediate one, whose recovery is the next
 * start's.
 */
const FAST_STOP_TIMEOUT_MS = 20_000
const LOG_BYTES_MAX = 8 * 1024 * 1024
const LAST_LINES_MAX = 40

/**
 * Always given: only the Unix socket (its path relative to the cluster, thus always short), and a
 * log that never repeats statements or their values, which may be one of the four basic items.
 */
const FIXED_SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  unix_socket_directories: '.',
  unix_socket_permissions: '0700',
  log_min_error_statement: 'panic',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_error_verbosity: 'terse',
  lc_messages: 'C',
}

/** Starts the server and resolves when it answers. */
export async function startServer(
  plan: ServerPlan,
): Promise<Result<ServerProcess, DatabaseRefusal>> {
  const log = await openLog(plan.logFile)
  const child = spawnServer(plan)
  const lastLines: string[] = []
  const outcome = child === undefined ? 'not-permitted' : await untilReady(child, log, lastLines)
  if (outcome === 'ready' && child?.pid !== undefined) return ok(processOf(child, child.pid))
  log.end()
  return refusalOf(outcome, plan, lastLines)
}

/** `undefined` where the system does not let us change to the server's account. */
function spawnServer(plan: ServerPlan): ChildProcess | undefined {
  try {
    return spawn(join(plan.binFolder, 'postgres'), argumentsOf(plan), {
      cwd: plan.clusterFolder,
      env: SERVER_ENVIRONMENT,
      stdio: ['ignore', 'ignore', 'pipe'],
      // Its own session: Ctrl-C in our terminal reaches us alone, and we stop it when we are done
      // with it.
      detached: true,
      ...(plan.account.switched ? { uid: plan.account.uid, gid: plan.account.gid } : {}),
    })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EPERM') return undefined
    throw error
  }
}

function argumentsOf(plan: ServerPlan): string[] {
  const settings = Object.entries({ ...plan.settings, ...FIXED_SETTINGS })
  return [
    '-D',
    OWN_WORKING_FOLDER,
    ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
}

/** Appends to the log, or starts it anew once it has grown past its bound. */
async function openLog(path: string): Promise<WriteStream> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  )
  const log = createWriteStream(path, { flags: size > LOG_BYTES_MAX ? 'w' : 'a', mode: 0o600 })
  await once(log, 'open')
  // A log that cannot be written (a full disk) does not stop the service; the database itself will
  // say so.
  log.on('error', () => undefined)
  return log
}

type StartOutcome = 'ready' | 'ended' | 'not-permitted' | 'too-slow'

async function untilReady(
  child: ChildProcess,
  log: WriteStream,
  lastLines: string[],
): Promise<StartOutcome> {
  const { promise, resolve } = Promise.withResolvers<StartOutcome>()
  const timer = setTimeout(() => {
    child.kill('SIGQUIT')
    resolve('too-slow')
  }, START_TIMEOUT_MS)
  if (child.stderr !== null) {
    createInterface(child.stderr).on('line', (line) => {
      log.write(`${line}\n`)
      lastLines.push(line)
      if (lastLines.length > LAST_LINES_MAX) lastLines.shift()
      if (READY.test(line)) resolve('ready')
    })
  }
  child.once('error', () => resolve('not-permitted'))
  // `close` comes after the last line was read, `exit` may come before.
  child.once('close', () => resolve('ended'))
  child.once('close', () => log.end())
  const outcome = await promise
  clearTimeout(timer)
  return outcome
}

function refusalOf(
  outcome: StartOutcome,
  plan: ServerPlan,
  lastLines: readonly string[],
): Result<never, DatabaseRefusal> {
  if (outcome === 'not-permitted')
    return refuse('database-cannot-leave-root', { account: plan.account.name })
  if (lastLines.some((line) => line.includes('No space left on device')))
    return refuse('database-disk-full', { folder: plan.clusterFolder })
  const complaint =
    lastLines.findLast((line) => /\b(?:FATAL|PANIC):/.test(line)) ??
    lastLines.find((line) => !/\b(?:LOG|HINT|DETAIL):/.test(line))
  const reason = complaint?.replace(/^.*?\b(?:FATAL|PANIC|postgres):\s*/, '') ?? outcome
  return refuse('database-start-failed', { reason, log: plan.logFile })
}

function processOf(child: ChildProcess, pid: number): ServerProcess {
  const ended = once(child, 'exit').then(() => undefined)
  return {
    pid,
    ended,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGINT')
      const timer = setTimeout(() => child.kill('SIGQUIT'), FAST_STOP_TIMEOUT_MS)
      await ended
      clearTimeout(timer)
    },
  }
}
