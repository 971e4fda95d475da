import assert from 'node:assert/strict'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createCardFile, openCardFile } from '#adapters/card-file/card-file.ts'
import { issuerCard } from '#adapters/issuer-card/issuer-card.ts'
import { CARD_PROFILES } from '#card/contract.ts'
import { type CardTransport, CardTransportError } from '#card-client/contract.ts'
import { equalBytes, utf8 } from '#kernel/bytes.ts'
import { deskInProcess } from '#ra/at-terminal/desk-in-process.ts'
import { issueAtTerminal } from '#ra/at-terminal/issue-at-terminal.ts'
import { resetPinsAtTerminal } from '#ra/at-terminal/reset-pins-at-terminal.ts'
import { requestPinReset } from '#ra/request-pin-reset.ts'
import { showApplication } from '#ra/show-application.ts'
import { BOTH, CounterOffice, PINS } from './counter-office.ts'

const SEAL_KEY = new Uint8Array(32).fill(9)
const SERIAL = '1234567890123456'

const folder = await mkdtemp(join(tmpdir(), 'shomei-counter-'))
after(() => rm(folder, { recursive: true, force: true }))
let files = 0

/** An office, and a virtual card in a file of its own, registered to the first resident. */
async function officeWithCard() {
  const office = await CounterOffice.open()
  const path = join(folder, `${++files}.card`)
  const residentId = office.resident(1)
  const { expiresOn } = await office.registered(residentId, SERIAL)
  const made = await createCardFile(path, {
    sealKey: SEAL_KEY,
    issuerKey: office.issuerKeyOf(SERIAL),
    identity: { cardSerial: SERIAL, municipalityCode: '14104', expiresOn },
    profile: CARD_PROFILES.plastic,
  })
  assert.ok(made.ok, JSON.stringify(made))
  return { office, path, residentId }
}

async function opened(path: string) {
  const card = await openCardFile(path, SEAL_KEY)
  assert.ok(card.ok, JSON.stringify(card))
  return card.value
}

/** The card, pulled out of the reader after `commands` commands; counts them. */
function pulledAfter(card: CardTransport, commands: number) {
  let sent = 0
  return {
    sent: () => sent,
    transmit: async (commandApdu: Uint8Array) => {
      if (++sent > commands) throw new CardTransportError('card-removed')
      return await card.transmit(commandApdu)
    },
  }
}

function issue(office: CounterOffice, card: CardTransport, receiptNumber: string) {
  const terminal = { desk: deskInProcess(office.ports), card: issuerCard(card) }
  return issueAtTerminal(terminal, { receiptNumber, pins: PINS }, () => undefined)
}

async function holdsWhatWasIssued(office: CounterOffice, card: CardTransport): Promise<void> {
  for (const kind of BOTH) {
    const read = await issuerCard(card).readCertificate(kind, PINS[kind])
    assert.ok(read.ok, JSON.stringify(read))
    const [only, ...others] = office.authority.good(kind)
    assert.ok(only && others.length === 0)
    assert.ok(equalBytes(read.value, only.issued.certificateDer))
  }
}

test('a virtual card is served, renewed, and its PINs are reset', async () => {
  const { office, path, residentId } = await officeWithCard()
  const card = await opened(path)
  const first = await office.applied(residentId, { serial: SERIAL })
  const delivered = await issue(office, card, first.receiptNumber)
  assert.ok(delivered.ok && delivered.value.state.at === 'delivered', JSON.stringify(delivered))
  await holdsWhatWasIssued(office, card)
  office.goTo('2030-10-01' as typeof office.today)
  const renewal = await office.applied(residentId, { serial: SERIAL }, BOTH, 'renew')
  assert.ok((await issue(office, card, renewal.receiptNumber)).ok)
  await holdsWhatWasIssued(office, card)
  const receiptNumber = office.receipt()
  const request = {
    receiptNumber,
    residentId,
    cardSerial: SERIAL,
    pins: BOTH,
    identity: 'photo-document',
  } as const
  assert.ok((await requestPinReset(office.ports, request)).ok)
  const pins = { 'user-authentication': '8642', signature: 'another7' }
  const terminal = { desk: deskInProcess(office.ports), card: issuerCard(card) }
  const reset = await resetPinsAtTerminal(terminal, { receiptNumber, pins }, () => undefined)
  assert.ok(reset.ok && reset.value.state.at === 'done')
  await card.powerOff()
  const old = await issuerCard(card).readCertificate('signature', PINS.signature)
  assert.ok(!old.ok && old.refusal === 'pin-wrong')
  assert.ok((await issuerCard(card).readCertificate('signature', pins.signature)).ok)
  await card.close()
})

test('the card pulled between any two commands: the same receipt number finishes the case', async () => {
  const whole = await officeWithCard()
  const card = await opened(whole.path)
  const counting = pulledAfter(card, Number.POSITIVE_INFINITY)
  const { receiptNumber } = await whole.office.applied(whole.residentId, { serial: SERIAL })
  assert.ok((await issue(whole.office, counting, receiptNumber)).ok)
  await card.close()
  const commands = counting.sent()
  assert.ok(commands > 20)
  // Every seventh moment, and each of the last: writing, reading back, delivering.
  const moments = Array.from({ length: commands }, (_, index) => index).filter(
    (index) => index % 7 === 0 || index > commands - 4,
  )
  for (const moment of moments) {
    const { office, path, residentId } = await officeWithCard()
    const broken = await opened(path)
    const application = await office.applied(residentId, { serial: SERIAL })
    const pulled = pulledAfter(broken, moment)
    await assert.rejects(issue(office, pulled, application.receiptNumber), { code: 'card-removed' })
    await broken.close()
    const again = await opened(path)
    const finished = await issue(office, again, application.receiptNumber)
    assert.ok(finished.ok && finished.value.state.at === 'delivered', `command ${moment}`)
    await holdsWhatWasIssued(office, again)
    await again.close()
  }
})

test('a card file put back from an old copy is found out, and nothing more is written to it', async () => {
  const { office, path, residentId } = await officeWithCard()
  await copyFile(path, `${path}.old`)
  const card = await opened(path)
  const { receiptNumber } = await office.applied(residentId, { serial: SERIAL })
  const pulled = pulledAfter(card, 30)
  await assert.rejects(issue(office, pulled, receiptNumber), { code: 'card-removed' })
  await card.close()
  await copyFile(`${path}.old`, path)
  const restored = await opened(path)
  const refused = await issue(office, restored, receiptNumber)
  assert.ok(
    !refused.ok && refused.refusal === 'card-restored-from-old-copy',
    JSON.stringify(refused),
  )
  await restored.close()
  const shown = await showApplication(office.ports, receiptNumber)
  assert.ok(shown.ok && shown.value.state.at !== 'delivered')
})

test('a card with another issuer key cannot prove itself', async () => {
  const { office, residentId } = await officeWithCard()
  const path = join(folder, 'foreign.card')
  const made = await createCardFile(path, {
    sealKey: SEAL_KEY,
    issuerKey: utf8('another issuer, another card key').slice(0, 32),
    identity: { cardSerial: SERIAL, municipalityCode: '14104', expiresOn: office.today },
    profile: CARD_PROFILES.plastic,
  })
  assert.ok(made.ok)
  const card = await opened(path)
  const { receiptNumber } = await office.applied(residentId, { serial: SERIAL })
  const refused = await issue(office, card, receiptNumber)
  assert.ok(!refused.ok && refused.refusal === 'card-refused')
  await card.close()
})
