import type { Instant } from '#kernel/instant.ts'
import type { Clock, Random } from '#kernel/ports.ts'
import type { ResidentId } from '#register/contract.ts'
import type { VerificationReport, VerifyRefusal } from '#va/contract.ts'
import type { JournalLine, LookUp, StaffId, StaffMember } from './contract.ts'
import type { StaffSession, StoredStaffChallenge } from './model.ts'

/** What staff did beside the cases: one line of the journal, entered with the act. */
export interface StaffAct {
  readonly municipalityCode: string
  readonly at: Instant
  /** Who acted; `sandbox` for the members that the sandbox begins with. */
  readonly by: StaffId | 'sandbox'
  readonly what: StaffActKind
  readonly detail: Readonly<Record<string, string | number>>
}

/** What can stand in the journal about staff and the queue. */
export const STAFF_ACT_KINDS = [
  'staff-added',
  'staff-changed',
  'signed-in',
  'signed-out',
  'ticket-called',
  'ticket-closed',
] as const

/** One of `STAFF_ACT_KINDS`. */
export type StaffActKind = (typeof STAFF_ACT_KINDS)[number]

/** The members of staff. What is acknowledged is durable; the act is entered with it. */
export interface StaffDirectory {
  find(staffId: StaffId): Promise<StaffMember | undefined>
  /** The member to whom a staff card's key is bound. */
  withKey(certificateKeySha256Hex: string): Promise<StaffMember | undefined>
  /** Every member of the municipality, by id. */
  ofMunicipality(municipalityCode: string): Promise<readonly StaffMember[]>
  /** Adds the member; refused where the id, or the key of the card, is another's. */
  add(member: StaffMember, act: StaffAct): Promise<'added' | 'id-taken' | 'key-taken'>
  /**
   * Makes `after` of `before`, and nothing where it is `before` no longer. Whoever is active no
   * more, or again, has every session ended in the same step.
   */
  replace(
    before: StaffMember,
    after: StaffMember,
    act: StaffAct,
  ): Promise<'replaced' | 'changed-meanwhile' | 'key-taken'>
}

/** The sessions, by the SHA-256 of their tokens. */
export interface StaffSessionStore {
  open(session: StaffSession, act: StaffAct): Promise<void>
  find(tokenSha256: Uint8Array): Promise<StaffSession | undefined>
  /** Notes an act of the clerk at `at`, unless a later one is noted or the session has ended. */
  keep(tokenSha256: Uint8Array, at: Instant): Promise<void>
  /** Ends the session; the act is entered by the call that ended it alone. */
  end(tokenSha256: Uint8Array, at: Instant, act: StaffAct): Promise<void>
  /** Forgets the sessions that began before `before`; gives how many. */
  forgetBegunBefore(before: Instant): Promise<number>
}

/** The challenges to staff cards; what is acknowledged is durable. */
export interface StaffChallengeStore {
  /** Keeps a challenge that no one has answered. */
  add(challenge: StoredStaffChallenge): Promise<void>
  find(id: string): Promise<StoredStaffChallenge | undefined>
  /**
   * Marks the challenge used at `at`, in one step: of any number of callers exactly one gets
   * `true`.
   */
  consume(id: string, at: Instant): Promise<boolean>
  /** Forgets the challenges that ended before `before`; gives how many. */
  forgetEndedBefore(before: Instant): Promise<number>
}

/** The verifier (va): chain, policy, usage, validity and status of one certificate. */
export interface StaffCertificateVerifier {
  /** Reports on a user-authentication certificate at `at`, its status required. */
  verify(
    unverifiedCertificateDer: Uint8Array,
    at: Instant,
  ): Promise<VerificationReport<VerifyRefusal>>
}

/** How often one member of staff looked on one day. */
export interface LookUpCount {
  readonly staffId: StaffId
  readonly lookUps: number
  /** Different people. */
  readonly people: number
  /** The most looks at one and the same person. */
  readonly mostAtOnePerson: number
}

/** The looks at people's records. What is acknowledged is durable, and nothing is ever changed. */
export interface LookUpLog {
  append(lookUp: LookUp): Promise<void>
  /** The latest `limit` looks at the person, newest first. */
  ofResident(residentId: ResidentId, limit: number): Promise<readonly LookUp[]>
  /** Up to `limit` looks of the municipality's staff in `from` ≤ at < `until`, in order. */
  between(
    municipalityCode: string,
    from: Instant,
    until: Instant,
    limit: number,
  ): Promise<readonly LookUp[]>
  /** All looks of the municipality's staff in `from` ≤ at < `until`, counted by member. */
  countsBetween(
    municipalityCode: string,
    from: Instant,
    until: Instant,
  ): Promise<readonly LookUpCount[]>
}

/** What the other journals hold about a municipality and a time. */
export interface JournalReader {
  /** Up to `limit` entries of its cases in `from` ≤ at < `until`, in order. */
  caseEntries(
    municipalityCode: string,
    from: Instant,
    until: Instant,
    limit: number,
  ): Promise<readonly JournalLine[]>
  /** Up to `limit` life events that its staff recorded in `from` ≤ at < `until`, in order. */
  lifeEvents(
    municipalityCode: string,
    from: Instant,
    until: Instant,
    limit: number,
  ): Promise<readonly JournalLine[]>
  /** Up to `limit` acts of its staff in `from` ≤ at < `until`, in order. */
  staffActs(
    municipalityCode: string,
    from: Instant,
    until: Instant,
    limit: number,
  ): Promise<readonly JournalLine[]>
}

/** Everything signing in and managing staff need from outside; each use case takes its part. */
export interface StaffPorts {
  readonly clock: Clock
  readonly random: Random
  readonly directory: StaffDirectory
  readonly sessions: StaffSessionStore
  /** Where members sign in by their name alone: the sandbox; `undefined` everywhere else. */
  readonly sandbox: { readonly municipalityCodes: readonly string[] } | undefined
  /** Practice: every page says that nothing here is about real people. */
  readonly practice: boolean
}

/** What signing in with a staff card needs besides. */
export interface StaffCardPorts extends StaffPorts {
  readonly challenges: StaffChallengeStore
  readonly verifier: StaffCertificateVerifier
}
