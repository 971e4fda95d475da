import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BOTH, CounterOffice, PINS } from '../../../test/contracts/counter-office.ts'
import { showApplication } from '../show-application.ts'
import { requestPinReset } from '../request-pin-reset.ts'
import { deskInProcess } from './desk-in-process.ts'
import { issueAtTerminal } from './issue-at-terminal.ts'
import { resetPinsAtTerminal } from './reset-pins-at-terminal.ts'
import type { EnteredPins, TerminalStep } from './steps.ts'

const [ADULT, CHILD] = [1, 3]

async function applied(kinds = BOTH, person = ADULT) {
  const office = await CounterOffice.open()
  const residentId = office.resident(person)
  const card = await office.cardOf(residentId)
  const { receiptNumber } = await office.applied(residentId, card, kinds)
  return { office, residentId, card, receiptNumber }
}

test('the whole way: keys, certificates, PINs, delivery, with a step for each', async () => {
  const { office, card, receiptNumber } = await applied()
  const steps: TerminalStep[] = []
  const terminal = { desk: deskInProcess(office.ports), card }
  const task = { receiptNumber, pins: PINS }
  const delivered = await issueAtTerminal(terminal, task, (step) => void steps.push(step))
  assert.ok(delivered.ok && delivered.value.state.at === 'delivered')
  assert.deepEqual(
    steps.map((step) => ('kind' in step ? `${step.step} ${step.kind}` : step.step)),
    [
      'card-recognised',
      'session-opened',
      'key-made user-authentication',
      'certificate-issued user-authentication',
      'key-made signature',
      'certificate-issued signature',
      'pin-set user-authentication',
      'pin-set signature',
      'certificates-written',
      'read-back user-authentication',
      'read-back signature',
      'delivered',
    ],
  )
  assert.deepEqual(Object.fromEntries(card.contents.pins), PINS)
  for (const { issued, command } of office.authority.certificates) {
    assert.deepEqual(card.contents.certificates.get(command.kind), issued.certificateDer)
  }
})

test('a delivered application is not carried out again', async () => {
  const { office, card, receiptNumber } = await applied()
  const delivered = await office.atTerminal(card, receiptNumber)
  const before = card.contents.lifeCounter
  assert.deepEqual(await office.atTerminal(card, receiptNumber), delivered)
  assert.equal(card.contents.lifeCounter, before)
})

test('PINs never reach the desk, and no step carries one', async () => {
  const { office, card, receiptNumber } = await applied()
  const heard: unknown[] = []
  const desk = deskInProcess(office.ports)
  const listening = {
    ...desk,
    requestCertificate: (request: Parameters<typeof desk.requestCertificate>[0]) => {
      heard.push(request)
      return desk.requestCertificate(request)
    },
    confirmDelivery: (request: Parameters<typeof desk.confirmDelivery>[0]) => {
      heard.push(request)
      return desk.confirmDelivery(request)
    },
  }
  const task = { receiptNumber, pins: PINS }
  const report = (step: TerminalStep): void => void heard.push(step)
  assert.ok((await issueAtTerminal({ desk: listening, card }, task, report)).ok)
  const all = JSON.stringify(heard)
  for (const pin of Object.values(PINS)) assert.equal(all.includes(`"${pin}"`), false)
  const stored = JSON.stringify(await office.ports.history.ofResident(office.resident(ADULT)))
  assert.equal(stored.includes(PINS.signature), false)
})

const WRONG_PINS: readonly (readonly [string, EnteredPins, string])[] = [
  ['none for the signature', { 'user-authentication': '2468' }, 'pin-missing'],
  ['letters among four digits', { ...PINS, 'user-authentication': '24a8' }, 'pin-form-digits'],
  ['five digits', { ...PINS, 'user-authentication': '24680' }, 'pin-form-digits'],
  ['a password without digit', { ...PINS, signature: 'ABCDEF' }, 'pin-form-signature'],
  ['a password too short', { ...PINS, signature: 'ABC12' }, 'pin-form-signature'],
]
for (const [name, pins, expected] of WRONG_PINS) {
  test(`nothing is begun with wrong PINs: ${name}`, async () => {
    const { office, card, receiptNumber } = await applied()
    const terminal = { desk: deskInProcess(office.ports), card }
    const refused = await issueAtTerminal(terminal, { receiptNumber, pins }, () => undefined)
    assert.ok(!refused.ok && refused.refusal === expected)
    assert.equal(office.authority.certificates.length, 0)
    assert.equal(card.contents.lifeCounter, 1)
  })
}

test('the card pulled at every moment: the next run delivers exactly one certificate of each kind', async () => {
  for (let acts = 0; ; acts++) {
    const { office, card, receiptNumber } = await applied()
    card.pullAfter = acts
    const first = await office.atTerminal(card, receiptNumber)
    card.pullAfter = Number.POSITIVE_INFINITY
    if (!first.ok) assert.equal(first.refusal, 'card-removed')
    office.wait(60_000)
    const second = await office.atTerminal(card, receiptNumber)
    assert.ok(second.ok && second.value.state.at === 'delivered', `after ${acts} acts`)
    for (const kind of BOTH) {
      const [only, ...others] = office.authority.good(kind)
      assert.deepEqual(others, [])
      assert.deepEqual(card.contents.certificates.get(kind), only?.issued.certificateDer)
    }
    if (first.ok) break
  }
})

test('the authority or the line breaking down at either certificate: the next run finishes', async () => {
  for (const breakdown of ['before', 'after'] as const) {
    for (const certificate of [1, 2]) {
      const { office, card, receiptNumber } = await applied()
      if (certificate === 1) office.authority.breakdown = breakdown
      office.authority.meanwhile = async () => {
        office.authority.meanwhile = async () => undefined
        if (certificate === 2) office.authority.breakdown = breakdown
      }
      await assert.rejects(office.atTerminal(card, receiptNumber))
      const again = await office.atTerminal(card, receiptNumber)
      assert.ok(again.ok && again.value.state.at === 'delivered')
      for (const kind of BOTH) assert.equal(office.authority.good(kind).length, 1, kind)
    }
  }
})

test('a key lost with its card’s memory is replaced, and its certificate discarded', async () => {
  const { office, card, receiptNumber } = await applied()
  const acts = { opened: 2, keyOfEach: 2 }
  card.pullAfter = acts.opened + acts.keyOfEach
  assert.equal((await office.atTerminal(card, receiptNumber)).ok, false)
  card.pullAfter = Number.POSITIVE_INFINITY
  assert.equal(office.authority.certificates.length, 2)
  const stored = await showApplication(office.ports, receiptNumber)
  assert.ok(stored.ok && stored.value.state.at === 'issued')
  // The chip has lost the waiting keys: others wait in their place.
  card.contents.waiting.set('user-authentication', 90).set('signature', 91)
  const again = await office.atTerminal(card, receiptNumber)
  assert.ok(again.ok && again.value.state.at === 'delivered')
  const discarded = office.authority.certificates.filter(({ revoked }) => revoked !== undefined)
  assert.deepEqual(
    discarded.map(({ ground, revoked }) => [ground, revoked?.reason]),
    [
      ['discarded-before-delivery', 'unspecified'],
      ['discarded-before-delivery', 'unspecified'],
    ],
  )
  for (const kind of BOTH) assert.equal(office.authority.good(kind).length, 1)
})

test('another card than the application’s is refused by the counter', async () => {
  const { office, receiptNumber } = await applied()
  const other = await office.cardOf(office.resident(2))
  const refused = await office.atTerminal(other, receiptNumber)
  assert.ok(!refused.ok && refused.refusal === 'card-of-another-resident')
})

test('a card that forgets what it was given is not delivered', async () => {
  const { office, card, receiptNumber } = await applied()
  const desk = deskInProcess(office.ports)
  const forgetful = {
    cardSerial: () => card.cardSerial(),
    openIssuerSession: (issuer: Parameters<typeof card.openIssuerSession>[0]) =>
      card.openIssuerSession(issuer),
    readCertificate: async () => ({ ok: true as const, value: new Uint8Array(8) }),
  }
  const task = { receiptNumber, pins: PINS }
  const refused = await issueAtTerminal({ desk, card: forgetful }, task, () => undefined)
  assert.ok(!refused.ok && refused.refusal === 'delivery-mismatch')
})

test('a child’s certificate alone, with one PIN', async () => {
  const { office, card, receiptNumber } = await applied(['user-authentication'], CHILD)
  const terminal = { desk: deskInProcess(office.ports), card }
  const pins = { 'user-authentication': '1357' }
  const delivered = await issueAtTerminal(terminal, { receiptNumber, pins }, () => undefined)
  assert.ok(delivered.ok && delivered.value.pinSetBy === 'legal-representative')
  assert.deepEqual([...card.contents.pins.keys()], ['user-authentication'])
})

test('a PIN-less card gets its certificate and no PIN', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(ADULT)
  const card = await office.cardOf(residentId, 'pinless')
  const { receiptNumber } = await office.applied(residentId, card, ['user-authentication'])
  const terminal = { desk: deskInProcess(office.ports), card }
  const delivered = await issueAtTerminal(terminal, { receiptNumber, pins: {} }, () => undefined)
  assert.ok(delivered.ok)
  assert.equal(card.contents.pins.size, 0)
})

test('an unknown receipt number is refused before the card is touched', async () => {
  const { office, card } = await applied()
  const refused = await office.atTerminal(card, '20260302-ZZZZZZZZ')
  assert.ok(!refused.ok && refused.refusal === 'application-unknown')
  assert.equal(card.contents.lifeCounter, 1)
})

test('a reset sets the PINs in the card and is then over; pulled in between it is run again', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(ADULT)
  const card = await office.served(residentId)
  const receiptNumber = office.receipt()
  const pins = { 'user-authentication': '9753', signature: 'NEWPASS1' }
  const request = {
    receiptNumber,
    residentId,
    cardSerial: card.serial,
    pins: BOTH,
    identity: 'photo-document',
  } as const
  assert.ok((await requestPinReset(office.ports, request)).ok)
  const terminal = { desk: deskInProcess(office.ports), card }
  const steps: string[] = []
  const run = (entered: EnteredPins) =>
    resetPinsAtTerminal(
      terminal,
      { receiptNumber, pins: entered },
      ({ step }) => void steps.push(step),
    )
  const wrong = await run({ signature: 'NEWPASS1' })
  assert.ok(!wrong.ok && wrong.refusal === 'pin-missing')
  card.pullAfter = 2
  const pulled = await run(pins)
  assert.ok(!pulled.ok && pulled.refusal === 'card-removed')
  card.pullAfter = Number.POSITIVE_INFINITY
  const done = await run(pins)
  assert.ok(done.ok && done.value.state.at === 'done')
  assert.deepEqual(Object.fromEntries(card.contents.pins), pins)
  assert.deepEqual(steps.slice(-4), ['session-opened', 'pin-set', 'pin-set', 'pin-reset-done'])
  const before = card.contents.lifeCounter
  assert.deepEqual(await run({ ...pins, signature: 'OTHER123' }), done)
  assert.equal(card.contents.lifeCounter, before)
})

test('a PIN whose value is known is unlocked and keeps it', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(ADULT)
  const card = await office.served(residentId)
  const receiptNumber = office.receipt()
  const request = {
    receiptNumber,
    residentId,
    cardSerial: card.serial,
    pins: BOTH,
    identity: 'inquiry-answer',
  } as const
  assert.ok((await requestPinReset(office.ports, request)).ok)
  const terminal = { desk: deskInProcess(office.ports), card }
  const unlocked: string[] = []
  const pins = { 'user-authentication': '1470' }
  const task = { receiptNumber, pins, unlocked: ['signature'] as const }
  const done = await resetPinsAtTerminal(terminal, task, (step) => {
    if (step.step === 'pin-unlocked') unlocked.push(step.kind)
  })
  assert.ok(done.ok && done.value.state.at === 'done')
  assert.deepEqual(unlocked, ['signature'])
  assert.deepEqual(Object.fromEntries(card.contents.pins), { ...PINS, ...pins })
})

test('a reset is carried out only where one was authorised', async () => {
  const { office, card, receiptNumber } = await applied()
  const terminal = { desk: deskInProcess(office.ports), card }
  const refused = await resetPinsAtTerminal(
    terminal,
    { receiptNumber, pins: PINS },
    () => undefined,
  )
  assert.ok(!refused.ok && refused.refusal === 'procedure-unknown')
})
