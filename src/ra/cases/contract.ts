import type { CivilDate } from '#kernel/civil-date.ts'
import type { Instant } from '#kernel/instant.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { CounterApplicant, CounterProcedure, Situation } from '#law/counter-procedure.ts'
import type { Paper } from '#law/procedures.ts'
import type { LifeEvent, ResidentId } from '#register/contract.ts'
import type { CounterGround, IdentityEvidence } from '../contract.ts'
import type { StaffId } from '../staff/contract.ts'

/**
 * One act of a case on the records, the authorities or the card, each under a receipt number of its
 * own that was drawn when the case was opened: the same act again has the same result.
 */
export type CaseAct =
  | {
      readonly act: 'application'
      readonly receiptNumber: string
      readonly purpose: 'issue' | 'renew'
      readonly kinds: readonly CertificateKind[]
    }
  | {
      readonly act: 'revocation'
      readonly receiptNumber: string
      readonly ground: CounterGround
      readonly kinds: readonly CertificateKind[]
    }
  | {
      readonly act: 'pin-reset'
      readonly receiptNumber: string
      readonly pins: readonly CertificateKind[]
    }
  /** The holder changes a PIN that they know; only the card takes part. */
  | {
      readonly act: 'pin-change'
      readonly receiptNumber: string
      readonly pins: readonly CertificateKind[]
    }
  /** A change of the record that the counter enters itself (a stay extended, a correction). */
  | {
      readonly act: 'record-change'
      readonly receiptNumber: string
      readonly event: LifeEvent
    }
  /** A card is registered and made; `replaces`: the present one ends first. */
  | {
      readonly act: 'card'
      readonly receiptNumber: string
      readonly variant: 'standard' | 'pinless'
    }
  /** The present card gets the end that the record now allows: in the chip, then as registered. */
  | { readonly act: 'card-term'; readonly receiptNumber: string }
  /** Everything that one authority key generation signed ends (法14条). */
  | {
      readonly act: 'authority-revocation'
      readonly receiptNumber: string
      readonly kind: CertificateKind
      readonly generation: number
    }

/** An act with what became of it. */
export type CaseActState = CaseAct & { readonly doneAt: Instant | undefined }

/** Where a case stands. `model.ts` has the table of what leads where. */
export type CaseState =
  /** Opened; identity and papers are still to be confirmed. */
  | { readonly at: 'opened' }
  /** The proxy's first visit is over: the inquiry was mailed to the holder. */
  | { readonly at: 'inquiry-sent'; readonly sentOn: CivilDate; readonly answerBy: CivilDate }
  /** Papers are in order; a supervisor decides. */
  | { readonly at: 'awaiting-approval'; readonly requestedBy: StaffId }
  /** Everything that comes before the acts is done; the acts may begin, on any terminal. */
  | { readonly at: 'ready' }
  /** At least one act was begun; it goes on with the first that is not done. */
  | { readonly at: 'under-way' }
  | { readonly at: 'done'; readonly doneAt: Instant }
  | { readonly at: 'rejected'; readonly by: StaffId; readonly rejectedAt: Instant }
  | { readonly at: 'withdrawn'; readonly by: StaffId; readonly withdrawnAt: Instant }

/** The name of a state. */
export type CaseStateName = CaseState['at']

/** Who acts for the holder: a proxy or the legal representative. Personal data. */
export interface CaseAgent {
  readonly name: string
  readonly address: string
}

/** One case (案件) at the counter: a procedure for one person under one receipt number. */
export interface Case {
  readonly receiptNumber: string
  readonly municipalityCode: string
  readonly residentId: ResidentId
  readonly situation: Situation
  readonly procedure: CounterProcedure
  readonly applicant: CounterApplicant
  /** Named where somebody acts for the holder. */
  readonly agent: CaseAgent | undefined
  /** The card the case is about; `undefined` where there is none yet, or none any more. */
  readonly cardSerial: string | undefined
  readonly feeYen: number
  readonly openedBy: StaffId
  readonly openedAt: Instant
  /** How identity was confirmed and which papers were seen; `undefined` before that. */
  readonly sighted: SightedPapers | undefined
  readonly acts: readonly CaseActState[]
  readonly state: CaseState
}

/** The papers a clerk has seen, and how the applicant's identity was confirmed. */
export interface SightedPapers {
  readonly identity: IdentityEvidence
  readonly papers: readonly Paper[]
  readonly by: StaffId
  readonly at: Instant
}

/** What a clerk asks for when opening a case; a form's content, meaning not yet checked. */
export interface CaseRequest {
  /** Drawn before the form was shown: the same form sent twice opens one case. */
  readonly receiptNumber: string
  readonly residentId: ResidentId
  readonly situation: Situation
  readonly procedure: CounterProcedure
  readonly applicant: CounterApplicant
  /** Who acts for the holder; ignored where the applicant is nobody's agent. */
  readonly agent?: CaseAgent | undefined
  /** The kinds asked for where the procedure lets them be chosen; otherwise ignored. */
  readonly kinds: readonly CertificateKind[]
  /** For `stay-extension`: the new last day of the stay. */
  readonly periodOfStayEndsOn?: CivilDate | undefined
  /** For `overseas-continuation`: the day of departure. */
  readonly leavesOn?: CivilDate | undefined
  /** Own fault (fees) where the law asks for it. */
  readonly ownFault?: boolean | undefined
  /** For `authority-key-compromise`. */
  readonly generation?: number | undefined
}

/** One line of a case's own history: who did what when, with the papers. No basic items. */
export interface CaseEntry {
  /** From 1, in order. */
  readonly position: number
  readonly receiptNumber: string
  readonly at: Instant
  readonly by: StaffId
  readonly what: CaseEntryKind
  readonly detail: Readonly<Record<string, string | number>>
}

/** What can stand in a case's history. */
export const CASE_ENTRY_KINDS = [
  'opened',
  'papers-confirmed',
  'inquiry-sent',
  'answer-received',
  'approved',
  'rejected',
  'act-begun',
  'act-done',
  'interrupted',
  'resumed',
  'withdrawn',
  'done',
] as const

/** One of `CASE_ENTRY_KINDS`. */
export type CaseEntryKind = (typeof CASE_ENTRY_KINDS)[number]

/** What the counter refuses about a case, besides what its acts refuse. */
export type CaseOwnRefusal =
  | 'case-unknown'
  | 'case-state'
  | 'case-changed-meanwhile'
  | 'case-applicant-may-not'
  | 'case-agent-missing'
  | 'case-agent-malformed'
  | 'case-paper-missing'
  | 'case-approval-by-same-person'
  | 'case-approval-needs-supervisor'
  | 'case-procedure-does-not-fit'
  | 'case-open-already'
  | 'case-answer-late'
