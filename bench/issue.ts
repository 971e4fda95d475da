/**
 * Issuing, whole, against the raw RSA-2048 rate of OpenSSL on the same cores and against cfssl's
 * HTTP API with PostgreSQL, in interleaved rounds of one run. Whole means: law, serial, lint with a
 * throwaway signature, intent durable, signature, result durable, many requests at once. Prints
 * ratios, each the median over the rounds.
 *
 * Run it as a machine that issues and does nothing else should run it, with room for short-lived
 * objects: `npm run bench -- issue`, which is
 * `node --max-semi-space-size=256 --min-semi-space-size=256 bench/issue.ts`.
 */
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { systemRandom } from '#adapters/keys/system-random.ts'
import type { SocketConnection } from '#adapters/postgres/connection.ts'
import { Database } from '#adapters/postgres/database.ts'
import { startEmbeddedPostgres } from '#adapters/postgres/embedded.ts'
import { migrate, readMigrations } from '#adapters/postgres/migrate.ts'
import { IssueQueue } from '#ca/issue-queue.ts'
import type { IssueCommand } from '#ca/contract.ts'
import { instant } from '#kernel/instant.ts'
import { heldRig, issueCommand } from '../test/support/ca-rig.ts'
import { type CfsslPeer, startCfssl } from './peers/cfssl.ts'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    concurrency: { type: 'string', default: '512' },
    json: { type: 'boolean', default: false },
  },
})
const ROUNDS = Number(options.rounds)
const SECONDS = Number(options.seconds)
const CONCURRENCY = Number(options.concurrency)
const WARM_SECONDS = 1
/** What cfssl serves best with on two cores; more connections change nothing. */
const CFSSL_CONNECTIONS = 16
const NODE_SIGNS_IN_FLIGHT = 8
const CORES = 2
/** Commands made before each round, more than two cores can sign; making them is not counted. */
const COMMANDS_A_SECOND = 8_000

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

interface Measured {
  readonly name: string
  readonly perSecond: number[]
}

const folder = mkdtempSync(join(tmpdir(), 'shomei-bench-issue-'))
const started = await startEmbeddedPostgres(join(folder, 'postgres'))
if (!started.ok) throw new Error(started.refusal)
const server = started.value
try {
  await measure()
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function measure(): Promise<void> {
  const root = Database.at(server.connection, 1)
  const [ours, theirs] = [await newDatabase(root, 'ours'), await newDatabase(root, 'theirs')]
  const migrated = await migrate(ours.database, { now: () => instant(0) }, await readMigrations())
  if (!migrated.ok) throw new Error(migrated.refusal)
  const issue = await ourIssue(ours.database)
  const cfssl = await startCfssl(join(folder, 'cfssl'), theirs.database, theirs.connection)
  const rows = await rounds(issue, cfssl)
  await cfssl.stop()
  await Promise.all([ours.database.close(), theirs.database.close(), root.close()])
  report(rows)
}

async function rounds(issue: OurIssue, cfssl: CfsslPeer): Promise<readonly Measured[]> {
  const nodeSign = nodeSigner()
  const contenders: readonly (readonly [string, () => Promise<number>])[] = [
    ['openssl speed, raw RSA-2048 sign, both cores', () => Promise.resolve(opensslSpeed())],
    ['Node crypto.sign, nothing else', () => rate(nodeSign, NODE_SIGNS_IN_FLIGHT)],
    ['shomei, whole issuance with PostgreSQL', () => issueRate(issue)],
    ['cfssl HTTP API with PostgreSQL', () => rate(() => cfssl.sign(), CFSSL_CONNECTIONS)],
  ]
  const rows = contenders.map(([name]): Measured => ({ name, perSecond: [] }))
  // The first round warms caches and connections and is not counted.
  for (let round = 0; round <= ROUNDS; round++)
    for (const [i, [, run]] of contenders.entries()) {
      const perSecond = await run()
      if (round > 0) rows[i]?.perSecond.push(perSecond)
    }
  return rows
}

interface OurIssue {
  readonly queue: IssueQueue
  /** The next command, never one twice. */
  readonly command: () => IssueCommand
}

async function ourIssue(database: Database): Promise<OurIssue> {
  const rig = await heldRig(database)
  const queue = new IssueQueue({ ...rig.issue, random: systemRandom() }, rig.configuration)
  let number = 0
  const command = (): IssueCommand => {
    number++
    return issueCommand(number % 2 === 0 ? 'signature' : 'user-authentication', number)
  }
  return { queue, command }
}

async function issueRate({ queue, command }: OurIssue): Promise<number> {
  const commands = Array.from({ length: COMMANDS_A_SECOND * (SECONDS + WARM_SECONDS) }, command)
  // What making them left behind is not issuing's to clear away. A full collection while nothing is
  // issued also throws compiled code away, which a second of issuing that is not counted brings back.
  collectGarbage()
  const issueNext = async (): Promise<void> => {
    const outcome = await queue.issue(commands.pop() ?? command())
    if (!outcome.ok) throw new Error(outcome.refusal)
  }
  await rate(issueNext, CONCURRENCY, WARM_SECONDS)
  return await rate(issueNext, CONCURRENCY)
}

function nodeSigner(): () => Promise<void> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const message = new Uint8Array(1400)
  return () =>
    new Promise((resolve, reject) => {
      sign('sha256', message, privateKey, (error) => (error === null ? resolve() : reject(error)))
    })
}

/** Acts a second, `inFlight` of them at a time, for the seconds of a round. */
async function rate(
  act: () => Promise<void>,
  inFlight: number,
  seconds = SECONDS,
): Promise<number> {
  const start = performance.now()
  const end = start + seconds * 1000
  let done = 0
  const worker = async (): Promise<void> => {
    while (performance.now() < end) {
      await act()
      done++
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  return (done * 1000) / (performance.now() - start)
}

function opensslSpeed(): number {
  const args = ['speed', '-seconds', String(SECONDS), '-multi', String(CORES), 'rsa2048']
  const output = execFileSync('openssl', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const row = /rsa 2048 bits\s+\S+\s+\S+\s+([\d.]+)/.exec(output)
  if (row?.[1] === undefined) throw new Error(`openssl speed: ${output}`)
  return Number(row[1])
}

async function newDatabase(
  root: Database,
  name: string,
): Promise<{ readonly database: Database; readonly connection: SocketConnection }> {
  await root.execute(`CREATE DATABASE ${name}`)
  const connection = { ...server.connection, database: name }
  return { database: Database.at(connection), connection }
}

function report(rows: readonly Measured[]): void {
  const medians = rows.map(({ perSecond }) => median(perSecond))
  const ratios = rounded({
    ofRawSign: ratio(rows[2], rows[0]),
    timesCfssl: ratio(rows[2], rows[3]),
  })
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ rows, ratios })}\n`)
    return
  }
  for (const [i, { name, perSecond }] of rows.entries()) {
    const [least, most] = [Math.min(...perSecond), Math.max(...perSecond)].map(Math.round)
    const middle = Math.round(medians[i] ?? 0)
    process.stdout.write(`${name.padEnd(46)} ${middle}/s (${least} to ${most})\n`)
  }
  process.stdout.write(
    `whole issuance: ${ratios.ofRawSign} of the raw rate (goal 0.6), ` +
      `${ratios.timesCfssl} times cfssl (goal 5); ${ROUNDS} rounds of ${SECONDS} s\n`,
  )
}

/** The median over the rounds of one contender's rate by another's in the same round. */
function ratio(mine: Measured | undefined, other: Measured | undefined): number {
  const rates = mine?.perSecond ?? []
  return median(rates.map((one, round) => one / (other?.perSecond[round] ?? Number.NaN)))
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function rounded<T extends Record<string, number>>(values: T): T {
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    Math.round(value * 100) / 100,
  ])
  return Object.fromEntries(entries) as T
}
