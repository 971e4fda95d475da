import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays } from '#kernel/civil-date.ts'
import { CaseOffice, staff } from '../../../test/contracts/case-office.ts'
import { CounterOffice, PINS } from '../../../test/contracts/counter-office.ts'
import { ScriptedTray } from '../../../test/contracts/scripted-tray.ts'
import { deskInProcess } from '../at-terminal/desk-in-process.ts'
import { resetPinsAtTerminal } from '../at-terminal/reset-pins-at-terminal.ts'
import { confirmPinReset } from '../request-pin-reset.ts'
import { beginAct } from './begin-act.ts'
import { carryOutOfficeActs } from './carry-out-office-acts.ts'
import type { CaseRequest } from './contract.ts'
import { finishAct } from './finish-act.ts'
import { interruptAct } from './interrupt-act.ts'
import { openCase } from './open-case.ts'
import { stepCase } from './step-case.ts'

const HOME = '14104'
const CLERK = staff(1, HOME)
const OTHER_CLERK = staff(2, HOME)
const BOSS = staff(3, HOME, ['supervisor'])
const OTHER_BOSS = staff(4, HOME, ['supervisor'])

async function opened(
  wish: Pick<CaseRequest, 'procedure' | 'situation'> & Partial<CaseRequest>,
  actor = CLERK,
) {
  const office = await CounterOffice.open()
  const tray = new ScriptedTray(office)
  const counter = new CaseOffice(office, tray)
  const residentId = office.resident(1)
  tray.put(await office.served(residentId))
  const request = await counter.request(residentId, wish)
  const shown = await openCase(counter.ports, actor, request)
  assert.ok(shown.ok, JSON.stringify(shown))
  const { receiptNumber } = request
  const { ports } = counter
  return { office, tray, counter, ports, receiptNumber, shown: shown.value, residentId }
}

function refusal(result: { ok: boolean; refusal?: string }): string | undefined {
  return result.ok ? undefined : result.refusal
}

const REVOCATION = { procedure: 'revocation', situation: 'certificate-not-wanted' } as const
const EX_OFFICIO = {
  procedure: 'ex-officio-revocation',
  situation: 'record-was-wrong',
  applicant: 'municipality',
} as const
const PIN_RESET = { procedure: 'pin-reset', situation: 'pin-forgotten-or-locked' } as const
const KIOSK = { ...PIN_RESET, procedure: 'kiosk-pin-reset', kinds: ['signature'] } as const

test('every paper must be seen, on the page that is shown', async () => {
  const { counter, ports, receiptNumber, shown } = await opened(REVOCATION)
  const { revision, papersAsked } = shown
  const confirm = (papers: typeof papersAsked, on = revision) =>
    stepCase(ports, CLERK, {
      receiptNumber,
      revision: on,
      step: { step: 'confirm-papers', identity: 'photo-document', papers },
    })
  const missing = await confirm(papersAsked.slice(1))
  assert.equal(refusal(missing), 'case-paper-missing')
  assert.ok(!missing.ok && missing.detail['paper'] === papersAsked[0])
  const stranger = staff(9, '01101')
  const step = { step: 'withdraw' } as const
  const foreign = await stepCase(ports, stranger, { receiptNumber, revision, step })
  assert.equal(refusal(foreign), 'staff-other-municipality')
  assert.equal(refusal(await carryOutOfficeActs(ports, CLERK, receiptNumber)), 'case-state')
  const confirmed = await confirm(papersAsked)
  assert.ok(confirmed.ok && confirmed.value.case.state.at === 'ready')
  assert.deepEqual(confirmed.value.case.sighted?.papers, papersAsked)
  assert.equal(refusal(await confirm(papersAsked)), 'case-changed-meanwhile')
  assert.equal((await counter.shown(CLERK, receiptNumber)).entries.length, 2)
})

test('a proxy comes twice; an answer after the deadline is too late', async () => {
  const { office, counter, receiptNumber } = await opened({ ...REVOCATION, applicant: 'proxy' })
  const step = (name: 'send-inquiry' | 'receive-answer') =>
    counter.step(CLERK, receiptNumber, { step: name })
  const confirm = async () => {
    const { papersAsked: papers } = await counter.shown(CLERK, receiptNumber)
    const identity = 'photo-document'
    return await counter.step(CLERK, receiptNumber, { step: 'confirm-papers', identity, papers })
  }
  assert.equal(refusal(await confirm()), 'case-state')
  assert.equal(refusal(await step('receive-answer')), 'case-state')
  const sent = await step('send-inquiry')
  assert.ok(sent.ok && sent.value.case.state.at === 'inquiry-sent')
  const { answerBy } = sent.value.case.state
  office.goTo(addDays(answerBy, 1))
  assert.equal(refusal(await step('receive-answer')), 'case-answer-late')
  office.goTo(answerBy)
  const answered = await step('receive-answer')
  assert.ok(answered.ok && answered.value.case.state.at === 'opened')
  assert.equal(refusal(await step('send-inquiry')), 'case-state')
  const confirmed = await confirm()
  assert.ok(confirmed.ok && confirmed.value.case.state.at === 'ready')
  assert.equal(confirmed.value.case.sighted?.identity, 'inquiry-answer')
})

test('two persons: a supervisor who did not ask approves, or rejects', async () => {
  for (const verdict of ['approve', 'reject'] as const) {
    const { office, counter, ports, receiptNumber, shown } = await opened(EX_OFFICIO, BOSS)
    const { papersAsked: papers } = shown
    const identity = 'photo-document'
    const asked = { step: 'confirm-papers', identity, papers } as const
    const waiting = await counter.step(OTHER_CLERK, receiptNumber, asked)
    assert.ok(waiting.ok && waiting.value.case.state.at === 'awaiting-approval')
    assert.equal(refusal(await carryOutOfficeActs(ports, BOSS, receiptNumber)), 'case-state')
    const decide = (who = BOSS) => counter.step(who, receiptNumber, { step: verdict })
    assert.equal(refusal(await decide(CLERK)), 'case-approval-needs-supervisor')
    assert.equal(refusal(await decide(BOSS)), 'case-approval-by-same-person')
    const decided = await decide(OTHER_BOSS)
    assert.ok(decided.ok)
    assert.equal(decided.value.case.state.at, verdict === 'approve' ? 'ready' : 'rejected')
    const done = await carryOutOfficeActs(ports, CLERK, receiptNumber)
    assert.equal(refusal(done), verdict === 'approve' ? undefined : 'case-state')
    assert.equal(office.authority.good('signature').length, verdict === 'approve' ? 0 : 1)
  }
})

test('the office’s acts leave who did them; repeated they change nothing', async () => {
  const { office, counter, ports, receiptNumber } = await opened(REVOCATION)
  await counter.confirmed(receiptNumber, CLERK, BOSS)
  const done = await carryOutOfficeActs(ports, OTHER_CLERK, receiptNumber)
  assert.ok(done.ok && done.value.case.state.at === 'done')
  assert.deepEqual(await carryOutOfficeActs(ports, CLERK, receiptNumber), done)
  assert.deepEqual(
    done.value.entries.map(({ what, by }) => `${what} ${by}`),
    [
      'opened S000001',
      'papers-confirmed S000001',
      'act-begun S000002',
      'act-done S000002',
      'done S000002',
    ],
  )
  assert.deepEqual(office.authority.good('signature'), [])
})

test('an act at the card is begun once, resumed elsewhere, and done only when it is', async () => {
  const { counter, ports, receiptNumber } = await opened(PIN_RESET)
  await counter.confirmed(receiptNumber, CLERK, BOSS)
  const begin = async (actor = CLERK) => {
    const { revision } = await counter.shown(actor, receiptNumber)
    return await beginAct(ports, actor, { receiptNumber, revision })
  }
  const stale = await beginAct(ports, CLERK, { receiptNumber, revision: 1 })
  assert.equal(refusal(stale), 'case-changed-meanwhile')
  const first = await begin()
  assert.ok(first.ok && !first.value.resumed)
  const actReceiptNumber = first.value.act.receiptNumber
  const early = await finishAct(ports, CLERK, { receiptNumber, actReceiptNumber })
  assert.equal(refusal(early), 'application-state')
  const code = 'a code with the name of a person'
  assert.ok((await interruptAct(ports, CLERK, { receiptNumber, code })).ok)
  const second = await begin(OTHER_CLERK)
  assert.ok(second.ok && second.value.resumed)
  const worked = await counter.work(OTHER_CLERK, receiptNumber)
  assert.ok(worked.ok && worked.value.case.state.at === 'done')
  const again = await finishAct(ports, CLERK, { receiptNumber, actReceiptNumber })
  assert.deepEqual(again, worked)
  const stopped = worked.value.entries.find(({ what }) => what === 'interrupted')
  assert.deepEqual(stopped?.detail, { code: 'fault' })
})

test('withdrawing takes back what was begun, and the case stays withdrawn', async () => {
  const { office, counter, ports, receiptNumber, residentId } = await opened({
    procedure: 'lost-for-good',
    situation: 'card-lost-or-stolen',
  })
  await counter.confirmed(receiptNumber, CLERK, BOSS)
  office.authority.breakdown = 'after'
  await assert.rejects(counter.work(CLERK, receiptNumber))
  assert.equal(office.authority.good('user-authentication').length, 1)
  const withdrawn = await counter.step(CLERK, receiptNumber, { step: 'withdraw' })
  assert.ok(withdrawn.ok && withdrawn.value.case.state.at === 'withdrawn')
  assert.deepEqual(office.authority.good('user-authentication'), [])
  assert.equal(
    refusal(await counter.step(CLERK, receiptNumber, { step: 'withdraw' })),
    'case-state',
  )
  const issue = { procedure: 'issue', situation: 'receives-card' } as const
  const request = await counter.request(residentId, issue)
  assert.ok((await openCase(ports, CLERK, request)).ok)
})

test('a PIN reset that was authorised and withdrawn is authorised no longer', async () => {
  const { office, counter, ports, receiptNumber, residentId, tray } = await opened({
    procedure: 'pin-reset',
    situation: 'pin-forgotten-or-locked',
  })
  await counter.confirmed(receiptNumber, CLERK, BOSS)
  const { revision } = await counter.shown(CLERK, receiptNumber)
  const begun = await beginAct(ports, CLERK, { receiptNumber, revision })
  assert.ok(begun.ok)
  const { act, shown } = begun.value
  assert.ok(act.act === 'pin-reset' && shown.case.cardSerial !== undefined)
  const withdrawn = await counter.step(CLERK, receiptNumber, { step: 'withdraw' })
  assert.ok(withdrawn.ok && withdrawn.value.case.state.at === 'withdrawn')
  const stored = await ports.procedures.find(act.receiptNumber)
  assert.ok(stored?.procedure.kind === 'pin-reset')
  assert.equal(stored.procedure.pinReset.state.at, 'withdrawn')
  const card = tray.card(shown.case.cardSerial)
  const before = card.contents.lifeCounter
  const terminal = { desk: deskInProcess(office.ports), card }
  const task = { receiptNumber: act.receiptNumber, pins: { ...PINS, signature: 'STOLEN99' } }
  assert.equal(
    refusal(await resetPinsAtTerminal(terminal, task, () => undefined)),
    'application-state',
  )
  assert.equal(refusal(await confirmPinReset(ports, act.receiptNumber)), 'application-state')
  assert.equal(card.contents.lifeCounter, before, 'the card was not written to')
  const entries = await ports.history.ofResident(residentId)
  assert.equal(entries.at(-1)?.what, 'pin-reset-withdrawn')
})

test('at the kiosk the other PIN must be known, within a day of the registration', async () => {
  const { office, counter, ports, receiptNumber } = await opened(KIOSK)
  await counter.confirmed(receiptNumber, CLERK, BOSS)
  const begin = async (otherPinKnown: boolean) => {
    const { revision } = await counter.shown(CLERK, receiptNumber)
    return await beginAct(ports, CLERK, { receiptNumber, revision, otherPinKnown })
  }
  assert.equal(refusal(await begin(false)), 'pin-reset-both-forgotten')
  office.wait(24 * 3_600_000 + 1)
  assert.equal(refusal(await begin(true)), 'pin-reset-registration-over')
  office.wait(-1)
  assert.ok((await begin(true)).ok)
})
