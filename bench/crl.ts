/**
 * Revocation lists at a nation's size, each measured in a process of its own, so that its memory is
 * its own. A list of a million entries: encoded and signed against `openssl ca -gencrl` in
 * interleaved rounds, then read from PostgreSQL and stored. All partitions of one authority, and the
 * list of the whole authority: a tenth of a nation, or all of it with `--full`.
 *
 * `npm run bench -- crl [--rounds 3] [--full] [--only list|nation] [--json]`
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { MEASURES } from './support/crl-measures.ts'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    entries: { type: 'string', default: '1000000' },
    full: { type: 'boolean', default: false },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    measure: { type: 'string' },
  },
})
const ROUNDS = Number(options.rounds)
const ENTRIES = Number(options.entries)
/** 全国地方公共団体: municipalities and wards (spec/jpki.md §2.4). */
const NATION = { partitions: 1_892, entries: 20_000_000 }
const TENTH = { partitions: 190, entries: 2_000_000 }
const CHILD_MS_MAX = 3_600_000

/** What a child process found; seconds, and octets of memory at most. */
type Measured = Readonly<Record<string, number>>

function printAll(): void {
  const found: Record<string, unknown> = {}
  if (options.only !== 'nation') {
    const rounds = Array.from({ length: ROUNDS }, () => ({
      openssl: opensslGencrl(),
      encode: inChild('encode'),
      database: inChild('database'),
    }))
    found['list'] = rounds
    printRounds(rounds)
  }
  if (options.only !== 'list') {
    const nation = inChild('nation')
    found['nation'] = nation
    printNation(nation)
  }
  if (options.json) process.stdout.write(`${JSON.stringify(found)}\n`)
}

interface Round {
  readonly openssl: Measured
  readonly encode: Measured
  readonly database: Measured
}

function printRounds(rounds: readonly Round[]): void {
  const of = (who: keyof Round, what: string): number[] =>
    rounds.map((round) => round[who][what] ?? Number.NaN)
  const line = (name: string, numbers: readonly number[], unit: string): void => {
    const [least, most] = [Math.min(...numbers), Math.max(...numbers)]
    const range = `${least.toFixed(2)} to ${most.toFixed(2)}`
    process.stdout.write(`${name.padEnd(44)} ${median(numbers).toFixed(2)} ${unit} (${range})\n`)
  }
  process.stdout.write(`one list of ${ENTRIES} entries, ${rounds.length} rounds, median\n`)
  line('openssl ca -gencrl, wall clock', of('openssl', 'seconds'), 's')
  line('openssl ca -gencrl, CPU', of('openssl', 'cpuSeconds'), 's')
  line('encoded and signed', of('encode', 'seconds'), 's')
  line('encoded and signed, CPU', of('encode', 'cpuSeconds'), 's')
  line('read from the database, signed, published', of('database', 'seconds'), 's')
  line('  its gzip, afterwards', of('database', 'gzipSeconds'), 's')
  line('  memory', of('database', 'memoryMb'), 'MB')
  const ratio = (who: keyof Round, what: string): number[] =>
    rounds.map((round) => (round.openssl[what] ?? 0) / (round[who][what] ?? 1))
  line('× openssl, encoded and signed', ratio('encode', 'seconds'), '×')
  line('× openssl, encoded and signed, CPU', ratio('encode', 'cpuSeconds'), '×')
  line('× openssl, database included', ratio('database', 'seconds'), '×')
}

function printNation(nation: Measured): void {
  for (const [name, value] of Object.entries(nation))
    process.stdout.write(`${name.padEnd(44)} ${value.toFixed(1)}\n`)
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Runs one measure in a process of its own. */
function inChild(measure: string): Measured {
  const args = ['--measure', measure, '--entries', String(ENTRIES)]
  const output = execFileSync(
    process.execPath,
    [import.meta.filename, ...args, ...(options.full ? ['--full'] : [])],
    { timeout: CHILD_MS_MAX, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  return JSON.parse(output.toString('utf8')) as Measured
}

/** `openssl ca -gencrl` over an index of as many revoked certificates, whole process. */
function opensslGencrl(): Measured {
  const folder = mkdtempSync(join(tmpdir(), 'shomei-bench-crl-'))
  try {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    writeFileSync(join(folder, 'key.pem'), privateKey.export({ format: 'pem', type: 'pkcs8' }))
    writeFileSync(join(folder, 'openssl.cnf'), CONFIGURATION.replaceAll('FOLDER', folder))
    const config = join(folder, 'openssl.cnf')
    const certificate = ['-out', join(folder, 'ca.pem'), '-subj', '/C=JP/CN=bench', '-days', '30']
    const key = ['-key', join(folder, 'key.pem'), '-config', config]
    execFileSync('openssl', ['req', '-x509', '-new', ...key, ...certificate], { stdio: 'ignore' })
    const lines = Array.from({ length: ENTRIES }, (_, i) => {
      const serial = (10_000_000 + 7 * i).toString(16).toUpperCase()
      const whole = serial.length % 2 === 0 ? serial : `0${serial}`
      return `R\t310101000000Z\t2601${day(i)}000000Z,superseded\t${whole}\tunknown\t/CN=${i}`
    })
    writeFileSync(join(folder, 'index.txt'), `${lines.join('\n')}\n`)
    writeFileSync(join(folder, 'number'), '01\n')
    const before = process.hrtime.bigint()
    const out = join(folder, 'list.pem')
    // `times` prints the CPU of the shell, and then of what it has run: user, system.
    const script = 'openssl ca -gencrl -config "$1" -out "$2" && times'
    const ended = spawnSync('bash', ['-c', script, 'bash', config, out], { encoding: 'utf8' })
    const seconds = Number(process.hrtime.bigint() - before) / 1e9
    const cpu = [...ended.stdout.matchAll(/(\d+)m([\d.]+)s/g)]
      .slice(2)
      .map((match) => 60 * Number(match[1]) + Number(match[2]))
    if (ended.status !== 0 || cpu.length !== 2) throw new Error(ended.stderr)
    return { seconds, cpuSeconds: cpu.reduce((sum, one) => sum + one, 0) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function day(i: number): string {
  return String(1 + (i % 28)).padStart(2, '0')
}

const CONFIGURATION = `
[req]
distinguished_name = name
x509_extensions = authority
[authority]
subjectKeyIdentifier = hash
[name]
[ca]
default_ca = bench
[bench]
dir = FOLDER
database = FOLDER/index.txt
crlnumber = FOLDER/number
certificate = FOLDER/ca.pem
private_key = FOLDER/key.pem
default_md = sha256
default_crl_days = 2
crl_extensions = list
[list]
authorityKeyIdentifier = keyid
`

if (options.measure === undefined) printAll()
else {
  const measure = MEASURES.get(options.measure)
  if (measure === undefined) throw new Error(`no measure ${options.measure}`)
  const size = options.full ? NATION : TENTH
  const found = await measure({ entries: ENTRIES, nation: size })
  const memory = process.resourceUsage().maxRSS / 1024
  process.stdout.write(`${JSON.stringify({ ...found, memoryMb: memory })}\n`)
}
