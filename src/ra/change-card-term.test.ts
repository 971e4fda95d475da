import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays } from '#kernel/civil-date.ts'
import { BoundIssuer } from './at-terminal/bound-issuer.ts'
import { changeTermAtTerminal } from './at-terminal/change-term-at-terminal.ts'
import { deskInProcess } from './at-terminal/desk-in-process.ts'
import { CounterOffice } from '../../test/contracts/counter-office.ts'
import { confirmCardTerm, requestCardTerm } from './change-card-term.ts'
import { cardAfter } from './model.ts'
import { withdrawAuthorised } from './withdraw-authorised.ts'

const FOREIGNER = 5

/** A foreigner with a card, whose stay was extended by a year after that. */
async function extended() {
  const office = await CounterOffice.open()
  const residentId = office.resident(FOREIGNER)
  const card = await office.cardOf(residentId)
  const before = card.contents.endsOn
  assert.ok(before !== undefined)
  const periodOfStayEndsOn = addDays(before, 365)
  await office.happens(residentId, { kind: 'stay-extended', on: office.today, periodOfStayEndsOn })
  const receiptNumber = office.receipt()
  const request = { receiptNumber, residentId, cardSerial: card.serial }
  const desk = deskInProcess(office.ports)
  const run = (steps: string[] = []) =>
    changeTermAtTerminal({ desk, card }, { receiptNumber }, ({ step }) => void steps.push(step))
  return { office, card, before, periodOfStayEndsOn, receiptNumber, request, run, residentId }
}

test('the chip first, then the register follows the longer stay, once', async () => {
  const { office, card, before, periodOfStayEndsOn, request, run } = await extended()
  for (const _ of ['first', 'again']) {
    const decided = await requestCardTerm(office.ports, request)
    assert.ok(decided.ok && decided.value.expiresOn === periodOfStayEndsOn)
  }
  const { cardSerial, residentId } = request
  assert.equal((await office.ports.cards.find(cardSerial))?.expiresOn, before)
  const steps: string[] = []
  for (const _ of ['first', 'again']) {
    const changed = await run(steps)
    assert.ok(changed.ok && changed.value.state.at === 'done', JSON.stringify(changed))
  }
  assert.deepEqual(steps, ['term-written', 'term-registered'])
  assert.equal(card.contents.endsOn, periodOfStayEndsOn)
  assert.equal((await office.ports.cards.find(cardSerial))?.expiresOn, periodOfStayEndsOn)
  const entries = await office.ports.history.ofResident(residentId)
  const detail = { cardSerial, before, expiresOn: periodOfStayEndsOn }
  assert.deepEqual(
    entries.slice(-2).map((entry) => [entry.what, entry.detail]),
    [
      ['card-term-authorised', detail],
      ['card-term-changed', detail],
    ],
  )
})

test('the card pulled at every moment: the next run makes chip and register agree', async () => {
  for (let acts = 0; ; acts++) {
    const { office, card, before, periodOfStayEndsOn, request, run } = await extended()
    assert.ok((await requestCardTerm(office.ports, request)).ok)
    card.pullAfter = acts
    const first = await run()
    card.pullAfter = Number.POSITIVE_INFINITY
    const registered = (await office.ports.cards.find(card.serial))?.expiresOn
    assert.equal(registered, first.ok ? periodOfStayEndsOn : before, 'the chip comes first')
    const second = await run()
    assert.ok(second.ok)
    assert.equal(card.contents.endsOn, periodOfStayEndsOn)
    assert.equal((await office.ports.cards.find(card.serial))?.expiresOn, periodOfStayEndsOn)
    if (first.ok) break
    assert.equal(first.refusal, 'card-removed')
  }
})

test('a chip that says another day is not registered', async () => {
  const { office, before, request, receiptNumber } = await extended()
  assert.ok((await requestCardTerm(office.ports, request)).ok)
  const refused = await confirmCardTerm(office.ports, { receiptNumber, chipEndsOn: before })
  assert.ok(!refused.ok && refused.refusal === 'card-term-mismatch')
  assert.equal((await office.ports.cards.find(request.cardSerial))?.expiresOn, before)
})

test('what was withdrawn is authorised no longer: nothing is written or registered', async () => {
  const { office, card, before, request, receiptNumber, run, residentId } = await extended()
  assert.ok((await requestCardTerm(office.ports, request)).ok)
  // The card was challenged before the withdrawal and proves itself after it.
  const issuer = new BoundIssuer(deskInProcess(office.ports), receiptNumber)
  const late = await card.openIssuerSession({
    prove: (challenge) => issuer.prove(challenge),
    accept: async (answer) => {
      assert.ok((await withdrawAuthorised(office.ports, 'card-term', receiptNumber)).ok)
      return await issuer.accept(answer)
    },
  })
  assert.ok(!late.ok && late.refusal === 'application-state')
  assert.ok((await withdrawAuthorised(office.ports, 'card-term', receiptNumber)).ok)
  const refused = await run()
  assert.ok(!refused.ok && refused.refusal === 'application-state')
  assert.equal(card.contents.endsOn, before)
  assert.equal((await office.ports.cards.find(card.serial))?.expiresOn, before)
  const entries = await office.ports.history.ofResident(residentId)
  assert.equal(entries.filter(({ what }) => what === 'card-term-withdrawn').length, 1)
})

test('a card past its term, of another person or ended keeps its term', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(FOREIGNER)
  const card = await office.registered(residentId, '0000000000000007')
  const { cardSerial, expiresOn } = card
  const receiptNumber = office.receipt()
  const change = (id = residentId, serial = cardSerial, receipt = receiptNumber) =>
    requestCardTerm(office.ports, { receiptNumber: receipt, residentId: id, cardSerial: serial })
  for (const [refused, refusal] of [
    [await change(office.resident(1)), 'card-of-another-resident'],
    [await change(residentId, '0000000000000008'), 'card-unknown'],
    [await change(residentId, cardSerial, '1'), 'receipt-number-malformed'],
  ] as const) {
    assert.ok(!refused.ok)
    assert.equal(refused.refusal, refusal)
  }
  office.goTo(addDays(expiresOn, 1))
  const late = await change()
  assert.ok(!late.ok && late.refusal === 'card-expired')
  const ended = { ...card, state: 'revoked' } as const
  assert.equal(cardAfter(ended, { expiresOn: addDays(expiresOn, 9) }), ended)
})
