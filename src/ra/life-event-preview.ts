import type { CivilDate } from '#kernel/civil-date.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { Consequence } from '#law/consequence.ts'
import type { EligibilityRefusal, PinSetter } from '#law/eligibility.ts'
import type { LapseGround, RevocationReason } from '#law/lapse.ts'
import type { Paper } from '#law/procedures.ts'
import type { LifeEvent, Resident } from '#register/contract.ts'
import type { RegisteredCard } from './contract.ts'

/** A live certificate that the person has taken delivery of, and its last day. */
export interface HeldEnd {
  readonly kind: CertificateKind
  readonly endsOn: CivilDate
}

/** What a preview is about: the person before and after the event, the card and what is on it. */
export interface LifeEventQuestion {
  readonly before: Resident
  readonly after: Resident
  readonly event: LifeEvent
  /** The live card, if there is one. */
  readonly card: RegisteredCard | undefined
  readonly held: readonly HeldEnd[]
  /** The day on which the event takes effect at the counter: its own, or today if that is later. */
  readonly on: CivilDate
}

/** What becomes of one held certificate. */
export type CertificateOutcome = HeldEnd &
  (
    | { readonly becomes: 'lapses'; readonly on: CivilDate; readonly reason: RevocationReason }
    | { readonly becomes: 'survives' }
  )

/** What the person, or the family, can or must do. */
export type NextStep =
  | {
      readonly step: 'issue' | 'renew'
      readonly kind: CertificateKind
      readonly endsOn: CivilDate
      readonly papers: readonly Paper[]
      readonly feeYen: number
      readonly pinSetBy: PinSetter
    }
  /** The certificate cannot be had again, and why. */
  | {
      readonly step: 'not-issued'
      readonly kind: CertificateKind
      readonly because: EligibilityRefusal | 'validity-over' | 'card-expired'
    }
  | {
      readonly step: 'continue-card'
      readonly noticeBy: CivilDate
      readonly by: CivilDate
      readonly papers: readonly Paper[]
      readonly feeYen: number
    }
  | { readonly step: 'update-card-face'; readonly papers: readonly Paper[] }
  | {
      readonly step: 'request-continuation'
      readonly by: CivilDate
      readonly papers: readonly Paper[]
    }
  | {
      readonly step: 'change-card-term'
      readonly by: CivilDate
      readonly cardEndsOn: CivilDate
      readonly papers: readonly Paper[]
    }
  | { readonly step: 'give-card-back' }
  /** A new card; no fee where the source of a fee is the municipality's own. */
  | { readonly step: 'apply-for-card'; readonly feeYen: number | undefined }

/** Everything that an event brings about for one person. */
export interface LifeEventOutcome {
  readonly event: LifeEvent['kind']
  readonly on: CivilDate
  readonly ground: LapseGround | undefined
  readonly certificates: readonly CertificateOutcome[]
  /** `none`: the person has no live card. */
  readonly card: Consequence['card'] | 'none'
  readonly next: readonly NextStep[]
}
