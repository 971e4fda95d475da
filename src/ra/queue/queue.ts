import { civilDateInJapan } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { Situation } from '#law/counter-procedure.ts'
import type { Actor } from '../staff/contract.ts'
import { requireMay } from '../staff/may-do.ts'
import type { QueueRefusal, QueueTicket, StoredTicket } from './contract.ts'
import { loadOf } from './model.ts'
import type { QueueDay, QueueStore, TicketEnd } from './ports.ts'
import { type QueueLoad, waitMinutes } from './wait-estimate.ts'

interface Ports {
  readonly clock: Clock
  readonly queue: QueueStore
}

/** The municipality's tickets of today, by number, with the waits to be expected. */
export async function ticketsOfToday(
  { clock, queue }: Ports,
  municipalityCode: string,
): Promise<readonly QueueTicket[]> {
  const tickets = await queue.ofDay(today(clock, municipalityCode))
  const load = loadOf(tickets, clock.now())
  let ahead = 0
  return tickets.map((ticket) => shown(ticket, load, ticket.state === 'waiting' ? ahead++ : 0))
}

/** Takes the next number of today. */
export async function takeTicket(
  ports: Ports,
  municipalityCode: string,
  situation: Situation | undefined,
): Promise<QueueTicket> {
  const { clock, queue } = ports
  const taken = await queue.take(today(clock, municipalityCode), situation, clock.now())
  const tickets = await queue.ofDay(today(clock, municipalityCode))
  const ahead = tickets.filter(
    ({ state, number }) => state === 'waiting' && number < taken.number,
  ).length
  return shown(taken, loadOf(tickets, clock.now()), ahead)
}

/**
 * Calls the next ticket to the actor's desk. A desk serves one at a time: until its ticket is
 * closed, calling gives that ticket again. `undefined` where none waits, or the actor may not call.
 */
export async function callNext(
  { clock, queue }: Ports,
  actor: Actor,
  deskId: string,
): Promise<QueueTicket | undefined> {
  if (!requireMay(actor, 'call-ticket').ok) return undefined
  const day = today(clock, actor.municipalityCode)
  const called = await queue.callNext(day, deskId, clock.now(), actor.staffId)
  return called === undefined ? undefined : withoutWait(called)
}

/** Closes a ticket; the same end again changes nothing. */
export async function closeTicket(
  { clock, queue }: Ports,
  actor: Actor,
  number: number,
  end: TicketEnd,
): Promise<Result<QueueTicket, QueueRefusal>> {
  if (!requireMay(actor, 'call-ticket').ok) return refuse('staff-role-missing')
  const day = today(clock, actor.municipalityCode)
  const closed = await queue.close(day, number, end, clock.now(), actor.staffId)
  if (closed === undefined) return refuse('ticket-unknown')
  if (closed.state !== end) return refuse('ticket-state', { state: closed.state })
  return ok(withoutWait(closed))
}

function today(clock: Clock, municipalityCode: string): QueueDay {
  return { municipalityCode, day: civilDateInJapan(clock.now()) }
}

function shown(ticket: StoredTicket, load: QueueLoad, ahead: number): QueueTicket {
  const plain = withoutWait(ticket)
  return ticket.state === 'waiting' ? { ...plain, waitMinutes: waitMinutes(load, ahead) } : plain
}

function withoutWait({ number, situation, takenAt, state, deskId }: StoredTicket): QueueTicket {
  return { number, situation, takenAt, state, deskId, waitMinutes: undefined }
}
