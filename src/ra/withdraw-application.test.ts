import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CounterOffice } from '../../test/contracts/counter-office.ts'
import { withdrawApplication } from './withdraw-application.ts'

/** Acts of the card up to the first certificate; the second key is never made. */
const UP_TO_FIRST_KEY = 3

test('a withdrawal discards what another key has replaced too, and nothing that came later', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(1)
  const card = await office.cardOf(residentId)
  const { receiptNumber } = await office.applied(residentId, card)
  card.pullAfter = UP_TO_FIRST_KEY
  assert.equal((await office.atTerminal(card, receiptNumber)).ok, false)
  // The record changes while the card is out: the waiting key is certified no second time.
  const person = await office.register.residents.find(residentId)
  assert.ok(person)
  const value = `${person.items.address}１階`
  const on = office.today
  await office.happens(residentId, { kind: 'corrected', on, item: 'address', value, minor: true })
  await office.deliverFeed()
  card.pullAfter = UP_TO_FIRST_KEY + 1
  assert.equal((await office.atTerminal(card, receiptNumber)).ok, false)
  assert.equal(office.authority.good('user-authentication').length, 2)
  assert.ok((await withdrawApplication(office.ports, receiptNumber)).ok)
  assert.deepEqual(office.authority.good('user-authentication'), [])
  card.pullAfter = Number.POSITIVE_INFINITY
  const later = await office.applied(residentId, card)
  assert.ok((await office.atTerminal(card, later.receiptNumber)).ok)
  assert.ok((await withdrawApplication(office.ports, receiptNumber)).ok)
  assert.equal(office.authority.good('user-authentication').length, 1)
})
