import assert from 'node:assert/strict'
import { test } from 'node:test'
import { civilDate } from '#kernel/civil-date.ts'
import { municipalityByCode } from '#register/municipalities.ts'
import { parseResidentId, type LifeEvent } from '#register/contract.ts'
import { BOTH, CounterOffice, OPENING_DAY } from '../../test/contracts/counter-office.ts'
import { acceptApplication } from './accept-application.ts'
import { applyLifeEvent } from './apply-life-events.ts'
import { COUNTER_GROUNDS, type CounterGround } from './contract.ts'
import { historyOf } from './history-of.ts'
import { holderOf } from './holder-of.ts'
import { requestPinReset, confirmPinReset } from './request-pin-reset.ts'
import { requestRevocation } from './request-revocation.ts'

const ADULT = 1
const FOREIGNER = 5

function refusal(result: { ok: boolean; refusal?: string }): string | undefined {
  return result.ok ? undefined : result.refusal
}

/**
 * What each ground leaves behind: the reasons of both kinds (`undefined`: still good), and the
 * card.
 */
const GROUNDS: Readonly<
  Record<CounterGround, readonly [string | undefined, string | undefined, string]>
> = {
  'holder-request': ['cessationOfOperation', 'cessationOfOperation', 'live'],
  'key-compromise-reported': ['keyCompromise', 'keyCompromise', 'live'],
  'record-error': ['affiliationChanged', 'affiliationChanged', 'live'],
  'card-term-changed': ['superseded', 'superseded', 'live'],
  held: ['certificateHold', 'certificateHold', 'live'],
  'card-returned': ['cessationOfOperation', 'cessationOfOperation', 'returned'],
  'card-revoked': ['cessationOfOperation', 'cessationOfOperation', 'revoked'],
  'switched-to-pinless-card': ['cessationOfOperation', undefined, 'live'],
}

for (const ground of COUNTER_GROUNDS) {
  test(`revocation at the counter: ${ground}`, async () => {
    const office = await CounterOffice.open()
    const residentId = office.resident(ADULT)
    const card = await office.served(residentId)
    const receiptNumber = office.receipt()
    const request = { receiptNumber, residentId, kinds: BOTH, ground }
    const [done, twin] = await Promise.all([
      requestRevocation(office.ports, request),
      requestRevocation(office.ports, request),
    ])
    assert.ok(done.ok && twin.ok && done.value.state.at === 'done')
    const reasons = BOTH.toReversed().map(
      (kind) =>
        office.authority.certificates.find(({ command }) => command.kind === kind)?.revoked?.reason,
    )
    const found = await office.ports.cards.find(card.serial)
    assert.deepEqual([...reasons, found?.state], GROUNDS[ground])
    office.wait(5000)
    const again = await requestRevocation(office.ports, request)
    assert.deepEqual(again, done)
  })
}

test('a card switched to the PIN-less one keeps its certificate, and takes no other and no PIN', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(ADULT)
  const card = await office.served(residentId)
  const cardSerial = card.serial
  const receiptNumber = office.receipt()
  const ground = 'switched-to-pinless-card'
  const request = { receiptNumber, residentId, kinds: BOTH, ground } as const
  assert.ok((await requestRevocation(office.ports, request)).ok)
  const switched = await office.ports.cards.find(cardSerial)
  assert.deepEqual([switched?.state, switched?.variant], ['live', 'pinless'])
  assert.equal(office.authority.good('user-authentication').length, 1)
  const next = { receiptNumber: office.receipt(), residentId, cardSerial } as const
  const identity = 'photo-document'
  const reset = await requestPinReset(office.ports, { ...next, pins: ['signature'], identity })
  assert.equal(refusal(reset), 'card-without-pins')
  const asked = { ...next, purpose: 'issue', kinds: ['signature'] } as const
  assert.equal(refusal(await acceptApplication(office.ports, asked)), 'pinless-card')
})

test('only the kinds asked for end, and only once', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(ADULT)
  await office.served(residentId)
  const request = {
    receiptNumber: office.receipt(),
    residentId,
    kinds: ['signature'],
    ground: 'holder-request',
  } as const
  const done = await requestRevocation(office.ports, request)
  assert.ok(done.ok)
  assert.deepEqual(
    done.value.targets.map(({ kind }) => kind),
    ['signature'],
  )
  assert.equal(office.authority.good('user-authentication').length, 1)
  const nothing = { ...request, receiptNumber: office.receipt() }
  assert.equal(refusal(await requestRevocation(office.ports, nothing)), 'nothing-to-revoke')
  const reused = { ...request, ground: 'held' } as const
  assert.equal(refusal(await requestRevocation(office.ports, reused)), 'receipt-reused')
  const malformed = { ...request, receiptNumber: '?' }
  assert.equal(
    refusal(await requestRevocation(office.ports, malformed)),
    'receipt-number-malformed',
  )
  const residentUnknown = parseResidentId('R9999999999')
  assert.ok(residentUnknown)
  const unknown = { ...request, receiptNumber: office.receipt(), residentId: residentUnknown }
  assert.equal(refusal(await requestRevocation(office.ports, unknown)), 'resident-unknown')
})

test('a revocation cut short is finished under its receipt number, and ends nothing issued since', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(ADULT)
  const card = await office.served(residentId)
  const revoke = office.authority.revoke.bind(office.authority)
  let calls = 0
  office.authority.revoke = async (command) => {
    if (++calls === 2) throw new Error('the line broke')
    return await revoke(command)
  }
  const request = {
    receiptNumber: office.receipt(),
    residentId,
    kinds: BOTH,
    ground: 'holder-request',
  } as const
  await assert.rejects(requestRevocation(office.ports, request))
  assert.equal(office.authority.certificates.filter(({ revoked }) => revoked).length, 1)
  assert.ok((await requestRevocation(office.ports, request)).ok)
  assert.equal(office.authority.certificates.filter(({ revoked }) => revoked).length, 2)
  const { receiptNumber } = await office.applied(residentId, card)
  assert.ok((await office.atTerminal(card, receiptNumber)).ok)
  assert.ok((await requestRevocation(office.ports, request)).ok)
  assert.equal(office.authority.good('signature').length, 1)
})

test('a card can be returned with no certificate on it', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(ADULT)
  const card = await office.cardOf(residentId)
  const ground = 'card-returned' as const
  const request = { receiptNumber: office.receipt(), residentId, kinds: BOTH, ground }
  assert.ok((await requestRevocation(office.ports, request)).ok)
  assert.equal((await office.ports.cards.find(card.serial))?.state, 'returned')
  await office.cardOf(residentId)
})

test('a reset of PINs is authorised once, for a live card with PINs', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(ADULT)
  const card = await office.cardOf(residentId)
  const request = {
    receiptNumber: office.receipt(),
    residentId,
    cardSerial: card.serial,
    pins: ['signature'],
    identity: 'two-documents',
  } as const
  const [first, second] = await Promise.all([
    requestPinReset(office.ports, request),
    requestPinReset(office.ports, request),
  ])
  assert.deepEqual(first, second)
  assert.ok(first.ok && first.value.state.at === 'authorised')
  const other = await requestPinReset(office.ports, { ...request, pins: BOTH })
  assert.equal(refusal(other), 'receipt-reused')
  const done = await confirmPinReset(office.ports, request.receiptNumber)
  office.wait(1000)
  assert.deepEqual(await confirmPinReset(office.ports, request.receiptNumber), done)
  assert.equal(refusal(await confirmPinReset(office.ports, office.receipt())), 'procedure-unknown')

  const pinlessHolder = office.resident(2)
  const pinless = await office.cardOf(pinlessHolder, 'pinless')
  const asked = { ...request, receiptNumber: office.receipt(), residentId: pinlessHolder }
  const without = await requestPinReset(office.ports, { ...asked, cardSerial: pinless.serial })
  assert.equal(refusal(without), 'card-without-pins')
  const anothers = await requestPinReset(office.ports, { ...asked, cardSerial: card.serial })
  assert.equal(refusal(anothers), 'card-of-another-resident')
  const malformed = await requestPinReset(office.ports, { ...asked, receiptNumber: '1' })
  assert.equal(refusal(malformed), 'receipt-number-malformed')
  await office.happens(pinlessHolder, { kind: 'died', on: office.today })
  const dead = await requestPinReset(office.ports, { ...asked, cardSerial: pinless.serial })
  assert.equal(refusal(dead), 'deceased')
})

const TO = municipalityByCode('39201')
assert.ok(TO)
const on = OPENING_DAY
/**
 * Each life event: signature and user-authentication still good, the card's state, the ground in
 * the history.
 */
const EVENTS: readonly (readonly [string, number, LifeEvent, boolean, boolean, string, string])[] =
  [
    [
      'a move',
      ADULT,
      { kind: 'moved', on, municipality: TO, address: '高知県高知市本町１' },
      false,
      true,
      'live',
      'address-changed',
    ],
    [
      'a new name',
      ADULT,
      { kind: 'name-changed', on, name: '高知　葵', kana: 'コウチ　アオイ' },
      false,
      true,
      'live',
      'name-changed',
    ],
    [
      'a corrected sex',
      ADULT,
      { kind: 'corrected', on, item: 'sex', value: 'male', minor: false },
      false,
      true,
      'live',
      'sex-changed',
    ],
    [
      'a corrected birth date',
      ADULT,
      { kind: 'corrected', on, item: 'birth-date', value: '1991-12-11', minor: false },
      false,
      true,
      'live',
      'birth-date-changed',
    ],
    [
      'a minor correction',
      ADULT,
      { kind: 'corrected', on, item: 'name', value: '田仲　葵', minor: true },
      true,
      true,
      'live',
      'none',
    ],
    ['a death', ADULT, { kind: 'died', on }, false, false, 'revoked', 'died'],
    [
      'overseas with continuation',
      ADULT,
      { kind: 'moved-overseas', on, continuation: true },
      false,
      true,
      'live',
      'overseas-with-continuation',
    ],
    [
      'overseas without continuation',
      ADULT,
      { kind: 'moved-overseas', on, continuation: false },
      false,
      false,
      'revoked',
      'overseas-without-continuation',
    ],
    [
      'a longer stay',
      FOREIGNER,
      { kind: 'stay-extended', on, periodOfStayEndsOn: civilDate(2030, 1, 1) },
      true,
      true,
      'live',
      'none',
    ],
    ['a guardianship', ADULT, { kind: 'became-adult-ward', on }, true, true, 'live', 'none'],
  ]
for (const [name, person, event, signature, authentication, cardState, ground] of EVENTS) {
  test(`life event: ${name}`, async () => {
    const office = await CounterOffice.open()
    const residentId = office.resident(person)
    const card = await office.served(residentId)
    await office.happens(residentId, event)
    assert.equal(await office.deliverFeed(), 1)
    assert.equal(office.authority.good('signature').length, signature ? 1 : 0)
    assert.equal(office.authority.good('user-authentication').length, authentication ? 1 : 0)
    assert.equal((await office.ports.cards.find(card.serial))?.state, cardState)
    const entries = await office.ports.history.ofResident(residentId)
    const applied = entries.filter(({ what }) => what === 'life-event')
    assert.deepEqual(
      applied.map(({ detail }) => detail['ground']),
      [ground],
    )
    assert.equal(await office.ports.history.appliedVersion(residentId), 2)
  })
}

test('an event delivered twice does not end what was issued since', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(ADULT)
  const card = await office.served(residentId)
  assert.ok(TO)
  const event = { kind: 'moved', on, municipality: TO, address: '高知県高知市本町１' } as const
  await office.happens(residentId, event)
  await office.deliverFeed()
  const { receiptNumber } = await office.applied(residentId, card, ['signature'])
  assert.ok((await office.atTerminal(card, receiptNumber)).ok)
  const [recorded] = await office.register.feed.after(0, 1)
  assert.ok(recorded)
  await applyLifeEvent(office.ports, recorded)
  assert.equal(office.authority.good('signature').length, 1)
})

test('the history holds cards, applications, certificates with status, and every line in order', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(ADULT)
  const card = await office.served(residentId)
  office.wait(60_000)
  assert.ok(TO)
  const event = { kind: 'moved', on, municipality: TO, address: '高知県高知市本町１' } as const
  await office.happens(residentId, event)
  await office.deliverFeed()
  const history = await historyOf(office.ports, residentId)
  assert.ok(history.ok)
  const { cards, applications, certificates, entries } = history.value
  assert.deepEqual(
    cards.map(({ cardSerial }) => cardSerial),
    [card.serial],
  )
  assert.deepEqual(
    applications.map(({ state }) => state.at),
    ['delivered'],
  )
  assert.deepEqual(
    certificates.map(({ kind, status }) => [kind, status.state]),
    [
      ['user-authentication', 'good'],
      ['signature', 'revoked'],
    ],
  )
  assert.deepEqual(
    entries.map(({ what }) => what),
    [
      'card-registered',
      'application-accepted',
      'certificate-issued',
      'certificate-issued',
      'certificates-delivered',
      'life-event',
    ],
  )
  assert.deepEqual(
    entries.map(({ position }) => position),
    [1, 2, 3, 4, 5, 6],
  )
  const [first] = certificates
  assert.ok(first)
  assert.equal(await holderOf(office.ports, first.serialHex), residentId)
  assert.equal(await holderOf(office.ports, 'ffff'), undefined)
  const nobody = parseResidentId('R9999999999')
  assert.ok(nobody)
  assert.equal(refusal(await historyOf(office.ports, nobody)), 'resident-unknown')
})

test('no history line carries a basic item', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(ADULT)
  await office.served(residentId)
  await office.happens(residentId, {
    kind: 'name-changed',
    on,
    name: '高知　葵',
    kana: 'コウチ　アオイ',
  })
  await office.deliverFeed()
  const lines = JSON.stringify(await office.ports.history.ofResident(residentId))
  const resident = await office.ports.residents.find(residentId)
  assert.ok(resident)
  const { name, address, birthDate } = resident.items
  for (const item of [name, address, birthDate, '田中']) assert.equal(lines.includes(item), false)
})
