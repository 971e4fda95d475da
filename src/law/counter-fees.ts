import type { CivilDate } from '#kernel/civil-date.ts'
import type { CounterProcedure } from './counter-procedure.ts'
import { feeYen } from './fees.ts'

/** What the fee of a procedure depends on. */
export interface CounterFeeFacts {
  /** The person lost or damaged the card or the certificates, or let them lapse. */
  readonly ownFault?: boolean | undefined
  /** Certificates are issued together with the card, or alone. */
  readonly withCertificates: boolean
  /** A card is made anew. Where a procedure always makes one, this need not be said. */
  readonly withCard?: boolean | undefined
  /** The day on which the card lapsed by a move overseas without continued use. */
  readonly leftOn?: CivilDate | undefined
}

/** The fee in yen of `procedure`, accepted on `on`. What issues nothing is free. */
export function counterFeeYen(
  procedure: CounterProcedure,
  facts: CounterFeeFacts,
  on: CivilDate,
): number {
  const { withCertificates } = facts
  switch (procedure) {
    case 'issue':
      if (facts.leftOn !== undefined) {
        return feeYen({ occasion: 'overseas-return', leftOn: facts.leftOn, withCertificates }, on)
      }
      return ownFaultYen(facts, facts.withCard === true, on)
    case 'found-again':
    case 'stay-extension':
      return ownFaultYen(facts, facts.withCard === true, on)
    case 'lost-for-good':
      return ownFaultYen(facts, true, on)
    case 'renewal':
      return feeYen({ occasion: 'renewal' }, on)
    case 'reissue-signature':
      return feeYen({ occasion: 'lapsed-by-change' }, on)
    case 'revocation':
    case 'compromise-report':
    case 'card-return':
    case 'hold':
    case 'pin-change':
    case 'pin-reset':
    case 'kiosk-pin-reset':
    case 'overseas-continuation':
    case 'pinless-on':
    case 'pinless-off':
    case 'ex-officio-revocation':
    case 'authority-key-compromise':
      return 0
  }
}

function ownFaultYen(facts: CounterFeeFacts, withCard: boolean, on: CivilDate): number {
  if (facts.ownFault !== true) return feeYen({ occasion: 'first-issue' }, on)
  const { withCertificates } = facts
  return feeYen({ occasion: 'own-fault', withCard, withCertificates }, on)
}
