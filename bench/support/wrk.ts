/** `wrk` as the load: many connections, each asking again as soon as it was answered. */
import { execFile, execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Requests to send in turn. */
export interface LoadScript {
  /** Of Lua, for `wrk`. */
  readonly file: string
  /** Of JSON, for the load of one request a connection. */
  readonly requestsFile: string
}

/** What one run measured; latencies in milliseconds, seen from the asker. */
export interface LoadResult {
  readonly requests: number
  readonly seconds: number
  readonly octets: number
  /** Answers that are not 2xx, and connections that failed. */
  readonly failures: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly p999Ms: number
}

/** One request. */
export interface LoadRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: Uint8Array
}

/** Throws where `wrk` is not there. */
export function requireWrk(): void {
  try {
    execFileSync('which', ['wrk'], { stdio: 'ignore' })
  } catch (cause) {
    throw new Error('wrk is not there; on Debian: apt-get install wrk', { cause })
  }
}

const DONE = `
function done(summary, latency, requests)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write
  failed = failed + summary.errors.status + summary.errors.timeout
  io.write(string.format('RESULT {"requests":%d,"micros":%d,"octets":%d,"failures":%d,' ..
    '"p50":%d,"p99":%d,"p999":%d}\\n', summary.requests, summary.duration, summary.bytes, failed,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
`

/** Writes the requests so that sending one costs the load nothing but the sending. */
export function writeLoadScript(
  folder: string,
  name: string,
  requests: readonly LoadRequest[],
): LoadScript {
  const file = join(folder, `${name}.lua`)
  const all = requests.map(({ method, path, body }) => {
    const head = [`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1']
    if (body !== undefined)
      head.push('Content-Type: application/ocsp-request', `Content-Length: ${body.length}`)
    return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body ?? new Uint8Array()])
  })
  const lines = all.map((request) => {
    const octets = [...request]
    return `  "${octets.map((octet) => `\\${String(octet).padStart(3, '0')}`).join('')}",`
  })
  const script = [
    'local all = {',
    ...lines,
    '}',
    'local at = 0',
    'function request()',
    '  at = at % #all + 1',
    '  return all[at]',
    'end',
    DONE,
  ]
  writeFileSync(file, script.join('\n'))
  const requestsFile = join(folder, `${name}.json`)
  writeFileSync(requestsFile, JSON.stringify(all.map((octets) => octets.toString('base64'))))
  return { file, requestsFile }
}

const run = promisify(execFile)

/** Whom to ask, and how much. */
export interface LoadTarget {
  readonly port: number
  readonly connections: number
  readonly seconds: number
}

/** Asks a server for a while from the core `core`, on connections that are kept. */
export async function load(
  script: LoadScript,
  { port, connections, seconds }: LoadTarget,
  core: number,
): Promise<LoadResult> {
  return await measured(core, [
    'wrk',
    '-t1',
    '-c',
    String(connections),
    '-d',
    `${seconds}s`,
    '-s',
    script.file,
    `http://127.0.0.1:${port}/`,
  ])
}

/** As `load`, with a connection for each request. */
export async function loadByConnection(
  script: LoadScript,
  { port, connections, seconds }: LoadTarget,
  core: number,
): Promise<LoadResult> {
  return await measured(core, [
    process.execPath,
    join(import.meta.dirname, 'connection-load.ts'),
    '--port',
    String(port),
    '--connections',
    String(connections),
    '--seconds',
    String(seconds),
    '--requests',
    script.requestsFile,
  ])
}

async function measured(core: number, command: readonly string[]): Promise<LoadResult> {
  const { stdout } = await run('taskset', ['-c', String(core), ...command])
  const line = /^RESULT (\{.*\})$/m.exec(stdout)?.[1]
  if (line === undefined) throw new Error(`${command.join(' ')}: ${stdout}`)
  const result: unknown = JSON.parse(line)
  return {
    requests: member(result, 'requests'),
    seconds: member(result, 'micros') / 1e6,
    octets: member(result, 'octets'),
    failures: member(result, 'failures'),
    p50Ms: member(result, 'p50') / 1000,
    p99Ms: member(result, 'p99') / 1000,
    p999Ms: member(result, 'p999') / 1000,
  }
}

function member(result: unknown, name: string): number {
  const value = typeof result === 'object' && result !== null && Reflect.get(result, name)
  if (typeof value !== 'number') throw new Error(`wrk says no ${name}`)
  return value
}
