import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays } from '#kernel/civil-date.ts'
import { BOTH, CounterOffice, OPENING_DAY } from '../../test/contracts/counter-office.ts'
import { parseResidentId } from '#register/contract.ts'
import { municipalityByCode } from '#register/municipalities.ts'
import { acceptApplication, type ApplicationRequest } from './accept-application.ts'
import type { CounterRefusal } from './contract.ts'
import { registerCard } from './register-card.ts'
import { showApplication, showPinReset } from './show-application.ts'
import { withdrawApplication } from './withdraw-application.ts'

const [ADULT, CHILD, WARD, FOREIGNER] = [1, 3, 4, 5]

function refusal(result: { ok: boolean; refusal?: string }): string | undefined {
  return result.ok ? undefined : result.refusal
}

test('a card runs from today to the day the law gives, and is registered once', async () => {
  const office = await CounterOffice.open()
  const card = office.blankCard()
  const request = {
    receiptNumber: office.receipt(),
    residentId: office.resident(ADULT),
    cardSerial: card.serial,
    variant: 'standard',
  } as const
  const [first, second] = await Promise.all([
    registerCard(office.ports, request),
    registerCard(office.ports, request),
  ])
  assert.deepEqual(first, second)
  assert.ok(first.ok)
  assert.equal(first.value.issuedOn, OPENING_DAY)
  assert.equal(first.value.expiresOn, '2035-12-10')
  assert.equal((await office.ports.cards.ofResident(request.residentId)).length, 1)
  const entries = await office.ports.history.ofResident(request.residentId)
  assert.deepEqual(
    entries.map(({ what }) => what),
    ['card-registered'],
  )
})

test('a period of stay caps the card', async () => {
  const office = await CounterOffice.open()
  const card = await office.cardOf(office.resident(FOREIGNER))
  const found = await office.ports.cards.find(card.serial)
  assert.equal(found?.expiresOn, '2027-11-02')
})

test('a card is not registered under a malformed number or for nobody', async () => {
  const office = await CounterOffice.open()
  const nobody = parseResidentId('R9999999999')
  assert.ok(nobody)
  const good = {
    receiptNumber: office.receipt(),
    residentId: office.resident(ADULT),
    cardSerial: '0000000000000009',
    variant: 'standard',
  } as const
  const malformed = await registerCard(office.ports, { ...good, receiptNumber: 'x' })
  assert.equal(refusal(malformed), 'receipt-number-malformed')
  const unknown = await registerCard(office.ports, { ...good, residentId: nobody })
  assert.equal(refusal(unknown), 'resident-unknown')
})

test('a second card is refused while one is live, also side by side', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(ADULT)
  const requests = [office.blankCard(), office.blankCard()].map(({ serial }) => ({
    receiptNumber: office.receipt(),
    residentId,
    cardSerial: serial,
    variant: 'standard' as const,
  }))
  const outcomes = await Promise.all(requests.map((request) => registerCard(office.ports, request)))
  assert.deepEqual(
    outcomes.map(refusal).sort((one) => (one === undefined ? 1 : -1)),
    ['second-card-while-one-is-live', undefined],
  )
})

test('a card past its term makes room for the next', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(ADULT)
  const old = await office.cardOf(residentId)
  office.goTo(addDays((await office.ports.cards.find(old.serial))?.expiresOn ?? OPENING_DAY, 1))
  const next = await office.cardOf(residentId)
  assert.equal((await office.ports.cards.find(old.serial))?.state, 'revoked')
  assert.equal((await office.ports.cards.find(next.serial))?.state, 'live')
})

test('a serial belongs to one resident, a receipt number to one card', async () => {
  const office = await CounterOffice.open()
  const card = await office.cardOf(office.resident(ADULT))
  const receiptNumber = office.receipt()
  const variant = 'standard'
  const other = {
    receiptNumber,
    residentId: office.resident(2),
    cardSerial: card.serial,
    variant,
  } as const
  assert.equal(refusal(await registerCard(office.ports, other)), 'card-of-another-resident')
  const blank = office.blankCard()
  assert.ok((await registerCard(office.ports, { ...other, cardSerial: blank.serial })).ok)
  const reused = { ...other, cardSerial: office.blankCard().serial }
  assert.equal(refusal(await registerCard(office.ports, reused)), 'receipt-reused')
})

test('nobody who has died gets a card', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(ADULT)
  await office.happens(residentId, { kind: 'died', on: office.today })
  const request = {
    receiptNumber: office.receipt(),
    residentId,
    cardSerial: office.blankCard().serial,
    variant: 'standard',
  } as const
  assert.equal(refusal(await registerCard(office.ports, request)), 'deceased')
})

test('an application is accepted once per receipt number, also side by side', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(ADULT)
  const card = await office.cardOf(residentId)
  const receiptNumber = office.receipt()
  const request: ApplicationRequest = {
    receiptNumber,
    residentId,
    purpose: 'issue',
    kinds: ['signature', 'user-authentication'],
    cardSerial: card.serial,
  }
  const outcomes = await Promise.all([1, 2, 3].map(() => acceptApplication(office.ports, request)))
  office.wait(60_000)
  const later = await acceptApplication(office.ports, request)
  for (const outcome of outcomes) assert.deepEqual(outcome, later)
  assert.ok(later.ok)
  assert.deepEqual(later.value.kinds, BOTH)
  assert.equal(later.value.acceptedOn, OPENING_DAY)
  assert.equal(later.value.pinSetBy, 'holder')
  assert.deepEqual(await showApplication(office.ports, receiptNumber), later)
  const changed = await acceptApplication(office.ports, { ...request, kinds: ['signature'] })
  assert.equal(refusal(changed), 'receipt-reused')
  const rival = await acceptApplication(office.ports, {
    ...request,
    receiptNumber: office.receipt(),
  })
  assert.deepEqual(rival, {
    ok: false,
    refusal: 'application-open-already',
    detail: { receiptNumber },
  })
})

const REFUSED: readonly (readonly [
  string,
  number,
  (
    request: ApplicationRequest,
    office: CounterOffice,
  ) => ApplicationRequest | Promise<ApplicationRequest>,
  CounterRefusal | 'receipt-number-malformed',
])[] = [
  ['no receipt number', ADULT, (it) => ({ ...it, receiptNumber: '1' }), 'receipt-number-malformed'],
  ['a card nobody knows', ADULT, (it) => ({ ...it, cardSerial: '9'.repeat(16) }), 'card-unknown'],
  [
    'the card of another',
    ADULT,
    async (it, office) => ({ ...it, cardSerial: (await office.cardOf(office.resident(2))).serial }),
    'card-of-another-resident',
  ],
  ['a child and a signature certificate', CHILD, (it) => it, 'under-15'],
  ['an adult ward and a signature certificate', WARD, (it) => it, 'adult-ward'],
  ['nothing to renew', ADULT, (it) => ({ ...it, purpose: 'renew' }), 'nothing-to-renew'],
  [
    'a death since',
    ADULT,
    async (it, office) => {
      await office.happens(it.residentId, { kind: 'died', on: office.today })
      return it
    },
    'deceased',
  ],
  [
    'a card ended by the death',
    ADULT,
    async (it, office) => {
      await office.happens(it.residentId, { kind: 'died', on: office.today })
      await office.deliverFeed()
      return it
    },
    'card-not-live',
  ],
  [
    'a card past its last day',
    FOREIGNER,
    (it, office) => {
      office.goTo(addDays(OPENING_DAY, 700))
      return it
    },
    'card-expired',
  ],
]

for (const [name, person, change, expected] of REFUSED) {
  test(`an application is refused: ${name}`, async () => {
    const office = await CounterOffice.open()
    const residentId = office.resident(person)
    const card = await office.cardOf(residentId)
    const request = await change(
      {
        receiptNumber: office.receipt(),
        residentId,
        purpose: 'issue',
        kinds: BOTH,
        cardSerial: card.serial,
      },
      office,
    )
    assert.equal(refusal(await acceptApplication(office.ports, request)), expected)
    assert.deepEqual(
      await office.ports.procedures.ofResident(residentId).then((all) => all.length),
      1,
    )
  })
}

test('a PIN-less card takes the user-authentication certificate alone, and nobody sets a PIN', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(ADULT)
  const card = await office.cardOf(residentId, 'pinless')
  const request = {
    receiptNumber: office.receipt(),
    residentId,
    purpose: 'issue',
    kinds: BOTH,
    cardSerial: card.serial,
  } as const
  assert.equal(refusal(await acceptApplication(office.ports, request)), 'pinless-card')
  const alone = await office.applied(residentId, card, ['user-authentication'])
  assert.equal(alone.pinSetBy, 'nobody')
})

test('for a child the legal representative sets the PIN', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(CHILD)
  const card = await office.cardOf(residentId)
  const accepted = await office.applied(residentId, card, ['user-authentication'])
  assert.equal(accepted.pinSetBy, 'legal-representative')
})

test('what is live already is not issued again, and what ended by a move is', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(ADULT)
  const card = await office.served(residentId)
  const request = {
    receiptNumber: office.receipt(),
    residentId,
    purpose: 'issue',
    kinds: BOTH,
    cardSerial: card.serial,
  } as const
  const again = await acceptApplication(office.ports, request)
  assert.deepEqual(again, {
    ok: false,
    refusal: 'certificate-live-already',
    detail: { kind: 'user-authentication', endsOn: '2030-12-10' },
  })
  const municipality = municipalityByCode('39201')
  assert.ok(municipality)
  const address = '高知県高知市本町１丁目'
  await office.happens(residentId, { kind: 'moved', on: office.today, municipality, address })
  await office.deliverFeed()
  await office.applied(residentId, card, ['signature'])
})

for (const [name, day, ok] of [
  ['the corresponding day is one too early', '2030-09-10', false],
  ['the day after it opens the window', '2030-09-11', true],
  ['the last day closes it', '2030-12-10', true],
] as const) {
  test(`renewal window: ${name}`, async () => {
    const office = await CounterOffice.open()
    const residentId = office.resident(ADULT)
    const card = await office.served(residentId)
    office.goTo(day as typeof OPENING_DAY)
    const request = {
      receiptNumber: office.receipt(),
      residentId,
      purpose: 'renew',
      kinds: BOTH,
      cardSerial: card.serial,
    } as const
    const outcome = await acceptApplication(office.ports, request)
    assert.equal(refusal(outcome), ok ? undefined : 'not-in-renewal-window')
  })
}

test('a withdrawn application gives way to the next, and repeating the withdrawal changes nothing', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(ADULT)
  const card = await office.cardOf(residentId)
  const { receiptNumber } = await office.applied(residentId, card)
  const withdrawn = await withdrawApplication(office.ports, receiptNumber)
  office.wait(1000)
  assert.deepEqual(await withdrawApplication(office.ports, receiptNumber), withdrawn)
  assert.ok(withdrawn.ok && withdrawn.value.state.at === 'withdrawn')
  await office.applied(residentId, card)
  assert.equal(
    refusal(await withdrawApplication(office.ports, '20260302-ABCDEFGH')),
    'application-unknown',
  )
})

test('a delivered application is not withdrawn', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(ADULT)
  const card = await office.cardOf(residentId)
  const { receiptNumber } = await office.applied(residentId, card)
  assert.ok((await office.atTerminal(card, receiptNumber)).ok)
  assert.equal(refusal(await withdrawApplication(office.ports, receiptNumber)), 'application-state')
})

test('a receipt number of another procedure shows neither application nor reset', async () => {
  const office = await CounterOffice.open()
  await office.cardOf(office.resident(ADULT))
  const [registration] = await office.ports.procedures.ofResident(office.resident(ADULT))
  assert.ok(registration?.procedure.kind === 'card-registration')
  const { receiptNumber } = registration.procedure.registration
  assert.equal(refusal(await showApplication(office.ports, receiptNumber)), 'application-unknown')
  assert.equal(refusal(await showPinReset(office.ports, receiptNumber)), 'procedure-unknown')
})
