import type { AuthorityId, SerialHex } from '#ca/contract.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import type { Instant } from '#kernel/instant.ts'
import type { ResidentId } from '#register/contract.ts'
import type {
  Notice,
  NoticeDay,
  NoticeKind,
  NoticePrint,
  NoticeSubject,
  PostedNotice,
} from './contract.ts'

/** A certificate that its holder took delivery of, as far as notices ask. */
export interface NoticeCandidate {
  readonly authority: AuthorityId
  readonly serialHex: SerialHex
  readonly residentId: ResidentId
  readonly notAfter: Instant
  readonly subject: NoticeSubject
}

/** One page of an authority's certificates: those after a serial, in the order of serials. */
export interface NoticePage {
  readonly authority: AuthorityId
  /** `undefined`: from the first. */
  readonly after: SerialHex | undefined
  readonly limit: number
}

/** The certificates that were delivered, page by page. */
export interface NoticeSources {
  /** Those in force whose end is in `from` ≤ end < `until`. */
  expiring(page: NoticePage, from: Instant, until: Instant): Promise<readonly NoticeCandidate[]>
  /** Those that were revoked at `since` or later. */
  lapsed(page: NoticePage, since: Instant): Promise<readonly NoticeCandidate[]>
}

/** One day's work on one kind of notice and one authority. */
export interface NoticeRun {
  readonly day: CivilDate
  readonly kind: NoticeKind
  readonly authority: AuthorityId
}

/** How far a run has come: every certificate up to `after` was looked at. */
export interface NoticeProgress {
  readonly after: SerialHex | undefined
  readonly done: boolean
}

/** The notices. What is acknowledged is durable. */
export interface NoticeStore {
  /** Where the run stands; a run not yet begun stands before the first certificate. */
  progressOf(run: NoticeRun): Promise<NoticeProgress>
  /**
   * Keeps the notices that are new together with the run's progress, in one step; gives how many
   * were new.
   */
  record(run: NoticeRun, progress: NoticeProgress, notices: readonly Notice[]): Promise<number>
  /** Every notice to the resident, in the order of preparation. */
  ofResident(residentId: ResidentId): Promise<readonly Notice[]>
  /** Up to `limit` notices of a municipality that were prepared on a day, by resident. */
  ofDay(municipalityCode: string, day: CivilDate, limit: number): Promise<readonly Notice[]>
}

/** The notices on their way to the post. What is acknowledged is durable. */
export interface NoticePost {
  /** The latest `limit` days of a municipality that have letters, newest first. */
  days(municipalityCode: string, limit: number): Promise<readonly NoticeDay[]>
  /** Up to `limit` notices of a municipality that were prepared on a day, by resident. */
  ofDay(municipalityCode: string, day: CivilDate, limit: number): Promise<readonly PostedNotice[]>
  /** Notes the printing of each notice, unless one is noted already. */
  notePrinted(notices: readonly Notice[], print: NoticePrint): Promise<void>
}
