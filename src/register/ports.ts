import type { RecordedLifeEvent, Resident, ResidentId } from './contract.ts'

/** The register's records. What `add` and `record` acknowledged is durable. */
export interface ResidentStore {
  /** The resident as the last acknowledged act left them. */
  find(id: ResidentId): Promise<Resident | undefined>
  /** Up to `limit` residents with an id after `after`, in the order of their ids. */
  page(after: ResidentId | undefined, limit: number): Promise<readonly Resident[]>
  /**
   * Adds the residents whose id is free and gives how many that were; the others are left as they
   * are.
   */
  add(residents: readonly Resident[]): Promise<number>
  /**
   * In one transaction: replaces the resident whose stored version is `recorded.version - 1` by
   * `after` and appends the event to the feed, at the next position. `undefined` where the stored
   * version is another.
   */
  record(
    after: Resident,
    recorded: Omit<RecordedLifeEvent, 'position'>,
  ): Promise<RecordedLifeEvent | undefined>
}

/** The feed of life events, read by named consumers that each keep a durable cursor. */
export interface LifeEventFeed {
  /** Up to `limit` events with a position above `position`, in order. */
  after(position: number, limit: number): Promise<readonly RecordedLifeEvent[]>
  /** The last position `consumer` has acted on; 0 before the first. */
  cursorOf(consumer: string): Promise<number>
  /** Moves the cursor of `consumer` forward to `position`; never back. */
  advance(consumer: string, position: number): Promise<void>
}
