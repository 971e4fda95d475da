import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { judgeCard } from './card-judge.ts'
import type { Clerk } from './clerk.ts'
import { assertQuiet, CounterHouse, FIRST_PINS } from './counter-driver.ts'
import { type Person, persona } from './people.ts'
import type { ResidentScreen } from './resident-screen.ts'
import { type Expected, judgeStatus, standingOf } from './status-judge.ts'

const HANA = persona(2)
const BOTH_GOOD: readonly Expected[] = [
  ['user-authentication', 'good'],
  ['signature', 'good'],
]
const ISSUE = { situation: 'receives-card', procedure: 'issue' } as const

suite(
  'the counter in a browser: whatever breaks, the case goes on',
  { timeout: 300_000 },
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
      await goOn(other, otherScreen, receipt, card)
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

    test('the whole system is killed in mid-case; what was done stays, and the rest is done once', async () => {
      const person = await house.settle('カクウ　ジロウ')
      const clerk = await house.clerk(person, { desk: 4 })
      const screen = await house.screenFor(clerk)
      const { receipt, card } = await untilPins(clerk, person)
      const crash = clerk.untilDeskSays('key made in the card').then(() => house.crash())
      await Promise.all([crash, screen.enterPins({ new: FIRST_PINS })])

      const again = await house.clerk(person, { desk: 4 })
      const nextScreen = await house.screenFor(again)
      await goOn(again, nextScreen, receipt, card)
      await judgeBoth(person, card)
    })

    test('nothing but the outage was complained of', () => {
      assertQuiet(house, /ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE|status of 503/)
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

    async function goOn(clerk: Clerk, screen: ResidentScreen, receipt: string, card: string) {
      await clerk.openReceipt(receipt)
      await clerk.insert(card)
      await clerk.carryOut('again')
      await screen.until('pinTitleNew')
      await screen.enterPins({ new: FIRST_PINS })
      await screen.until('doneIssued')
      await clerk.untilCase('done')
      await clerk.pull()
    }

    async function judgeBoth({ residentId }: Person, card: string): Promise<void> {
      await judgeCard(at, residentId, card, FIRST_PINS)
      await judgeStatus(at, residentId, BOTH_GOOD)
    }
  },
)
