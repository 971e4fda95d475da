import type { CivilDate } from '#kernel/civil-date.ts'
import { civilDateInJapan, type Instant } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { cardExpiry, stayStatusOf } from '#law/card-expiry.ts'
import { checkEligibility, type EligibleApplicant } from '#law/eligibility.ts'
import type { Resident, ResidentId } from '#register/contract.ts'
import { applicantOf } from './applicant.ts'
import type { CardRegistration, CounterRefusal, RegisteredCard } from './contract.ts'
import type { CounterPorts } from './counter-ports.ts'
import type { StoredProcedure } from './ports.ts'
import { isReceiptNumber } from './receipt-number.ts'

/** The birth of a card for a resident. */
export interface CardRegistrationRequest {
  readonly receiptNumber: string
  readonly residentId: ResidentId
  /** The 16 digits of the card's token information. */
  readonly cardSerial: string
  readonly variant: RegisteredCard['variant']
}

type Ports = Pick<CounterPorts, 'clock' | 'residents' | 'cards' | 'procedures'>

/**
 * Registers a card from today to the day the law gives. The same card for the same resident is
 * registered once; a second card is refused while one is live, and a live card past its term makes
 * room.
 */
export async function registerCard(
  ports: Ports,
  request: CardRegistrationRequest,
): Promise<Result<RegisteredCard, CounterRefusal>> {
  const { receiptNumber, residentId, cardSerial, variant } = request
  if (!isReceiptNumber(receiptNumber)) return refuse('receipt-number-malformed')
  const earlier = await ports.procedures.find(receiptNumber)
  if (earlier !== undefined && !isSameRegistration(earlier, request))
    return refuse('receipt-reused')
  const resident = await ports.residents.find(residentId)
  if (resident === undefined) return refuse('resident-unknown')
  const known = await ports.cards.find(cardSerial)
  if (known !== undefined && known.residentId !== residentId) {
    return refuse('card-of-another-resident')
  }
  const now = ports.clock.now()
  const card = known ?? (await addCard(ports, resident, request, now))
  if ('ok' in card) return card
  const registration = { receiptNumber, residentId, cardSerial, variant, registeredAt: now }
  await ports.procedures.open(
    { kind: 'card-registration', registration },
    entryOf(registration, card.expiresOn),
  )
  return ok(card)
}

async function addCard(
  ports: Ports,
  resident: Resident,
  request: CardRegistrationRequest,
  now: Instant,
): Promise<RegisteredCard | Result<never, CounterRefusal>> {
  const today = civilDateInJapan(now)
  const applicant = applicantOf(resident, request.variant)
  const eligible = checkEligibility('user-authentication', applicant, today)
  if (!eligible.ok) return eligible
  await endExpiredCards(ports, resident.id, today, now)
  const card = newCard(request, eligible.value)
  const registration = { ...request, registeredAt: now }
  const added = await ports.cards.add(card, entryOf(registration, card.expiresOn))
  switch (added) {
    case 'added':
      return card
    case 'resident-has-live-card':
      return refuse('second-card-while-one-is-live')
    case 'serial-taken': {
      const winner = await ports.cards.find(request.cardSerial)
      return winner?.residentId === resident.id ? winner : refuse('card-of-another-resident')
    }
  }
}

/** A card made today for a person the law lets have one. */
function newCard(request: CardRegistrationRequest, eligible: EligibleApplicant): RegisteredCard {
  const { applicant, on } = eligible
  const { birthDate } = applicant
  const status = stayStatusOf(applicant)
  const { lastDay } = cardExpiry({ birthDate, appliedOn: on, issuedOn: on, status })
  return {
    cardSerial: request.cardSerial,
    residentId: request.residentId,
    variant: request.variant,
    issuedOn: on,
    expiresOn: lastDay,
    state: 'live',
    lifeCounter: 0,
  }
}

async function endExpiredCards(
  { cards }: Ports,
  residentId: ResidentId,
  today: CivilDate,
  at: Instant,
): Promise<void> {
  for (const { cardSerial, state, expiresOn } of await cards.ofResident(residentId)) {
    if (state !== 'live' || expiresOn >= today) continue
    const detail = { end: 'revoked', expiresOn }
    const entry = { residentId, at, what: 'card-ended', subject: cardSerial, detail } as const
    await cards.change(cardSerial, 'revoked', entry)
  }
}

function isSameRegistration(
  { procedure }: StoredProcedure,
  { residentId, cardSerial, variant }: CardRegistrationRequest,
): boolean {
  if (procedure.kind !== 'card-registration') return false
  const { registration } = procedure
  return (
    registration.residentId === residentId &&
    registration.cardSerial === cardSerial &&
    registration.variant === variant
  )
}

function entryOf(
  { residentId, registeredAt, cardSerial, variant, receiptNumber }: CardRegistration,
  expiresOn: CivilDate,
) {
  const detail = { variant, expiresOn, receiptNumber }
  return {
    residentId,
    at: registeredAt,
    what: 'card-registered',
    subject: cardSerial,
    detail,
  } as const
}
