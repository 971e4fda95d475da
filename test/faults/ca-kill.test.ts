/**
 * SIGKILL while certificates are issued and revoked, again and again; then everything is verified
 * anew.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { SCRYPT_LOG_N_MIN } from '#adapters/keys/sealed-file.ts'
import { SoftwareKeystore } from '#adapters/keys/software-keystore.ts'
import { postgresStatusReader } from '#adapters/postgres/ca-status-reader.ts'
import type { Database } from '#adapters/postgres/database.ts'
import { numberOf, onlyRow } from '#adapters/postgres/row.ts'
import { checkTranscript } from '#ca/check-transcript.ts'
import { parseSerialHex, type SerialHex } from '#ca/contract.ts'
import { refreshCrls } from '#ca/issue-crl.ts'
import { IssueQueue } from '#ca/issue-queue.ts'
import { recoverIssuance } from '#ca/recover-issuance.ts'
import { runCeremony } from '#ca/run-ceremony.ts'
import { SUITES } from '#ca/suites.ts'
import { type Certificate, parseCertificate } from '#codec/x509/certificate.ts'
import { importPublicKey, type PublicKey } from '#crypto/public-key.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import { toHex } from '#kernel/bytes.ts'
import {
  caRig,
  type CaRig,
  hex,
  issueCommand,
  SANDBOX_CEREMONY,
  StandingClock,
} from '../support/ca-rig.ts'
import { listOfMunicipality } from '../support/crl-octets.ts'
import { startTestPostgres, type TestDatabase } from '../support/postgres.ts'
import type { VictimAnswer, VictimOrder } from './ca-victim.ts'

const PASSPHRASE = 'a passphrase of the test'
const AT = '2026-04-01T01:00:00Z'
/**
 * After how many answers each round's process is killed; 0: as soon as it runs, within the
 * ceremony.
 */
const ROUNDS = [0, 1, 2, 7, 23, 60]
const NUMBERS_A_ROUND = 10_000

const postgres = await startTestPostgres()
const root = await mkdtemp(join(tmpdir(), 'shomei-ca-kill-'))
after(() => rm(root, { recursive: true, force: true }))

/** Runs the victim and kills it after `answers` answers; gives every answer that had left it. */
async function killAfter(order: VictimOrder, answers: number): Promise<readonly VictimAnswer[]> {
  const program = join(import.meta.dirname, 'ca-victim.ts')
  const child = spawn(process.execPath, [program, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const given: VictimAnswer[] = []
  if (answers === 0) child.kill('SIGKILL')
  for await (const line of createInterface({ input: child.stdout })) {
    given.push(JSON.parse(line) as VictimAnswer)
    if (given.length >= answers) child.kill('SIGKILL')
  }
  const [, signal] = (await exited) as [number | null, string | null]
  assert.equal(signal, 'SIGKILL', 'the victim was killed at work')
  return given
}

async function openKeys(folder: string): Promise<SoftwareKeystore> {
  const keystore = await SoftwareKeystore.open(folder, PASSPHRASE, SCRYPT_LOG_N_MIN)
  assert.ok(keystore.ok, JSON.stringify(keystore))
  return keystore.value
}

test('no kill loses or doubles a certificate, or makes a revoked one good', async () => {
  const { database, connection }: TestDatabase = await postgres.migratedDatabase()
  const keystoreFolder = join(root, 'keys')
  const answers: VictimAnswer[] = []
  for (const [round, count] of ROUNDS.entries()) {
    const firstNumber = 1 + round * NUMBERS_A_ROUND
    const order = { connection, keystoreFolder, passphrase: PASSPHRASE, at: AT, firstNumber }
    answers.push(...(await killAfter({ ...order, scryptLogN: SCRYPT_LOG_N_MIN }, count)))
    const keys = await openKeys(keystoreFolder)
    const rig = caRig(database, keys, new StandingClock(AT))
    await recoverEverything(rig)
    await verifyEverything(database, rig, answers)
    await keys.close()
  }
  assert.ok(answers.filter(({ did }) => did === 'issue').length > 50)
})

/** What the next process does at its start. */
async function recoverEverything(rig: CaRig): Promise<void> {
  const held = await runCeremony(rig.ceremony, SANDBOX_CEREMONY)
  assert.ok(held.ok, JSON.stringify(held))
  assert.ok(checkTranscript(SANDBOX_CEREMONY, held.value.transcript).ok)
  const report = await recoverIssuance(rig.issue, rig.configuration)
  assert.deepEqual(report.unfinished, [])
  await refreshCrls(rig.revoke, rig.configuration)
}

async function verifyEverything(
  database: Database,
  rig: CaRig,
  answers: readonly VictimAnswer[],
): Promise<void> {
  const key = await authorityKey(rig)
  const counts = onlyRow(
    await database.query(
      `SELECT count(*) AS intents, count(s.serial) AS signatures, count(DISTINCT c.key_digest) AS keys
       FROM ca_certificate c LEFT JOIN ca_signature s USING (authority, serial)`,
    ),
  )
  assert.equal(numberOf(counts, 'signatures'), numberOf(counts, 'intents'), 'none unfinished')
  assert.equal(numberOf(counts, 'keys'), numberOf(counts, 'intents'), 'none doubled')
  const queue = new IssueQueue(rig.issue, rig.configuration)
  const reader = postgresStatusReader(database.readOnly(1))
  const revoked = new Set(answers.flatMap((one) => (one.did === 'revoke' ? [one.serialHex] : [])))
  const serials = new Set<string>()
  for (const answer of answers) {
    if (answer.did !== 'issue') continue
    const certificate = parsed(hex(answer.certificateHex))
    assert.ok(verifies(key, certificate))
    assert.ok(!serials.has(certificate.serialHex), 'no serial is given twice')
    serials.add(certificate.serialHex)
    const { state } = await reader.certificateStatus('signature', serial(certificate.serialHex))
    assert.ok(state === 'revoked' || (state === 'good' && !revoked.has(certificate.serialHex)))
  }
  const last = answers.findLast((one) => one.did === 'issue')
  if (last?.did === 'issue') {
    const repeated = await queue.issue(issueCommand('signature', last.number))
    assert.equal(repeated.ok && toHex(repeated.value.certificateDer), last.certificateHex)
  }
  await verifyList(database, revoked)
}

/** Every acknowledged revocation is on the list, which is current. */
async function verifyList(database: Database, revoked: ReadonlySet<string>): Promise<void> {
  const reader = postgresStatusReader(database.readOnly(1))
  const ref = { authority: 'signature', municipalityCode: '14104' } as const
  const crl = await listOfMunicipality(reader, ref)
  if (crl === undefined) {
    assert.equal(revoked.size, 0)
    return
  }
  const listed = new Set([...crl.entries].map(({ serialHex }) => serialHex))
  assert.deepEqual(
    [...revoked].filter((serialHex) => !listed.has(serialHex)),
    [],
  )
}

async function authorityKey(rig: CaRig): Promise<PublicKey> {
  const [signature] = await rig.issue.authorities.generations()
  assert.ok(signature !== undefined)
  const key = importPublicKey(parsed(signature.certificateDer).spkiDer)
  assert.ok(key.ok)
  return key.value
}

function verifies(key: PublicKey, { tbsDer, signature }: Certificate): boolean {
  return verifySignature(SUITES['rsa-2048-sha256'].signature, key, tbsDer, signature)
}

function parsed(certificateDer: Uint8Array): Certificate {
  const read = parseCertificate(certificateDer)
  assert.ok(read.ok)
  return read.value
}

function serial(text: string): SerialHex {
  const read = parseSerialHex(text)
  assert.ok(read !== undefined)
  return read
}
