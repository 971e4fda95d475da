import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import type { RunningSystem } from '#cli/ports.ts'
import { civilDateInJapan } from '#kernel/instant.ts'
import { CERTIFICATE_KINDS } from '#law/certificate-kind.ts'
import { checkEligibility } from '#law/eligibility.ts'
import { connectToRunning } from '../../src/main/running-system.ts'
import { applicantOf } from '#ra/applicant.ts'
import type { HistoryCertificate } from '#ra/contract.ts'
import { type CommandEnd, newDataFolder, startSandbox } from '../support/sandbox.ts'
import { type Cut, cuttingProxy } from './cutting-proxy.ts'

const ROUNDS: readonly Cut[] = [
  { operation: 'make-card', call: 1, when: 'asked' },
  { operation: 'accept-application', call: 1, when: 'answered' },
  { operation: 'request-certificate', call: 1, when: 'asked' },
  { operation: 'request-certificate', call: 1, when: 'answered' },
  { operation: 'request-certificate', call: 2, when: 'answered' },
  { operation: 'confirm-delivery', call: 1, when: 'asked' },
  { operation: 'confirm-delivery', call: 1, when: 'answered' },
]

const folder = await newDataFolder()
const pinFile = join(dirname(folder), 'pin.txt')
const passwordFile = join(dirname(folder), 'password.txt')
const PINS = ['--pin-file', pinFile, '--password-file', passwordFile]

let sandbox = await startSandbox({ folder })
await writeFile(pinFile, '1357\n')
await writeFile(passwordFile, 'KILL9OK\n')
const residents = await eligibleResidents()

/** What each finished round left, which no later one may change. */
const finished = new Map<string, readonly string[]>()

for (const [round, cut] of ROUNDS.entries()) {
  const resident = residents[round] ?? ''
  test(`killed when call ${cut.call} of ${cut.operation} is ${cut.when}: the case is resumed, nothing lost or doubled`, async () => {
    const interrupted = await issueAndCut(resident, cut)
    assert.notEqual(interrupted.code, 0)
    sandbox = await startSandbox({ folder })
    assert.match(sandbox.recoveries[0]?.en ?? '', /ended suddenly/)

    const resumed = await resume(resident, interrupted.receipt)
    assert.equal(resumed.code, 0, JSON.stringify(resumed))
    assert.equal(resumed.json['state'], 'delivered')
    const card = String(resumed.json['card'])

    const held = await certificatesOf(resident)
    assert.deepEqual(
      held.map(({ kind, status }) => `${kind} ${status.state}`).sort(),
      ['signature good', 'user-authentication good'],
      'one certificate of each kind was ever issued, and both are good',
    )
    assert.deepEqual(await serialsOn(card), held.map(({ serialHex }) => serialHex).sort())
    const login = await sandbox.shomei('login', '--card', card, '--pin-file', pinFile)
    assert.equal(login.code, 0, JSON.stringify(login))
    finished.set(resident, held.map(nameOf).sort())
  })
}

test('every certificate of every round is still there, each serial once', async () => {
  assert.equal(finished.size, ROUNDS.length)
  for (const [resident, names] of finished)
    assert.deepEqual((await certificatesOf(resident)).map(nameOf).sort(), names)
  const all = [...finished.values()].flat()
  assert.equal(new Set(all).size, 2 * ROUNDS.length)
})

/** `counter issue` with the proxy before the system, which is dead when this returns. */
async function issueAndCut(
  resident: string,
  cut: Cut,
): Promise<{ readonly code: number; readonly receipt: string | undefined }> {
  const { operatorUrl, child, ended } = sandbox
  const proxy = await cuttingProxy(operatorUrl, cut, () => child.kill('SIGKILL'))
  const running = { operatorUrl: proxy.url, pid: sandbox.pid }
  await writeFile(join(folder, 'running.json'), `${JSON.stringify(running)}\n`)
  const { code, stderr } = await sandbox.shomei('counter', 'issue', '--resident', resident, ...PINS)
  assert.ok(proxy.hasCut(), stderr)
  await ended
  proxy.close()
  return { code, receipt: /receipt (\S+)/.exec(stderr)?.[1] }
}

/** Goes on with the receipt if one was given, else with the card that was made, else anew. */
async function resume(resident: string, receipt: string | undefined): Promise<CommandEnd> {
  const history = await (await system()).historyOf(resident)
  assert.ok(history.ok)
  const card = history.value.cards.find(({ state }) => state === 'live')
  const onCard =
    card === undefined ? [] : ['--card', join(folder, 'cards', `${card.cardSerial}.card`)]
  const underReceipt = receipt === undefined ? [] : ['--receipt', receipt]
  const options = ['--resident', resident, ...PINS, ...onCard, ...underReceipt]
  const end = await sandbox.shomei('counter', 'issue', ...options)
  // The answer with the receipt number was lost; the refusal of a second application tells it.
  if (end.json['refusal'] !== 'application-open-already') return end
  assert.equal(receipt, undefined, 'who has the receipt is not refused')
  return await resume(resident, /\d{8}-\w{8}/.exec(String(end.json['en']))?.[0])
}

async function certificatesOf(resident: string): Promise<readonly HistoryCertificate[]> {
  const history = await (await system()).historyOf(resident)
  assert.ok(history.ok)
  return history.value.certificates
}

async function serialsOn(card: string): Promise<readonly string[]> {
  const args = ['card', 'certificates', '--card', card, '--signature', '--pin-file', passwordFile]
  const { code, json } = await sandbox.shomei(...args)
  assert.equal(code, 0, JSON.stringify(json))
  const certificates = Array.isArray(json['certificates']) ? json['certificates'] : []
  return certificates
    .filter(({ slot }) => CERTIFICATE_KINDS.includes(slot))
    .map(({ serialHex }) => String(serialHex))
    .sort()
}

function nameOf({ kind, serialHex, status }: HistoryCertificate): string {
  return `${kind} ${serialHex} ${status.state}`
}

async function system(): Promise<RunningSystem> {
  const connected = await connectToRunning(folder)
  assert.ok(connected.ok)
  return connected.value
}

/** Residents who may have both certificates, other than the one the first journey is for. */
async function eligibleResidents(): Promise<readonly string[]> {
  const running = await system()
  const { now } = await running.describe()
  const today = civilDateInJapan(now)
  const page = await running.listResidents({ limit: 100 })
  return page.residents
    .slice(1)
    .filter((resident) => {
      const applicant = applicantOf(resident, 'standard')
      return CERTIFICATE_KINDS.every((kind) => checkEligibility(kind, applicant, today).ok)
    })
    .map(({ id }) => id)
}
