import type { Situation } from '#law/counter-procedure.ts'
import type { OpenedPerson } from './person-access.ts'
import type { ProcedureOffer } from './ports.ts'
import type { ShownRefusal } from './refusal-box.ts'

/** What was chosen and typed to open a case, to be shown again; nothing in it is proved. */
export interface TypedCase {
  readonly procedure: string
  readonly applicant: string
  readonly kinds: readonly string[]
  readonly ownFault: boolean
  readonly periodOfStayEndsOn: string
  readonly leavesOn: string
  readonly generation: string
  readonly agentName: string
  readonly agentAddress: string
}

/** What the procedures of a situation are shown with. */
export interface ProcedurePageFacts extends OpenedPerson {
  readonly situation: Situation
  readonly offers: readonly ProcedureOffer[]
  /** A receipt number for the form of each offer. */
  readonly drawReceiptNumber: () => string
  /** The form that was sent and not taken, and why. */
  readonly refused: { readonly typed: TypedCase; readonly refusal: ShownRefusal } | undefined
}
