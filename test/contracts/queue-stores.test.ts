import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { postgresJournal } from '#adapters/postgres/ra-journal.ts'
import { postgresQueue } from '#adapters/postgres/ra-queue.ts'
import { civilDate } from '#kernel/civil-date.ts'
import { instant, plusMs } from '#kernel/instant.ts'
import type { StoredTicket } from '#ra/queue/contract.ts'
import type { QueueStore } from '#ra/queue/ports.ts'
import type { StaffAct } from '#ra/staff/ports.ts'
import { accountsOf } from '#ra/staff/seed-staff.ts'
import { startTestPostgres } from '../support/postgres.ts'
import { memoryQueue } from './memory-queue.ts'

const AT = instant(1_770_000_000_000)
const TODAY = { municipalityCode: '13101', day: civilDate(2026, 2, 2) }
const [BY] = accountsOf(TODAY.municipalityCode).map(({ staffId }) => staffId)
assert.ok(BY)
const postgres = await startTestPostgres()

/** A store, and what its calls and ends have left in the journal. */
interface OpenedQueue {
  readonly queue: QueueStore
  readonly journal: () => Promise<readonly unknown[]>
}

const IMPLEMENTATIONS: Readonly<Record<string, () => Promise<OpenedQueue>>> = {
  memory: async () => {
    const acts: StaffAct[] = []
    const line = ({ at, by, what, detail }: StaffAct) => [at, by, what, detail]
    return { queue: memoryQueue(acts), journal: async () => acts.map(line) }
  },
  PostgreSQL: async () => {
    const { database } = await postgres.migratedDatabase()
    const stored = postgresJournal(database)
    const journal = async () => {
      const lines = await stored.staffActs(TODAY.municipalityCode, AT, plusMs(AT, 99), 99)
      return lines.map(({ at, staffId, what, detail }) => [at, staffId, what, detail])
    }
    return { queue: postgresQueue(database), journal }
  },
}

const TICKET: StoredTicket = {
  ...TODAY,
  number: 1,
  situation: 'moved',
  takenAt: AT,
  state: 'waiting',
  deskId: undefined,
  calledAt: undefined,
  closedAt: undefined,
}

for (const [name, open] of Object.entries(IMPLEMENTATIONS)) {
  describe(`queue store: ${name}`, () => {
    test('numbers taken at once run from 1 without gaps, anew for each day and place', async () => {
      const { queue } = await open()
      const taken = await Promise.all(
        Array.from({ length: 20 }, () => queue.take(TODAY, undefined, AT)),
      )
      const numbers = taken.map(({ number }) => number).toSorted((a, b) => a - b)
      assert.deepEqual(
        numbers,
        Array.from({ length: 20 }, (_, index) => index + 1),
      )
      const tomorrow = { ...TODAY, day: civilDate(2026, 2, 3) }
      assert.equal((await queue.take(tomorrow, undefined, AT)).number, 1)
      const elsewhere = { ...TODAY, municipalityCode: '13102' }
      assert.deepEqual(await queue.take(elsewhere, 'moved', AT), { ...TICKET, ...elsewhere })
      assert.equal((await queue.ofDay(TODAY)).length, 20)
    })

    test('desks that call at once get different tickets, the lowest first', async () => {
      const { queue } = await open()
      for (let count = 0; count < 8; count++) await queue.take(TODAY, undefined, AT)
      const called = await Promise.all(
        Array.from({ length: 10 }, (_, desk) => queue.callNext(TODAY, `desk-${desk}`, AT, BY)),
      )
      const numbers = called.flatMap((ticket) => (ticket === undefined ? [] : [ticket.number]))
      assert.deepEqual(
        numbers.toSorted((a, b) => a - b),
        [1, 2, 3, 4, 5, 6, 7, 8],
      )
    })

    test('a desk that calls twice at once calls one person', async () => {
      const { queue } = await open()
      for (let count = 0; count < 3; count++) await queue.take(TODAY, undefined, AT)
      const called = await Promise.all(
        [1, 2, 3, 4].map(() => queue.callNext(TODAY, 'desk-1', AT, BY)),
      )
      assert.deepEqual(
        called.map((ticket) => ticket?.number),
        [1, 1, 1, 1],
      )
      await queue.close(TODAY, 1, 'served', plusMs(AT, 1), BY)
      assert.equal((await queue.callNext(TODAY, 'desk-1', AT, BY))?.number, 2)
    })

    test('a ticket goes from waiting over called to its end, which stays', async () => {
      const { queue, journal } = await open()
      assert.deepEqual(await queue.take(TODAY, 'moved', AT), TICKET)
      const notYet = await queue.close(TODAY, 1, 'served', plusMs(AT, 1), BY)
      assert.deepEqual(notYet, TICKET)
      const calledAt = plusMs(AT, 2)
      const called = { ...TICKET, state: 'called', deskId: 'desk-1', calledAt }
      assert.deepEqual(await queue.callNext(TODAY, 'desk-1', calledAt, BY), called)
      const closedAt = plusMs(AT, 3)
      const served = { ...called, state: 'served', closedAt }
      assert.deepEqual(await queue.close(TODAY, 1, 'served', closedAt, BY), served)
      assert.deepEqual(await queue.close(TODAY, 1, 'served', plusMs(AT, 9), BY), served)
      assert.deepEqual(await queue.close(TODAY, 1, 'gone', plusMs(AT, 9), BY), served)
      assert.deepEqual(await queue.ofDay(TODAY), [served])
      assert.equal(await queue.callNext(TODAY, 'desk-1', AT, BY), undefined)
      assert.equal(await queue.close(TODAY, 2, 'gone', AT, BY), undefined)
      assert.deepEqual(await journal(), [
        [calledAt, BY, 'ticket-called', { number: 1, deskId: 'desk-1' }],
        [closedAt, BY, 'ticket-closed', { number: 1, end: 'served' }],
      ])
    })
  })
}
