import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { judgeCard } from './card-judge.ts'
import { assertQuiet, CounterHouse, FIRST_PINS, SECOND_PINS } from './counter-driver.ts'
import { type Person, persona } from './people.ts'
import { keepPicture } from './pictures.ts'
import { Postbox } from './postbox.ts'
import { judgeStatus } from './status-judge.ts'

/** One who moves, one with a period of stay, one who leaves Japan, one whose certificates end. */
const [MOVES, STAYS, LEAVES, RENEWS] = [persona(9), persona(5), persona(2), persona(8)]
const BEGIN = '2026-03-02T09:00:00+09:00'

suite('the counter in a browser: what changes in a life', { timeout: 900_000 }, async () => {
  const house = await CounterHouse.open('--clock', BEGIN)
  const { at } = house

  test('a move ends the signature certificate; a new one is issued in the same visit', async () => {
    const card = await house.issueAtPrompt(MOVES)
    const clerk = await house.clerk(MOVES)
    const screen = await house.screenFor(clerk)
    await clerk.openPerson(MOVES)
    await clerk.recordEvent('moved', {
      municipality: MOVES.municipalityCode,
      address: '本町一丁目１番１号',
    })
    await clerk.openCase(MOVES, { situation: 'moved', procedure: 'reissue-signature' })
    await clerk.insert(card)
    await clerk.tickPapers()
    await keepPicture(clerk.page, 'reissue-signature', 1)
    await clerk.step('confirm-papers')
    await clerk.carryOut()
    await screen.until('pinTitleNew')
    await screen.enterPins({ new: SECOND_PINS })
    await screen.until('doneIssued')
    await keepPicture(screen.page, 'reissue-signature', 2)
    await clerk.untilCase('done')
    await keepPicture(clerk.page, 'reissue-signature', 3)
    await clerk.pull()
    const { signature } = SECOND_PINS
    await judgeCard(at, MOVES.residentId, card, { ...FIRST_PINS, signature })
    await judgeStatus(at, MOVES.residentId, [
      ['user-authentication', 'good'],
      ['signature', 'affiliationChanged'],
      ['signature', 'good'],
    ])
  })

  test('a longer stay: the record, the card’s term and new certificates, in one case', async () => {
    const card = await house.issueAtPrompt(STAYS)
    const clerk = await house.clerk(STAYS)
    const screen = await house.screenFor(clerk)
    await clerk.openCase(STAYS, {
      situation: 'stay-extended',
      procedure: 'stay-extension',
      fields: { periodOfStayEndsOn: '2029-11-02' },
    })
    await clerk.insert(card)
    await clerk.tickPapers()
    await keepPicture(clerk.page, 'stay-extension', 1)
    await clerk.step('confirm-papers')
    await clerk.carryOut()
    await screen.until('pinTitleNew')
    await screen.enterPins({ new: SECOND_PINS })
    await screen.until('doneIssued')
    await keepPicture(screen.page, 'stay-extension', 2)
    await clerk.untilCase('done')
    await keepPicture(clerk.page, 'stay-extension', 3)
    await clerk.pull()
    await judgeCard(at, STAYS.residentId, card, SECOND_PINS)
    await judgeStatus(at, STAYS.residentId, [
      ['user-authentication', 'superseded'],
      ['signature', 'superseded'],
      ['user-authentication', 'good'],
      ['signature', 'good'],
    ])
  })

  test('overseas continuation: asked for the day before, carried out on the day', async () => {
    const card = await house.issueAtPrompt(LEAVES)
    const clerk = await house.clerk(LEAVES)
    const receipt = await clerk.openCase(LEAVES, {
      situation: 'leaves-japan',
      procedure: 'overseas-continuation',
      fields: { leavesOn: '2026-03-03' },
    })
    await clerk.tickPapers()
    await keepPicture(clerk.page, 'overseas-continuation', 1)
    await clerk.step('confirm-papers')
    await clerk.carryOut()
    await clerk.untilWork('stopped')
    await clerk.untilShown('event-impossible')
    await house.setClock('2026-03-03T09:00:00+09:00')
    await clerk.home()
    await clerk.signIn()
    await clerk.openReceipt(receipt)
    const screen = await house.screenFor(clerk)
    await clerk.openReceipt(receipt)
    await clerk.insert(card)
    await clerk.carryOut('again')
    await screen.until('pinTitleNew')
    await screen.enterPins({ new: SECOND_PINS })
    await screen.until('doneContinued')
    await keepPicture(screen.page, 'overseas-continuation', 2)
    await clerk.untilCase('done')
    await keepPicture(clerk.page, 'overseas-continuation', 3)
    await clerk.pull()
    const { signature } = SECOND_PINS
    await judgeCard(at, LEAVES.residentId, card, { ...FIRST_PINS, signature })
    await judgeStatus(at, LEAVES.residentId, [
      ['user-authentication', 'good'],
      ['signature', 'affiliationChanged'],
      ['signature', 'good'],
    ])
  })

  test('renewal within the window: the letter that told of it, then new certificates for the old', async () => {
    const card = await house.issueAtPrompt(RENEWS)
    await house.setClock('2030-12-20T09:00:00+09:00')
    await judgeLetter(RENEWS)
    const clerk = await house.clerk(RENEWS)
    const screen = await house.screenFor(clerk)
    await clerk.openCase(RENEWS, { situation: 'certificate-expiring', procedure: 'renewal' })
    await clerk.insert(card)
    await clerk.tickPapers()
    await keepPicture(clerk.page, 'renewal', 1)
    await clerk.step('confirm-papers')
    await clerk.carryOut()
    await screen.until('pinTitleNew')
    await screen.enterPins({ new: SECOND_PINS })
    await screen.until('doneIssued')
    await keepPicture(screen.page, 'renewal', 2)
    await clerk.untilCase('done')
    await keepPicture(clerk.page, 'renewal', 3)
    assert.equal((await clerk.printedPapers()).length > 0, true)
    await clerk.pull()
    await judgeCard(at, RENEWS.residentId, card, SECOND_PINS)
    await judgeStatus(at, RENEWS.residentId, [
      ['user-authentication', 'superseded'],
      ['signature', 'superseded'],
      ['user-authentication', 'good'],
      ['signature', 'good'],
    ])
  })

  test('nothing was complained of by any browser', () => assertQuiet(house))

  /** Two to three months ahead a letter of expiry is prepared; a supervisor has it printed. */
  async function judgeLetter(person: Person): Promise<void> {
    const supervisor = await house.clerk(person, { account: 2, desk: 2 })
    const postbox = new Postbox(supervisor)
    await postbox.openNewestDay()
    assert.equal(await postbox.lettersTo(person.residentId, 'expiry').count(), 1)
    await keepPicture(supervisor.page, 'notices', 1)
    const pdf = await postbox.printAll()
    assert.equal(pdf.subarray(0, 5).toString('latin1'), '%PDF-')
    assert.ok(await postbox.isAllPrinted())
    await keepPicture(supervisor.page, 'notices', 2)
    await supervisor.page.context().close()
  }
})
