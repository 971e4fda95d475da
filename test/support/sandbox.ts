import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readdir, readlink, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { after } from 'node:test'
import { clusterPlaceIn } from '#adapters/postgres/embedded.ts'
import { stopOrphan } from '#adapters/postgres/orphan.ts'
import { runCli } from '#cli/run.ts'
import { COMMAND_LINE_PORTS } from '#main/command-line.ts'
import { paperTerminal } from './paper-terminal.ts'
import { COMPILED, TOOL_PATH } from './run-tool.ts'

/** The checkout. */
export const CHECKOUT = dirname(dirname(import.meta.dirname))
/** The program `shomei`. */
export const SHOMEI = join(CHECKOUT, 'bin', 'shomei.ts')

/**
 * A first start makes a database, keys and an authority; with every core busy that may take this
 * long.
 */
const READY_MS_MAX = 120_000
const STOP_MS_MAX = 60_000
const ENVIRONMENT = { PATH: TOOL_PATH, LC_ALL: 'C.UTF-8', ...COMPILED }

/** The line `up` writes once it is ready. */
export interface ReadyLine {
  readonly ready: true
  readonly webUrl: string
  readonly operatorUrl: string
  readonly statusUrl: string
  readonly now: string
  readonly recoveries: readonly { readonly ja: string; readonly en: string }[]
  readonly pid: number
}

/** How a program ended, and every line it wrote. */
export interface SandboxEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: readonly string[]
  readonly stderr: string
}

/** How to start a sandbox; what is left out is the usual. */
export interface SandboxWish {
  readonly folder: string
  /** Options of `up` besides the folder, the free ports and `--json`. */
  readonly options?: readonly string[]
  /** What starts `up`, instead of Node and `bin/shomei.ts`. */
  readonly through?: readonly string[]
  readonly uid?: number
  readonly gid?: number
}

/** An `up` that was started and has not said yet how it goes. */
export interface SandboxStart {
  readonly child: ChildProcess
  /** Resolves when it is ready or has ended; fails when neither happens in time. */
  readonly ready: Promise<ReadyLine | undefined>
  /** Resolves when the program ended and everything that held its output has, too. */
  readonly ended: Promise<SandboxEnd>
}

/** A sandbox that is up, in a process of its own. */
export interface TestSandbox extends ReadyLine {
  readonly folder: string
  readonly child: ChildProcess
  readonly ended: Promise<SandboxEnd>
  /** Runs another command beside it. */
  shomei(...args: readonly string[]): Promise<CommandEnd>
  /** Asks it to stop and waits until it has. */
  stop(signal?: NodeJS.Signals): Promise<SandboxEnd>
  /** Ends it as a power cut would, but for its database server, which lives on. */
  kill9(): Promise<SandboxEnd>
}

/** How a command ended, and the object it printed. */
export interface CommandEnd {
  readonly code: number
  readonly json: Readonly<Record<string, unknown>>
  readonly stderr: string
}

/** A sandbox did not come up, or does not end. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError'
}

const started = new Set<SandboxStart>()
const folders = new Set<string>()
// Registered here, thus for the whole test file: a sandbox may serve several of its tests.
after(async () => {
  for (const { child, ended } of started) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
  }
  for (const folder of folders) {
    await stopOrphan(clusterFolderOf(folder))
    await rm(dirname(folder), { recursive: true, force: true })
  }
})

/**
 * A folder that does not exist yet, alone in one that does; both are gone when the file's tests are
 * done.
 */
export async function newDataFolder(): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'shomei-sandbox-')), 'data')
  folders.add(folder)
  return folder
}

/**
 * Starts `up`. It stops by itself when this process ends, for the channel between the two closes
 * then.
 */
export function beginSandbox({
  folder,
  options = [],
  through,
  uid,
  gid,
}: SandboxWish): SandboxStart {
  const [command = '', ...before] = through ?? [process.execPath, SHOMEI, 'up']
  const ports = ['--port', '0', '--status-port', '0']
  const args = [...before, '--data', folder, '--json', ...ports, ...options]
  const child = spawn(command, args, {
    env: ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    ...(uid === undefined || gid === undefined ? {} : { uid, gid }),
  })
  const stdout: string[] = []
  let stderr = ''
  const ready = Promise.withResolvers<ReadyLine | undefined>()
  const ended = Promise.withResolvers<SandboxEnd>()
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  if (child.stdout !== null) {
    createInterface(child.stdout).on('line', (line) => {
      stdout.push(line)
      const announced = parseReadyLine(line)
      if (announced !== undefined) ready.resolve(announced)
    })
  }
  child.once('error', (cause) => ended.reject(new SandboxError('up cannot be run', { cause })))
  child.once('close', (code, signal) => {
    ended.resolve({ code, signal, stdout, stderr })
    ready.resolve(undefined)
  })
  const late = (): SandboxError => new SandboxError(`neither ready nor ended\n${stderr}`)
  const begun = {
    child,
    ready: within(READY_MS_MAX, ready.promise, late),
    ended: ended.promise,
  }
  started.add(begun)
  return begun
}

/** Starts `up` and waits until it is ready; everything else fails the test with what it wrote. */
export async function startSandbox(wish: SandboxWish): Promise<TestSandbox> {
  const { child, ready, ended } = beginSandbox(wish)
  const line = await ready
  if (line === undefined) {
    const { code, stdout, stderr } = await ended
    throw new SandboxError(`up ended with ${code}\n${stdout.join('\n')}\n${stderr}`)
  }
  const end = (signal: NodeJS.Signals): Promise<SandboxEnd> => {
    child.kill(signal)
    return within(STOP_MS_MAX, ended, () => new SandboxError(`${signal} does not end it`))
  }
  return {
    ...line,
    folder: wish.folder,
    child,
    ended,
    shomei: (...args) => shomei(wish.folder, ...args),
    stop: (signal = 'SIGTERM') => end(signal),
    kill9: () => end('SIGKILL'),
  }
}

/** Runs `up` where it is expected to end by itself. */
export async function sandboxEnd(wish: SandboxWish): Promise<SandboxEnd> {
  const { child, ready, ended } = beginSandbox(wish)
  if ((await ready) !== undefined) {
    child.kill('SIGTERM')
    throw new SandboxError('up became ready')
  }
  return await ended
}

/**
 * Runs one command on the data folder, with `--json`: the program and its ports in this process, for
 * a start of Node takes longer than most commands. `Prompt` types them in a process of their own.
 */
export async function shomei(folder: string, ...args: readonly string[]): Promise<CommandEnd> {
  const terminal = paperTerminal()
  const code = await runCli([...args, '--data', folder, '--json'], COMMAND_LINE_PORTS, terminal)
  return { code, json: parseObject(terminal.stdout()), stderr: terminal.stderr() }
}

/** The database processes at work in a data folder (Linux: proc(5)). */
export async function databaseProcesses(folder: string): Promise<readonly number[]> {
  const cluster = await realpath(clusterFolderOf(folder))
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const inside = await Promise.all(
    pids.map((pid) =>
      readlink(join('/proc', pid, 'cwd')).then(
        (cwd) => cwd === cluster,
        () => false,
      ),
    ),
  )
  return pids.filter((_, index) => inside[index]).map(Number)
}

/** The JSON object in `text`, or an empty one where there is none. */
export function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

function clusterFolderOf(folder: string): string {
  return clusterPlaceIn(join(folder, 'postgres')).clusterFolder
}

function parseReadyLine(line: string): ReadyLine | undefined {
  const value = parseObject(line)
  return value['ready'] === true ? (value as object as ReadyLine) : undefined
}

async function within<T>(ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  const over = Promise.withResolvers<never>()
  const timer = setTimeout(() => over.reject(late()), ms)
  try {
    return await Promise.race([work, over.promise])
  } finally {
    clearTimeout(timer)
  }
}
