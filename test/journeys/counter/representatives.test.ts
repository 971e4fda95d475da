import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { judgeCard } from './card-judge.ts'
import { assertQuiet, CounterHouse, FIRST_PINS } from './counter-driver.ts'
import { type Person, persona } from './people.ts'
import { judgeStatus } from './status-judge.ts'

/** A child, an adult under guardianship, and an adult who sends somebody. */
const [CHILD, WARD, SENDER] = [persona(3), persona(4), persona(9)]
const AUTHENTICATION_PIN = { 'user-authentication': FIRST_PINS['user-authentication'] }

suite('the counter in a browser: who acts for another', { timeout: 300_000 }, async () => {
  const house = await CounterHouse.open('--clock', '2026-03-02T09:00:00+09:00')
  const { at } = house

  for (const [who, person] of [
    ['a child under 15', CHILD],
    ['an adult ward', WARD],
  ] as const)
    test(`${who}: the legal representative acts and types; no signature certificate`, async () => {
      const clerk = await house.clerk(person)
      const screen = await house.screenFor(clerk)
      await clerk.openPerson(person)
      await clerk.choose('receives-card')
      assert.equal(await clerk.offersApplicant('issue', 'holder'), false)
      assert.equal(await clerk.offersApplicant('issue', 'proxy'), false)
      await clerk.openCase(person, {
        situation: 'receives-card',
        procedure: 'issue',
        applicant: 'legal-representative',
      })
      await clerk.confirmPapers()
      await clerk.carryOut()
      const card = await clerk.insertWantedCard()
      await screen.until('pinTitleNew')
      await screen.untilText('byRepresentative')
      await screen.enterPins({ new: AUTHENTICATION_PIN })
      await screen.until('doneIssued')
      await clerk.untilCase('done')
      await clerk.pull()
      await judgeCard(at, person.residentId, card, AUTHENTICATION_PIN)
      await judgeStatus(at, person.residentId, [['user-authentication', 'good']])
    })

  test('a proxy comes twice: the inquiry is posted, and its answer opens the way', async () => {
    const clerk = await house.clerk(SENDER)
    const receipt = await clerk.openCase(SENDER, {
      situation: 'receives-card',
      procedure: 'issue',
      applicant: 'proxy',
    })
    assert.equal(await clerk.offersStep('confirm-papers'), false)
    await clerk.step('send-inquiry')
    await clerk.untilCase('inquiry-sent')
    const printed = await clerk.printedPapers()
    assert.ok(printed.some(({ name }) => /照会書/.test(name)))
    for (const { pdf } of printed) assert.equal(pdf.subarray(0, 5).toString('latin1'), '%PDF-')
    await house.setClock('2026-03-10T09:00:00+09:00')
    await secondVisit(SENDER, receipt)
  })

  test('nothing was complained of by any browser', () => assertQuiet(house))

  async function secondVisit(person: Person, receipt: string): Promise<void> {
    const clerk = await house.clerk(person, { desk: 2 })
    const screen = await house.screenFor(clerk)
    await clerk.openReceipt(receipt)
    await clerk.step('receive-answer')
    await clerk.tickPapers({ identityIsKnown: true })
    await clerk.step('confirm-papers')
    await clerk.carryOut()
    const card = await clerk.insertWantedCard()
    await screen.until('pinTitleNew')
    await screen.enterPins({ new: FIRST_PINS })
    await screen.until('doneIssued')
    await clerk.untilCase('done')
    await clerk.pull()
    await judgeCard(at, person.residentId, card, FIRST_PINS)
    await judgeStatus(at, person.residentId, [
      ['user-authentication', 'good'],
      ['signature', 'good'],
    ])
  }
})
