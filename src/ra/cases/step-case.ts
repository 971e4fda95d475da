import { civilDateInJapan, type Instant } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { inquiryAnswerDeadline } from '#law/counter-papers.ts'
import type { PapersAsked } from '#law/counter-procedure.ts'
import { PROCEDURE_TRAITS } from '#law/counter-procedure-table.ts'
import type { Paper } from '#law/procedures.ts'
import type { CounterPorts } from '../counter-ports.ts'
import type { IdentityEvidence } from '../contract.ts'
import { type Procedure, procedureKey } from '../model.ts'
import type { Actor } from '../staff/contract.ts'
import { mayDo } from '../staff/may-do.ts'
import { withdrawApplication } from '../withdraw-application.ts'
import { withdrawAuthorised } from '../withdraw-authorised.ts'
import { papersOfCase, shownCase, type ShownCase } from './case-view.ts'
import { type CaseChange, caseFor, replaceCase } from './change-case.ts'
import type { Case, CaseEntryKind } from './contract.ts'
import { caseAfter, type CaseEvent, isOpenCase, wrongCaseState } from './model.ts'
import type { CasePorts, NewCaseEntry, StoredCase } from './ports.ts'
import type { CaseAnswer, CaseRefusal } from './refusal.ts'

/** What a person may do with a case besides carrying out its acts. */
export type CaseStep =
  | {
      readonly step: 'confirm-papers'
      readonly identity: IdentityEvidence
      readonly papers: readonly Paper[]
    }
  | { readonly step: 'send-inquiry' }
  | { readonly step: 'receive-answer' }
  | { readonly step: 'approve' }
  | { readonly step: 'reject' }
  | { readonly step: 'withdraw' }

/** A step of the case as the form showed it. */
export interface CaseStepRequest {
  readonly receiptNumber: string
  readonly revision: number
  readonly step: CaseStep
}

type Ports = Pick<CasePorts, 'clock' | 'cases' | 'residents' | 'cards'> &
  Pick<CounterPorts, 'procedures' | 'authority'>

/** What a step is decided on. */
interface StepQuestion {
  readonly stored: StoredCase
  readonly step: CaseStep
  readonly actor: Actor
  readonly now: Instant
  readonly asked: PapersAsked
}

/**
 * Takes one step with a case; a form that shows an older revision is refused. Withdrawing takes
 * back what the acts began before the case itself ends, so that repeating it finishes what a crash
 * left.
 */
export async function stepCase(
  ports: Ports,
  actor: Actor,
  { receiptNumber, revision, step }: CaseStepRequest,
): CaseAnswer<ShownCase> {
  const deciding = step.step === 'approve' || step.step === 'reject'
  const found = await caseFor(ports, actor, receiptNumber, deciding ? 'look-up' : 'open-case')
  if (!found.ok) return found
  const stored = found.value
  if (stored.revision !== revision) return refuse('case-changed-meanwhile')
  const resident = await ports.residents.find(stored.case.residentId)
  if (resident === undefined) return refuse('resident-unknown')
  const asked = await papersOfCase(ports, stored.case, resident)
  const question = { stored, step, actor, now: ports.clock.now(), asked }
  const changed = decideStep(question)
  if (!changed.ok) return changed
  if (step.step === 'withdraw') {
    const undone = await withdrawActs(ports, stored.case)
    if (!undone.ok) return undone
  }
  const replaced = await replaceCase(ports, stored, changed.value)
  return replaced.ok ? ok(await shownCase(ports, replaced.value)) : replaced
}

function decideStep(question: StepQuestion): Result<CaseChange, CaseRefusal> {
  const { stored, step, actor, now } = question
  const { staffId: by } = actor
  switch (step.step) {
    case 'confirm-papers':
      return confirmPapers(question, step.identity, step.papers)
    case 'send-inquiry':
      return sendInquiry(question)
    case 'receive-answer':
      return receiveAnswer(question)
    case 'approve': {
      const other = isOtherSupervisor(stored.case, actor)
      return other.ok ? stepped(question, { happened: 'approval' }, 'approved') : other
    }
    case 'reject': {
      const other = isOtherSupervisor(stored.case, actor)
      return other.ok
        ? stepped(question, { happened: 'rejection', by, at: now }, 'rejected')
        : other
    }
    case 'withdraw':
      return stepped(question, { happened: 'withdrawal', by, at: now }, 'withdrawn')
  }
}

/** Everything the law asks for was seen; with two visits, after the holder's answer. */
function confirmPapers(
  question: StepQuestion,
  identity: IdentityEvidence,
  papers: readonly Paper[],
): Result<CaseChange, CaseRefusal> {
  const { stored, actor, now, asked } = question
  const { sighted: answer, procedure } = stored.case
  if (asked.twoVisits && answer === undefined) return wrongCaseState(stored.case)
  const missing = asked.papers.find((paper) => !papers.includes(paper))
  if (missing !== undefined) return refuse('case-paper-missing', { paper: missing })
  const seen = asked.papers.filter((paper) => papers.includes(paper))
  const proof = asked.twoVisits ? 'inquiry-answer' : identity
  if (!asked.twoVisits && proof === 'inquiry-answer') {
    return refuse('case-paper-missing', { paper: 'inquiry-answer' })
  }
  const sighted = { identity: proof, papers: seen, by: actor.staffId, at: now }
  const { needsApproval } = PROCEDURE_TRAITS[procedure]
  const event: CaseEvent = { happened: 'papers-confirmed', sighted, needsApproval }
  return stepped(question, event, 'papers-confirmed', {
    identity: proof,
    papers: seen.join(' '),
  })
}

function sendInquiry(question: StepQuestion): Result<CaseChange, CaseRefusal> {
  const { stored, now, asked } = question
  const answered = stored.case.sighted !== undefined
  if (!asked.twoVisits || answered) return wrongCaseState(stored.case)
  const sentOn = civilDateInJapan(now)
  const answerBy = inquiryAnswerDeadline(sentOn)
  return stepped(question, { happened: 'inquiry-sent', sentOn, answerBy }, 'inquiry-sent', {
    answerBy,
    papers: asked.atFirstVisit.join(' '),
  })
}

function receiveAnswer(question: StepQuestion): Result<CaseChange, CaseRefusal> {
  const { stored, actor, now } = question
  const { state } = stored.case
  if (state.at !== 'inquiry-sent') return wrongCaseState(stored.case)
  const today = civilDateInJapan(now)
  if (today > state.answerBy) return refuse('case-answer-late', { answerBy: state.answerBy })
  const sighted = {
    identity: 'inquiry-answer',
    papers: ['inquiry-answer'],
    by: actor.staffId,
    at: now,
  } as const
  return stepped(question, { happened: 'answer-received', sighted }, 'answer-received')
}

/** The two-person rule: who asks does not approve, and who approves is a supervisor. */
function isOtherSupervisor(
  { state, openedBy }: Case,
  actor: Actor,
): Result<void, 'case-approval-needs-supervisor' | 'case-approval-by-same-person'> {
  if (!mayDo(actor, 'approve-case')) return refuse('case-approval-needs-supervisor')
  const asked = state.at === 'awaiting-approval' ? state.requestedBy : undefined
  return actor.staffId === openedBy || actor.staffId === asked
    ? refuse('case-approval-by-same-person')
    : ok(undefined)
}

function stepped(
  { stored, actor, now }: StepQuestion,
  event: CaseEvent,
  what: CaseEntryKind,
  detail: NewCaseEntry['detail'] = {},
): Result<CaseChange, CaseRefusal> {
  const after = caseAfter(stored.case, event)
  if (!after.ok) return after
  return ok({ after: after.value, entries: [{ at: now, by: actor.staffId, what, detail }] })
}

/**
 * Takes back what was begun for the case at the card and is not done: applications are withdrawn,
 * and what was authorised is authorised no longer.
 */
async function withdrawActs(ports: Ports, withdrawn: Case): Promise<Result<void, CaseRefusal>> {
  if (!isOpenCase(withdrawn)) return wrongCaseState(withdrawn)
  for (const { receiptNumber, doneAt } of withdrawn.acts) {
    if (doneAt !== undefined) continue
    const begun = await ports.procedures.find(receiptNumber)
    if (begun === undefined) continue
    const undone = await withdrawProcedure(ports, begun.procedure)
    if (!undone.ok) return undone
  }
  return ok(undefined)
}

async function withdrawProcedure(
  ports: Ports,
  procedure: Procedure,
): Promise<Result<unknown, CaseRefusal>> {
  const { receiptNumber } = procedureKey(procedure)
  switch (procedure.kind) {
    case 'application':
      return await withdrawApplication(ports, receiptNumber)
    case 'pin-reset':
    case 'card-term':
      return await withdrawAuthorised(ports, procedure.kind, receiptNumber)
    case 'card-registration':
    case 'revocation':
      return ok(undefined)
  }
}
