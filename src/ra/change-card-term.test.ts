import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays } from '#kernel/civil-date.ts'
import { CounterOffice } from '../../test/contracts/counter-office.ts'
import { changeCardTerm } from './change-card-term.ts'
import { cardAfter } from './model.ts'

const FOREIGNER = 5

test('the card follows the longer stay, once, and its history says from when to when', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(FOREIGNER)
  const { cardSerial, expiresOn: before } = await office.registered(residentId, '0000000000000007')
  const periodOfStayEndsOn = addDays(before, 365)
  await office.happens(residentId, { kind: 'stay-extended', on: office.today, periodOfStayEndsOn })
  const request = { receiptNumber: office.receipt(), residentId, cardSerial }
  for (const _ of ['first', 'again']) {
    const changed = await changeCardTerm(office.ports, request)
    assert.ok(changed.ok, JSON.stringify(changed))
    assert.equal(changed.value.expiresOn, periodOfStayEndsOn)
  }
  const card = await office.ports.cards.find(cardSerial)
  assert.equal(card?.expiresOn, periodOfStayEndsOn)
  const entries = await office.ports.history.ofResident(residentId)
  const changes = entries.filter(({ what }) => what === 'card-term-changed')
  assert.deepEqual(
    changes.map(({ detail }) => detail),
    [{ cardSerial, before, expiresOn: periodOfStayEndsOn }],
  )
})

test('a card past its term, of another person or ended keeps its term', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(FOREIGNER)
  const card = await office.registered(residentId, '0000000000000007')
  const { cardSerial, expiresOn } = card
  const receiptNumber = office.receipt()
  const change = (id = residentId, serial = cardSerial, receipt = receiptNumber) =>
    changeCardTerm(office.ports, { receiptNumber: receipt, residentId: id, cardSerial: serial })
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
