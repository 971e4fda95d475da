import { assert } from '#kernel/assert.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import type { Instant } from '#kernel/instant.ts'
import { ok, type Refused, refuse, type Result } from '#kernel/result.ts'
import type { StaffId } from '../staff/contract.ts'
import type {
  Case,
  CaseAct,
  CaseActState,
  CaseState,
  CaseStateName,
  SightedPapers,
} from './contract.ts'

/** What can happen to a case. */
export type CaseEvent =
  | {
      readonly happened: 'papers-confirmed'
      readonly sighted: SightedPapers
      /** The law wants a supervisor to approve first. */
      readonly needsApproval: boolean
    }
  | {
      readonly happened: 'inquiry-sent'
      readonly sentOn: CivilDate
      readonly answerBy: CivilDate
    }
  | { readonly happened: 'answer-received'; readonly sighted: SightedPapers }
  | { readonly happened: 'approval' }
  | { readonly happened: 'rejection'; readonly by: StaffId; readonly at: Instant }
  | { readonly happened: 'act-begun'; readonly cardSerial: string | undefined }
  | {
      readonly happened: 'act-done'
      readonly receiptNumber: string
      readonly at: Instant
      /** The card that the act brought about; otherwise the case's card stays. */
      readonly cardSerial?: string | undefined
    }
  | { readonly happened: 'withdrawal'; readonly by: StaffId; readonly at: Instant }

type Way = Readonly<Record<CaseEvent['happened'], readonly CaseStateName[]>>

const NOWHERE: Way = {
  'papers-confirmed': [],
  'inquiry-sent': [],
  'answer-received': [],
  approval: [],
  rejection: [],
  'act-begun': [],
  'act-done': [],
  withdrawal: [],
}

/** For each state and event the states it may lead to; none means `case-state`. */
export const CASE_TRANSITIONS: Readonly<Record<CaseStateName, Way>> = {
  opened: {
    ...NOWHERE,
    'papers-confirmed': ['ready', 'awaiting-approval'],
    'inquiry-sent': ['inquiry-sent'],
    withdrawal: ['withdrawn'],
  },
  // With the answer the second visit begins: the papers are still to be confirmed.
  'inquiry-sent': { ...NOWHERE, 'answer-received': ['opened'], withdrawal: ['withdrawn'] },
  'awaiting-approval': {
    ...NOWHERE,
    approval: ['ready'],
    rejection: ['rejected'],
    withdrawal: ['withdrawn'],
  },
  ready: { ...NOWHERE, 'act-begun': ['under-way'], withdrawal: ['withdrawn'] },
  'under-way': {
    ...NOWHERE,
    'act-begun': ['under-way'],
    'act-done': ['under-way', 'done'],
    withdrawal: ['withdrawn'],
  },
  done: NOWHERE,
  rejected: NOWHERE,
  withdrawn: NOWHERE,
}

/** The case after `event`, or `case-state` (detail `state`) where it is too late or too early. */
export function caseAfter(before: Case, event: CaseEvent): Result<Case, 'case-state'> {
  const targets = CASE_TRANSITIONS[before.state.at][event.happened]
  if (targets.length === 0) return wrongCaseState(before)
  const after = afterEvent(before, event)
  assert(targets.includes(after.state.at), `no way from ${before.state.at} to ${after.state.at}`)
  return ok(after)
}

function afterEvent(before: Case, event: CaseEvent): Case {
  switch (event.happened) {
    case 'papers-confirmed': {
      const { sighted, needsApproval } = event
      const state: CaseState = needsApproval
        ? { at: 'awaiting-approval', requestedBy: sighted.by }
        : { at: 'ready' }
      return { ...before, sighted, state }
    }
    case 'inquiry-sent': {
      const { sentOn, answerBy } = event
      return { ...before, state: { at: 'inquiry-sent', sentOn, answerBy } }
    }
    case 'answer-received':
      return { ...before, sighted: event.sighted, state: { at: 'opened' } }
    case 'approval':
      return { ...before, state: { at: 'ready' } }
    case 'rejection':
      return { ...before, state: { at: 'rejected', by: event.by, rejectedAt: event.at } }
    case 'act-begun': {
      const cardSerial = event.cardSerial ?? before.cardSerial
      return { ...before, cardSerial, state: { at: 'under-way' } }
    }
    case 'act-done':
      return afterActDone(before, event)
    case 'withdrawal':
      return { ...before, state: { at: 'withdrawn', by: event.by, withdrawnAt: event.at } }
  }
}

function afterActDone(
  before: Case,
  { receiptNumber, at, cardSerial }: Extract<CaseEvent, { happened: 'act-done' }>,
): Case {
  const next = nextAct(before)
  assert(next?.receiptNumber === receiptNumber, 'acts are done in their order')
  const acts = before.acts.map((act) => (act === next ? { ...act, doneAt: at } : act))
  const complete = acts.every(({ doneAt }) => doneAt !== undefined)
  const state: CaseState = complete ? { at: 'done', doneAt: at } : { at: 'under-way' }
  return { ...before, acts, cardSerial: cardSerial ?? before.cardSerial, state }
}

/** `case-state` with the state the case is in. */
export function wrongCaseState({ state }: Case): Refused<'case-state'> {
  return refuse('case-state', { state: state.at })
}

/** The first act that is not done; `undefined` after the last. */
export function nextAct({ acts }: Case): CaseActState | undefined {
  return acts.find(({ doneAt }) => doneAt === undefined)
}

/** Whether the case still may change. */
export function isOpenCase({ state }: Case): boolean {
  return state.at !== 'done' && state.at !== 'rejected' && state.at !== 'withdrawn'
}

/** Whether the act takes a card on a reader; the others are done from the office. */
export function isAtTheCard({ act }: CaseAct): boolean {
  switch (act) {
    case 'application':
    case 'pin-reset':
    case 'pin-change':
    case 'card':
    case 'card-term':
      return true
    case 'revocation':
    case 'record-change':
    case 'authority-revocation':
      return false
  }
}
