import { assert } from '#kernel/assert.ts'
import { parseCivilDate } from '#kernel/civil-date.ts'
import { SITUATIONS } from '#law/counter-procedure.ts'
import { type StoredTicket, TICKET_STATES } from '#ra/queue/contract.ts'
import { mayClose, ticketCalled, ticketClosed } from '#ra/queue/model.ts'
import type { QueueDay, QueueStore } from '#ra/queue/ports.ts'
import type { Database, Queries } from './database.ts'
import { enterAct } from './ra-staff.ts'
import { instantOf, nullable, numberOf, onlyRow, type Row, textOf } from './row.ts'

const OF_DAY = 'municipality_code = $1 AND day = $2'

/** The queues of the municipalities in PostgreSQL. */
export function postgresQueue(database: Database): QueueStore {
  return {
    take: ({ municipalityCode, day }, situation, at) =>
      database.transaction(async (transaction) => {
        const head = await transaction.query(
          `INSERT INTO ra_queue_head AS head (municipality_code, day, last_number)
           VALUES ($1, $2, 1)
           ON CONFLICT (municipality_code, day)
           DO UPDATE SET last_number = head.last_number + 1 RETURNING last_number`,
          [municipalityCode, day],
        )
        const rows = await transaction.query(
          `INSERT INTO ra_queue_ticket (municipality_code, day, number, situation, taken_at, state)
           VALUES ($1, $2, $3, $4, $5, 'waiting') RETURNING *`,
          [municipalityCode, day, numberOf(onlyRow(head), 'last_number'), situation ?? null, at],
        )
        return ticketOf(onlyRow(rows))
      }, 'read committed'),
    callNext: (queue, deskId, at, by) =>
      database.transaction(async (transaction) => {
        await lockHead(transaction, queue)
        const [present] = await transaction.query(
          `SELECT * FROM ra_queue_ticket WHERE ${OF_DAY} AND desk_id = $3 AND state = 'called'`,
          [queue.municipalityCode, queue.day, deskId],
        )
        if (present !== undefined) return ticketOf(present)
        const [called] = await transaction.query(
          `UPDATE ra_queue_ticket SET state = 'called', desk_id = $3, called_at = $4
           WHERE ${OF_DAY} AND number = (
             SELECT min(number) FROM ra_queue_ticket WHERE ${OF_DAY} AND state = 'waiting')
           RETURNING *`,
          [queue.municipalityCode, queue.day, deskId, at],
        )
        if (called === undefined) return undefined
        const ticket = ticketOf(called)
        await enterAct(transaction, ticketCalled(ticket, by))
        return ticket
      }, 'read committed'),
    close: (queue, number, end, at, by) =>
      database.transaction(async (transaction) => {
        await lockHead(transaction, queue)
        const key = [queue.municipalityCode, queue.day, number]
        const [present] = await transaction.query(
          `SELECT * FROM ra_queue_ticket WHERE ${OF_DAY} AND number = $3`,
          key,
        )
        if (present === undefined) return undefined
        const ticket = ticketOf(present)
        if (!mayClose(ticket.state, end)) return ticket
        const closed = await transaction.query(
          `UPDATE ra_queue_ticket SET state = $4, closed_at = $5
           WHERE ${OF_DAY} AND number = $3 RETURNING *`,
          [...key, end, at],
        )
        const after = ticketOf(onlyRow(closed))
        await enterAct(transaction, ticketClosed(after, by))
        return after
      }, 'read committed'),
    ofDay: async ({ municipalityCode, day }) => {
      const rows = await database.query(
        `SELECT * FROM ra_queue_ticket WHERE ${OF_DAY} ORDER BY number`,
        [municipalityCode, day],
      )
      return rows.map(ticketOf)
    },
  }
}

/** Whoever calls or closes waits for the others of the same queue and day. */
async function lockHead(queries: Queries, { municipalityCode, day }: QueueDay): Promise<void> {
  await queries.query(`SELECT 1 FROM ra_queue_head WHERE ${OF_DAY} FOR UPDATE`, [
    municipalityCode,
    day,
  ])
}

function ticketOf(row: Row): StoredTicket {
  const day = parseCivilDate(textOf(row, 'day'))
  const state = TICKET_STATES.find((one) => one === textOf(row, 'state'))
  assert(day !== undefined && state !== undefined, 'a stored ticket has its day and state')
  const situation = nullable(textOf, row, 'situation')
  return {
    municipalityCode: textOf(row, 'municipality_code'),
    day,
    number: numberOf(row, 'number'),
    situation: SITUATIONS.find((one) => one === situation),
    takenAt: instantOf(row, 'taken_at'),
    state,
    deskId: nullable(textOf, row, 'desk_id'),
    calledAt: nullable(instantOf, row, 'called_at'),
    closedAt: nullable(instantOf, row, 'closed_at'),
  }
}
