/**
 * Answering OCSP, server on one core and load on another, 64 connections, in interleaved rounds of
 * one run: bare `node:http`, answers given again, answers signed with a nonce by P-256 and by
 * RSA-2048, and other makes beside them; then the same against the number of certificates. Prints
 * ratios to bare `node:http`, each the median over the rounds.
 *
 * Every answer of a sample is verified before and after: a fast server of wrong answers is none.
 * Needs `wrk`, and for the peers nginx, cfssl and openssl (Debian: wrk nginx-light golang-cfssl).
 */
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { parseOcspResponse } from '#codec/ocsp/response.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import { importPublicKey } from '#crypto/public-key.ts'
import { equalBytes, toBase64 } from '#kernel/bytes.ts'
import {
  type PeerServer,
  startNginx,
  startOcspserve,
  startOpensslOcsp,
} from './peers/ocsp-peers.ts'
import {
  isRevoked,
  makeOcspMaterial,
  type OcspMaterial,
  requestFor,
  type ResponderSuite,
  sampleSerials,
} from './support/ocsp-material.ts'
import { type OcspRecords, startOcspRecords } from './support/ocsp-records.ts'
import { cpuSeconds, residentOctets } from './support/process-cost.ts'
import {
  load,
  loadByConnection,
  type LoadRequest,
  type LoadResult,
  type LoadScript,
  requireWrk,
  writeLoadScript,
} from './support/wrk.ts'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '64' },
    sizes: { type: 'string', default: '10000,1000000,10000000' },
    only: { type: 'string', default: '' },
    peers: { type: 'boolean', default: true },
    json: { type: 'boolean', default: false },
  },
  allowNegative: true,
})
const ROUNDS = Number(options.rounds)
const SECONDS = Number(options.seconds)
const CONNECTIONS = Number(options.connections)
const SIZES = options.sizes.split(',').map(Number)
const SMALLEST = SIZES[0] ?? 10_000
const SERVER_CORE = 0
const LOAD_CORE = 1
/** Requests that the load repeats in turn. */
const REQUESTS = 4_096
const CHECKED = 20
const CHECK_MS_MAX = 20_000
const SEED = 6_960

/** Flags of a process that answers and does nothing else. */
const SERVER_FLAGS: readonly string[] = []

type Question = 'plain' | 'nonce' | 'get' | 'file'

interface Contender {
  readonly name: string
  server: PeerServer
  /** Starts it anew before each round; `undefined` where it runs through them all. */
  readonly restart: (() => Promise<PeerServer>) | undefined
  readonly script: LoadScript
  /** What asks a sample whose answers are verified; `undefined` where the server signs nothing. */
  readonly check: ((port: number) => Promise<void>) | undefined
  readonly results: (LoadResult & { readonly cpuMicros: number; readonly octetsRss: number })[]
}

requireWrk()
const folder = mkdtempSync(join(tmpdir(), 'shomei-bench-ocsp-'))
const servers: PeerServer[] = []
let records: OcspRecords | undefined
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void tidy().finally(() => process.exit(1)))
try {
  await measure(makeOcspMaterial(folder))
} finally {
  await tidy()
}

async function tidy(): Promise<void> {
  await Promise.all(servers.splice(0).map((server) => server.stop()))
  await records?.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function measure(material: OcspMaterial): Promise<void> {
  const contenders = (await allContenders(material)).filter(({ name }) =>
    name.includes(options.only),
  )
  await checkAll(contenders)
  const raw: number[] = []
  // The first round warms up and is not counted.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const each of contenders) await runOnce(each, round > 0)
    if (round > 0) raw.push(opensslSpeed())
  }
  await checkAll(contenders)
  report(contenders, raw)
}

async function replaced(old: PeerServer, restart: () => Promise<PeerServer>): Promise<PeerServer> {
  await old.stop()
  const made = await restart()
  servers.splice(servers.indexOf(old), 1, made)
  return made
}

async function checkAll(contenders: readonly Contender[]): Promise<void> {
  for (const each of contenders) {
    const { name, check, restart } = each
    if (restart !== undefined) each.server = await replaced(each.server, restart)
    try {
      await check?.(each.server.port)
    } catch (cause) {
      throw new Error(`${name} gives wrong answers, or none`, { cause })
    }
  }
}

async function runOnce(each: Contender, counts: boolean): Promise<void> {
  const { script, results, restart } = each
  if (restart !== undefined) each.server = await replaced(each.server, restart)
  const { port, pid } = each.server
  const before = cpuSeconds(pid)
  const target = { port, connections: CONNECTIONS, seconds: SECONDS }
  // Who is started anew for each round closes every connection.
  const by = restart === undefined ? load : loadByConnection
  const result = await by(script, target, LOAD_CORE)
  const cpuMicros = ((cpuSeconds(pid) - before) * 1e6) / Math.max(1, result.requests)
  if (counts) results.push({ ...result, cpuMicros, octetsRss: residentOctets(pid) })
}

async function allContenders(material: OcspMaterial): Promise<readonly Contender[]> {
  const bare = await startOurs(material, ['--mode', 'bare'])
  const made: Contender[] = [
    contender(material, 'bare node:http, 1.5 kB POST', bare, 'plain', SMALLEST, undefined),
  ]
  for (const size of SIZES) {
    const server = await startOurs(material, ['--certificates', String(size)])
    const of = `${size.toLocaleString('en')} certificates`
    made.push(contender(material, `shomei given again, ${of}`, server, 'plain', size, 'p256'))
    made.push(contender(material, `shomei P-256 with nonce, ${of}`, server, 'nonce', size, 'p256'))
    if (size !== SMALLEST) continue
    made.push(contender(material, `shomei given again by GET, ${of}`, server, 'get', size, 'p256'))
    const rsa = await startOurs(material, ['--suite', 'rsa', '--certificates', String(size)])
    made.push(contender(material, `shomei RSA-2048 with nonce, ${of}`, rsa, 'nonce', size, 'rsa'))
  }
  records = await startOcspRecords(join(folder, 'records'), SMALLEST)
  const asking = await startOurs(material, ['--certificates', '0'], {
    SHOMEI_BENCH_DATABASE: JSON.stringify(records.connection),
  })
  const name = 'shomei P-256 with nonce, PostgreSQL asked each time'
  made.push(contender(material, name, asking, 'nonce', SMALLEST, 'p256'))
  return options.peers ? [...made, ...(await peers(material))] : made
}

async function peers(material: OcspMaterial): Promise<readonly Contender[]> {
  const kept = <S extends PeerServer>(server: S): S => {
    servers.push(server)
    return server
  }
  const nginx = kept(await startNginx(material, SERVER_CORE))
  const cfssl = kept(await startOcspserve(material, SMALLEST, SERVER_CORE))
  const made = [
    contender(material, 'nginx, one answer as a file, GET', nginx, 'file', SMALLEST, undefined),
    contender(material, 'cfssl ocspserve, pre-signed', cfssl, 'plain', SMALLEST, 'p256'),
  ]
  for (const suite of ['p256', 'rsa'] as const) {
    // It does not answer any more after a connection on which nothing was asked, such as the last
    // ones of a round.
    const restart = (): Promise<PeerServer> =>
      startOpensslOcsp(material, suite, SMALLEST, SERVER_CORE)
    const server = kept(await restart())
    const name = `openssl ocsp, ${suite === 'rsa' ? 'RSA-2048' : 'P-256'}`
    made.push({ ...contender(material, name, server, 'nonce', SMALLEST, suite), restart })
  }
  return made
}

function contender(
  material: OcspMaterial,
  name: string,
  server: PeerServer,
  question: Question,
  size: number,
  suite: ResponderSuite | undefined,
): Contender {
  const asked = sampleSerials(size, REQUESTS, SEED).map((serial) => ({
    serial,
    requestDer: requestFor(material, serial, question === 'nonce' ? nonceOf(serial) : undefined),
  }))
  const requests = asked.map(({ requestDer }) => requestOf(question, requestDer))
  const script = writeLoadScript(folder, name.replace(/\W+/g, '-'), requests)
  const check =
    suite === undefined
      ? undefined
      : async (port: number): Promise<void> => {
          for (const one of asked.slice(0, CHECKED))
            await checkAnswer(material, port, requestOf(question, one.requestDer), {
              ...one,
              suite,
              nonce: question === 'nonce' ? nonceOf(one.serial) : undefined,
            })
        }
  return { name, server, restart: undefined, script, check, results: [] }
}

function nonceOf(serial: number): Uint8Array {
  return createHash('sha256').update(String(serial)).digest()
}

function requestOf(question: Question, requestDer: Uint8Array): LoadRequest {
  switch (question) {
    case 'file':
      return { method: 'GET', path: '/answer' }
    case 'get': {
      const path = `/ocsp/signature/${encodeURIComponent(toBase64(requestDer))}`
      return { method: 'GET', path }
    }
    case 'plain':
    case 'nonce':
      return { method: 'POST', path: '/', body: requestDer }
  }
}

async function checkAnswer(
  { responders }: OcspMaterial,
  port: number,
  { method, path, body }: LoadRequest,
  wanted: {
    readonly serial: number
    readonly suite: ResponderSuite
    readonly nonce: Uint8Array | undefined
  },
): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    // `openssl ocsp` serves one connection at a time: one that is kept would shut out the next.
    headers: { 'content-type': 'application/ocsp-request', connection: 'close' },
    signal: AbortSignal.timeout(CHECK_MS_MAX),
    ...(body === undefined ? {} : { body: new Uint8Array(body) }),
  })
  const parsed = parseOcspResponse(new Uint8Array(await answer.arrayBuffer()))
  if (!parsed.ok || parsed.value.status !== 'successful') throw new Error('no answer')
  const { tbsDer, signature, responses, extensions } = parsed.value.basic
  const { keys } = responders[wanted.suite]
  const key = importPublicKey(keys.spkiDer)
  if (!key.ok || !verifySignature(keys.algorithm, key.value, tbsDer, signature))
    throw new Error('the signature is wrong')
  const state = isRevoked(wanted.serial) ? 'revoked' : 'good'
  if (responses[0]?.status.state !== state) throw new Error(`${wanted.serial} is ${state}`)
  if (!equalBytes(extensions.nonce ?? new Uint8Array(), wanted.nonce ?? new Uint8Array()))
    throw new Error('the nonce is another')
}

/** One server of ours under the bench's own Node, pinned to its core. */
async function startOurs(
  material: OcspMaterial,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<PeerServer> {
  const program = join(import.meta.dirname, 'support', 'ocsp-server.ts')
  mkdirSync(folder, { recursive: true })
  const began = performance.now()
  const child = spawn(
    'taskset',
    ['-c', String(SERVER_CORE), process.execPath, ...SERVER_FLAGS, program]
      .concat(['--folder', material.folder])
      .concat(args),
    { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...environment } },
  )
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const said: unknown = JSON.parse(line)
  const port: unknown = typeof said === 'object' && said !== null && Reflect.get(said, 'port')
  if (typeof port !== 'number' || child.pid === undefined) throw new Error(`no server: ${line}`)
  const server: PeerServer = {
    port,
    pid: child.pid,
    readyMs: performance.now() - began,
    stop: async () => {
      child.stdin.end()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
  servers.push(server)
  return server
}

/** RSA-2048 signatures a second of the machine's openssl on the servers' core. */
function opensslSpeed(): number {
  const args = ['-c', String(SERVER_CORE), 'openssl', 'speed', '-seconds', '1', '-elapsed']
  const output = execFileSync('taskset', [...args, 'rsa2048'], { encoding: 'utf8', stdio: 'pipe' })
  const rate = /^rsa 2048 bits +\S+ +\S+ +([\d.]+)/m.exec(output)?.[1]
  if (rate === undefined) throw new Error('openssl speed says no rate')
  return Number(rate)
}

function report(contenders: readonly Contender[], raw: readonly number[]): void {
  const rate = ({ requests, seconds }: LoadResult): number => requests / seconds
  const bare = contenders.find(({ name }) => name.startsWith('bare'))
  const rows = contenders.map(({ name, results, server }) => {
    const ratios = results.map((result, i) => {
      const base = bare?.results[i]
      return base === undefined ? Number.NaN : rate(result) / rate(base)
    })
    const toRaw = results.map((result, i) => rate(result) / (raw[i] ?? Number.NaN))
    return {
      name,
      perSecond: spread(results.map(rate)),
      ofBare: spread(ratios),
      ofRawRsa: spread(toRaw),
      p50Ms: spread(results.map(({ p50Ms }) => p50Ms)),
      p99Ms: spread(results.map(({ p99Ms }) => p99Ms)),
      p999Ms: spread(results.map(({ p999Ms }) => p999Ms)),
      cpuMicros: spread(results.map(({ cpuMicros }) => cpuMicros)),
      megabytes: spread(results.map(({ octetsRss }) => octetsRss / 2 ** 20)),
      failures: results.reduce((sum, { failures }) => sum + failures, 0),
      readyMs: server.readyMs,
    }
  })
  if (options.json) {
    console.log(JSON.stringify({ rows, rawRsa: spread(raw) }))
    return
  }
  for (const row of rows) {
    console.log(row.name)
    console.log(
      `  ${whole(row.perSecond)}/s, of bare ${two(row.ofBare)}, CPU µs ${two(row.cpuMicros)}`,
    )
    console.log(`  p50 ${two(row.p50Ms)} p99 ${two(row.p99Ms)} p99.9 ${two(row.p999Ms)} ms`)
    const ready = Math.round(row.readyMs)
    console.log(`  ${whole(row.megabytes)} MB, ready after ${ready} ms, ${row.failures} failures`)
    if (row.name.includes('RSA')) console.log(`  of openssl speed ${two(row.ofRawRsa)}`)
  }
  console.log(`openssl speed rsa2048 on the servers' core: ${whole(spread(raw))}/s`)
}

interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  return { median, min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN }
}

function whole({ median, min, max }: Spread): string {
  const text = (value: number): string => Math.round(value).toLocaleString('en')
  return `${text(median)} (${text(min)} to ${text(max)})`
}

function two({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`
}
