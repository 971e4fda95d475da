import type { CommandHeader } from '#codec/apdu/command.ts'
import type { IssuerHandshake } from '#codec/jpki-card/issuer-channel.ts'
import type { OpenedChannel } from '#codec/jpki-card/issuer-dialogue.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Result } from '#kernel/result.ts'
import type {
  AuthorityId,
  CertificateStatus,
  HolderLapse,
  IssueCommand,
  IssuedCertificate,
  IssueRefusal,
  RevokeCommand,
  RevokedCertificate,
  RevokeRefusal,
  SerialHex,
} from '#ca/contract.ts'
import type { LifeEvent, RegisterRefusal, Resident, ResidentId } from '#register/contract.ts'
import type { HistoryEntry, RegisteredCard } from './contract.ts'
import type { CardChange, Procedure } from './model.ts'

/** The resident records, as the counter may read them. */
export interface ResidentDirectory {
  find(id: ResidentId): Promise<Resident | undefined>
}

/** What an event would make of a record, told without recording it. */
export interface LifeEventRehearsal {
  /** The person before and after; an event in the future is judged as on its own day. */
  rehearse(
    id: ResidentId,
    event: LifeEvent,
  ): Promise<Result<{ readonly before: Resident; readonly after: Resident }, RegisterRefusal>>
}

/**
 * A history entry before it has its place; the same `what` and `subject` of one resident is entered
 * once.
 */
export type NewHistoryEntry = Omit<HistoryEntry, 'position'>

/** The cards. What is acknowledged is durable; an entry is written in the same transaction. */
export interface CardRegistry {
  /** Adds a live card; refused where the serial is taken or the resident has a live card. */
  add(
    card: RegisteredCard,
    entry: NewHistoryEntry,
  ): Promise<'added' | 'serial-taken' | 'resident-has-live-card'>
  find(cardSerial: string): Promise<RegisteredCard | undefined>
  /** Every card of the resident, oldest first. */
  ofResident(residentId: ResidentId): Promise<readonly RegisteredCard[]>
  /**
   * Raises the life counter to `lifeCounter`; false, and nothing changes, where it stands as high
   * or higher.
   */
  raiseLifeCounter(cardSerial: string, lifeCounter: number): Promise<boolean>
  /** Makes of the card what `cardAfter` says; a change that changes nothing leaves no entry. */
  change(cardSerial: string, change: CardChange, entry: NewHistoryEntry): Promise<void>
}

/** A procedure as stored; `revision` grows with every change. */
export interface StoredProcedure {
  readonly procedure: Procedure
  readonly revision: number
}

/**
 * What stands under a receipt number after `open`: the procedure itself or an earlier one, or a
 * rival holds a kind open.
 */
export type Opened = { readonly stored: StoredProcedure } | { readonly rivalReceiptNumber: string }

/**
 * The procedures by receipt number. What is acknowledged is durable; an entry is written in the
 * same transaction.
 */
export interface ProcedureStore {
  /**
   * Stores the procedure unless its receipt number is taken, and gives what stands there. Refused
   * where another procedure of the resident holds open one of `kindsHeldOpen`.
   */
  open(procedure: Procedure, entry: NewHistoryEntry): Promise<Opened>
  find(receiptNumber: string): Promise<StoredProcedure | undefined>
  /**
   * Replaces revision `revision` by `procedure`; false, and nothing changes, where another revision
   * stands.
   */
  replace(
    revision: number,
    procedure: Procedure,
    entry: NewHistoryEntry | undefined,
  ): Promise<boolean>
  /** Every procedure of the resident, in the order in which they were opened. */
  ofResident(residentId: ResidentId): Promise<readonly StoredProcedure[]>
  /** Whose delivered or undelivered certificate a serial is. */
  residentOf(authority: AuthorityId, serialHex: string): Promise<ResidentId | undefined>
}

/** The counter's own log. */
export interface CounterHistory {
  /**
   * Enters it last in the resident's history, once: a repeated `what` and `subject` changes
   * nothing.
   */
  append(entry: NewHistoryEntry): Promise<void>
  /** Every entry about the resident, in order. */
  ofResident(residentId: ResidentId): Promise<readonly HistoryEntry[]>
  /** The highest `version` among the resident's `life-event` entries; 1 before the first. */
  appliedVersion(residentId: ResidentId): Promise<number>
}

/** A certificate as an authority knows it by its holder. */
export interface HeldCertificate {
  readonly authority: AuthorityId
  readonly serialHex: SerialHex
  readonly notAfter: Instant
  readonly revoked: boolean
}

/** The authorities' acts and answers, each idempotent. */
export interface CertificateAuthority {
  /** Issues, or gives again what the receipt has brought about. */
  issue(command: IssueCommand): Promise<Result<IssuedCertificate, IssueRefusal>>
  revoke(command: RevokeCommand): Promise<Result<RevokedCertificate, RevokeRefusal>>
  /** Ends what the ground ends among the holder's certificates. */
  recordHolderLapse(lapse: HolderLapse): Promise<readonly RevokedCertificate[]>
  /**
   * The holder's certificates that are not past `at`, also those not yet reported to the counter.
   */
  heldBy(holderRef: string, at: Instant): Promise<readonly HeldCertificate[]>
  /** The status of each serial, in the order asked. */
  certificateStatuses(
    authority: AuthorityId,
    serials: readonly SerialHex[],
  ): Promise<readonly CertificateStatus[]>
}

/** An issuer session between the counter and one card, for one receipt number. */
export interface IssuerSession {
  readonly sessionId: string
  readonly receiptNumber: string
  readonly handshake: IssuerHandshake
  readonly state: 'challenged' | 'open'
  readonly expiresAt: Instant
}

/** The issuer sessions: their keys are derived anew, so nothing in here is secret. */
export interface IssuerSessionStore {
  add(session: IssuerSession): Promise<void>
  find(sessionId: string): Promise<IssuerSession | undefined>
  /**
   * Marks a challenged session open, in one step: of any number of callers exactly one gets `true`.
   */
  open(sessionId: string): Promise<boolean>
  /** Forgets sessions that ended before `before`; gives how many. */
  forgetEndedBefore(before: Instant): Promise<number>
}

/**
 * The per-card issuer keys, by use: no key passes this port but the channel of one open session.
 */
export interface CardIssuerKeys {
  /** The issuer's cryptogram for the handshake. */
  prove(handshake: IssuerHandshake): Promise<Uint8Array>
  /** Checks the card's proof and opens the channel. */
  acceptProof(
    handshake: IssuerHandshake,
    answer: Uint8Array,
  ): Promise<Result<OpenedChannel, 'card-proof-wrong'>>
  /** What the card's sealed answer to command `commandNumber` of the session says. */
  openAnswer(
    handshake: IssuerHandshake,
    commandNumber: number,
    header: CommandHeader,
    sealedAnswer: Uint8Array,
  ): Promise<
    Result<{ readonly lifeCounter: number; readonly payload: Uint8Array }, 'card-proof-wrong'>
  >
}
