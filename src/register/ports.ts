import type { CivilDate } from '#kernel/civil-date.ts'
import type { HouseholdId, RecordedLifeEvent, Resident, ResidentId } from './contract.ts'

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
  /**
   * In one transaction: adds the resident and appends the event that brought them about.
   * `undefined`, and nothing changes, where the id is taken.
   */
  admit(
    resident: Resident,
    recorded: Omit<RecordedLifeEvent, 'position'>,
  ): Promise<RecordedLifeEvent | undefined>
}

/** What residents are looked for by; every given criterion must hold, and at least one is given. */
export interface ResidentCriteria {
  /** The beginning of `nameKeyOf` the name, the 旧氏 or the 通称. */
  readonly nameKey?: string | undefined
  /** The beginning of `kanaKeyOf` the reading of one of these. */
  readonly kanaKey?: string | undefined
  readonly birthDate?: CivilDate | undefined
  readonly household?: HouseholdId | undefined
  /** Five digits: only residents of this municipality. */
  readonly municipalityCode?: string | undefined
}

/** The look-up of a counter, over every resident, the dead and the departed too. */
export interface ResidentSearch {
  /**
   * Up to `limit` residents who answer to `criteria`, each once, in the order of what they were
   * found by - the name key, or of a reading without a name the reading - and of their ids.
   */
  search(criteria: ResidentCriteria, limit: number): Promise<readonly Resident[]>
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
