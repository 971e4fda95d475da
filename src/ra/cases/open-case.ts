import { ok, refuse, type Result } from '#kernel/result.ts'
import { counterFeeYen } from '#law/counter-fees.ts'
import { mayAct } from '#law/may-act.ts'
import { applicantOf } from '../applicant.ts'
import { drawReceiptNumber, isReceiptNumber } from '../receipt-number.ts'
import type { Actor } from '../staff/contract.ts'
import { requireMay } from '../staff/may-do.ts'
import { agentOf } from './case-agent.ts'
import { shownCase, type ShownCase } from './case-view.ts'
import type { Case, CaseRequest } from './contract.ts'
import { planFacts, type PlanPorts } from './load-plan.ts'
import { mayOpen } from './may-open.ts'
import { planCase, type PlanFacts, type PlannedAct } from './plan-case.ts'
import type { CasePorts, StoredCase } from './ports.ts'
import type { CaseAnswer, CaseRefusal } from './refusal.ts'

type Ports = PlanPorts & Pick<CasePorts, 'random' | 'cases'>

/**
 * Opens a case, once per receipt number: the same form again gives the case as it stands. A person
 * has one open case of a procedure at a time.
 */
export async function openCase(
  ports: Ports,
  actor: Actor,
  request: CaseRequest,
): CaseAnswer<ShownCase> {
  const { receiptNumber, residentId } = request
  if (!isReceiptNumber(receiptNumber)) return refuse('receipt-number-malformed')
  const earlier = await ports.cases.find(receiptNumber)
  if (earlier !== undefined) return await sameCase(ports, actor, earlier, request)
  const facts = await planFacts(ports, residentId, request)
  if (!facts.ok) return facts
  const decided = decideCase(ports, actor, request, facts.value)
  if (!decided.ok) return decided
  const { openedAt: at, openedBy: by, procedure, applicant, situation, feeYen } = decided.value
  const opened = await ports.cases.open(decided.value, {
    at,
    by,
    what: 'opened',
    detail: { procedure, applicant, situation, feeYen },
  })
  return 'stored' in opened
    ? await sameCase(ports, actor, opened.stored, request)
    : refuse('case-open-already', { receiptNumber: opened.rivalReceiptNumber })
}

function decideCase(
  ports: Ports,
  actor: Actor,
  request: CaseRequest,
  facts: PlanFacts,
): Result<Case, CaseRefusal> {
  const { residentId, receiptNumber, procedure, situation, applicant, ownFault } = request
  const { resident, card, today } = facts
  const may = mayOpen(actor, procedure, resident.municipality.code)
  if (!may.ok) return may
  const person = applicantOf(resident, card?.variant ?? 'standard')
  const mayNot = mayAct(procedure, applicant, person, today)
  if (mayNot !== undefined) return refuse(mayNot)
  const agent = agentOf(request)
  if (!agent.ok) return agent
  const plan = planCase(request, facts)
  if (!plan.ok) return plan
  const acts = plan.value.map((act) => ({
    ...act,
    receiptNumber: drawReceiptNumber(ports),
    doneAt: undefined,
  }))
  if (acts.length === 0) return refuse('case-procedure-does-not-fit', { procedure })
  return ok({
    receiptNumber,
    municipalityCode: resident.municipality.code,
    residentId,
    situation,
    procedure,
    applicant,
    agent: agent.value,
    cardSerial: card?.cardSerial,
    feeYen: counterFeeYen(procedure, { ownFault, ...feeFacts(plan.value) }, today),
    openedBy: actor.staffId,
    openedAt: ports.clock.now(),
    sighted: undefined,
    acts,
    state: { at: 'opened' },
  })
}

/** What the fee asks about the acts. */
export function feeFacts(acts: readonly PlannedAct[]): {
  readonly withCertificates: boolean
  readonly withCard: boolean
} {
  return {
    withCertificates: acts.some(({ act }) => act === 'application'),
    withCard: acts.some(({ act }) => act === 'card'),
  }
}

async function sameCase(
  ports: Ports,
  actor: Actor,
  stored: StoredCase,
  request: CaseRequest,
): CaseAnswer<ShownCase> {
  const { case: there } = stored
  const may = requireMay(actor, 'look-up', there.municipalityCode)
  if (!may.ok) return may
  const same =
    there.residentId === request.residentId &&
    there.procedure === request.procedure &&
    there.situation === request.situation &&
    there.applicant === request.applicant
  return same ? ok(await shownCase(ports, stored)) : refuse('receipt-reused')
}
