import type { CivilDate } from '#kernel/civil-date.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { ResidentId } from '#register/contract.ts'
import type { RegisteredCard } from './contract.ts'
import type { CardRegistry } from './ports.ts'

/** Why a card cannot be used at the counter. */
export type CardUseRefusal =
  | 'card-unknown'
  | 'card-of-another-resident'
  | 'card-not-live'
  | 'card-expired'

/** The resident's card, live and within its term on `today`; it still is on its last day. */
export async function liveCard(
  cards: CardRegistry,
  cardSerial: string,
  residentId: ResidentId,
  today: CivilDate,
): Promise<Result<RegisteredCard, CardUseRefusal>> {
  const card = await cards.find(cardSerial)
  if (card === undefined) return refuse('card-unknown')
  if (card.residentId !== residentId) return refuse('card-of-another-resident')
  if (card.state !== 'live') return refuse('card-not-live', { state: card.state })
  return card.expiresOn < today ? refuse('card-expired', { expiresOn: card.expiresOn }) : ok(card)
}
