import { assert } from '#kernel/assert.ts'
import { type Instant, plusMs } from '#kernel/instant.ts'
import type { StaffId } from '../staff/contract.ts'
import type { StoredTicket, TicketState } from './contract.ts'
import type { TicketEnd } from './ports.ts'
import type { QueueLoad } from './wait-estimate.ts'

/** A desk counts as open for this long after it last called or closed a ticket. */
export const DESK_OPEN_MS = 45 * 60_000

const MINUTE_MS = 60_000

/** Whether a ticket in `state` may end so: who was never called cannot have been served. */
export function mayClose(state: TicketState, end: TicketEnd): boolean {
  switch (state) {
    case 'waiting':
      return end === 'gone'
    case 'called':
      return true
    case 'served':
    case 'gone':
      return false
  }
}

/** What the day's tickets say about service times and open desks. */
export function loadOf(tickets: readonly StoredTicket[], now: Instant): QueueLoad {
  const since = plusMs(now, -DESK_OPEN_MS)
  const desks = new Set<string>()
  const serviceMinutes: number[] = []
  for (const { state, deskId, calledAt, closedAt } of tickets) {
    if (deskId === undefined || calledAt === undefined) continue
    if (state === 'called' || (closedAt ?? calledAt) >= since) desks.add(deskId)
    if (state !== 'served') continue
    assert(closedAt !== undefined, 'a served ticket has its end')
    serviceMinutes.push(Math.max(0, closedAt - calledAt) / MINUTE_MS)
  }
  return { serviceMinutes, openDesks: desks.size }
}

/** The line of the journal for a ticket that `by` has called. */
export function ticketCalled(
  { municipalityCode, number, deskId, calledAt }: StoredTicket,
  by: StaffId,
) {
  assert(deskId !== undefined && calledAt !== undefined, 'a called ticket has its desk and time')
  const detail = { number, deskId }
  return { municipalityCode, at: calledAt, by, what: 'ticket-called', detail } as const
}

/** The line of the journal for a ticket that `by` has closed. */
export function ticketClosed(
  { municipalityCode, number, state, closedAt }: StoredTicket,
  by: StaffId,
) {
  assert(closedAt !== undefined, 'a closed ticket has its end')
  const detail = { number, end: state }
  return { municipalityCode, at: closedAt, by, what: 'ticket-closed', detail } as const
}
