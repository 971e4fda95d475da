import type { CivilDate } from '#kernel/civil-date.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { CounterApplicant, CounterProcedure, Situation } from '#law/counter-procedure.ts'
import type { PinKind } from '#law/pin-rules.ts'
import type { PinTypist } from '#law/pin-typist.ts'
import type { Paper } from '#law/procedures.ts'
import type { RuleId } from '#law/rule-id.ts'
import type { Case, CaseEntry, CaseRequest } from '#ra/cases/contract.ts'
import type { IdentityEvidence, ResidentHistory } from '#ra/contract.ts'
import type { LifeEventOutcome } from '#ra/life-event-preview.ts'
import type { NoticeDay } from '#ra/notices/contract.ts'
import type { LettersOfDay, WantedLetters } from '#ra/notices/send-notices.ts'
import type { Actor, LookUp, LookUpReason, StaffMember, StaffRole } from '#ra/staff/contract.ts'
import type { FoundResidents, UnverifiedSearch } from '#register/search-residents.ts'
import type { Resident } from '#register/contract.ts'

/** Refusals that pages show are any of the catalogue's codes. */
type Answer<T> = Promise<Result<T, string>>

/** A clerk's session: opaque token in a cookie, ends by itself. */
export interface CounterSession {
  readonly actor: Actor
  /** The desk (窓口) this browser stands at; one reader belongs to it. */
  readonly deskId: string
  readonly endsAt: Instant
  /** Practice: only synthetic residents, and every page says so. */
  readonly practice: boolean
}

/** A challenge for a staff card, bound to this sign-in. */
export interface StaffChallenge {
  readonly challengeId: string
  readonly challengeHex: string
}

/** Signing in: with a staff card, or in the sandbox with a named account. */
export interface CounterSignIn {
  /** The sandbox's named accounts; empty in a production wiring. */
  accounts(): Promise<readonly StaffMember[]>
  signIn(wish: {
    readonly account: string
    readonly deskId: string
  }): Answer<{ readonly token: string }>
  /** Signs in with the staff card on the desk's reader; its PIN goes to the card alone. */
  signInWithCard(wish: {
    readonly deskId: string
    readonly pin: string
  }): Answer<{ readonly token: string }>
  /**
   * The session of a token; `undefined` where it has ended. `keep` puts its end off; a page that
   * only asks for news by itself looks, so that a desk nobody uses closes.
   */
  session(token: string, how: 'keep' | 'look'): Promise<CounterSession | undefined>
  signOut(token: string): Promise<void>
}

/** What a clerk sees of a person: every look is recorded with its reason. */
export interface PersonView {
  readonly resident: Resident
  readonly history: ResidentHistory
  readonly cases: readonly Case[]
  readonly lookUps: readonly LookUp[]
}

/** A procedure that fits the person and what happened, as the law sees it. */
export interface ProcedureOffer {
  readonly procedure: CounterProcedure
  readonly titleJa: string
  readonly titleEn: string
  /** Undefined where it can be had; otherwise why not, as a refusal code with its detail. */
  readonly refused:
    | { readonly code: string; readonly detail: Readonly<Record<string, string | number>> }
    | undefined
  readonly applicants: readonly CounterApplicant[]
  readonly papersByApplicant: Readonly<Partial<Record<CounterApplicant, readonly Paper[]>>>
  readonly twoVisitsFor: readonly CounterApplicant[]
  /** The kinds the clerk may choose among; empty where the procedure fixes them. */
  readonly kindsToChoose: readonly CertificateKind[]
  readonly feeYen: number
  readonly needsApproval: boolean
  readonly needsCard: boolean
  /** The last days the new certificates would have. */
  readonly endsOn: Readonly<Partial<Record<CertificateKind, CivilDate>>>
  readonly rules: readonly RuleId[]
}

/** The people of the clerk's municipality. */
export interface CounterPeople {
  search(
    actor: Actor,
    wanted: UnverifiedSearch & {
      readonly card?: string
      /** Why the clerk looks: everybody who is found is looked at for it. */
      readonly reason?: LookUpReason
    },
  ): Answer<FoundResidents>
  open(actor: Actor, residentId: string, reason: LookUpReason): Answer<PersonView>
  /** The procedures for what happened, in the order in which they are done. */
  offers(actor: Actor, residentId: string, situation: Situation): Answer<readonly ProcedureOffer[]>
  /** What a life event would end: nothing is recorded. */
  preview(actor: Actor, residentId: string, event: unknown): Answer<LifeEventOutcome>
  /** Records a life event of the register (in the sandbox the counter is its window). */
  record(actor: Actor, residentId: string, event: unknown): Answer<Resident>
}

/** A case with its own history, and the person it is about. */
export interface CaseView {
  readonly case: Case
  readonly entries: readonly CaseEntry[]
  readonly resident: Resident
  readonly papersAsked: readonly Paper[]
  /** Grows with every change: a form carries it back, and a stale form is refused. */
  readonly revision: number
}

/** The cases; every act names its actor, and a repeated act changes nothing more. */
export interface CounterCases {
  /** A receipt number for a form that is about to be shown. */
  drawReceiptNumber(): string
  open(actor: Actor, request: CaseRequest): Answer<CaseView>
  show(actor: Actor, receiptNumber: string): Answer<CaseView>
  /** The open cases of the clerk's municipality, and those that wait for approval. */
  list(actor: Actor): Promise<readonly Case[]>
  step(actor: Actor, receiptNumber: string, revision: number, step: CaseStep): Answer<CaseView>
}

/** What a person may do with a case besides carrying out its acts. */
export type CaseStep =
  | {
      readonly step: 'confirm-papers'
      readonly identity: IdentityEvidence
      readonly papers: readonly Paper[]
    }
  | { readonly step: 'send-inquiry' }
  | { readonly step: 'receive-answer' }
  | { readonly step: 'approve' }
  | { readonly step: 'reject' }
  | { readonly step: 'withdraw' }

/** A card on a reader or on the tray, as the desk sees it. */
export interface CardView {
  readonly cardSerial: string
  readonly variant: 'standard' | 'pinless'
  /** The card's last day as the chip says it, where it does. */
  readonly chipEndsOn: CivilDate | undefined
  /** The same as registered; where the two differ, the card is to be written anew. */
  readonly recordedEndsOn: CivilDate | undefined
  /** Tries left of each PIN; `undefined` where the card has no such PIN. */
  readonly triesLeft: Readonly<Record<CertificateKind, number | undefined>>
  /** What the chip carries; the signature certificate shows only its presence. */
  readonly certificates: readonly {
    readonly kind: CertificateKind
    readonly serialHex: string | undefined
    readonly endsOn: CivilDate | undefined
  }[]
}

/** The work of a desk on a case, as it goes. */
export interface DeskWork {
  readonly receiptNumber: string
  readonly state: 'running' | 'waiting-for-pins' | 'waiting-for-card' | 'done' | 'stopped'
  /** What was done so far, in words for the clerk; no PIN. */
  readonly steps: readonly { readonly ja: string; readonly en: string; readonly at: Instant }[]
  /** Why it stopped; the case goes on from where it stands. */
  readonly refusal:
    | { readonly code: string; readonly detail: Readonly<Record<string, string | number>> }
    | undefined
}

/** A desk's reader and the work on it. */
export interface DeskView {
  readonly deskId: string
  /** `undefined`: no card on the reader. */
  readonly card: CardView | undefined
  /** The PC/SC reader the desk uses instead of the tray; `undefined` for virtual cards. */
  readonly reader: string | undefined
  readonly work: DeskWork | undefined
  /** Six digits for the resident's screen; `undefined` while one is paired. */
  readonly pairingCode: string | undefined
  readonly screenPaired: boolean
  /** Grows whenever anything here changes. */
  readonly revision: number
}

/** The desks: what lies on them and what is done at them. */
export interface CounterDesks {
  /** The desks of a municipality. */
  desks(municipalityCode: string): readonly string[]
  view(deskId: string): Promise<DeskView>
  /** A new pairing code; an earlier screen is let go. */
  pair(deskId: string): DeskView
  /** Begins or goes on with the case's acts at this desk; returns at once. */
  carryOut(actor: Actor, deskId: string, receiptNumber: string): Answer<DeskView>
}

/** The readers of the desks, and the tray of virtual cards. */
export interface DeskReaders {
  /** The virtual cards of the clerk's municipality; the holder's id, never the name. */
  tray(
    actor: Actor,
  ): Promise<readonly { readonly cardSerial: string; readonly residentId: string }[]>
  insert(actor: Actor, deskId: string, cardSerial: string): Answer<DeskView>
  pull(deskId: string): Promise<DeskView>
  /** The PC/SC readers of this machine; empty where there is no service. */
  readers(): Promise<readonly string[]>
  /** Chooses a PC/SC reader for the desk, or with `undefined` the tray. */
  useReader(deskId: string, reader: string | undefined): Answer<DeskView>
}

/** What the resident's screen is asked to show. */
export type ScreenView =
  | { readonly shows: 'welcome' }
  | {
      readonly shows: 'enter-pins'
      readonly receiptNumber: string
      readonly by: PinTypist
      /** New values are typed twice; known ones once. */
      readonly pins: readonly {
        readonly kind: PinKind
        readonly which: 'new' | 'present'
      }[]
    }
  | {
      readonly shows: 'working'
      readonly done: number
      readonly of: number
    }
  | {
      readonly shows: 'done'
      readonly procedure: CounterProcedure
      readonly endsOn: Readonly<Partial<Record<CertificateKind, CivilDate>>>
    }
  | { readonly shows: 'stopped'; readonly code: string }

/** What was typed, by the kind it guards: it goes to the card on the reader and nowhere else. */
export interface TypedPins {
  readonly kind: PinKind
  readonly which: 'new' | 'present'
  readonly value: string
}

/** The resident's side of a desk: another window or a tablet, paired by a code. */
export interface ResidentScreens {
  /** Pairs this browser with the desk that shows `code`; a code serves once and for minutes. */
  join(code: string): Result<{ readonly token: string }, string>
  /** What to show; `undefined` where the token's pairing has ended. */
  view(token: string): ScreenView | undefined
  /** Refused with the PIN's form rule where one is wrong: nothing is taken then. */
  enterPins(token: string, typed: readonly TypedPins[]): Result<void, string>
}

/** One ticket of the municipality's queue (番号札). */
export interface QueueTicket {
  readonly number: number
  readonly situation: Situation | undefined
  readonly takenAt: Instant
  readonly state: 'waiting' | 'called' | 'served' | 'gone'
  readonly deskId: string | undefined
  /** Minutes until it is expected to be called; `undefined` once it was. */
  readonly waitMinutes: number | undefined
}

/** The municipality's queue of the day. */
export interface CounterQueue {
  today(municipalityCode: string): Promise<readonly QueueTicket[]>
  take(municipalityCode: string, situation: Situation | undefined): Promise<QueueTicket>
  callNext(actor: Actor, deskId: string): Promise<QueueTicket | undefined>
  close(actor: Actor, number: number, as: 'served' | 'gone'): Answer<QueueTicket>
}

/** One line of the municipality's day journal (日誌). */
export interface JournalLine {
  readonly at: Instant
  readonly staffId: string
  readonly what: string
  readonly receiptNumber: string | undefined
  readonly residentId: string | undefined
  readonly detail: Readonly<Record<string, string | number>>
}

/** The day journal: acts and look-ups, for supervisors and the municipality's admin. */
export interface CounterJournal {
  ofDay(actor: Actor, day: CivilDate): Answer<readonly JournalLine[]>
}

/** The papers of a case as PDF. */
export interface CounterPapers {
  /** `receipt`, `application-form`, `inquiry`, `notice`: what the procedure has. */
  kindsOf(view: CaseView): readonly string[]
  print(actor: Actor, receiptNumber: string, kind: string): Answer<Uint8Array>
}

/** The members of staff of the admin's municipality; every change is a line of the journal. */
export interface CounterStaff {
  list(actor: Actor): Answer<readonly StaffMember[]>
  add(
    actor: Actor,
    wanted: {
      readonly staffId: string
      readonly name: string
      readonly roles: readonly StaffRole[]
    },
  ): Answer<StaffMember>
  change(
    actor: Actor,
    staffId: string,
    change: { readonly roles: readonly StaffRole[] } | { readonly active: boolean },
  ): Answer<StaffMember>
  /** Binds the card on the desk's reader: it signs the member in from then on. */
  bindCard(actor: Actor, staffId: string, deskId: string): Answer<StaffMember>
  unbindCard(actor: Actor, staffId: string): Answer<StaffMember>
}

/** The letters that are prepared for the post, for supervisors. */
export interface CounterNotices {
  days(actor: Actor): Answer<readonly NoticeDay[]>
  ofDay(
    actor: Actor,
    wanted: { readonly day: CivilDate; readonly part: number },
  ): Answer<LettersOfDay>
  /** One PDF of the letters; who printed them first, and when, is kept. */
  print(actor: Actor, day: CivilDate, wanted: WantedLetters): Answer<Uint8Array>
}

/** A synthetic resident to practise with, and the case they stand for. */
export interface PracticeResident {
  readonly residentId: string
  readonly name: string
  readonly kana: string
  readonly noteJa: string
  readonly noteEn: string
}

/** Whom a newcomer may practise with; nobody where residents are real. */
export interface PracticeResidents {
  /** Those who live in the municipality now. */
  of(municipalityCode: string): Promise<readonly PracticeResident[]>
}

/** Everything the counter's pages need. */
export interface CounterPagesPorts {
  readonly signIn: CounterSignIn
  readonly people: CounterPeople
  readonly cases: CounterCases
  readonly desks: CounterDesks & DeskReaders
  readonly screens: ResidentScreens
  readonly queue: CounterQueue
  readonly journal: CounterJournal
  readonly papers: CounterPapers
  readonly practice: PracticeResidents
  readonly staff: CounterStaff
  readonly notices: CounterNotices
  readonly now: () => Instant
  readonly reportFault: (fault: unknown) => void
}
