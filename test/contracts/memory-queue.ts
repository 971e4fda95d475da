import type { StoredTicket } from '#ra/queue/contract.ts'
import { mayClose, ticketCalled, ticketClosed } from '#ra/queue/model.ts'
import type { QueueDay, QueueStore } from '#ra/queue/ports.ts'
import type { StaffAct } from '#ra/staff/ports.ts'

/** The queues over one process's memory; `journal` gets the lines that calls and ends leave. */
export function memoryQueue(journal: StaffAct[] = []): QueueStore {
  const queues = new Map<string, StoredTicket[]>()
  const of = ({ municipalityCode, day }: QueueDay): StoredTicket[] => {
    const key = `${municipalityCode} ${day}`
    const tickets = queues.get(key) ?? []
    queues.set(key, tickets)
    return tickets
  }
  const put = (queue: QueueDay, ticket: StoredTicket): StoredTicket => {
    of(queue)[ticket.number - 1] = ticket
    return ticket
  }
  return {
    take: async (queue, situation, takenAt) =>
      put(queue, {
        ...queue,
        number: of(queue).length + 1,
        situation,
        takenAt,
        state: 'waiting',
        deskId: undefined,
        calledAt: undefined,
        closedAt: undefined,
      }),
    callNext: async (queue, deskId, calledAt, by) => {
      const tickets = of(queue)
      const present = tickets.find((one) => one.state === 'called' && one.deskId === deskId)
      if (present !== undefined) return present
      const next = tickets.find(({ state }) => state === 'waiting')
      if (next === undefined) return undefined
      const called = put(queue, { ...next, state: 'called', deskId, calledAt })
      journal.push(ticketCalled(called, by))
      return called
    },
    close: async (queue, number, end, closedAt, by) => {
      const ticket = of(queue)[number - 1]
      if (ticket === undefined || !mayClose(ticket.state, end)) return ticket
      const closed = put(queue, { ...ticket, state: end, closedAt })
      journal.push(ticketClosed(closed, by))
      return closed
    },
    ofDay: async (queue) => [...of(queue)],
  }
}
