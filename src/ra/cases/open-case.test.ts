import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CaseOffice, staff } from '../../../test/contracts/case-office.ts'
import { CounterOffice } from '../../../test/contracts/counter-office.ts'
import { ScriptedTray } from '../../../test/contracts/scripted-tray.ts'
import { casesOf, listCases } from './list-cases.ts'
import { offerProcedures } from './offer-procedures.ts'
import { openCase } from './open-case.ts'
import { showCase } from './show-case.ts'

const HOME = '14104'
const CLERK = staff(1, HOME)
const STRANGER = staff(2, '01101')
const ADMIN = staff(3, HOME, ['municipality-admin'])
const ISSUE = { procedure: 'issue', situation: 'receives-card' } as const

async function desk() {
  const office = await CounterOffice.open()
  const tray = new ScriptedTray(office)
  const counter = new CaseOffice(office, tray)
  return { office, tray, counter, ports: counter.ports, residentId: office.resident(1) }
}

function refusal(result: { ok: boolean; refusal?: string }): string | undefined {
  return result.ok ? undefined : result.refusal
}

test('the same form opens one case; another form of the procedure finds it open', async () => {
  const { counter, ports, residentId } = await desk()
  const request = await counter.request(residentId, ISSUE)
  const opened = await openCase(ports, CLERK, request)
  assert.ok(opened.ok)
  assert.deepEqual(await openCase(ports, CLERK, request), opened)
  const { acts, feeYen, state } = opened.value.case
  assert.deepEqual(
    [acts.map(({ act }) => act), feeYen, state.at],
    [['card', 'application'], 0, 'opened'],
  )
  assert.equal(new Set(acts.map((act) => act.receiptNumber)).size, 2)
  const second = await openCase(ports, CLERK, await counter.request(residentId, ISSUE))
  assert.equal(refusal(second), 'case-open-already')
  assert.ok(!second.ok && second.detail['receiptNumber'] === request.receiptNumber)
  const other = { ...request, procedure: 'card-return' } as const
  assert.equal(refusal(await openCase(ports, CLERK, other)), 'receipt-reused')
})

test('roles, the municipality and who acts are asked before anything is stored', async () => {
  const { counter, ports, residentId, office } = await desk()
  const request = await counter.request(residentId, ISSUE)
  for (const [actor, changes, expected] of [
    [STRANGER, {}, 'staff-other-municipality'],
    [ADMIN, {}, 'staff-role-missing'],
    [CLERK, { receiptNumber: '1' }, 'receipt-number-malformed'],
    [CLERK, { applicant: 'legal-representative' }, 'applicant-not-represented'],
    [CLERK, { applicant: 'hotline-caller' }, 'applicant-hotline-hold-only'],
    [CLERK, { procedure: 'ex-officio-revocation' }, 'staff-role-missing'],
    [CLERK, { procedure: 'renewal' }, 'case-procedure-does-not-fit'],
  ] as const) {
    const refused = await openCase(ports, actor, { ...request, ...changes })
    assert.equal(refusal(refused), expected)
  }
  assert.deepEqual(await ports.cases.ofResident(residentId), [])
  const child = await counter.request(office.resident(3), ISSUE)
  const code = '13221'
  assert.equal(refusal(await openCase(ports, staff(4, code), child)), 'applicant-under-15')
})

test('who acts for the holder is named in the case, and not in its history', async () => {
  const { counter, ports, residentId } = await desk()
  const request = await counter.request(residentId, { ...ISSUE, applicant: 'proxy' })
  const { agent } = request
  assert.ok(agent !== undefined)
  const field = (name: string) => ({ field: name })
  for (const [given, expected, detail] of [
    [undefined, 'case-agent-missing', field('name')],
    [{ ...agent, name: '　 ' }, 'case-agent-missing', field('name')],
    [{ ...agent, address: '' }, 'case-agent-missing', field('address')],
    [{ ...agent, name: '代'.repeat(101) }, 'case-agent-malformed', field('name')],
    [{ ...agent, name: '代理\u202e次郎' }, 'case-agent-malformed', field('name')],
    [{ ...agent, address: '東京都\n清瀬市' }, 'case-agent-malformed', field('address')],
  ] as const) {
    const refused = await openCase(ports, CLERK, { ...request, agent: given })
    assert.equal(refusal(refused), expected)
    assert.ok(!refused.ok)
    assert.deepEqual(refused.detail, detail)
  }
  const spaced = { name: ` ${agent.name} `, address: agent.address }
  const opened = await openCase(ports, CLERK, { ...request, agent: spaced })
  assert.ok(opened.ok)
  assert.deepEqual(opened.value.case.agent, agent)
  assert.doesNotMatch(JSON.stringify(opened.value.entries), /代理|架空町/)
  const entries = await ports.history.ofResident(residentId)
  assert.doesNotMatch(JSON.stringify(entries), /代理|架空町/)
})

test('of a case of the holder’s own, nobody is named as agent', async () => {
  const { counter, ports, residentId } = await desk()
  const opened = await openCase(ports, CLERK, await counter.request(residentId, ISSUE))
  assert.ok(opened.ok)
  assert.equal(opened.value.case.agent, undefined)
})

test('a case is shown and listed to its own municipality alone', async () => {
  const { counter, ports, residentId } = await desk()
  const request = await counter.request(residentId, ISSUE)
  const { receiptNumber } = request
  assert.equal(refusal(await showCase(ports, CLERK, receiptNumber)), 'case-unknown')
  const opened = await openCase(ports, CLERK, request)
  assert.ok(opened.ok)
  assert.deepEqual(await showCase(ports, CLERK, receiptNumber), opened)
  assert.deepEqual(await listCases(ports, CLERK), [opened.value.case])
  assert.deepEqual(await casesOf(ports, CLERK, residentId), {
    ok: true,
    value: [opened.value.case],
  })
  const seen = await showCase(ports, STRANGER, receiptNumber)
  assert.equal(refusal(seen), 'staff-other-municipality')
  assert.deepEqual(await listCases(ports, STRANGER), [])
  assert.deepEqual(await listCases(ports, ADMIN), [])
  assert.equal(refusal(await casesOf(ports, STRANGER, residentId)), 'staff-other-municipality')
})

test('an offer says who, with what, for how much and to which day; or why not', async () => {
  const { office, ports, residentId } = await desk()
  const situation = 'receives-card'
  const before = await offerProcedures(ports, CLERK, { residentId, situation })
  assert.ok(before.ok)
  const [offer] = before.value
  assert.ok(offer)
  assert.equal(offer.refused, undefined)
  assert.deepEqual(offer.applicants, ['holder', 'proxy'])
  assert.deepEqual(offer.twoVisitsFor, ['proxy'])
  assert.deepEqual(offer.kindsToChoose, ['user-authentication', 'signature'])
  assert.deepEqual(offer.endsOn, {
    'user-authentication': '2030-12-10',
    signature: '2030-12-10',
  })
  assert.deepEqual(offer.papersByApplicant.holder, ['application-form', 'identity-document'])
  await office.served(residentId)
  const after = await offerProcedures(ports, CLERK, { residentId, situation })
  assert.ok(after.ok)
  assert.deepEqual(after.value[0]?.refused, {
    code: 'certificate-live-already',
    detail: { kind: 'user-authentication', endsOn: '2030-12-10' },
  })
  const wrong = { residentId, situation: 'record-was-wrong' } as const
  const exOfficio = await offerProcedures(ports, CLERK, wrong)
  assert.ok(exOfficio.ok)
  for (const { refused, needsApproval } of exOfficio.value) {
    assert.equal(refused?.code === 'staff-role-missing', needsApproval)
  }
  const stranger = await offerProcedures(ports, STRANGER, { residentId, situation })
  assert.equal(refusal(stranger), 'staff-other-municipality')
})
