import { ok } from '#kernel/result.ts'
import type { LifeEvent, ResidentId } from '#register/contract.ts'
import { caseFacts } from './case-facts.ts'
import type { CaseWish, PlanFacts } from './plan-case.ts'
import type { CasePorts } from './ports.ts'
import type { CaseAnswer } from './refusal.ts'

/** What facts and plan are read from. */
export type PlanPorts = Pick<
  CasePorts,
  'clock' | 'residents' | 'cards' | 'procedures' | 'authority' | 'rehearsal'
>

/** The facts for a plan, with the person as the change that the case enters would leave them. */
export async function planFacts(
  ports: PlanPorts,
  residentId: ResidentId,
  wish: CaseWish,
): CaseAnswer<PlanFacts> {
  const facts = await caseFacts(ports, residentId)
  if (!facts.ok) return facts
  const { resident, today } = facts.value
  const event = changeOf(wish, facts.value.resident.periodOfStayEndsOn, today)
  if (event === undefined) return ok({ ...facts.value, after: resident })
  const rehearsed = await ports.rehearsal.rehearse(residentId, event)
  return rehearsed.ok ? ok({ ...facts.value, after: rehearsed.value.after }) : rehearsed
}

/** The change of the record that the counter enters with the case, where there is one. */
function changeOf(
  { procedure, periodOfStayEndsOn, leavesOn }: CaseWish,
  endsOnNow: LifeEvent['on'] | undefined,
  today: LifeEvent['on'],
): LifeEvent | undefined {
  if (procedure === 'stay-extension') {
    // The register may have the new stay already; then only the card follows.
    if (periodOfStayEndsOn === undefined || periodOfStayEndsOn === endsOnNow) return undefined
    return { kind: 'stay-extended', on: today, periodOfStayEndsOn }
  }
  if (procedure !== 'overseas-continuation' || leavesOn === undefined) return undefined
  return { kind: 'moved-overseas', on: leavesOn, continuation: true }
}
