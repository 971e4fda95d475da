/**
 * SIGKILL while life events are recorded and acted on, again and again: each event is acted on once,
 * in order, whatever was cut short, and a feed replayed from its beginning changes nothing.
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
import { postgresCards } from '#adapters/postgres/ra-cards.ts'
import { postgresCounterHistory } from '#adapters/postgres/ra-history.ts'
import { postgresLifeEventFeed } from '#adapters/postgres/register-feed.ts'
import { postgresResidents } from '#adapters/postgres/register-residents.ts'
import type { SerialHex } from '#ca/contract.ts'
import { IssueQueue } from '#ca/issue-queue.ts'
import { civilDate } from '#kernel/civil-date.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from '#law/certificate-kind.ts'
import { consequenceOf } from '#law/consequence.ts'
import type { RecordedLifeEvent, Resident } from '#register/contract.ts'
import { deliverLifeEvents } from '#register/deliver-life-events.ts'
import { generateResidents } from '#register/generate-residents.ts'
import { caRig, type CaRig, heldRig, issueCommand, StandingClock } from '../support/ca-rig.ts'
import { startTestPostgres, type TestDatabase } from '../support/postgres.ts'
import { CONSUMER, feedActor, type VictimAnswer, type VictimOrder } from './register-feed-victim.ts'

const PASSPHRASE = 'a passphrase of the test'
const AT = '2026-04-01T01:00:00Z'
const TODAY = civilDate(2026, 4, 1)
/** After how many answers each round's process is killed. */
const ROUNDS = [1, 2, 5, 17, 40]
const EVENTS_MAX = 10_000

const postgres = await startTestPostgres()
const root = await mkdtemp(join(tmpdir(), 'shomei-feed-kill-'))
after(() => rm(root, { recursive: true, force: true }))

/** People whose life has something to lapse, and whose record takes every event of the victim. */
const PEOPLE = [...generateResidents({ seed: 4n, count: 60, today: TODAY })]
  .slice(10)
  .filter(({ residence, adultWard }) => residence === 'in-japan' && !adultWard)
  .slice(0, 24)

interface Held {
  readonly kind: CertificateKind
  readonly residentId: Resident['id']
  readonly serialHex: SerialHex
}

test('no kill loses an event, acts on one twice, or lets one be overtaken', async () => {
  const { database, connection }: TestDatabase = await postgres.migratedDatabase()
  const keystoreFolder = join(root, 'keys')
  const keystore = await SoftwareKeystore.open(keystoreFolder, PASSPHRASE, SCRYPT_LOG_N_MIN)
  assert.ok(keystore.ok, JSON.stringify(keystore))
  const rig = await heldRig(database, keystore.value, new StandingClock(AT))
  const held = await equip(database, rig)
  await keystore.value.close()
  const residentIds = PEOPLE.map(({ id }) => id)
  const passwords = { passphrase: PASSPHRASE, scryptLogN: SCRYPT_LOG_N_MIN }
  const answers: VictimAnswer[] = []
  for (const count of ROUNDS) {
    const order = { connection, keystoreFolder, ...passwords, at: AT, residentIds }
    answers.push(...(await killAfter(order, count)))
    const reopened = await SoftwareKeystore.open(keystoreFolder, PASSPHRASE, SCRYPT_LOG_N_MIN)
    assert.ok(reopened.ok)
    const again = caRig(database, reopened.value, new StandingClock(AT))
    await deliverRest(database, again)
    const events = await verifyFeed(database, answers)
    await verifyStatuses(database, held, events)
    await replayChangesNothing(database, again, held, events)
    await reopened.value.close()
  }
  assert.ok(answers.length >= ROUNDS.reduce((sum, count) => sum + count, 0))
})

/** Residents with a live card and both certificates. */
async function equip(database: Database, rig: CaRig): Promise<readonly Held[]> {
  await postgresResidents(database).add(PEOPLE)
  const cards = postgresCards(database)
  const queue = new IssueQueue(rig.issue, rig.configuration)
  const held: Held[] = []
  for (const [number, { id: residentId }] of PEOPLE.entries()) {
    const cardSerial = String(number).padStart(16, '0')
    const card = {
      cardSerial,
      residentId,
      variant: 'standard',
      issuedOn: TODAY,
      expiresOn: civilDate(2035, 2, 17),
      state: 'live',
      lifeCounter: 1,
    } as const
    const entry = { residentId, at: rig.clock.now(), subject: cardSerial, detail: {} }
    await cards.add(card, { ...entry, what: 'card-registered' })
    for (const kind of CERTIFICATE_KINDS) held.push(await issued(queue, kind, number, residentId))
  }
  return held
}

async function issued(
  queue: IssueQueue,
  kind: CertificateKind,
  number: number,
  residentId: Resident['id'],
): Promise<Held> {
  const done = await queue.issue(issueCommand(kind, number, { holderRef: residentId }))
  assert.ok(done.ok, JSON.stringify(done))
  return { kind, residentId, serialHex: done.value.serialHex }
}

/** Runs the victim and kills it after `answers` answers; gives every answer that had left it. */
async function killAfter(order: VictimOrder, answers: number): Promise<readonly VictimAnswer[]> {
  const program = join(import.meta.dirname, 'register-feed-victim.ts')
  const child = spawn(process.execPath, [program, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const given: VictimAnswer[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    given.push(JSON.parse(line) as VictimAnswer)
    if (given.length >= answers) child.kill('SIGKILL')
  }
  const [, signal] = (await exited) as [number | null, string | null]
  assert.equal(signal, 'SIGKILL', 'the victim was killed at work')
  return given
}

function deliverRest(database: Database, rig: CaRig): Promise<number> {
  const feed = postgresLifeEventFeed(database)
  return deliverLifeEvents({ feed, consumer: feedActor(database, rig) }, CONSUMER)
}

/** Positions without gap, versions without gap, one entry per event and in its order. */
async function verifyFeed(
  database: Database,
  answers: readonly VictimAnswer[],
): Promise<readonly RecordedLifeEvent[]> {
  const feed = postgresLifeEventFeed(database)
  const events = await feed.after(0, EVENTS_MAX)
  assert.deepEqual(
    events.map(({ position }) => position),
    events.map((_, index) => index + 1),
  )
  assert.equal(await feed.cursorOf(CONSUMER), events.length)
  for (const answer of answers) assert.ok(answer.position <= events.length, 'none was lost')
  const history = postgresCounterHistory(database)
  for (const { id, version } of PEOPLE) {
    const own = events.filter(({ residentId }) => residentId === id)
    assert.deepEqual(
      own.map((event) => event.version),
      own.map((_, index) => version + 1 + index),
    )
    const entries = (await history.ofResident(id)).filter(({ what }) => what === 'life-event')
    assert.deepEqual(
      entries.map(({ subject }) => subject),
      own.map(({ position }) => `life-event-${position}`),
    )
  }
  return events
}

/** Every certificate is as the first event that ends its kind has left it, and no other. */
async function verifyStatuses(
  database: Database,
  held: readonly Held[],
  events: readonly RecordedLifeEvent[],
): Promise<void> {
  const reader = postgresStatusReader(database.readOnly(1))
  for (const { kind, residentId, serialHex } of held) {
    const ending = events
      .filter((event) => event.residentId === residentId)
      .map(({ event }) => consequenceOf(event).certificates[kind])
      .find(({ outcome }) => outcome === 'lapses')
    const status = await reader.certificateStatus(kind, serialHex)
    if (ending?.outcome === 'lapses') {
      assert.ok(status.state === 'revoked' && status.reason === ending.reason, residentId)
    } else {
      assert.equal(status.state, 'good', residentId)
    }
  }
}

let reissues = 1_000

/**
 * The crash between an effect and its cursor, at its worst: the whole feed comes again, after new
 * certificates have been issued. They stay good, and no entry is written.
 */
async function replayChangesNothing(
  database: Database,
  rig: CaRig,
  held: readonly Held[],
  events: readonly RecordedLifeEvent[],
): Promise<void> {
  const queue = new IssueQueue(rig.issue, rig.configuration)
  const moved = events
    .filter(({ event }) => event.kind === 'moved')
    .map(({ residentId }) => residentId)
  const fresh: Held[] = []
  for (const residentId of new Set(moved)) {
    fresh.push(await issued(queue, 'signature', reissues++, residentId))
  }
  const before = await database.query('SELECT * FROM ra_history ORDER BY resident_id, position')
  await database.execute('UPDATE register_feed_cursor SET position = 0')
  assert.equal(await deliverRest(database, rig), events.length)
  const reader = postgresStatusReader(database.readOnly(1))
  for (const { kind, serialHex } of fresh) {
    assert.equal((await reader.certificateStatus(kind, serialHex)).state, 'good')
  }
  const later = await database.query('SELECT * FROM ra_history ORDER BY resident_id, position')
  assert.deepEqual(later, before)
  await verifyStatuses(database, held, events)
}
