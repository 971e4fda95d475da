import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Instant, parseInstant, plusMs } from '#kernel/instant.ts'
import { memoryQueue } from '../../../test/contracts/memory-queue.ts'
import type { Actor } from '../staff/contract.ts'
import { actorOf } from '../staff/model.ts'
import { accountsOf } from '../staff/seed-staff.ts'
import { DESK_OPEN_MS, mayClose } from './model.ts'
import { callNext, closeTicket, takeTicket, ticketsOfToday } from './queue.ts'
import { SERVICE_MINUTES_MAX, USUAL_SERVICE_MINUTES, waitMinutes } from './wait-estimate.ts'

const MINUTE_MS = 60_000
const TEN = parseInstant('2026-03-02T10:00:00+09:00')
assert.ok(TEN !== undefined)
const CODE = '13101'

function actor(index: number): Actor {
  const member = accountsOf(CODE)[index]
  assert.ok(member)
  return actorOf(member)
}

const [CLERK, ADMIN] = [actor(0), actor(3)]

function counter(start: Instant) {
  let now = start
  const ports = { queue: memoryQueue(), clock: { now: () => now } }
  return { ports, wait: (minutes: number) => (now = plusMs(now, minutes * MINUTE_MS)) }
}

const loads = fc.record({
  serviceMinutes: fc.array(fc.double({ min: 0, max: 10_000, noNaN: true }), { maxLength: 40 }),
  openDesks: fc.nat({ max: 30 }),
})

test('an estimate is never negative, grows with the people ahead and shrinks with desks', () => {
  fc.assert(
    fc.property(loads, fc.nat({ max: 500 }), fc.nat({ max: 50 }), (load, ahead, more) => {
      const wait = waitMinutes(load, ahead)
      assert.ok(Number.isInteger(wait) && wait >= 0)
      assert.ok(waitMinutes(load, ahead + more) >= wait)
      assert.ok(waitMinutes({ ...load, openDesks: load.openDesks + more }, ahead) <= wait)
      assert.ok(wait <= ahead * SERVICE_MINUTES_MAX)
      assert.equal(waitMinutes(load, 0), 0)
    }),
    { seed: 1 },
  )
})

for (const [name, serviceMinutes, openDesks, ahead, minutes] of [
  ['before there are data: the usual visit', [], 1, 2, 2 * USUAL_SERVICE_MINUTES],
  ['no desk yet: the first to open', [], 0, 1, USUAL_SERVICE_MINUTES],
  ['two desks halve it', [], 2, 2, USUAL_SERVICE_MINUTES],
  ['a single quick visit says little', [1], 1, 1, USUAL_SERVICE_MINUTES],
  ['many quick visits say it', [5, 5, 5, 5, 5, 5, 5], 1, 1, 5],
  ['a part of a minute is a minute', [5, 5, 5, 5, 5, 5, 5], 2, 1, 3],
] as const) {
  test(`waiting time, ${name}`, () => {
    assert.equal(waitMinutes({ serviceMinutes, openDesks }, ahead), minutes)
  })
}

test('a ticket ends only as its state allows', () => {
  const ends = (['waiting', 'called', 'served', 'gone'] as const).map((state) =>
    (['served', 'gone'] as const).filter((end) => mayClose(state, end)),
  )
  assert.deepEqual(ends, [['gone'], ['served', 'gone'], [], []])
})

test('a morning: taken, called, served, and the waits in between', async () => {
  const { ports, wait } = counter(TEN)
  const taken = []
  for (let count = 0; count < 3; count++) taken.push(await takeTicket(ports, CODE, 'moved'))
  assert.deepEqual(
    taken.map(({ number, waitMinutes: minutes }) => [number, minutes]),
    [
      [1, 0],
      [2, USUAL_SERVICE_MINUTES],
      [3, 2 * USUAL_SERVICE_MINUTES],
    ],
  )
  const called = await callNext(ports, CLERK, 'desk-1')
  assert.deepEqual([called?.number, called?.state, called?.waitMinutes], [1, 'called', undefined])
  assert.equal((await callNext(ports, CLERK, 'desk-1'))?.number, 1)
  wait(5)
  const closed = await closeTicket(ports, CLERK, 1, 'served')
  assert.ok(closed.ok && closed.value.state === 'served')
  assert.deepEqual(await closeTicket(ports, CLERK, 1, 'served'), closed)
  await callNext(ports, CLERK, 'desk-1')
  await closeTicket(ports, CLERK, 3, 'gone')
  const states = (await ticketsOfToday(ports, CODE)).map(({ state }) => state)
  assert.deepEqual(states, ['served', 'called', 'gone'])
  assert.equal(await callNext(ports, CLERK, 'desk-2'), undefined)
})

test('a desk that has not called for long is counted as closed', async () => {
  const { ports, wait } = counter(TEN)
  for (let count = 0; count < 6; count++) await takeTicket(ports, CODE, undefined)
  for (const [number, desk] of [
    [1, 'desk-1'],
    [2, 'desk-2'],
  ] as const) {
    await callNext(ports, CLERK, desk)
    await closeTicket(ports, CLERK, number, 'gone')
  }
  const last = async () => (await ticketsOfToday(ports, CODE)).at(-1)?.waitMinutes
  assert.equal(await last(), Math.ceil((3 * USUAL_SERVICE_MINUTES) / 2))
  wait(DESK_OPEN_MS / MINUTE_MS + 1)
  assert.equal(await last(), 3 * USUAL_SERVICE_MINUTES)
})

test('numbers begin anew the next day, and yesterday’s ticket is unknown', async () => {
  const { ports, wait } = counter(TEN)
  await takeTicket(ports, CODE, undefined)
  await takeTicket(ports, CODE, undefined)
  wait(14 * 60)
  assert.deepEqual(await ticketsOfToday(ports, CODE), [])
  assert.equal((await takeTicket(ports, CODE, undefined)).number, 1)
  const refused = await closeTicket(ports, CLERK, 2, 'gone')
  assert.ok(!refused.ok && refused.refusal === 'ticket-unknown')
})

test('who waits cannot have been served, and an admin calls nobody', async () => {
  const { ports } = counter(TEN)
  await takeTicket(ports, CODE, undefined)
  const early = await closeTicket(ports, CLERK, 1, 'served')
  assert.ok(!early.ok && early.refusal === 'ticket-state' && early.detail['state'] === 'waiting')
  assert.equal(await callNext(ports, ADMIN, 'desk-1'), undefined)
  const refused = await closeTicket(ports, ADMIN, 1, 'gone')
  assert.ok(!refused.ok && refused.refusal === 'staff-role-missing')
})
