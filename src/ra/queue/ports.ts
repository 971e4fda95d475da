import type { CivilDate } from '#kernel/civil-date.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Situation } from '#law/counter-procedure.ts'
import type { StaffId } from '../staff/contract.ts'
import type { StoredTicket } from './contract.ts'

/** One municipality's queue of one legal day. */
export interface QueueDay {
  readonly municipalityCode: string
  readonly day: CivilDate
}

/** How a ticket ends. */
export type TicketEnd = 'served' | 'gone'

/** The queues. What is acknowledged is durable. */
export interface QueueStore {
  /** Gives out the day's next number: from 1, each once, none left out. */
  take(queue: QueueDay, situation: Situation | undefined, at: Instant): Promise<StoredTicket>
  /**
   * The ticket that the desk has called and not closed; otherwise calls the lowest that waits, and
   * enters in the journal that `by` did. Of any number of desks it goes to exactly one. `undefined`
   * where none waits.
   */
  callNext(
    queue: QueueDay,
    deskId: string,
    at: Instant,
    by: StaffId,
  ): Promise<StoredTicket | undefined>
  /**
   * Ends a ticket as `mayClose` allows, enters in the journal that `by` did, and gives what stands
   * afterwards; `undefined` for a number that was not given out.
   */
  close(
    queue: QueueDay,
    number: number,
    end: TicketEnd,
    at: Instant,
    by: StaffId,
  ): Promise<StoredTicket | undefined>
  /** Every ticket of the day, by number. */
  ofDay(queue: QueueDay): Promise<readonly StoredTicket[]>
}
