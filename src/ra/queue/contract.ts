import type { CivilDate } from '#kernel/civil-date.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Situation } from '#law/counter-procedure.ts'
import type { StaffRefusal } from '../staff/contract.ts'

/** Where a ticket stands. */
export const TICKET_STATES = ['waiting', 'called', 'served', 'gone'] as const

/** One of `TICKET_STATES`. */
export type TicketState = (typeof TICKET_STATES)[number]

/** One ticket (番号札) as it is kept. */
export interface StoredTicket {
  readonly municipalityCode: string
  /** The legal day in Japan: numbers begin anew with each. */
  readonly day: CivilDate
  /** From 1, without gaps. */
  readonly number: number
  readonly situation: Situation | undefined
  readonly takenAt: Instant
  readonly state: TicketState
  readonly deskId: string | undefined
  readonly calledAt: Instant | undefined
  readonly closedAt: Instant | undefined
}

/** A ticket as it is shown. */
export interface QueueTicket {
  readonly number: number
  readonly situation: Situation | undefined
  readonly takenAt: Instant
  readonly state: TicketState
  readonly deskId: string | undefined
  /** Minutes until it is expected to be called; `undefined` once it was. */
  readonly waitMinutes: number | undefined
}

/** What the queue itself refuses. */
export type QueueOwnRefusal = 'ticket-unknown' | 'ticket-state'

/** Every refusal of the queue. */
export type QueueRefusal = QueueOwnRefusal | Extract<StaffRefusal, 'staff-role-missing'>
