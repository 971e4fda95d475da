/**
 * Real processes of the status service on a real primary with a standby: killed, stopped, cut off,
 * with a lagging standby, and after a promotion beside which the old primary lives on. Whatever
 * happens, nobody hears good of what was acknowledged as revoked; and all hear revoked again.
 */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { SCRYPT_LOG_N_MIN } from '#adapters/keys/sealed-file.ts'
import { SoftwareKeystore } from '#adapters/keys/software-keystore.ts'
import { PostgresAuthorities } from '#adapters/postgres/ca-ceremony.ts'
import { Database } from '#adapters/postgres/database.ts'
import { booleanOf, onlyRow } from '#adapters/postgres/row.ts'
import type { AuthorityGeneration, IssuedCertificate } from '#ca/contract.ts'
import { IssueQueue } from '#ca/issue-queue.ts'
import { revokeCertificate } from '#ca/revoke-certificate.ts'
import { askStatus } from '#cli/status-query.ts'
import { parseOcspResponse } from '#codec/ocsp/response.ts'
import { caRig, type CaRig, heldRig, issueCommand, StandingClock } from '../support/ca-rig.ts'
import { type CuttableWay, cuttableWay, startPostgresPair } from '../support/postgres-pair.ts'
import type { StatusOrder } from './status-victim.ts'

const AT = '2026-04-01T01:00:00Z'
const PASSPHRASE = 'a passphrase of the test'
const ROUNDS = Number(process.env['SHOMEI_STATUS_ROUNDS'] ?? 1)

const pair = await startPostgresPair()
const root = await mkdtemp(join(tmpdir(), 'shomei-status-'))
const databases = [Database.at(pair.primary), Database.at(pair.standby)] as const
const ways: CuttableWay[] = []
const processes = new Set<StatusProcess>()
after(async () => {
  for (const process of processes) await process.end('SIGKILL')
  await Promise.all(ways.map((way) => way.close()))
  await Promise.all(databases.map((database) => database.close()))
  await pair.close()
  await rm(root, { recursive: true, force: true })
})

/** One process, with its own way to each server. */
class StatusProcess {
  readonly child: ChildProcess
  readonly url: string
  readonly checkpoint: string

  private constructor(child: ChildProcess, line: { url: string; checkpoint: string }) {
    this.child = child
    this.url = line.url
    this.checkpoint = line.checkpoint
    processes.add(this)
  }

  static async start(order: StatusOrder): Promise<StatusProcess> {
    const program = join(import.meta.dirname, 'status-victim.ts')
    const child = spawn(process.execPath, [program, JSON.stringify(order)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    return new StatusProcess(child, JSON.parse(line) as { url: string; checkpoint: string })
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    processes.delete(this)
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const exited = once(this.child, 'exit')
    this.child.kill(signal)
    await exited
  }
}

let anchors: readonly AuthorityGeneration[] = []

/** What one process says now: a state, or that it cannot say. */
async function told(
  { url }: StatusProcess,
  { certificateDer }: IssuedCertificate,
): Promise<string> {
  const question = { statusUrl: url, kind: 'signature', anchors, certificateDer } as const
  const answer = await askStatus({ ...question, nonce: undefined })
  if (answer === undefined) return 'no answer'
  const parsed = parseOcspResponse(answer)
  assert.ok(parsed.ok)
  if (parsed.value.status !== 'successful') return parsed.value.status
  return parsed.value.basic.responses[0]?.status.state ?? 'none'
}

async function untilTold(
  process: StatusProcess,
  certificate: IssuedCertificate,
  wanted: string,
): Promise<void> {
  for (;;) {
    const state = await told(process, certificate)
    if (state === wanted) return
    assert.ok(wanted !== 'revoked' || state !== 'good', 'never good after the acknowledgement')
  }
}

async function revoke(rig: CaRig, { serialHex }: IssuedCertificate): Promise<void> {
  const revoked = await revokeCertificate(rig.revoke, rig.configuration, {
    authority: 'signature',
    serialHex,
    reason: 'superseded',
    ground: 'renewed',
  })
  assert.ok(revoked.ok, JSON.stringify(revoked))
}

test('real processes never call good what was acknowledged as revoked', async () => {
  const keystoreFolder = join(root, 'keys')
  const keystore = await SoftwareKeystore.open(keystoreFolder, PASSPHRASE, SCRYPT_LOG_N_MIN)
  assert.ok(keystore.ok)
  after(() => keystore.value.close())
  const rig = await heldRig(databases[0], keystore.value, new StandingClock(AT))
  anchors = await new PostgresAuthorities(databases[0]).generations()
  const queue = new IssueQueue(rig.issue, rig.configuration)
  const issue = async (number: number): Promise<IssuedCertificate> => {
    const issued = await queue.issue(issueCommand('signature', number))
    assert.ok(issued.ok)
    return issued.value
  }
  const wayOfA = await cuttableWay(pair.primary)
  ways.push(wayOfA)
  const order = (name: string, primary = pair.primary): StatusOrder => ({
    servers: [primary, pair.standby],
    standby: pair.standby,
    keystoreFolder,
    passphrase: PASSPHRASE,
    folder: join(root, name),
    at: AT,
  })
  const a = await StatusProcess.start(order('a', wayOfA.connection))
  let b = await StatusProcess.start(order('b'))
  assert.deepEqual([a.checkpoint, b.checkpoint], ['absent', 'absent'])
  let number = 0
  const fresh = async (): Promise<IssuedCertificate> => {
    const certificate = await issue(++number)
    await Promise.all([a, b].map((process) => untilTold(process, certificate, 'good')))
    return certificate
  }
  const nowhereGood = async (certificate: IssuedCertificate): Promise<void> => {
    for (const process of [a, b]) assert.notEqual(await told(process, certificate), 'good')
    await Promise.all([a, b].map((process) => untilTold(process, certificate, 'revoked')))
  }
  for (let round = 0; round < ROUNDS; round++) {
    const plain = await fresh()
    await revoke(rig, plain)
    await nowhereGood(plain)

    const stopped = await fresh()
    a.child.kill('SIGSTOP')
    await revoke(rig, stopped)
    assert.notEqual(await told(b, stopped), 'good')
    a.child.kill('SIGCONT')
    await nowhereGood(stopped)

    const killed = await fresh()
    await b.end('SIGKILL')
    await revoke(rig, killed)
    b = await StatusProcess.start(order('b'))
    await nowhereGood(killed)

    const ended = await fresh()
    await b.end('SIGTERM')
    await revoke(rig, ended)
    b = await StatusProcess.start(order('b'))
    assert.equal(b.checkpoint, 'used')
    await nowhereGood(ended)

    const cut = await fresh()
    wayOfA.cut()
    await revoke(rig, cut)
    assert.notEqual(await told(a, cut), 'good')
    assert.notEqual(await told(b, cut), 'good')
    wayOfA.mend()
    await nowhereGood(cut)

    await databases[1].query('SELECT pg_wal_replay_pause()')
    const lagging = await fresh()
    await revoke(rig, lagging)
    await nowhereGood(lagging)
    await databases[1].query('SELECT pg_wal_replay_resume()')
  }

  const before = await fresh()
  await revoke(rig, before)
  const promoted = await fresh()
  assert.ok(booleanOf(onlyRow(await databases[1].query('SELECT pg_promote() AS done')), 'done'))
  // The old primary lives on and does not know: whoever believed it would say good.
  const newRig = caRig(databases[1], keystore.value, new StandingClock(AT))
  await revoke(newRig, promoted)
  await nowhereGood(promoted)
  await nowhereGood(before)
  assert.deepEqual(
    await databases[0].query('SELECT FROM ca_revocation WHERE serial = $1', [
      Number(BigInt(`0x${promoted.serialHex}`)),
    ]),
    [],
  )
  for (const process of [a, b]) await process.end('SIGTERM')
})
