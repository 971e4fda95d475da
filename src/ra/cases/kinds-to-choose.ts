import type { CivilDate } from '#kernel/civil-date.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from '#law/certificate-kind.ts'
import type { CounterProcedure } from '#law/counter-procedure.ts'
import { checkEligibility } from '#law/eligibility.ts'
import { mayRenewOn } from '#law/renewal.ts'
import type { Resident } from '#register/contract.ts'
import { applicantOf } from '../applicant.ts'
import type { RegisteredCard } from '../contract.ts'
import type { CaseFacts } from './case-facts.ts'

/** The kinds that the clerk may choose among; none where the procedure fixes them. */
export function kindsToChoose(
  procedure: CounterProcedure,
  facts: CaseFacts,
): readonly CertificateKind[] {
  const { held, card, today, resident } = facts
  const isHeld = (kind: CertificateKind): boolean => held.some((one) => one.kind === kind)
  switch (procedure) {
    case 'issue': {
      const variant = usableCard(facts)?.variant ?? 'standard'
      return CERTIFICATE_KINDS.filter(
        (kind) => !isHeld(kind) && isEligible(kind, resident, variant, today),
      )
    }
    // The present certificates end with the present card.
    case 'lost-for-good':
    case 'pinless-off':
      return CERTIFICATE_KINDS.filter((kind) => isEligible(kind, resident, 'standard', today))
    case 'renewal':
      return held.filter(({ endsOn }) => mayRenewOn(endsOn, today)).map(({ kind }) => kind)
    case 'revocation':
    case 'compromise-report':
    case 'ex-officio-revocation':
      return CERTIFICATE_KINDS.filter(isHeld)
    case 'pin-change':
    case 'pin-reset':
    case 'kiosk-pin-reset':
      return card?.variant === 'standard' ? CERTIFICATE_KINDS.filter(isHeld) : []
    case 'authority-key-compromise':
      return CERTIFICATE_KINDS
    case 'reissue-signature':
    case 'card-return':
    case 'hold':
    case 'found-again':
    case 'stay-extension':
    case 'overseas-continuation':
    case 'pinless-on':
      return []
  }
}

/** The kinds asked for in the order of issuing; where none was, those that there are. */
export function chosenOr(
  chosen: readonly CertificateKind[],
  otherwise: readonly CertificateKind[],
): readonly CertificateKind[] {
  return CERTIFICATE_KINDS.filter((kind) =>
    (chosen.length === 0 ? otherwise : chosen).includes(kind),
  )
}

/** Whether the law lets the person have a certificate of the kind on such a card. */
export function isEligible(
  kind: CertificateKind,
  resident: Resident,
  variant: RegisteredCard['variant'],
  on: CivilDate,
): boolean {
  return checkEligibility(kind, applicantOf(resident, variant), on).ok
}

/** The card, if its term is not over. */
export function usableCard({ card, today }: CaseFacts): RegisteredCard | undefined {
  return card !== undefined && card.expiresOn >= today ? card : undefined
}
