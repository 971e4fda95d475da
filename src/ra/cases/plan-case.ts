import type { CivilDate } from '#kernel/civil-date.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { CARD_VARIANTS } from '#law/card-variant.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from '#law/certificate-kind.ts'
import type { CounterProcedure } from '#law/counter-procedure.ts'
import { checkEligibility } from '#law/eligibility.ts'
import { continuationDeadline } from '#law/procedures.ts'
import { mayRenewOn, renewalWindow } from '#law/renewal.ts'
import type { Resident } from '#register/contract.ts'
import { applicantOf } from '../applicant.ts'
import { cardTerm } from '../change-card-term.ts'
import type { CounterGround, RegisteredCard } from '../contract.ts'
import type { CaseFacts } from './case-facts.ts'
import type { CaseAct, CaseRequest } from './contract.ts'
import { chosenOr, isEligible, kindsToChoose, usableCard } from './kinds-to-choose.ts'
import type { CaseRefusal } from './refusal.ts'

/** An act before its receipt number is drawn. */
export type PlannedAct = CaseAct extends infer Act
  ? Act extends CaseAct
    ? Omit<Act, 'receiptNumber'>
    : never
  : never

/** What a clerk asks for, as far as the acts depend on it. */
export type CaseWish = Pick<
  CaseRequest,
  'procedure' | 'kinds' | 'periodOfStayEndsOn' | 'leavesOn' | 'generation'
>

/** The facts, and the person as the change that the case enters leaves them; else as they are. */
export interface PlanFacts extends CaseFacts {
  readonly after: Resident
}

/** The acts of a case in their order, or why there is no such case for this person. */
export type Plan = Result<readonly PlannedAct[], CaseRefusal>

const BOTH = CERTIFICATE_KINDS

/**
 * The acts that a procedure is made of for this person now, decided purely. What the law would
 * refuse of a later act is refused here, before an earlier one has ended anything.
 */
export function planCase(wish: CaseWish, facts: PlanFacts): Plan {
  switch (wish.procedure) {
    case 'issue':
      return planIssue(wish, facts)
    case 'renewal':
      return planRenewal(wish, facts)
    case 'reissue-signature':
      return planReissue(wish, facts)
    case 'revocation':
      return planRevocation(wish, facts, 'holder-request')
    case 'ex-officio-revocation':
      return planRevocation(wish, facts, 'record-error')
    case 'compromise-report':
    case 'hold':
    case 'card-return':
      return planEnd(wish, facts)
    case 'lost-for-good':
      return planNewCard(wish, facts)
    case 'found-again':
      return planFoundAgain(wish, facts)
    case 'pin-change':
    case 'pin-reset':
    case 'kiosk-pin-reset':
      return planPins(wish, facts)
    case 'stay-extension':
      return planStay(wish, facts)
    case 'overseas-continuation':
      return planOverseas(wish, facts)
    case 'pinless-on':
      return planPinless(wish, facts)
    case 'pinless-off':
      return planNewCard(wish, facts)
    case 'authority-key-compromise':
      return planAuthority(wish)
  }
}

function planIssue({ kinds }: CaseWish, facts: PlanFacts): Plan {
  const { held, resident, today } = facts
  const variant = usableCard(facts)?.variant ?? 'standard'
  const wanted = chosenOr(kinds, kindsToChoose('issue', facts))
  for (const kind of wanted.length === 0 ? CERTIFICATE_KINDS : wanted) {
    const live = held.find((one) => one.kind === kind)
    if (live !== undefined) return refuse('certificate-live-already', { ...live })
    const eligible = checkEligibility(kind, applicantOf(resident, variant), today)
    if (!eligible.ok) return eligible
  }
  const card: readonly PlannedAct[] =
    usableCard(facts) === undefined ? [{ act: 'card', variant: 'standard' }] : []
  return ok([...card, application('issue', wanted)])
}

function planRenewal({ kinds }: CaseWish, facts: PlanFacts): Plan {
  const card = needCard('renewal', facts)
  if (!card.ok) return card
  const { held, resident, today } = facts
  const wanted = chosenOr(kinds, kindsToChoose('renewal', facts))
  const asked = wanted.length === 0 ? held.map(({ kind }) => kind) : wanted
  if (asked.length === 0) return refuse('nothing-to-renew', { kind: 'user-authentication' })
  for (const kind of asked) {
    const endsOn = held.find((one) => one.kind === kind)?.endsOn
    if (endsOn === undefined) return refuse('nothing-to-renew', { kind })
    const { opensOn } = renewalWindow(endsOn)
    if (!mayRenewOn(endsOn, today))
      return refuse('not-in-renewal-window', { kind, opensOn, endsOn })
    const eligible = checkEligibility(kind, applicantOf(resident, card.value.variant), today)
    if (!eligible.ok) return eligible
  }
  return ok([application('renew', asked)])
}

/** The new signature certificate ends with the other one: without that it is a first issue. */
function planReissue({ procedure }: CaseWish, facts: PlanFacts): Plan {
  const card = needCard(procedure, facts)
  if (!card.ok) return card
  const { held, resident, today } = facts
  const live = held.find(({ kind }) => kind === 'signature')
  if (live !== undefined) return refuse('certificate-live-already', { ...live })
  if (held.length === 0) return misfit(procedure)
  const eligible = checkEligibility('signature', applicantOf(resident, card.value.variant), today)
  return eligible.ok ? ok([application('issue', ['signature'])]) : eligible
}

function planRevocation({ kinds }: CaseWish, { held }: PlanFacts, ground: CounterGround): Plan {
  const live = CERTIFICATE_KINDS.filter((kind) => held.some((one) => one.kind === kind))
  const wanted = chosenOr(kinds, live).filter((kind) => live.includes(kind))
  return wanted.length === 0 ? refuse('nothing-to-revoke') : ok([revocation(ground, wanted)])
}

/** Leaked, lost for now, or given back: nothing is issued. */
function planEnd({ procedure, kinds }: CaseWish, { card, held, onHold }: PlanFacts): Plan {
  if (procedure === 'card-return') {
    return card === undefined ? misfit(procedure) : ok([revocation('card-returned', BOTH)])
  }
  if (held.length === 0 && (procedure === 'hold' || onHold.length === 0)) {
    return refuse('nothing-to-revoke')
  }
  if (procedure === 'hold') return ok([revocation('held', BOTH)])
  return ok([revocation('key-compromise-reported', chosenOr(kinds, BOTH))])
}

/** The present card ends, lost or given back for one with PINs, and a new one is made at once. */
function planNewCard({ procedure, kinds }: CaseWish, facts: PlanFacts): Plan {
  const { card, held, onHold, resident, today } = facts
  if (card === undefined) return misfit(procedure)
  const lost = procedure === 'lost-for-good'
  if (!lost && card.variant !== 'pinless') return misfit(procedure)
  const wanted = chosenOr(kinds, kindsToChoose(procedure, facts))
  for (const kind of wanted.length === 0 ? BOTH : wanted) {
    const eligible = checkEligibility(kind, applicantOf(resident, 'standard'), today)
    if (!eligible.ok) return eligible
  }
  // The reason of the loss is recorded before the end of the card gives a lesser one.
  const report: readonly PlannedAct[] =
    lost && held.length + onHold.length > 0 ? [revocation('key-compromise-reported', BOTH)] : []
  return ok([
    ...report,
    revocation(lost ? 'card-revoked' : 'card-returned', BOTH),
    { act: 'card', variant: 'standard' },
    application('issue', wanted),
  ])
}

/** The hold stays; a card that is found again gets new certificates. */
function planFoundAgain({ procedure }: CaseWish, facts: PlanFacts): Plan {
  const card = needCard(procedure, facts)
  if (!card.ok) return card
  const { onHold, resident, today } = facts
  const wanted = onHold.filter((kind) => isEligible(kind, resident, card.value.variant, today))
  return wanted.length === 0 ? misfit(procedure) : ok([application('issue', wanted)])
}

function planPins({ procedure, kinds }: CaseWish, facts: PlanFacts): Plan {
  const card = needCard(procedure, facts)
  if (!card.ok) return card
  if (!CARD_VARIANTS[card.value.variant].hasPins) {
    return refuse(procedure === 'kiosk-pin-reset' ? 'pin-reset-pinless-card' : 'card-without-pins')
  }
  const there = kindsToChoose(procedure, facts)
  const pins = chosenOr(kinds, there)
  if (procedure === 'kiosk-pin-reset') {
    if (pins.some((kind) => !there.includes(kind)) || pins.length === 0) {
      return refuse('pin-reset-certificate-ended')
    }
    if (pins.length > 1 || there.length < 2) return refuse('pin-reset-both-forgotten')
  }
  if (pins.length === 0 || pins.some((kind) => !there.includes(kind))) return misfit(procedure)
  return ok([{ act: procedure === 'pin-change' ? 'pin-change' : 'pin-reset', pins }])
}

/**
 * The record, then the card's term, then the certificates, which cannot be edited: they are revoked
 * last of all and issued anew in the same visit (spec/jpki.md §3.5).
 */
function planStay({ procedure, periodOfStayEndsOn }: CaseWish, facts: PlanFacts): Plan {
  const card = needCard(procedure, facts)
  if (!card.ok) return card
  const { resident, after, held, today } = facts
  if (resident.nationality !== 'foreigner') return misfit(procedure)
  const changes =
    periodOfStayEndsOn !== undefined && periodOfStayEndsOn !== resident.periodOfStayEndsOn
  const term = cardTerm(after, card.value)
  // Without a new day the law cannot say more than that the procedure is there for this person.
  if ((changes || periodOfStayEndsOn !== undefined) && term <= card.value.expiresOn) {
    return misfit(procedure)
  }
  const kinds = CERTIFICATE_KINDS.filter((kind) => held.some((one) => one.kind === kind))
  for (const kind of kinds) {
    const eligible = checkEligibility(kind, applicantOf(after, card.value.variant), today)
    if (!eligible.ok) return eligible
  }
  const record: readonly PlannedAct[] = changes
    ? [{ act: 'record-change', event: { kind: 'stay-extended', on: today, periodOfStayEndsOn } }]
    : []
  const anew: readonly PlannedAct[] =
    kinds.length === 0 ? [] : [revocation('card-term-changed', kinds), application('issue', kinds)]
  return ok([...record, { act: 'card-term' }, ...anew])
}

/** Asked for by the day before; carried out on the day, when the register takes the departure. */
function planOverseas({ procedure, leavesOn }: CaseWish, facts: PlanFacts): Plan {
  const card = needCard(procedure, facts)
  if (!card.ok) return card
  const { resident, held, today } = facts
  if (resident.nationality !== 'japanese') return refuse('overseas-not-japanese')
  if (resident.residence === 'overseas') return misfit(procedure)
  const signature = held.some(({ kind }) => kind === 'signature')
  const anew: readonly PlannedAct[] = signature ? [application('issue', ['signature'])] : []
  const on: CivilDate = leavesOn ?? today
  if (leavesOn !== undefined && today > continuationDeadline(leavesOn)) return misfit(procedure)
  const event = { kind: 'moved-overseas', on, continuation: true } as const
  return ok([{ act: 'record-change', event }, ...anew])
}

/** The card stays and loses its PINs; it must carry the user-authentication certificate. */
function planPinless({ procedure }: CaseWish, facts: PlanFacts): Plan {
  const card = needCard(procedure, facts)
  if (!card.ok) return card
  if (card.value.variant === 'pinless') return misfit(procedure)
  const { held } = facts
  const missing = CARD_VARIANTS.pinless.mustCarry.filter(
    (kind) => !held.some((one) => one.kind === kind),
  )
  const issue: readonly PlannedAct[] = missing.length === 0 ? [] : [application('issue', missing)]
  return ok([revocation('switched-to-pinless-card', BOTH), ...issue])
}

function planAuthority({ procedure, kinds, generation }: CaseWish): Plan {
  const [kind, ...others] = kinds
  if (kind === undefined && generation === undefined) return ok([])
  const named = generation !== undefined && Number.isSafeInteger(generation) && generation > 0
  if (kind === undefined || others.length > 0 || !named) return misfit(procedure)
  return ok([{ act: 'authority-revocation', kind, generation }])
}

function application(purpose: 'issue' | 'renew', kinds: readonly CertificateKind[]): PlannedAct {
  return { act: 'application', purpose, kinds }
}

function revocation(ground: CounterGround, kinds: readonly CertificateKind[]): PlannedAct {
  return { act: 'revocation', ground, kinds }
}

function needCard(
  procedure: CounterProcedure,
  facts: CaseFacts,
): Result<RegisteredCard, CaseRefusal> {
  const { card } = facts
  if (card === undefined) return misfit(procedure)
  if (usableCard(facts) === undefined) return refuse('card-expired', { expiresOn: card.expiresOn })
  return ok(card)
}

function misfit(procedure: CounterProcedure) {
  return refuse('case-procedure-does-not-fit', { procedure })
}
