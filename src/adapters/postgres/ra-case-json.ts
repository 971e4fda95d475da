import { assert } from '#kernel/assert.ts'
import { APPLICANTS, COUNTER_PROCEDURES, SITUATIONS } from '#law/counter-procedure.ts'
import { type Paper, PAPERS } from '#law/procedures.ts'
import type {
  Case,
  CaseAct,
  CaseActState,
  CaseAgent,
  CaseState,
  CaseStateName,
  SightedPapers,
} from '#ra/cases/contract.ts'
import { COUNTER_GROUNDS, IDENTITY_EVIDENCE } from '#ra/contract.ts'
import { parseStaffId, type StaffId } from '#ra/staff/contract.ts'
import type { LifeEvent } from '#register/contract.ts'
import { parseLifeEvent } from '#register/parse-life-event.ts'
import { CERTIFICATE_KINDS } from '#law/certificate-kind.ts'
import { JsonMembers } from './json-members.ts'

/** A case as its JSON is stored: member names and values are those of the type. */
export function caseJson(stored: Case): string {
  return JSON.stringify(stored)
}

/** Reads what `caseJson` wrote; anything else is a corrupted row, a fault. */
export function caseOf(json: unknown): Case {
  const body = new JsonMembers(json)
  return {
    receiptNumber: body.text('receiptNumber'),
    municipalityCode: body.text('municipalityCode'),
    residentId: body.resident(),
    situation: body.oneOf('situation', SITUATIONS),
    procedure: body.oneOf('procedure', COUNTER_PROCEDURES),
    applicant: body.oneOf('applicant', APPLICANTS),
    agent: body.has('agent') ? agentOf(body.object('agent')) : undefined,
    cardSerial: body.has('cardSerial') ? body.text('cardSerial') : undefined,
    feeYen: body.number('feeYen'),
    openedBy: staffOf(body, 'openedBy'),
    openedAt: body.instant('openedAt'),
    sighted: body.has('sighted') ? sightedOf(body.object('sighted')) : undefined,
    acts: body.list('acts').map(actStateOf),
    state: stateOf(body.object('state')),
  }
}

function agentOf(body: JsonMembers): CaseAgent {
  return { name: body.text('name'), address: body.text('address') }
}

function staffOf(body: JsonMembers, name: string): StaffId {
  return body.parsed(name, parseStaffId)
}

function isPaper(text: string): text is Paper {
  return Object.hasOwn(PAPERS, text)
}

function sightedOf(body: JsonMembers): SightedPapers {
  return {
    identity: body.oneOf('identity', IDENTITY_EVIDENCE),
    papers: body.textsOf('papers', Object.keys(PAPERS).filter(isPaper)),
    by: staffOf(body, 'by'),
    at: body.instant('at'),
  }
}

function actStateOf(body: JsonMembers): CaseActState {
  return { ...actOf(body), doneAt: body.has('doneAt') ? body.instant('doneAt') : undefined }
}

const ACTS: readonly CaseAct['act'][] = [
  'application',
  'revocation',
  'pin-reset',
  'pin-change',
  'record-change',
  'card',
  'card-term',
  'authority-revocation',
]

function actOf(body: JsonMembers): CaseAct {
  const act = body.oneOf('act', ACTS)
  const receiptNumber = body.text('receiptNumber')
  switch (act) {
    case 'application': {
      const purpose = body.oneOf('purpose', ['issue', 'renew'])
      return { act, receiptNumber, purpose, kinds: body.kinds('kinds') }
    }
    case 'revocation': {
      const ground = body.oneOf('ground', COUNTER_GROUNDS)
      return { act, receiptNumber, ground, kinds: body.kinds('kinds') }
    }
    case 'pin-reset':
    case 'pin-change':
      return { act, receiptNumber, pins: body.kinds('pins') }
    case 'record-change':
      return { act, receiptNumber, event: eventOf(body) }
    case 'card':
      return { act, receiptNumber, variant: body.oneOf('variant', ['standard', 'pinless']) }
    case 'card-term':
      return { act, receiptNumber }
    case 'authority-revocation': {
      const kind = body.oneOf('kind', CERTIFICATE_KINDS)
      return { act, receiptNumber, kind, generation: body.number('generation') }
    }
  }
}

function eventOf(body: JsonMembers): LifeEvent {
  const event = parseLifeEvent(body.raw('event'))
  assert(event !== undefined, 'a stored act has its life event')
  return event
}

const STATES: readonly CaseStateName[] = [
  'opened',
  'inquiry-sent',
  'awaiting-approval',
  'ready',
  'under-way',
  'done',
  'rejected',
  'withdrawn',
]

function stateOf(body: JsonMembers): CaseState {
  const at = body.oneOf('at', STATES)
  switch (at) {
    case 'opened':
    case 'ready':
    case 'under-way':
      return { at }
    case 'inquiry-sent':
      return { at, sentOn: body.date('sentOn'), answerBy: body.date('answerBy') }
    case 'awaiting-approval':
      return { at, requestedBy: staffOf(body, 'requestedBy') }
    case 'done':
      return { at, doneAt: body.instant('doneAt') }
    case 'rejected':
      return { at, by: staffOf(body, 'by'), rejectedAt: body.instant('rejectedAt') }
    case 'withdrawn':
      return { at, by: staffOf(body, 'by'), withdrawnAt: body.instant('withdrawnAt') }
  }
}
