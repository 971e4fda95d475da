/**
 * A counter transaction, whole: a virtual card in this process, its issuer session, two key pairs
 * made in the card, both certificates issued, written and read back, PINs set, delivery confirmed;
 * everything durable, in PostgreSQL and in the card's file. First one terminal alone, then many at
 * once. Making keys is most of it, so the raw limit beside it is the rate at which OpenSSL makes
 * RSA-2048 pairs on the same cores, in the same run.
 *
 * `npm run bench -- counter [--terminals 50] [--seconds 20] [--alone 20] [--json]`
 */
import { generateKeyPair } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { openCardFile } from '#adapters/card-file/card-file.ts'
import { issuerCard } from '#adapters/issuer-card/issuer-card.ts'
import { CERTIFICATE_KINDS } from '#law/certificate-kind.ts'
import { checkEligibility } from '#law/eligibility.ts'
import { civilDateInJapan } from '#kernel/instant.ts'
import { openSandbox, type Sandbox } from '#main/sandbox.ts'
import { applicantOf } from '#ra/applicant.ts'
import { issueAtTerminal } from '#ra/at-terminal/issue-at-terminal.ts'
import type { ResidentId } from '#register/contract.ts'
import { sealKeyFileOf } from '#main/card-maker.ts'
import { secretOctets } from '#main/secret-file.ts'
import { AEAD_KEY_OCTETS } from '#crypto/authenticated-encryption.ts'

const { values: options } = parseArgs({
  options: {
    terminals: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '20' },
    alone: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
  },
})
const TERMINALS = Number(options.terminals)
const SECONDS = Number(options.seconds)
const ALONE = Number(options.alone)
/** More people than are served; making them costs little. */
const RESIDENTS = 4_000
const KEY_SECONDS = 5
const KEYS_IN_FLIGHT = 4
const PINS = { signature: 'SHOMEI123', 'user-authentication': '2580' } as const
/** Steps of a transaction whose share of the time is told apart. */
const PARTS = ['card made', 'application', 'keys, certificates, card'] as const

const makeKeys = promisify(generateKeyPair)
const folder = mkdtempSync(join(tmpdir(), 'shomei-bench-counter-'))
const opened = await openSandbox({
  dataFolder: folder,
  port: 0,
  statusPort: 0,
  residents: RESIDENTS,
  databaseUrl: undefined,
  clock: undefined,
  acceptClock: false,
})
if (!opened.ok) throw new Error(opened.refusal)
const sandbox = opened.value
try {
  print(await measure(sandbox))
} finally {
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
}

interface Spread {
  readonly transactions: number
  readonly seconds: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Milliseconds of the median transaction by part, in the order of `PARTS`. */
  readonly partsMs: readonly number[]
}

interface Figures {
  readonly keyPairsPerSecond: number
  readonly alone: Spread
  readonly together: Spread
}

async function measure({ system }: Sandbox): Promise<Figures> {
  const sealKey = await secretOctets(sealKeyFileOf(folder), AEAD_KEY_OCTETS)
  const people = await adults()
  const next = people.values()
  const serve = async (times: number[][]): Promise<boolean> => {
    const { value: residentId, done } = next.next()
    if (done === true) return false
    times.push(await transaction(system, sealKey, residentId))
    return true
  }
  const warm: number[][] = []
  for (let done = 0; done < 3; done++) await serve(warm)
  const before = await keyRate()
  const alone = await spreadOf(async (times) => {
    for (let done = 0; done < ALONE; done++) await serve(times)
  })
  const together = await spreadOf(async (times) => {
    const end = performance.now() + SECONDS * 1000
    const terminal = async (): Promise<void> => {
      while (performance.now() < end) if (!(await serve(times))) throw new Error('nobody is left')
    }
    await Promise.all(Array.from({ length: TERMINALS }, terminal))
  })
  const keyPairsPerSecond = (before + (await keyRate())) / 2
  return { keyPairsPerSecond, alone, together }
}

/** Residents who may have both certificates. */
async function adults(): Promise<readonly ResidentId[]> {
  const today = civilDateInJapan(await sandbox.system.clock())
  const found: ResidentId[] = []
  let after: string | undefined
  for (;;) {
    const { residents } = await sandbox.system.listResidents({
      limit: 200,
      ...(after === undefined ? {} : { after }),
    })
    after = residents.at(-1)?.id
    if (after === undefined) return found
    for (const resident of residents) {
      const applicant = applicantOf(resident, 'standard')
      const may = CERTIFICATE_KINDS.every((kind) => checkEligibility(kind, applicant, today).ok)
      if (may) found.push(resident.id)
    }
  }
}

/** One person served; the milliseconds of each part. */
async function transaction(
  system: Sandbox['system'],
  sealKey: Uint8Array,
  residentId: ResidentId,
): Promise<number[]> {
  const times = [performance.now()]
  const made = await system.makeCard({ residentId, variant: 'standard' })
  if (!made.ok) throw new Error(made.refusal)
  times.push(performance.now())
  const { cardSerial } = made.value.card
  const accepted = await system.acceptApplication({
    residentId,
    cardSerial,
    purpose: 'issue',
    kinds: CERTIFICATE_KINDS,
  })
  if (!accepted.ok) throw new Error(accepted.refusal)
  times.push(performance.now())
  const card = await openCardFile(made.value.file, sealKey)
  if (!card.ok) throw new Error(card.refusal)
  const { receiptNumber } = accepted.value
  const issued = await issueAtTerminal(
    { desk: system, card: issuerCard(card.value) },
    { receiptNumber, pins: PINS },
    () => undefined,
  )
  await card.value.close()
  if (!issued.ok) throw new Error(issued.refusal)
  times.push(performance.now())
  return times.slice(1).map((end, index) => end - (times[index] ?? end))
}

async function spreadOf(run: (times: number[][]) => Promise<void>): Promise<Spread> {
  const times: number[][] = []
  const begun = performance.now()
  await run(times)
  const seconds = (performance.now() - begun) / 1000
  const whole = times.map((parts) => parts.reduce((sum, ms) => sum + ms, 0))
  const at = (values: readonly number[], share: number): number =>
    [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0
  return {
    transactions: times.length,
    seconds,
    p50Ms: at(whole, 0.5),
    p99Ms: at(whole, 0.99),
    partsMs: PARTS.map((_, part) =>
      at(
        times.map((parts) => parts[part] ?? 0),
        0.5,
      ),
    ),
  }
}

/** RSA-2048 pairs a second, made by OpenSSL in Node's thread pool and by nothing else. */
async function keyRate(): Promise<number> {
  const begun = performance.now()
  const end = begun + KEY_SECONDS * 1000
  let made = 0
  const worker = async (): Promise<void> => {
    while (performance.now() < end) {
      await makeKeys('rsa', { modulusLength: 2048, publicExponent: 65_537 })
      made++
    }
  }
  await Promise.all(Array.from({ length: KEYS_IN_FLIGHT }, worker))
  return (made * 1000) / (performance.now() - begun)
}

function print(figures: Figures): void {
  const { keyPairsPerSecond, alone, together } = figures
  if (options.json) {
    console.log(JSON.stringify(figures))
    return
  }
  const perSecond = together.transactions / together.seconds
  console.log(`RSA-2048 key pairs, nothing else         ${keyPairsPerSecond.toFixed(1)}/s`)
  console.log(`one terminal, ${alone.transactions} transactions: ${spreadText(alone)}`)
  console.log(`${TERMINALS} terminals at once, ${SECONDS} s: ${spreadText(together)}`)
  console.log(
    `${perSecond.toFixed(1)} transactions a second at ${TERMINALS} terminals: ` +
      `${((perSecond * CERTIFICATE_KINDS.length) / keyPairsPerSecond).toFixed(2)} of the rate at ` +
      'which their keys can be made',
  )
}

function spreadText({ p50Ms, p99Ms, partsMs }: Spread): string {
  const parts = PARTS.map((part, index) => `${part} ${(partsMs[index] ?? 0).toFixed(0)}`)
  return `p50 ${p50Ms.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms (medians: ${parts.join(', ')})`
}
