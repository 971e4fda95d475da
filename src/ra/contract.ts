import type { CivilDate } from '#kernel/civil-date.ts'
import type { Instant } from '#kernel/instant.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { EligibilityRefusal, PinSetter } from '#law/eligibility.ts'
import type { LapseGround } from '#law/lapse.ts'
import type {
  CertificateStatus,
  IssueRefusal,
  Receipt,
  RevokeRefusal,
  SerialHex,
} from '#ca/contract.ts'
import type { RegisterRefusal, ResidentId } from '#register/contract.ts'

/** What a counter application asks for. */
export type ApplicationPurpose = 'issue' | 'renew'

/** One application at the counter, resumable by its receipt number (受付番号) from any terminal. */
export interface Application {
  /** `YYYYMMDD-` and eight characters of Crockford base 32. */
  readonly receiptNumber: string
  readonly residentId: ResidentId
  readonly purpose: ApplicationPurpose
  readonly kinds: readonly CertificateKind[]
  readonly cardSerial: string
  readonly acceptedAt: Instant
  readonly acceptedOn: CivilDate
  /** Who enters the PINs: the holder, or for a child or an adult ward the 法定代理人. */
  readonly pinSetBy: PinSetter
  readonly state: ApplicationState
}

/** accepted → (a certificate per kind) → delivered; withdrawn before delivery. */
export type ApplicationState =
  | { readonly at: 'accepted' }
  | { readonly at: 'issuing'; readonly issued: readonly IssuedRef[] }
  | { readonly at: 'issued'; readonly issued: readonly IssuedRef[] }
  | {
      readonly at: 'delivered'
      readonly issued: readonly IssuedRef[]
      readonly deliveredAt: Instant
    }
  | {
      readonly at: 'withdrawn'
      readonly withdrawnAt: Instant
      /** What had been issued and never reached the holder. */
      readonly discarded: readonly IssuedRef[]
    }

/** A certificate that an application has brought about. */
export interface IssuedRef {
  readonly kind: CertificateKind
  readonly serialHex: SerialHex
  readonly notBefore: Instant
  readonly notAfter: Instant
  /** SHA-256 of the certificate's DER: what the card must give back at delivery. */
  readonly certificateSha256Hex: string
  /** The authority's receipt under which it was issued. */
  readonly receipt: Receipt
}

/**
 * A registered card. `lifeCounter` is the highest value an issuer session has shown: a lower or
 * equal one is an old copy.
 */
export interface RegisteredCard {
  readonly cardSerial: string
  readonly residentId: ResidentId
  readonly variant: 'standard' | 'pinless'
  readonly issuedOn: CivilDate
  readonly expiresOn: CivilDate
  readonly state: 'live' | 'returned' | 'revoked'
  readonly lifeCounter: number
}

/** The birth of a card, under its own receipt number. */
export interface CardRegistration {
  readonly receiptNumber: string
  readonly residentId: ResidentId
  readonly cardSerial: string
  readonly variant: RegisteredCard['variant']
  readonly registeredAt: Instant
}

/**
 * The grounds on which a holder, an agent or the municipality may end certificates at the counter
 * (spec/jpki.md §4.1).
 */
export const COUNTER_GROUNDS = [
  'holder-request',
  'key-compromise-reported',
  'record-error',
  'card-term-changed',
  'held',
  'card-returned',
  'card-revoked',
  'switched-to-pinless-card',
] as const satisfies readonly LapseGround[]

/** One of `COUNTER_GROUNDS`. */
export type CounterGround = (typeof COUNTER_GROUNDS)[number]

/** A certificate named by its authority and serial. */
export interface CertificateRef {
  readonly kind: CertificateKind
  readonly serialHex: SerialHex
}

/** 失効申請 and what stands beside it at the counter: which certificates end, and why. */
export interface Revocation {
  readonly receiptNumber: string
  readonly residentId: ResidentId
  readonly ground: CounterGround
  readonly targets: readonly CertificateRef[]
  readonly acceptedAt: Instant
  readonly state: { readonly at: 'accepted' } | { readonly at: 'done'; readonly doneAt: Instant }
}

/** How the applicant's identity was confirmed: 顔写真付き書類1点, 書類2点, or 照会書兼回答書. */
export const IDENTITY_EVIDENCE = ['photo-document', 'two-documents', 'inquiry-answer'] as const

/** One of `IDENTITY_EVIDENCE`. */
export type IdentityEvidence = (typeof IDENTITY_EVIDENCE)[number]

/**
 * An act at the card that the counter authorises and the terminal carries out; withdrawn, it is
 * authorised no longer.
 */
export type AuthorisedState =
  | { readonly at: 'authorised' }
  | { readonly at: 'done'; readonly doneAt: Instant }
  | { readonly at: 'withdrawn'; readonly withdrawnAt: Instant }

/** 暗証番号の初期化: authorised by the counter, carried out between terminal and card. */
export interface PinReset {
  readonly receiptNumber: string
  readonly residentId: ResidentId
  readonly cardSerial: string
  readonly pins: readonly CertificateKind[]
  readonly identity: IdentityEvidence
  readonly authorisedAt: Instant
  readonly state: AuthorisedState
}

/**
 * 有効期間の変更: the counter decides the card's new last day; the terminal writes it to the chip and
 * reads it back; then it is registered.
 */
export interface CardTermChange {
  readonly receiptNumber: string
  readonly residentId: ResidentId
  readonly cardSerial: string
  readonly expiresOn: CivilDate
  readonly authorisedAt: Instant
  readonly state: AuthorisedState
}

/** A card's challenge on its way to the issuer, for the procedure of one receipt number. */
export interface IssuerChallenge {
  readonly receiptNumber: string
  readonly cardSerial: string
  /** The application the session is to belong to. */
  readonly applicationAid: Uint8Array
  /** The card's answer to GET CHALLENGE, 16 octets. */
  readonly cardChallenge: Uint8Array
}

/** The issuer's answer to a card's challenge. */
export interface IssuerProof {
  readonly sessionId: string
  /** 16 octets */
  readonly issuerNonce: Uint8Array
  /** 32 octets; nonce and cryptogram are the data field of EXTERNAL AUTHENTICATE. */
  readonly cryptogram: Uint8Array
}

/**
 * The card's sealed answer that carries a public key: it was made in this card, in this session.
 */
export interface KeyEvidence {
  readonly sessionId: string
  /** Whether the card made the pair now, or showed the one that waits. */
  readonly how: 'generated' | 'read'
  /** The number of the command in its session. */
  readonly commandNumber: number
  /** The data field of the card's answer. */
  readonly sealedAnswer: Uint8Array
}

/** A certificate issued for the key of the evidence, with that of its authority. */
export interface RequestedCertificate {
  readonly kind: CertificateKind
  readonly serialHex: SerialHex
  readonly certificateDer: Uint8Array
  readonly authorityCertificateDer: Uint8Array
  readonly notBefore: Instant
  readonly notAfter: Instant
}

/** A certificate as it was read back from the card. */
export interface DeliveredCertificate {
  readonly kind: CertificateKind
  readonly certificateDer: Uint8Array
}

/**
 * One line of what happened at the counter about one resident; `position` from 1 in order. No basic
 * items.
 */
export interface HistoryEntry {
  readonly position: number
  readonly residentId: ResidentId
  readonly at: Instant
  readonly what: HistoryKind
  /** The receipt number, or the card serial or feed position the entry is about. */
  readonly subject: string
  readonly detail: Readonly<Record<string, string | number>>
}

/** What can stand in the history. */
export const HISTORY_KINDS = [
  'card-registered',
  'card-ended',
  'card-made-pinless',
  'card-term-authorised',
  'card-term-changed',
  'card-term-withdrawn',
  'card-restored-from-old-copy',
  'application-accepted',
  'application-withdrawn',
  'certificate-issued',
  'certificates-delivered',
  'revocation-accepted',
  'revocation-done',
  'pin-reset-authorised',
  'pin-reset-done',
  'pin-reset-withdrawn',
  'life-event',
] as const

/** One of `HISTORY_KINDS`. */
export type HistoryKind = (typeof HISTORY_KINDS)[number]

/** A certificate in the history, with its status now. */
export interface HistoryCertificate extends IssuedRef {
  readonly receiptNumber: string
  readonly cardSerial: string
  readonly status: CertificateStatus
}

/** Everything the counter knows about one resident, oldest first. */
export interface ResidentHistory {
  readonly residentId: ResidentId
  readonly cards: readonly RegisteredCard[]
  readonly applications: readonly Application[]
  readonly certificates: readonly HistoryCertificate[]
  readonly entries: readonly HistoryEntry[]
}

/** What the counter itself refuses, apart from what law, authorities and register refuse. */
export type CounterOwnRefusal =
  | 'receipt-number-malformed'
  | 'application-unknown'
  | 'application-state'
  | 'application-open-already'
  | 'procedure-unknown'
  | 'card-unknown'
  | 'card-of-another-resident'
  | 'card-not-live'
  | 'card-expired'
  | 'card-without-pins'
  | 'second-card-while-one-is-live'
  | 'card-restored-from-old-copy'
  | 'card-proof-wrong'
  | 'issuer-session-unknown'
  | 'certificate-live-already'
  | 'nothing-to-renew'
  | 'not-in-renewal-window'
  | 'delivery-mismatch'
  | 'card-term-mismatch'
  | 'nothing-to-revoke'

/** Every refusal that reaches a counter terminal. */
export type CounterRefusal =
  | CounterOwnRefusal
  | EligibilityRefusal
  | IssueRefusal
  | RevokeRefusal
  | RegisterRefusal
