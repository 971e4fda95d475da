import type { AuthorityGeneration, StatusRecord, StatusRecordsPage } from '#ca/contract.ts'
import type { CardRefusal, CardTransport } from '#card-client/contract.ts'
import type { Login, LoginChallenge, LoginRefusal, LoginResponse } from '#idp/contract.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Refused, Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { CounterDesk, IssuerCard, IssuerDesk, PinResetDesk } from '#ra/at-terminal/ports.ts'
import type {
  Application,
  CertificateRef,
  CounterGround,
  CounterRefusal,
  IdentityEvidence,
  PinReset,
  RegisteredCard,
  ResidentHistory,
  Revocation,
} from '#ra/contract.ts'
import type { LifeEventOutcome as LifeEventPreview } from '#ra/life-event-preview.ts'
import type { UnverifiedResident } from '#register/add-resident.ts'
import type { RegisterRefusal, Resident } from '#register/contract.ts'
import type { ResidentPage } from '#register/list-residents.ts'
import type { Terminal } from './terminal.ts'

/** A card that a command has taken from the shelf or a reader; exclusively ours until `close`. */
export interface OpenCard extends CardTransport {
  /** The file's path, or the reader's name. */
  readonly label: string
  /** Answer to reset (ISO/IEC 7816-3 §8). */
  atr(): Uint8Array
  close(): Promise<void>
}

/** Where a card is: a card file, a PC/SC reader, or the only card file of the data folder. */
export type CardSource =
  | { readonly from: 'file'; readonly path: string }
  | { readonly from: 'reader'; readonly name: string }
  | { readonly from: 'shelf' }

/** What happens to a card in a vpcd slot, for whoever watches. */
export interface SlotWatcher {
  (event: { readonly ja: string; readonly en: string }): void
}

/** The virtual cards of a data folder, and the readers of this machine. */
export interface CardShelf {
  /** Paths of the card files, oldest first. */
  files(): Promise<readonly string[]>
  open(source: CardSource): Promise<Result<OpenCard, string>>
  /** Keeps a card file in the vpcd slot at `host`:`port` until `stop` fires. */
  serve(
    source: CardSource,
    slot: { readonly host: string; readonly port: number },
    watch: SlotWatcher,
    stop: AbortSignal,
  ): Promise<Result<void, string>>
}

/** What a running system says of itself. */
export interface SystemDescription {
  readonly webUrl: string
  readonly statusUrl: string
  readonly now: Instant
  /**
   * Every key generation of both authorities: the anchors of this sandbox, pinned outside any card.
   */
  readonly authorities: readonly AuthorityGeneration[]
  readonly policyOids: Readonly<Record<CertificateKind, string>>
}

/** A login challenge with the session it is bound to. */
export interface StartedLogin extends LoginChallenge {
  readonly sessionRef: string
}

/** The register behind the counter. */
export interface RegisterOffice {
  listResidents(page: { readonly after?: string; readonly limit: number }): Promise<ResidentPage>
  showResident(residentId: string): Promise<Result<Resident, RegisterRefusal>>
  addResident(resident: UnverifiedResident): Promise<Result<Resident, RegisterRefusal>>
  /** What would end by the event, what survives, and what to do; nothing is recorded. */
  previewLifeEvent(report: {
    readonly residentId: string
    readonly event: unknown
  }): Promise<Result<LifeEventPreview, RegisterRefusal>>
  /** Records the event and gives what lapsed by it. */
  recordLifeEvent(report: {
    readonly residentId: string
    readonly event: unknown
  }): Promise<Result<LifeEventOutcome, RegisterRefusal>>
}

/**
 * The counter's front: what a clerk opens a case with. Every case is opened once and has its
 * receipt number.
 */
export interface CounterFront {
  /**
   * Makes a virtual card with an empty chip for the resident, in the data folder, and registers it.
   */
  makeCard(order: {
    readonly residentId: string
    readonly variant: RegisteredCard['variant']
  }): Promise<Result<{ readonly card: RegisteredCard; readonly file: string }, string>>
  acceptApplication(application: {
    readonly receiptNumber?: string
    readonly residentId: string
    readonly cardSerial: string
    readonly purpose: Application['purpose']
    readonly kinds: readonly CertificateKind[]
  }): Promise<Result<Application, CounterRefusal>>
  requestRevocation(request: {
    readonly residentId: string
    readonly ground: CounterGround
    readonly kinds: readonly CertificateKind[]
  }): Promise<Result<Revocation, CounterRefusal>>
  requestPinReset(request: {
    readonly residentId: string
    readonly cardSerial: string
    readonly pins: readonly CertificateKind[]
    readonly identity: IdentityEvidence
  }): Promise<Result<PinReset, CounterRefusal>>
  historyOf(residentId: string): Promise<Result<ResidentHistory, CounterRefusal>>
}

/** The sandbox's own relying party. */
export interface LoginOffice {
  startLogin(): Promise<StartedLogin>
  completeLogin(response: LoginResponse): Promise<Result<Login, LoginRefusal>>
}

/** The authorities' records of status, to compare with what the status service says. */
export interface StatusOffice {
  statusRecords(page: StatusRecordsPage): Promise<readonly StatusRecord[]>
}

/** The system as a whole. */
export interface SystemControls {
  describe(): Promise<SystemDescription>
  /** The sandbox's time; `set` moves it, `undefined` asks. */
  clock(set?: Instant): Promise<Instant>
}

/** The system behind `up`, in process or over HTTP. */
export type RunningSystem = RegisterOffice &
  CounterFront &
  CounterDesk &
  PinResetDesk &
  IssuerDesk &
  LoginOffice &
  StatusOffice &
  SystemControls

/** A life event as recorded, and the certificates that ended by it. */
export interface LifeEventOutcome {
  readonly resident: Resident
  readonly lapsed: readonly CertificateRef[]
}

/** `up`: everything in this process until it is asked to stop. */
export interface SandboxPort {
  run(options: UpOptions, terminal: Terminal): Promise<Result<UpEnd, string>>
}

/** `status-service`: one process of the status service until it is asked to stop. */
export interface StatusServicePort {
  run(
    options: StatusServiceOptions,
    terminal: Terminal,
  ): Promise<Result<{ readonly signal: string }, string>>
}

/** How `status-service` was asked to run; the databases stand in the environment. */
export interface StatusServiceOptions {
  readonly folder: string
  readonly keyFolder: string
  readonly passphraseFile: string
  readonly port: number
  /** The register of verifiers who alone may ask; anybody, where it is left out. */
  readonly relyingPartiesFile: string | undefined
  /** PEM of the server's certificate and key; plain HTTP where they are left out. */
  readonly tlsCertificateFile: string | undefined
  readonly tlsKeyFile: string | undefined
}

/** How `up` ended after it had been ready: as asked, or by something that failed under it. */
export type UpEnd =
  | { readonly by: 'stop'; readonly signal: string }
  | { readonly by: 'failure'; readonly failure: Refused<string> }

/** How `up` was asked to run; see `src/main/configuration.ts`. */
export interface UpOptions {
  readonly dataFolder: string | undefined
  readonly port: number | undefined
  readonly statusPort: number | undefined
  readonly clock: Instant | undefined
  readonly acceptClock: boolean
  readonly residents: number | undefined
  readonly json: boolean
}

/** Ceremonies from a declaration file, in a folder of their own. */
export interface CeremonyPort {
  /** Rehearses, or holds, the ceremony of `file`; gives the transcript. */
  hold(order: {
    readonly file: string
    readonly dryRun: boolean
    readonly dataFolder: string | undefined
  }): Promise<Result<CeremonyReport, string>>
  /** Replays a transcript against its declaration. */
  check(files: {
    readonly declaration: string
    readonly transcript: string
  }): Promise<Result<CeremonyReport, string>>
}

/** A ceremony's transcript, a line each, and the SHA-256 of its last line. */
export interface CeremonyReport {
  readonly transcript: string
  readonly sealHex: string
  readonly rehearsal: boolean
}

/** Everything of the outside that commands use; wired in src/main. */
export interface CliPorts {
  readonly sandbox: SandboxPort
  readonly statusService: StatusServicePort
  readonly ceremonies: CeremonyPort
  /** The cards of `dataFolder` (default `.shomei`). */
  cards(dataFolder: string | undefined): CardShelf
  /** The counter's view of a card on this terminal's reader. */
  issuerCard(card: CardTransport): IssuerCard<CardRefusal>
  /** The running system of `dataFolder` (default `.shomei`), with its operator's token. */
  connect(dataFolder: string | undefined): Promise<Result<RunningSystem, 'system-not-running'>>
}
