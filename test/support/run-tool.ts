import { spawn } from 'node:child_process'
import { buffer } from 'node:stream/consumers'

/** A program's end: its exit status and everything it wrote. */
export interface ToolEnd {
  readonly status: number
  readonly stdout: Buffer
  readonly stderr: string
  /** Standard output and standard error as text, for messages and patterns. */
  readonly text: string
}

/**
 * How a program is run. The environment is exactly `env`: nothing of this process's reaches it but
 * where Node keeps what it compiled.
 */
export interface ToolRun {
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly input?: Uint8Array | undefined
  readonly cwd?: string | undefined
  /** For a program that has much to do; every other one has `TOOL_MS_MAX`. */
  readonly msMax?: number | undefined
}

/** The program is not on this machine, did not end in time, or was ended by a signal. */
export class ToolError extends Error {
  override readonly name = 'ToolError'
}

/** A wedged smart card daemon blocks its clients for ever, so nothing runs unbounded. */
const TOOL_MS_MAX = 120_000

/** Where the programs of the packages in `.ci/run` lie; some are outside a user's usual path. */
export const TOOL_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Where Node finds our modules compiled, if `npm test` named a place. */
export const COMPILED: Readonly<Record<string, string>> = compiledPlace()

/**
 * Runs `program` to its end, whatever the exit status. A program that is missing fails the test.
 */
export async function runTool(
  program: string,
  args: readonly string[],
  { env = {}, input, cwd, msMax = TOOL_MS_MAX }: ToolRun = {},
): Promise<ToolEnd> {
  const child = spawn(program, args, {
    env: { PATH: TOOL_PATH, LC_ALL: 'C.UTF-8', ...COMPILED, ...env },
    cwd,
    timeout: msMax,
    killSignal: 'SIGKILL',
  })
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', (cause) => {
      reject(new ToolError(`${program} cannot be run: install it (README, npm test)`, { cause }))
    })
    child.once('close', (status, signal) => {
      if (status === null) reject(new ToolError(`${program} ended by ${signal}`))
      else resolve(status)
    })
  })
  // A program that ends without reading its input breaks the pipe; its exit status says why.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const [status, stdout, stderr] = await Promise.all([
    ended,
    buffer(child.stdout),
    buffer(child.stderr),
  ])
  const [outText, errText] = [stdout.toString('utf8'), stderr.toString('utf8')]
  return { status, stdout, stderr: errText, text: `${outText}${errText}` }
}

/** As `runTool`, and any exit status but 0 fails the test with what the program wrote. */
export async function runToolWell(
  program: string,
  args: readonly string[],
  run: ToolRun = {},
): Promise<ToolEnd> {
  const end = await runTool(program, args, run)
  if (end.status !== 0) {
    throw new ToolError(`${program} ${args.join(' ')}: exit ${end.status}\n${end.text}`)
  }
  return end
}

function compiledPlace(): Readonly<Record<string, string>> {
  const place = process.env['NODE_COMPILE_CACHE']
  return place === undefined ? {} : { NODE_COMPILE_CACHE: place }
}
