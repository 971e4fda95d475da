import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { computerPause, computerStopwatch } from '#adapters/clock/computer-stopwatch.ts'
import type { SerialHex } from '#ca/contract.ts'
import { IssueQueue } from '#ca/issue-queue.ts'
import { liftHold } from '#ca/lift-hold.ts'
import { revokeCertificate } from '#ca/revoke-certificate.ts'
import { serialHexOf, serialOf } from '#ca/serial.ts'
import { DEFAULT_LAW_POLICY } from '#law/policy.ts'
import { type FollowerEvent, StatusFollower } from '#va/follow/status-follower.ts'
import { caDatabases, type CaRig, heldRig, issueCommand } from '../../../test/support/ca-rig.ts'
import { startTestPostgres } from '../../../test/support/postgres.ts'
import { postgresStatusReader } from './ca-status-reader.ts'
import type { Database } from './database.ts'
import { PostgresStatusFeed } from './status-feed-reader.ts'
import { PostgresFollowerRegistry } from './status-feed-registry.ts'

const freshDatabase = caDatabases(await startTestPostgres())

interface Following {
  readonly follower: StatusFollower
  readonly events: FollowerEvent[]
}

function following(database: Database): Following {
  const events: FollowerEvent[] = []
  const follower = new StatusFollower(randomUUID(), {
    registry: new PostgresFollowerRegistry(database),
    primary: new PostgresStatusFeed(database.readOnly(2)),
    standby: undefined,
    stopwatch: computerStopwatch(),
    report: (event) => void events.push(event),
  })
  return { follower, events }
}

async function untilFresh(follower: StatusFollower): Promise<void> {
  while ((await follower.round()) !== 'fresh') await computerPause(1)
}

async function issued(rig: CaRig, from: number, count: number): Promise<readonly SerialHex[]> {
  const queue = new IssueQueue(rig.issue, rig.configuration)
  const numbers = Array.from({ length: count }, (_, i) => from + i)
  const outcomes = await Promise.all(numbers.map((n) => queue.issue(issueCommand('signature', n))))
  return outcomes.map((outcome) => {
    assert.ok(outcome.ok)
    return outcome.value.serialHex
  })
}

async function revoked(rig: CaRig, serialHex: SerialHex, isHold = false): Promise<void> {
  const done = await revokeCertificate(rig.revoke, rig.configuration, {
    authority: 'signature',
    serialHex,
    reason: isHold ? 'certificateHold' : 'superseded',
    ground: isHold ? 'held' : 'renewed',
  })
  assert.ok(done.ok)
}

/** What memory says of every serial is what the records say. */
async function assertAgrees(database: Database, { follower }: Following): Promise<void> {
  const asked = Array.from({ length: 80 }, (_, i) => serialHexOf(i + 1))
  const reader = postgresStatusReader(database)
  for (const generation of [1, 2]) {
    const told = await reader.certificateStatuses('signature', asked, generation)
    await untilFresh(follower)
    const index = follower.current('signature')
    assert.ok(index !== undefined)
    for (const [i, serialHex] of asked.entries()) {
      const serial = serialOf(serialHex)
      assert.ok(serial !== undefined)
      const remembered = index.statusOf(serial, generation)
      const expected = told[i]
      assert.ok(expected !== undefined)
      assert.equal(remembered.state, expected.state, serialHex)
      if (remembered.state !== 'revoked' || expected.state !== 'revoked') continue
      assert.equal(remembered.reason, expected.reason)
      assert.equal(remembered.revokedAt, expected.revokedAt - (expected.revokedAt % 1000))
    }
  }
}

test('memory says what the records say: loaded, followed, and both', async () => {
  const database = await freshDatabase()
  const rig = await heldRig(database)
  const before = await issued(rig, 1, 20)
  await revoked(rig, before[3] ?? assert.fail())
  const early = following(database)
  await assertAgrees(database, early)
  const [held, lifted, final, ...rest] = await issued(rig, 100, 12)
  assert.ok(held && lifted && final)
  for (const serialHex of [held, lifted, final]) await revoked(rig, serialHex, true)
  await revoked(rig, final)
  const policy = { ...DEFAULT_LAW_POLICY, cardHoldMayBeLifted: true }
  await liftHold(
    rig.revoke,
    rig.configuration,
    { authority: 'signature', serialHex: lifted },
    policy,
  )
  await Promise.all(rest.slice(0, 6).map((serialHex) => revoked(rig, serialHex)))
  await assertAgrees(database, early)
  await assertAgrees(database, following(database))
  assert.deepEqual(
    early.events.filter(({ what }) => what !== 'fresh').map(({ what }) => what),
    ['loading', 'loaded'],
  )
})

test('an acknowledged revocation is in the memory of every follower, or it is silent', async () => {
  const database = await freshDatabase()
  const rig = await heldRig(database)
  const serials = await issued(rig, 1, 24)
  const followers = [following(database), following(database), following(database)]
  await Promise.all(followers.map(({ follower }) => untilFresh(follower)))
  // The third takes no look any more, as a process does that was stopped.
  const following2 = followers.slice(0, 2)
  const over = new AbortController()
  const rounds = following2.map(async ({ follower }) => {
    while (!over.signal.aborted) await follower.round()
  })
  await Promise.all(
    serials.map(async (serialHex) => {
      await revoked(rig, serialHex)
      for (const { follower } of followers) {
        const serial = serialOf(serialHex) ?? assert.fail()
        const state = follower.current('signature')?.statusOf(serial, 1).state
        assert.notEqual(state, 'good')
      }
    }),
  )
  over.abort()
  await Promise.all(rounds)
  const rows = await database.query('SELECT id FROM va_follower ORDER BY id')
  const alive = following2.map(({ follower }) => follower.id).sort()
  assert.deepEqual(
    rows.map((row) => row['id']),
    alive,
    'the one that stood still is forgotten',
  )
  await Promise.all(followers.map(({ follower }) => follower.leave()))
  assert.deepEqual(await database.query('SELECT id FROM va_follower'), [])
})

test('another history at the same positions, or a gap: everything is read anew', async () => {
  const database = await freshDatabase()
  const rig = await heldRig(database)
  await issued(rig, 1, 5)
  const { follower, events } = following(database)
  await untilFresh(follower)
  for (const other of [
    `UPDATE ca_status_lane SET tag = gen_random_uuid() WHERE position > 0`,
    `UPDATE ca_status_lane SET position = position + 2`,
    `UPDATE ca_status_lane SET position = 0`,
    `UPDATE ca_status_feed SET identity = gen_random_uuid()`,
  ]) {
    events.length = 0
    await database.execute(other)
    assert.equal(await follower.round(), 'loading')
    assert.equal(follower.current('signature'), undefined)
    await untilFresh(follower)
    assert.deepEqual(
      events.map(({ what }) => what),
      ['loading', 'loaded', 'fresh'],
    )
  }
  await follower.leave()
})
