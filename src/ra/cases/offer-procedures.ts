import type { CivilDate } from '#kernel/civil-date.ts'
import { ok, type RefusalDetail } from '#kernel/result.ts'
import { cardExpiry, stayStatusOf } from '#law/card-expiry.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from '#law/certificate-kind.ts'
import { counterFeeYen } from '#law/counter-fees.ts'
import type { CounterApplicant, CounterProcedure, Situation } from '#law/counter-procedure.ts'
import { PROCEDURE_TRAITS, PROCEDURES_OF_SITUATION } from '#law/counter-procedure-table.ts'
import { applicantsOf } from '#law/may-act.ts'
import type { Paper } from '#law/procedures.ts'
import type { RuleId } from '#law/rule-id.ts'
import { decideValidity } from '#law/validity.ts'
import type { ResidentId } from '#register/contract.ts'
import { applicantOf } from '../applicant.ts'
import { cardTerm } from '../change-card-term.ts'
import type { Actor } from '../staff/contract.ts'
import { requireMay } from '../staff/may-do.ts'
import { papersFor } from './case-view.ts'
import { planFacts, type PlanPorts } from './load-plan.ts'
import { feeFacts } from './open-case.ts'
import { kindsToChoose } from './kinds-to-choose.ts'
import { mayOpen } from './may-open.ts'
import { type Plan, planCase, type PlanFacts, type PlannedAct } from './plan-case.ts'
import type { CaseAnswer } from './refusal.ts'

/** A procedure for what happened to the person, as the law sees it. */
export interface ProcedureOffer {
  readonly procedure: CounterProcedure
  readonly titleJa: string
  readonly titleEn: string
  /** `undefined` where it can be had; otherwise why not. */
  readonly refused: { readonly code: string; readonly detail: RefusalDetail } | undefined
  readonly applicants: readonly CounterApplicant[]
  readonly papersByApplicant: Readonly<Partial<Record<CounterApplicant, readonly Paper[]>>>
  readonly twoVisitsFor: readonly CounterApplicant[]
  /** The kinds the clerk may choose among; empty where the procedure fixes them. */
  readonly kindsToChoose: readonly CertificateKind[]
  readonly feeYen: number
  readonly needsApproval: boolean
  readonly needsCard: boolean
  /** The last days the new certificates would have, with every kind that may be chosen. */
  readonly endsOn: Readonly<Partial<Record<CertificateKind, CivilDate>>>
  readonly rules: readonly RuleId[]
}

/** Who is asked about, and what happened to them. */
export interface OfferQuestion {
  readonly residentId: ResidentId
  readonly situation: Situation
}

/**
 * The procedures for what happened, in the order in which they are done; one that cannot be had is
 * offered with the reason why not.
 */
export async function offerProcedures(
  ports: PlanPorts,
  actor: Actor,
  { residentId, situation }: OfferQuestion,
): CaseAnswer<readonly ProcedureOffer[]> {
  const offers: ProcedureOffer[] = []
  for (const procedure of PROCEDURES_OF_SITUATION[situation]) {
    const facts = await planFacts(ports, residentId, { procedure, kinds: [] })
    if (!facts.ok) return facts
    const may = requireMay(actor, 'look-up', facts.value.resident.municipality.code)
    if (!may.ok) return may
    offers.push(offer(actor, procedure, situation, facts.value))
  }
  return ok(offers)
}

function offer(
  actor: Actor,
  procedure: CounterProcedure,
  situation: Situation,
  facts: PlanFacts,
): ProcedureOffer {
  const { resident, card, today } = facts
  const { ja, en, needsApproval, needsCard, rules } = PROCEDURE_TRAITS[procedure]
  const person = applicantOf(resident, card?.variant ?? 'standard')
  const applicants = applicantsOf(procedure, person, today)
  const plan = planCase({ procedure, kinds: onlyKind(procedure) }, facts)
  const acts = plan.ok ? plan.value : []
  const papers = applicants.map((applicant) => ({
    applicant,
    ...papersFor({ procedure, applicant, situation, resident, card, today }),
  }))
  return {
    procedure,
    titleJa: ja,
    titleEn: en,
    refused: refusedBecause(
      mayOpen(actor, procedure, resident.municipality.code),
      plan,
      applicants,
    ),
    applicants,
    papersByApplicant: Object.fromEntries(papers.map((one) => [one.applicant, one.papers])),
    twoVisitsFor: papers.filter(({ twoVisits }) => twoVisits).map(({ applicant }) => applicant),
    kindsToChoose: kindsToChoose(procedure, facts),
    feeYen: counterFeeYen(procedure, feeFacts(acts), today),
    needsApproval,
    needsCard,
    endsOn: endsOf(acts, facts),
    rules,
  }
}

/** A kiosk resets one PIN at a time: whether it can be had is asked for the first. */
function onlyKind(procedure: CounterProcedure): readonly CertificateKind[] {
  return procedure === 'kiosk-pin-reset' ? ['user-authentication'] : []
}

function refusedBecause(
  may: ReturnType<typeof mayOpen>,
  plan: Plan,
  applicants: readonly CounterApplicant[],
): ProcedureOffer['refused'] {
  if (!may.ok) return { code: may.refusal, detail: may.detail }
  if (!plan.ok) return { code: plan.refusal, detail: plan.detail }
  return applicants.length === 0 ? { code: 'case-applicant-may-not', detail: {} } : undefined
}

/** The last days by law, the user-authentication certificate first: its end caps the other's. */
function endsOf(
  acts: readonly PlannedAct[],
  facts: PlanFacts,
): Readonly<Partial<Record<CertificateKind, CivilDate>>> {
  const { after, held, today } = facts
  const ends: Partial<Record<CertificateKind, CivilDate>> = {}
  const issue = acts.find((act) => act.act === 'application')
  if (issue === undefined) return ends
  const cardExpiresOn = cardEnd(acts, facts)
  const ended = new Set(acts.flatMap((act) => (act.act === 'revocation' ? act.kinds : [])))
  const endOfHeld = (kind: CertificateKind): CivilDate | undefined =>
    held.find((one) => one.kind === kind)?.endsOn
  for (const kind of CERTIFICATE_KINDS.filter((one) => issue.kinds.includes(one))) {
    const authentication = ended.has('user-authentication')
      ? undefined
      : endOfHeld('user-authentication')
    const validity = decideValidity({
      kind,
      birthDate: after.items.birthDate,
      issuedOn: today,
      appliedOn: today,
      replacedEndsOn: issue.purpose === 'renew' ? endOfHeld(kind) : undefined,
      cardExpiresOn,
      authenticationEndsOn: ends['user-authentication'] ?? authentication,
      periodOfStayEndsOn: after.periodOfStayEndsOn,
    })
    if (validity.ok) ends[kind] = validity.value.lastDay
  }
  return ends
}

/** The last day of the card that the certificates will be on. */
function cardEnd(acts: readonly PlannedAct[], { after, card, today }: PlanFacts): CivilDate {
  if (card === undefined || acts.some(({ act }) => act === 'card')) {
    const { birthDate } = after.items
    const status = stayStatusOf(after)
    return cardExpiry({ birthDate, appliedOn: today, issuedOn: today, status }).lastDay
  }
  return acts.some(({ act }) => act === 'card-term') ? cardTerm(after, card) : card.expiresOn
}
