import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { judgeCard } from './card-judge.ts'
import type { Clerk } from './clerk.ts'
import { assertQuiet, CounterHouse, FIRST_PINS } from './counter-driver.ts'
import { type Person, persona } from './people.ts'
import { whileAway } from './outages.ts'
import type { ResidentScreen } from './resident-screen.ts'
import { both, judgeStatus, standingOf } from './status-judge.ts'

const HANA = persona(2)
const ISSUE = { situation: 'receives-card', procedure: 'issue' } as const

suite(
  'the counter in a browser: whatever breaks, the case goes on',
  { timeout: 900_000 },
  async () => {
    const house = await CounterHouse.open('--clock', '2026-03-02T09:00:00+09:00')
    const { at } = house

    test('the card is pulled while it is written; another desk goes on in another browser', async () => {
      const clerk = await house.clerk(HANA)
      const screen = await house.screenFor(clerk)
      const { receipt, card } = await untilPins(clerk, HANA)
      await Promise.all([
        clerk.pullOnce('key made in the card'),
        screen.enterPins({ new: FIRST_PINS }),
      ])
      await clerk.openReceipt(receipt)
      await clerk.untilWork('stopped')
      await screen.until('stoppedTitle')
      // Whatever reached the card, at most one certificate of each kind was issued by now.
      const begun = await standingOf(at, HANA.residentId)
      assert.equal(new Set(begun.map(({ kind }) => kind)).size, begun.length)

      const other = await house.clerk(HANA, { account: 3, desk: 2 })
      const otherScreen = await house.screenFor(other)
      await other.openReceipt(receipt)
      await other.insert(card)
      await goOn(other, otherScreen)
      await judgeBoth(HANA, card)
    })

    test('the browser is closed while PINs are awaited; the receipt number finds the work as it stood', async () => {
      const person = await house.settle('カクウ　イチロウ')
      const clerk = await house.clerk(person, { desk: 3 })
      const screen = await house.screenFor(clerk)
      const { receipt, card } = await untilPins(clerk, person)
      await clerk.page.context().close()

      const again = await house.clerk(person, { desk: 3 })
      await again.openReceipt(receipt)
      await again.untilWork('waiting-for-pins')
      await screen.enterPins({ new: FIRST_PINS })
      await screen.until('doneIssued')
      await again.untilCase('done')
      await again.pull()
      await judgeBoth(person, card)
    })

    test('the database goes away while PINs are typed: every page says so, and the case goes on', async () => {
      const person = await house.settle('カクウ　サブロウ')
      const clerk = await house.clerk(person)
      const screen = await house.screenFor(clerk)
      const { receipt, card } = await untilPins(clerk, person)
      await whileAway(house.sandbox.folder, 'database', async () => {
        await screen.enterPins({ new: FIRST_PINS })
        await screen.until('stoppedTitle')
        await clerk.untilAway()
        await clerk.goTo(`${house.sandbox.webUrl}/counter/cases/${receipt}`)
        assert.equal(await clerk.explainedCode('alert'), 'page-fault')
      })
      await clerk.home()
      await clerk.openReceipt(receipt)
      await clerk.untilWork('stopped')
      assert.equal(await clerk.explainedCode('note'), 'counter-fault')
      await goOn(clerk, screen)
      await judgeBoth(person, card)
    })

    test('the authority goes away before it signs: the same certificates are there once it is back', async () => {
      const person = await house.settle('カクウ　シロウ')
      const clerk = await house.clerk(person)
      const screen = await house.screenFor(clerk)
      const { card } = await untilPins(clerk, person)
      await whileAway(house.sandbox.folder, 'authority', async () => {
        await screen.enterPins({ new: FIRST_PINS })
        await screen.until('stoppedTitle')
        await clerk.untilWork('stopped')
        assert.equal(await clerk.explainedCode('note'), 'counter-fault')
        assert.deepEqual(await standingOf(at, person.residentId), [])
      })
      await goOn(clerk, screen)
      await judgeBoth(person, card)
    })

    test('the whole system is killed in mid-case; what was done stays, and the rest is done once', async () => {
      const person = await house.settle('カクウ　ジロウ')
      const clerk = await house.clerk(person, { desk: 4 })
      const screen = await house.screenFor(clerk)
      const { receipt, card } = await untilPins(clerk, person)
      const crash = clerk.untilDeskSays('key made in the card').then(() => house.crash())
      await Promise.all([crash, screen.enterPins({ new: FIRST_PINS })])

      const again = await house.clerk(person, { desk: 4 })
      const nextScreen = await house.screenFor(again)
      await again.openReceipt(receipt)
      await again.insert(card)
      await goOn(again, nextScreen)
      await judgeBoth(person, card)
    })

    test('nothing but the outage was complained of', () => {
      assertQuiet(house, /ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE|status of 50[03]/)
    })

    /** A case for a first card, up to where its PINs are awaited. */
    async function untilPins(clerk: Clerk, person: Person) {
      const receipt = await clerk.openCase(person, ISSUE)
      await clerk.confirmPapers()
      await clerk.carryOut()
      const card = await clerk.insertWantedCard()
      await clerk.untilWork('waiting-for-pins')
      return { receipt, card }
    }

    /** From where the case stands, with its card on the reader, to its end. */
    async function goOn(clerk: Clerk, screen: ResidentScreen): Promise<void> {
      await clerk.carryOut('again')
      await screen.until('pinTitleNew')
      await screen.enterPins({ new: FIRST_PINS })
      await screen.until('doneIssued')
      await clerk.untilCase('done')
      await clerk.pull()
    }

    async function judgeBoth({ residentId }: Person, card: string): Promise<void> {
      await judgeCard(at, residentId, card, FIRST_PINS)
      await judgeStatus(at, residentId, both('good'))
    }
  },
)
