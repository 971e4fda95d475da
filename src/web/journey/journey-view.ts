import type { CivilDate } from '#kernel/civil-date.ts'
import type { Instant } from '#kernel/instant.ts'
import type { RefusalText } from '#kernel/refusal-text.ts'
import type { Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'

/** The steps of the main job, in order: from the counter to a status answer after a move. */
export const JOURNEY_STEPS = [
  'resident',
  'card',
  'application',
  'keys',
  'certificates',
  'document',
  'verification',
  'login',
  'status',
  'move',
  'status-after',
] as const

/** One of `JOURNEY_STEPS`. */
export type JourneyStepId = (typeof JOURNEY_STEPS)[number]

/** The same words in both languages. */
export interface Words {
  readonly ja: string
  readonly en: string
}

/**
 * One line of what a step found: a label in both languages and the value, in fixed width where it
 * is data.
 */
export interface Fact extends Words {
  readonly value: string
  readonly data?: true
}

/** One check of a verification, with the clause that demands it. */
export interface CheckLine extends Words {
  readonly clause: string
}

/** One command and response of the card, in hexadecimal, the PIN's octets already masked. */
export interface ApduTrace {
  readonly command: string
  readonly response: string
  readonly meaning: string
}

/** One step as it stands: `refused` by a rule, `failed` by a fault of ours. */
export interface JourneyStepView {
  readonly id: JourneyStepId
  readonly state: 'waiting' | 'running' | 'done' | 'refused' | 'failed'
  readonly tookMs: number | undefined
  /** What came of it, in one line. */
  readonly outcome: Words | undefined
  readonly facts: readonly Fact[]
  /** What was verified and held, in order. */
  readonly checks: readonly CheckLine[]
  readonly apdus: readonly ApduTrace[]
  /** The same on the command line, or another's tool that confirms it. */
  readonly tryIt: readonly string[]
  readonly refusal: (RefusalText & { readonly code: string }) | undefined
}

/** A certificate's place on the card, and what is in it. */
export type CertificatePicture =
  | { readonly at: 'waiting' }
  | { readonly at: 'refused'; readonly because: RefusalText }
  | { readonly at: 'good'; readonly serialHex: string; readonly until: Instant }
  | {
      readonly at: 'revoked'
      readonly serialHex: string
      readonly since: Instant
      /** CRLReason by name (RFC 5280 §5.3.1). */
      readonly reason: string
    }

/** The card of a journey, as its holder would see it. */
export interface CardPicture {
  readonly holderName: string
  /** Serial and end of the card, once there is one. */
  readonly card: { readonly cardSerial: string; readonly expiresOn: CivilDate } | undefined
  readonly certificates: Readonly<Record<CertificateKind, CertificatePicture>>
}

/** A journey as it stands: `refused` where a rule ended it, `failed` where a fault did. */
export interface JourneyView {
  readonly id: string
  readonly number: number
  readonly startedAt: Instant
  readonly state: 'running' | 'done' | 'refused' | 'failed'
  readonly residentLabel: string
  readonly picture: CardPicture
  readonly steps: readonly JourneyStepView[]
}

/** A synthetic resident offered for a journey; `note` says what to expect (「15歳未満」). */
export interface ResidentChoice {
  readonly id: string
  readonly label: string
  readonly note: string
}

/**
 * What the person chose. The PINs are the resident's own; they are never shown, stored or logged.
 */
export interface JourneyChoice {
  readonly residentId: string
  readonly signaturePassword: string
  readonly authenticationPin: string
}

/** Runs journeys in the background; several may run at once. */
export interface JourneyRunner {
  choices(): Promise<readonly ResidentChoice[]>
  start(choice: JourneyChoice): Promise<Result<{ readonly id: string }, string>>
  view(id: string): JourneyView | undefined
  latest(): JourneyView | undefined
}
