import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { judgeCard } from './card-judge.ts'
import type { CaseWish, Clerk } from './clerk.ts'
import { assertQuiet, CounterHouse, FIRST_PINS, SECOND_PINS } from './counter-driver.ts'
import { persona } from './people.ts'
import type { TypedByResident } from './resident-screen.ts'
import { both, judgeStatus, standingOf } from './status-judge.ts'

/** A child, an adult under guardianship, and an adult who sends somebody. */
const [CHILD, WARD, SENDER] = [persona(3), persona(4), persona(9)]
/** Within three months of the end of what is issued here in March 2026. */
const RENEWAL_OPENS = '2030-09-02T09:00:00+09:00'
const RENEWAL_GOES_ON = '2030-09-09T09:00:00+09:00'
const REVOKED_ON = '2030-09-17T09:00:00+09:00'
const AUTHENTICATION_PIN = { 'user-authentication': FIRST_PINS['user-authentication'] }

suite('the counter in a browser: who acts for another', { timeout: 900_000 }, async () => {
  const house = await CounterHouse.open('--clock', '2026-03-02T09:00:00+09:00')
  const { at } = house
  let sentCard = ''

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
      await screen.enterPins({ new: { ...AUTHENTICATION_PIN, text: FIRST_PINS.text } })
      await screen.until('doneIssued')
      await clerk.untilCase('done')
      await clerk.pull()
      await judgeCard(at, person.residentId, card, AUTHENTICATION_PIN)
      await judgeStatus(at, person.residentId, [['user-authentication', 'good']])
    })

  test('a proxy comes twice: the inquiry is posted, and its answer opens the way', async () => {
    const receipt = await firstVisit({ situation: 'receives-card', procedure: 'issue' })
    await house.setClock('2026-03-10T09:00:00+09:00')
    sentCard = await secondVisit(receipt, { new: FIRST_PINS }, 'doneIssued')
    await judgeCard(at, SENDER.residentId, sentCard, FIRST_PINS)
    await judgeStatus(at, SENDER.residentId, both('good'))
  })

  test('a proxy asks for forgotten PINs to be set anew: the holder’s, from the sealed letter', async () => {
    const receipt = await firstVisit({
      situation: 'pin-forgotten-or-locked',
      procedure: 'pin-reset',
    })
    await house.setClock('2026-03-20T09:00:00+09:00')
    await secondVisit(receipt, { new: SECOND_PINS }, 'donePins')
    await judgeCard(at, SENDER.residentId, sentCard, SECOND_PINS)
    await judgeStatus(at, SENDER.residentId, both('good'))
  })

  test('a proxy renews: within the window at both visits', async () => {
    await house.setClock(RENEWAL_OPENS)
    const receipt = await firstVisit({ situation: 'certificate-expiring', procedure: 'renewal' })
    await house.setClock(RENEWAL_GOES_ON)
    await secondVisit(receipt, { new: FIRST_PINS }, 'doneIssued')
    await judgeCard(at, SENDER.residentId, sentCard, FIRST_PINS)
    await judgeStatus(at, SENDER.residentId, [...both('superseded'), ...both('good')])
  })

  test('a proxy asks for revocation: not on the same day, and neither card nor PIN is touched', async () => {
    const receipt = await firstVisit({
      situation: 'certificate-not-wanted',
      procedure: 'revocation',
      kinds: ['signature'],
    })
    const standing = await standingOf(at, SENDER.residentId)
    assert.equal(standing.filter(({ is }) => is === 'good').length, 2)
    await house.setClock(REVOKED_ON)
    const clerk = await house.clerk(SENDER, { desk: 2 })
    await openAnswered(clerk, receipt)
    await clerk.untilCase('done')
    await clerk.page.context().close()
    await judgeCard(at, SENDER.residentId, sentCard, FIRST_PINS)
    await judgeStatus(at, SENDER.residentId, [
      ...both('superseded'),
      ['user-authentication', 'good'],
      ['signature', 'cessationOfOperation'],
    ])
  })

  test('nothing was complained of by any browser', () => assertQuiet(house))

  /** The proxy's first visit at desk 1, up to where the inquiry is in the post. */
  async function firstVisit(wish: CaseWish): Promise<string> {
    const clerk = await house.clerk(SENDER)
    const receipt = await clerk.openCase(SENDER, { ...wish, applicant: 'proxy' })
    assert.equal(await clerk.offersStep('confirm-papers'), false)
    await clerk.step('send-inquiry')
    await clerk.untilCase('inquiry-sent')
    const printed = await clerk.printedPapers()
    assert.ok(printed.some(({ name }) => /照会書/.test(name)))
    for (const { pdf } of printed) assert.equal(pdf.subarray(0, 5).toString('latin1'), '%PDF-')
    await clerk.page.context().close()
    return receipt
  }

  /** The second visit at another desk: the answer, the papers, the card and the PINs. */
  async function secondVisit(
    receipt: string,
    typed: TypedByResident,
    done: 'doneIssued' | 'donePins',
  ): Promise<string> {
    const clerk = await house.clerk(SENDER, { desk: 2 })
    const screen = await house.screenFor(clerk)
    await openAnswered(clerk, receipt)
    const used = await clerk.insertWantedCard()
    await screen.until('pinTitleSealed')
    await screen.untilText('byOfficial')
    await screen.enterPins(typed)
    await screen.until(done)
    await clerk.untilCase('done')
    await clerk.pull()
    await clerk.page.context().close()
    await screen.page.context().close()
    return used
  }

  /** The holder's answer is brought, the papers are seen, and the acts begin. */
  async function openAnswered(clerk: Clerk, receipt: string): Promise<void> {
    await clerk.openReceipt(receipt)
    await clerk.step('receive-answer')
    await clerk.tickPapers({ identityIsKnown: true })
    await clerk.step('confirm-papers')
    await clerk.carryOut()
  }
})
