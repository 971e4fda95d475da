import type { Paper } from './procedures.ts'
import type { RuleId } from './rule-id.ts'

/** A procedure of the counter (手続), in the order of the table of `counter-procedure-table.ts`. */
export const COUNTER_PROCEDURES = [
  'issue',
  'renewal',
  'reissue-signature',
  'revocation',
  'compromise-report',
  'card-return',
  'hold',
  'found-again',
  'lost-for-good',
  'pin-change',
  'pin-reset',
  'kiosk-pin-reset',
  'stay-extension',
  'overseas-continuation',
  'pinless-on',
  'pinless-off',
  'ex-officio-revocation',
  'authority-key-compromise',
] as const

/** One of `COUNTER_PROCEDURES`. */
export type CounterProcedure = (typeof COUNTER_PROCEDURES)[number]

/** What happened to the person: the clerk's one question (この方に何がありましたか?). */
export const SITUATIONS = [
  'receives-card',
  'certificate-expiring',
  'certificate-expired',
  'moved',
  'name-changed',
  'certificate-not-wanted',
  'card-lost-or-stolen',
  'key-or-pin-leaked',
  'card-found-again',
  'card-given-back',
  'pin-forgotten-or-locked',
  'pin-to-be-changed',
  'stay-extended',
  'leaves-japan',
  'wants-pinless-card',
  'wants-card-with-pins',
  'record-was-wrong',
  'died',
] as const

/** One of `SITUATIONS`. */
export type Situation = (typeof SITUATIONS)[number]

/**
 * Who acts at the counter: 本人, 法定代理人, 任意代理人, the municipality itself (職権), or a caller of the
 * 24-hour line.
 */
export const APPLICANTS = [
  'holder',
  'legal-representative',
  'proxy',
  'municipality',
  'hotline-caller',
] as const

/** One of `APPLICANTS`. */
export type CounterApplicant = (typeof APPLICANTS)[number]

/** What the act on the card or the authorities needs of the desk. */
export interface ProcedureTraits {
  readonly ja: string
  readonly en: string
  /** The law's source: shown one click away. */
  readonly rules: readonly [RuleId, ...RuleId[]]
  /** Who may act, in the order in which the counter asks. */
  readonly applicants: readonly [CounterApplicant, ...CounterApplicant[]]
  /** A second person, a supervisor, approves before anything is done. */
  readonly needsApproval: boolean
  /** The card lies on the reader while the act is done. */
  readonly needsCard: boolean
  /** The resident, or who sets PINs for them, types at the resident's screen. */
  readonly needsPins: boolean
}

/** What the applicant shows, and how it is shown in the order asked. */
export interface PapersAsked {
  /** Everything that is shown before the act, of both visits where there are two. */
  readonly papers: readonly Paper[]
  /** What of it is handed in at the first of two visits; empty where one visit is enough. */
  readonly atFirstVisit: readonly Paper[]
  /**
   * The route of a proxy: two visits, the 照会書兼回答書 mailed to the holder between them, the PINs in a
   * sealed envelope.
   */
  readonly twoVisits: boolean
}
