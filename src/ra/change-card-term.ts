import type { CivilDate } from '#kernel/civil-date.ts'
import { civilDateInJapan } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { cardExpiry, stayStatusOf } from '#law/card-expiry.ts'
import { DEFAULT_LAW_POLICY, type LawPolicy } from '#law/policy.ts'
import type { Resident, ResidentId } from '#register/contract.ts'
import type { CounterRefusal, RegisteredCard } from './contract.ts'
import type { CounterPorts } from './counter-ports.ts'
import { liveCard } from './live-card.ts'
import { isReceiptNumber } from './receipt-number.ts'

/** Whose card is to have the end that the record now allows. */
export interface CardTermRequest {
  readonly receiptNumber: string
  readonly residentId: ResidentId
  readonly cardSerial: string
}

type Ports = Pick<CounterPorts, 'clock' | 'residents' | 'cards'>

/**
 * Gives a live card the last day that follows from the record as it is (有効期間の変更), before its
 * present term is over. Repeating it changes nothing.
 */
export async function changeCardTerm(
  ports: Ports,
  { receiptNumber, residentId, cardSerial }: CardTermRequest,
): Promise<Result<RegisteredCard, CounterRefusal>> {
  if (!isReceiptNumber(receiptNumber)) return refuse('receipt-number-malformed')
  const resident = await ports.residents.find(residentId)
  if (resident === undefined) return refuse('resident-unknown')
  const now = ports.clock.now()
  const card = await liveCard(ports.cards, cardSerial, residentId, civilDateInJapan(now))
  if (!card.ok) return card
  const expiresOn = cardTerm(resident, card.value)
  await ports.cards.change(
    cardSerial,
    { expiresOn },
    {
      residentId,
      at: now,
      what: 'card-term-changed',
      subject: receiptNumber,
      detail: { cardSerial, before: card.value.expiresOn, expiresOn },
    },
  )
  return ok({ ...card.value, expiresOn })
}

/** The last day of the same card by the record as it is now: its day of issue stays. */
export function cardTerm(
  resident: Resident,
  { issuedOn }: Pick<RegisteredCard, 'issuedOn'>,
  policy: LawPolicy = DEFAULT_LAW_POLICY,
): CivilDate {
  const facts = {
    birthDate: resident.items.birthDate,
    appliedOn: issuedOn,
    issuedOn,
    status: stayStatusOf(resident),
  }
  return cardExpiry(facts, policy).lastDay
}
