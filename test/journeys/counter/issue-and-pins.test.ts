import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { assertQuiet, CounterHouse, FIRST_PINS, SECOND_PINS } from './counter-driver.ts'
import { Administrator } from './administrator.ts'
import { CardJudge, judgeCard } from './card-judge.ts'
import { persona } from './people.ts'
import { keepPicture } from './pictures.ts'
import { both, judgeStatus } from './status-judge.ts'

/** An adult who comes for the first card, locks a PIN, and chooses other ones. */
const HANA = persona(2)
/** Who wants only one of the two certificates, by its kind. */
const ALONE = { signature: 'カクウ　イチロウ', 'user-authentication': 'カクウ　ジロウ' } as const
const NEWCOMER = { staffId: 'S131139', name: '架空　新人' }

suite(
  'the counter in a browser: issue, and everything about PINs',
  { timeout: 900_000 },
  async () => {
    const house = await CounterHouse.open()
    const { at } = house
    const clerk = await house.clerk(HANA)
    const screen = await house.screenFor(clerk)
    let card = ''

    test('issue at card delivery: PINs are typed on the resident’s keypad; OpenSC and OpenSSL agree', async () => {
      await clerk.openCase(HANA, { situation: 'receives-card', procedure: 'issue' })
      await clerk.tickPapers()
      await keepPicture(clerk.page, 'issue', 1)
      await clerk.step('confirm-papers')
      await clerk.carryOut()
      await clerk.untilWork('waiting-for-card')
      card = await clerk.wantedCard()
      await clerk.insert(card)
      await clerk.untilWork('waiting-for-pins')
      await screen.until('pinTitleNew')
      await keepPicture(screen.page, 'issue', 2)
      await screen.enterPins({ new: FIRST_PINS }, 'keypad')
      await screen.until('doneIssued')
      await clerk.untilCase('done')
      assert.match(await clerk.pinState('user-authentication'), /3/)
      assert.match(await clerk.pinState('signature'), /5/)
      await keepPicture(clerk.page, 'issue', 3)
      await clerk.pull()
      await judgeCard(at, HANA.residentId, card, FIRST_PINS)
      await judgeStatus(at, HANA.residentId, both('good'))
    })

    test('a PIN that OpenSC has locked is reset at the counter, with the other', async () => {
      await lockedByMisses('user-authentication', 3)
      await clerk.openCase(HANA, { situation: 'pin-forgotten-or-locked', procedure: 'pin-reset' })
      await clerk.insert(card)
      assert.match(await clerk.pinState('user-authentication'), /ロック/)
      await clerk.tickPapers()
      await keepPicture(clerk.page, 'pin-reset', 1)
      await clerk.step('confirm-papers')
      await clerk.carryOut()
      await screen.until('pinTitleNew')
      await keepPicture(screen.page, 'pin-reset', 2)
      await screen.enterPins({ new: SECOND_PINS })
      await screen.until('donePins')
      await clerk.untilCase('done')
      assert.match(await clerk.pinState('user-authentication'), /3/)
      await keepPicture(clerk.page, 'pin-reset', 3)
      await clerk.pull()
      await judgeCard(at, HANA.residentId, card, SECOND_PINS)
      await judgeStatus(at, HANA.residentId, both('good'))
    })

    test('who knows a PIN changes it; the wrong one costs a try and the case goes on', async () => {
      await clerk.openCase(HANA, {
        situation: 'pin-to-be-changed',
        procedure: 'pin-change',
        kinds: ['signature'],
      })
      await clerk.insert(card)
      await clerk.tickPapers()
      await keepPicture(clerk.page, 'pin-change', 1)
      await clerk.step('confirm-papers')
      await clerk.carryOut()
      await screen.until('pinTitleNew')
      await keepPicture(screen.page, 'pin-change', 2)
      await screen.enterPins({ new: FIRST_PINS, present: { signature: 'WRONG99' } })
      await screen.until('stoppedTitle')
      await clerk.untilWork('stopped')
      assert.match(await clerk.pinState('signature'), /4/)
      await clerk.carryOut('again')
      await screen.until('pinTitleNew')
      await screen.enterPins({ new: FIRST_PINS, present: SECOND_PINS })
      await screen.until('donePins')
      await clerk.untilCase('done')
      await keepPicture(clerk.page, 'pin-change', 3)
      await clerk.pull()
      const now = { ...SECOND_PINS, signature: FIRST_PINS.signature }
      await judgeCard(at, HANA.residentId, card, now)
    })

    test('at the convenience store the other PIN is shown; both forgotten is refused', async () => {
      await lockedByMisses('signature', 5)
      await clerk.openPerson(HANA)
      const wish = {
        situation: 'pin-forgotten-or-locked',
        procedure: 'kiosk-pin-reset',
      } as const
      await (await clerk.fillCase({ ...wish, kinds: ['signature', 'user-authentication'] })).click()
      assert.equal(await clerk.refusalCode(), 'pin-reset-both-forgotten')
      await clerk.openCase(HANA, { ...wish, kinds: ['signature'] })
      await clerk.insert(card)
      await clerk.tickPapers()
      await keepPicture(clerk.page, 'kiosk-pin-reset', 1)
      await clerk.step('confirm-papers')
      await clerk.carryOut()
      await screen.until('pinTitleNew')
      await keepPicture(screen.page, 'kiosk-pin-reset', 2)
      await screen.enterPins({ present: SECOND_PINS, new: SECOND_PINS })
      await screen.until('donePins')
      await clerk.untilCase('done')
      await keepPicture(clerk.page, 'kiosk-pin-reset', 3)
      await clerk.pull()
      await judgeCard(at, HANA.residentId, card, SECOND_PINS)
      await judgeStatus(at, HANA.residentId, both('good'))
    })

    for (const [kind, other] of [
      ['signature', 'user-authentication'],
      ['user-authentication', 'signature'],
    ] as const)
      test(`issue of the ${kind} certificate alone: its PIN alone, and no other on the card`, async () => {
        const person = await house.settle(ALONE[kind])
        await clerk.openCase(person, {
          situation: 'receives-card',
          procedure: 'issue',
          kinds: [kind],
        })
        await clerk.confirmPapers()
        await clerk.carryOut()
        const alone = await clerk.insertWantedCard()
        await screen.until('pinTitleNew')
        await screen.enterPins({ new: { [kind]: FIRST_PINS[kind], text: FIRST_PINS.text } })
        await screen.until('doneIssued')
        await clerk.untilCase('done')
        await clerk.pull()
        await judgeCard(at, person.residentId, alone, { [kind]: FIRST_PINS[kind] })
        await using judge = await CardJudge.insert(house.sandbox.folder, alone)
        await judge.lacks(other)
        await judgeStatus(at, person.residentId, [[kind, 'good']])
      })

    test('a member is added, a card is bound to them, and suspended they are out at once', async () => {
      const admin = new Administrator(await house.clerk(HANA, { account: 4, desk: 2 }))
      await admin.desk.openDesk()
      await admin.desk.insert(card)
      await admin.openStaff()
      await admin.add(NEWCOMER.staffId, NEWCOMER.name)
      await admin.bindCard(NEWCOMER.staffId)
      await keepPicture(admin.desk.page, 'staff', 1)
      const newcomer = await house.clerk(HANA, { desk: 2 })
      await newcomer.signOut()
      await newcomer.signInWithCard(FIRST_PINS['user-authentication'])
      assert.equal(await newcomer.refusalCode(), 'pin-wrong')
      await newcomer.signInWithCard(SECOND_PINS['user-authentication'])
      await newcomer.untilSignedInAs(NEWCOMER.name)
      await keepPicture(newcomer.page, 'staff', 2)
      await admin.suspend(NEWCOMER.staffId)
      await newcomer.home()
      await newcomer.untilSignedOut()
    })

    test('nothing was complained of by either browser', () => assertQuiet(house))

    async function lockedByMisses(kind: 'user-authentication' | 'signature', misses: number) {
      await using judge = await CardJudge.insert(house.sandbox.folder, card)
      const wrong = kind === 'signature' ? 'WRONG99' : '0000'
      for (let left = misses - 1; left >= 0; left -= 1) {
        await judge.misses(kind, wrong)
        assert.equal(await judge.triesLeft(kind), left)
      }
    }
  },
)
