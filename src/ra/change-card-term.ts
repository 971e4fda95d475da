import { assert } from '#kernel/assert.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import { civilDateInJapan } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { cardExpiry, stayStatusOf } from '#law/card-expiry.ts'
import { DEFAULT_LAW_POLICY, type LawPolicy } from '#law/policy.ts'
import type { Resident, ResidentId } from '#register/contract.ts'
import { endAuthorised } from './change-authorised.ts'
import type { CardTermChange, CounterRefusal, RegisteredCard } from './contract.ts'
import type { CounterPorts } from './counter-ports.ts'
import { liveCard } from './live-card.ts'
import type { StoredProcedure } from './ports.ts'
import { isReceiptNumber } from './receipt-number.ts'

/** Whose card is to have the end that the record now allows. */
export interface CardTermRequest {
  readonly receiptNumber: string
  readonly residentId: ResidentId
  readonly cardSerial: string
}

type Ports = Pick<CounterPorts, 'clock' | 'residents' | 'cards' | 'procedures'>

/**
 * Decides the last day that follows from the record as it is (有効期間の変更) for a live card, before
 * its present term is over, and authorises the issuer session that writes it to the chip; once per
 * receipt number. Nothing is registered yet: the chip comes first.
 */
export async function requestCardTerm(
  ports: Ports,
  { receiptNumber, residentId, cardSerial }: CardTermRequest,
): Promise<Result<CardTermChange, CounterRefusal>> {
  if (!isReceiptNumber(receiptNumber)) return refuse('receipt-number-malformed')
  const earlier = await ports.procedures.find(receiptNumber)
  if (earlier !== undefined) return sameChange(earlier, residentId, cardSerial)
  const resident = await ports.residents.find(residentId)
  if (resident === undefined) return refuse('resident-unknown')
  const now = ports.clock.now()
  const card = await liveCard(ports.cards, cardSerial, residentId, civilDateInJapan(now))
  if (!card.ok) return card
  const expiresOn = cardTerm(resident, card.value)
  const change: CardTermChange = {
    receiptNumber,
    residentId,
    cardSerial,
    expiresOn,
    authorisedAt: now,
    state: { at: 'authorised' },
  }
  const what = 'card-term-authorised'
  const detail = { cardSerial, before: card.value.expiresOn, expiresOn }
  const opened = await ports.procedures.open(
    { kind: 'card-term', cardTerm: change },
    { residentId, at: now, what, subject: receiptNumber, detail },
  )
  assert('stored' in opened, 'a change of the term holds no kind open')
  return sameChange(opened.stored, residentId, cardSerial)
}

/** The change under a receipt number with what the terminal writes besides: the day of birth. */
export async function showCardTerm(
  { procedures, residents }: Pick<Ports, 'procedures' | 'residents'>,
  receiptNumber: string,
): Promise<Result<CardTermTask, CounterRefusal>> {
  const stored = await procedures.find(receiptNumber)
  if (stored?.procedure.kind !== 'card-term') return refuse('procedure-unknown')
  const change = stored.procedure.cardTerm
  const resident = await residents.find(change.residentId)
  if (resident === undefined) return refuse('resident-unknown')
  return ok({ change, birthDate: resident.items.birthDate })
}

/** What a terminal needs to write a term. */
export interface CardTermTask {
  readonly change: CardTermChange
  /** 照合番号B is made of it and of the year in which the card ends. */
  readonly birthDate: CivilDate
}

/**
 * Registers the term that the chip has taken: `chipEndsOn` is what was read back from it. The
 * register of cards follows before the change is over, so that repeating it finishes what a crash
 * left.
 */
export async function confirmCardTerm(
  ports: Pick<Ports, 'clock' | 'cards' | 'procedures'>,
  { receiptNumber, chipEndsOn }: { readonly receiptNumber: string; readonly chipEndsOn: CivilDate },
): Promise<Result<CardTermChange, CounterRefusal>> {
  const stored = await ports.procedures.find(receiptNumber)
  if (stored?.procedure.kind !== 'card-term') return refuse('procedure-unknown')
  const { residentId, cardSerial, expiresOn, state } = stored.procedure.cardTerm
  if (state.at === 'withdrawn') return refuse('application-state', { state: state.at })
  if (chipEndsOn !== expiresOn) return refuse('card-term-mismatch', { chip: chipEndsOn, expiresOn })
  const at = ports.clock.now()
  const before = (await ports.cards.find(cardSerial))?.expiresOn ?? 'none'
  const detail = { cardSerial, before, expiresOn }
  const what = 'card-term-changed'
  const entry = { residentId, at, what, subject: receiptNumber, detail } as const
  await ports.cards.change(cardSerial, { expiresOn }, entry)
  const end = { at: 'done', doneAt: at } as const
  const ended = await endAuthorised(ports.procedures, 'card-term', receiptNumber, end)
  if (!ended.ok) return ended
  assert(ended.value.kind === 'card-term', 'the change that was asked for')
  return ok(ended.value.cardTerm)
}

function sameChange(
  { procedure }: StoredProcedure,
  residentId: ResidentId,
  cardSerial: string,
): Result<CardTermChange, 'receipt-reused'> {
  if (procedure.kind !== 'card-term') return refuse('receipt-reused')
  const { cardTerm: change } = procedure
  return change.residentId === residentId && change.cardSerial === cardSerial
    ? ok(change)
    : refuse('receipt-reused')
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
