import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, civilDate } from '#kernel/civil-date.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from '#law/certificate-kind.ts'
import { type LifeEvent, parseResidentId, type ResidentId } from '#register/contract.ts'
import { municipalityByCode } from '#register/municipalities.ts'
import { rehearseLifeEvent } from '#register/rehearse-life-event.ts'
import { BOTH, CounterOffice, OPENING_DAY } from '../../test/contracts/counter-office.ts'
import { historyOf } from './history-of.ts'
import { previewLifeEvent } from './preview-life-event.ts'

const ON = OPENING_DAY
const AUTHENTICATION: readonly CertificateKind[] = ['user-authentication']

function move(): LifeEvent {
  const municipality = municipalityByCode('39201')
  assert.ok(municipality)
  return { kind: 'moved', on: ON, municipality, address: '高知県高知市本町１' }
}

const NAME = { name: '新　名', nameSubstitutions: '000', kana: 'シン　メイ' }
const EVENTS: readonly LifeEvent[] = [
  move(),
  { kind: 'moved-overseas', on: ON, continuation: true },
  { kind: 'moved-overseas', on: ON, continuation: false },
  { kind: 'name-changed', on: ON, name: NAME.name, kana: NAME.kana },
  { kind: 'corrected', on: ON, item: 'sex', value: 'unknown', minor: false },
  { kind: 'corrected', on: ON, item: 'birth-date', value: '1990-12-09', minor: false },
  { kind: 'corrected', on: ON, item: 'name', value: NAME.name, minor: true },
  { kind: 'died', on: ON },
  { kind: 'stay-extended', on: ON, periodOfStayEndsOn: civilDate(2031, 1, 1) },
  { kind: 'stay-ended', on: ON },
  { kind: 'became-adult-ward', on: ON },
  { kind: 'guardianship-ended', on: ON },
  { kind: 'former-name-changed', on: ON, formerName: NAME },
  { kind: 'naturalised', on: ON, newName: NAME },
  { kind: 'naturalised', on: ON, newName: undefined },
  { kind: 'number-changed', on: ON },
  { kind: 'born', on: ON },
]

/** The cast by number, and what each may hold. */
const CAST: readonly (readonly [string, number, readonly CertificateKind[]])[] = [
  ['adult', 1, BOTH],
  ['child', 3, AUTHENTICATION],
  ['ward', 4, AUTHENTICATION],
  ['foreigner', 5, BOTH],
  ['permanent resident', 6, BOTH],
  ['overseas', 7, BOTH],
  ['born on 29 February', 8, BOTH],
]

function preview(office: CounterOffice, residentId: ResidentId, event: LifeEvent) {
  const rehearsal = {
    rehearse: (id: ResidentId, what: LifeEvent) =>
      rehearseLifeEvent({ ...office.register, clock: office.ports.clock }, id, what),
  }
  return previewLifeEvent({ ...office.ports, rehearsal }, { residentId, event })
}

for (const [name, number, kinds] of CAST) {
  test(`what is previewed is what happens, and nothing happens before: ${name}`, async () => {
    for (const event of EVENTS) {
      const office = await CounterOffice.open()
      const residentId = office.resident(number)
      const card = await office.served(residentId, kinds)
      const previewed = await preview(office, residentId, event)
      assert.deepEqual(await office.register.feed.after(0, 9), [])
      for (const kind of kinds) assert.equal(office.authority.good(kind).length, 1)
      if (!previewed.ok) {
        assert.equal(previewed.refusal, 'event-impossible')
        continue
      }
      await office.happens(residentId, event)
      assert.equal(await office.deliverFeed(), 1)
      const { certificates, card: cardOutcome } = previewed.value
      assert.deepEqual(
        certificates.map(({ kind }) => kind),
        CERTIFICATE_KINDS.filter((kind) => kinds.includes(kind)),
      )
      for (const one of certificates) {
        const real = office.authority.certificates.find(({ command }) => command.kind === one.kind)
        const reason = one.becomes === 'lapses' ? one.reason : undefined
        assert.equal(real?.revoked?.reason, reason, `${event.kind} ${one.kind}`)
      }
      const after = await office.ports.cards.find(card.serial)
      assert.equal(after?.state, cardOutcome === 'ends' ? 'revoked' : 'live', event.kind)
    }
  })
}

test('a renewal promised for the same visit is granted, to the day that was promised', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(1)
  const card = await office.served(residentId)
  const previewed = await preview(office, residentId, move())
  assert.ok(previewed.ok)
  await office.happens(residentId, move())
  await office.deliverFeed()
  const { receiptNumber } = await office.applied(residentId, card, ['signature'])
  assert.ok((await office.atTerminal(card, receiptNumber)).ok)
  const history = await historyOf(office.ports, residentId)
  assert.ok(history.ok)
  const step = previewed.value.next.find((one) => one.step === 'issue')
  assert.ok(step?.step === 'issue')
  const entries = history.value.entries.filter(({ what }) => what === 'certificate-issued')
  assert.equal(entries.at(-1)?.detail['endsOn'], step.endsOn)
})

test('a move still to come is judged on its day, with what will be live by then', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(5)
  await office.served(residentId)
  const before = await office.register.residents.find(residentId)
  assert.ok(before?.periodOfStayEndsOn)
  const lastDay = before.periodOfStayEndsOn
  const there = { ...move(), on: lastDay }
  const then = await preview(office, residentId, there)
  assert.ok(then.ok)
  assert.deepEqual([then.value.on, then.value.certificates.length], [lastDay, 2])
  const late = await preview(office, residentId, { ...there, on: addDays(lastDay, 1) })
  assert.ok(late.ok)
  assert.deepEqual(late.value.certificates, [])
  const past = await preview(office, residentId, { ...there, on: addDays(ON, -3) })
  assert.ok(past.ok && past.value.on === ON)
})

test('nobody is nobody, and what cannot happen is not previewed', async () => {
  const office = await CounterOffice.open()
  const nobody = parseResidentId('R9999999999')
  assert.ok(nobody)
  const unknown = await preview(office, nobody, move())
  assert.ok(!unknown.ok && unknown.refusal === 'resident-unknown')
  const born = await preview(office, office.resident(1), { kind: 'born', on: ON })
  assert.ok(!born.ok && born.refusal === 'event-impossible')
  const early = { ...move(), on: civilDate(1900, 1, 1) }
  const unborn = await preview(office, office.resident(1), early)
  assert.ok(!unborn.ok && unborn.detail['reason'] === 'before-birth')
})
