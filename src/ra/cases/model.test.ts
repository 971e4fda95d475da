import assert from 'node:assert/strict'
import { test } from 'node:test'
import { civilDate } from '#kernel/civil-date.ts'
import { instant } from '#kernel/instant.ts'
import { parseResidentId } from '#register/contract.ts'
import { staff } from '../../../test/contracts/case-office.ts'
import type { Case, CaseActState, CaseState, CaseStateName } from './contract.ts'
import { CASE_TRANSITIONS, caseAfter, type CaseEvent, isAtTheCard, isOpenCase } from './model.ts'

const AT = instant(1_772_413_200_000)
const { staffId } = staff(1, '14104')
const ACTS: readonly CaseActState[] = [
  { act: 'card-term', receiptNumber: 'A', doneAt: undefined },
  { act: 'card', receiptNumber: 'B', variant: 'standard', doneAt: undefined },
]
const SIGHTED = { identity: 'photo-document', papers: ['card'], by: staffId, at: AT } as const

const STATES: Readonly<Record<CaseStateName, CaseState>> = {
  opened: { at: 'opened' },
  'inquiry-sent': {
    at: 'inquiry-sent',
    sentOn: civilDate(2026, 3, 2),
    answerBy: civilDate(2026, 4, 1),
  },
  'awaiting-approval': { at: 'awaiting-approval', requestedBy: staffId },
  ready: { at: 'ready' },
  'under-way': { at: 'under-way' },
  done: { at: 'done', doneAt: AT },
  rejected: { at: 'rejected', by: staffId, rejectedAt: AT },
  withdrawn: { at: 'withdrawn', by: staffId, withdrawnAt: AT },
}

const EVENTS: readonly CaseEvent[] = [
  { happened: 'papers-confirmed', sighted: SIGHTED, needsApproval: false },
  { happened: 'papers-confirmed', sighted: SIGHTED, needsApproval: true },
  { happened: 'inquiry-sent', sentOn: civilDate(2026, 3, 2), answerBy: civilDate(2026, 4, 1) },
  { happened: 'answer-received', sighted: SIGHTED },
  { happened: 'approval' },
  { happened: 'rejection', by: staffId, at: AT },
  { happened: 'act-begun', cardSerial: '0000000000000001' },
  { happened: 'act-done', receiptNumber: 'A', at: AT },
  { happened: 'withdrawal', by: staffId, at: AT },
]

function aCase(at: CaseStateName, acts = ACTS): Case {
  const residentId = parseResidentId('R0000000001')
  assert.ok(residentId)
  return {
    receiptNumber: '20260302-00000001',
    municipalityCode: '14104',
    residentId,
    situation: 'receives-card',
    procedure: 'issue',
    applicant: 'holder',
    agent: undefined,
    cardSerial: undefined,
    feeYen: 0,
    openedBy: staffId,
    openedAt: AT,
    sighted: undefined,
    acts,
    state: STATES[at],
  }
}

for (const at of Object.keys(STATES) as readonly CaseStateName[])
  for (const event of EVENTS)
    test(`${at}: ${event.happened}${'needsApproval' in event ? ` ${event.needsApproval}` : ''}`, () => {
      const targets = CASE_TRANSITIONS[at][event.happened]
      const after = caseAfter(aCase(at), event)
      if (targets.length === 0) {
        assert.ok(!after.ok && after.refusal === 'case-state' && after.detail['state'] === at)
      } else assert.ok(after.ok && targets.includes(after.value.state.at))
    })

test('acts are done in order, and with the last the case is done, on the card it made', () => {
  const first = caseAfter(aCase('under-way'), { happened: 'act-done', receiptNumber: 'A', at: AT })
  assert.ok(first.ok && first.value.state.at === 'under-way')
  assert.throws(() =>
    caseAfter(aCase('under-way'), { happened: 'act-done', receiptNumber: 'B', at: AT }),
  )
  const cardSerial = '0000000000000009'
  const event = { happened: 'act-done', receiptNumber: 'B', at: AT, cardSerial } as const
  const last = caseAfter(first.value, event)
  assert.ok(last.ok)
  assert.deepEqual(last.value.state, { at: 'done', doneAt: AT })
  assert.equal(last.value.cardSerial, cardSerial)
  assert.equal(isOpenCase(last.value), false)
  assert.deepEqual(ACTS.map(isAtTheCard), [true, true])
})

test('what ended stays ended', () => {
  for (const at of ['done', 'rejected', 'withdrawn'] as const) {
    assert.equal(isOpenCase(aCase(at)), false)
    for (const event of EVENTS) assert.equal(caseAfter(aCase(at), event).ok, false)
  }
})
