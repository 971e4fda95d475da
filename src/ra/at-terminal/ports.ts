import type { IssuerSide, OpenedChannel } from '#codec/jpki-card/issuer-dialogue.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import type { Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { CardTermTask } from '../change-card-term.ts'
import type {
  Application,
  CardTermChange,
  CounterRefusal,
  DeliveredCertificate,
  IssuerChallenge,
  IssuerProof,
  KeyEvidence,
  PinReset,
  RequestedCertificate,
} from '../contract.ts'

/**
 * The counter's use cases as a terminal sees them, in the same process or over HTTP. No PIN ever
 * goes this way. Every act is named by its receipt number, so a call may be repeated after a lost
 * answer.
 */
export interface CounterDesk {
  /** The application as it stands: where an earlier run stopped. */
  application(receiptNumber: string): Promise<Result<Application, CounterRefusal>>
  /**
   * Has the certificate issued for the key of `evidence`; the same key again gives the same
   * certificate.
   */
  requestCertificate(request: {
    readonly receiptNumber: string
    readonly kind: CertificateKind
    readonly evidence: KeyEvidence
  }): Promise<Result<RequestedCertificate, CounterRefusal>>
  /** Reports the certificates as read back from the card. */
  confirmDelivery(confirmation: {
    readonly receiptNumber: string
    readonly readBack: readonly DeliveredCertificate[]
  }): Promise<Result<Application, CounterRefusal>>
}

/**
 * The counter's part in resetting PINs: it authorises and keeps the record, and never learns the
 * values.
 */
export interface PinResetDesk {
  /** The reset as it stands. */
  pinReset(receiptNumber: string): Promise<Result<PinReset, CounterRefusal>>
  /** Reports that the card has taken the new values. */
  confirmPinReset(receiptNumber: string): Promise<Result<PinReset, CounterRefusal>>
}

/** The counter's part in changing a card's term: it decides the day and registers what was read. */
export interface CardTermDesk {
  /** The change as it stands, with what is to be written. */
  cardTerm(receiptNumber: string): Promise<Result<CardTermTask, CounterRefusal>>
  /** Reports the last day as read back from the chip. */
  confirmCardTerm(confirmation: {
    readonly receiptNumber: string
    readonly chipEndsOn: CivilDate
  }): Promise<Result<CardTermChange, CounterRefusal>>
}

/** What of the chip says when the card ends. Personal data. */
export interface CardTerm {
  readonly cardSerial: string
  readonly expiresOn: CivilDate
  readonly birthDate: CivilDate
}

/** The counter's side of opening an issuer session, for one receipt number. */
export interface IssuerDesk {
  /** Answers the card's challenge with the issuer's nonce and cryptogram. */
  issuerChallenge(challenge: IssuerChallenge): Promise<Result<IssuerProof, CounterRefusal>>
  /**
   * Checks the card's own proof and its life counter, and hands the session's channel to the
   * terminal.
   */
  acceptCardProof(proof: {
    readonly sessionId: string
    readonly answer: Uint8Array
  }): Promise<Result<OpenedChannel, CounterRefusal>>
}

/**
 * The card on the terminal's reader; `C` are the refusals of the card and its reader. Faults are
 * thrown.
 */
export interface IssuerCard<C extends string> {
  /** The 16 digits of the token information (EF 0006). */
  cardSerial(): Promise<Result<string, C>>
  /** Selects the JPKI AP and opens an issuer session; an earlier session of this card ends. */
  openIssuerSession(
    issuer: IssuerSide<CounterRefusal>,
  ): Promise<Result<IssuerCardSession<C>, C | CounterRefusal>>
  /** The certificate on the card; `signature` is readable only with its password. */
  readCertificate(kind: CertificateKind, pin: string | undefined): Promise<Result<Uint8Array, C>>
}

/** The part of a card that says when it ends. */
export interface TermCard<C extends string> {
  /** Gives the chip another last day, in issuer sessions of its own; durable before the answer. */
  writeTerm(
    issuer: IssuerSide<CounterRefusal>,
    term: CardTerm,
  ): Promise<Result<void, C | CounterRefusal>>
  /** The last day as the chip says it; `undefined` where the card does not tell. */
  readTerm(): Promise<Result<CivilDate | undefined, C>>
}

/** What the card answers about a key: the counter reads the key out of the sealed answer itself. */
export type CardKey = Omit<KeyEvidence, 'sessionId'>

/** An open issuer session. After a refusal it is dead: open a new one. */
export interface IssuerCardSession<C extends string> {
  /**
   * Makes a new pair; it waits in the card beside the one in use until its certificate is written.
   */
  generateKeyPair(kind: CertificateKind): Promise<Result<CardKey, C>>
  /** The waiting pair's public key, or that of the pair in use where none waits. */
  readPublicKey(kind: CertificateKind): Promise<Result<CardKey, C>>
  /** Writes certificates and those of their authorities; all take effect in one durable step. */
  writeCertificates(certificates: readonly RequestedCertificate[]): Promise<Result<void, C>>
  /** Sets the PIN's value with its full number of tries. */
  setPin(kind: CertificateKind, value: string): Promise<Result<void, C>>
  /** Gives the PIN its full number of tries back; the value stays. */
  unlockPin(kind: CertificateKind): Promise<Result<void, C>>
}
