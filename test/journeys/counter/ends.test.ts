import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { judgeCard, judgePinless } from './card-judge.ts'
import { assertQuiet, CounterHouse, FIRST_PINS, SECOND_PINS } from './counter-driver.ts'
import { persona } from './people.ts'
import { keepPicture } from './pictures.ts'
import { both, judgeStatus } from './status-judge.ts'

const HANA = persona(2)
const BEGIN = '2026-03-02T09:00:00+09:00'

suite(
  'the counter in a browser: what ends, and what comes after',
  { timeout: 900_000 },
  async () => {
    const house = await CounterHouse.open('--clock', BEGIN)
    const { at } = house
    const clerk = await house.clerk(HANA)
    const screen = await house.screenFor(clerk)

    test('revocation on request: the signature certificate alone', async () => {
      const person = await house.settle('カクウ　イチロウ')
      const card = await house.issueAtPrompt(person)
      await clerk.openCase(person, {
        situation: 'certificate-not-wanted',
        procedure: 'revocation',
        kinds: ['signature'],
      })
      await clerk.finishAtTheOffice('revocation')
      await judgeCard(at, person.residentId, card, {
        'user-authentication': FIRST_PINS['user-authentication'],
      })
      await judgeStatus(at, person.residentId, [
        ['user-authentication', 'good'],
        ['signature', 'cessationOfOperation'],
      ])
    })

    test('a report that a PIN leaked ends both, with the reason that says so', async () => {
      const person = await house.settle('カクウ　ジロウ')
      const card = await house.issueAtPrompt(person)
      await clerk.openCase(person, {
        situation: 'key-or-pin-leaked',
        procedure: 'compromise-report',
      })
      await clerk.finishAtTheOffice('compromise-report')
      await judgeCard(at, person.residentId, card, FIRST_PINS)
      await judgeStatus(at, person.residentId, both('keyCompromise'))
    })

    test('a card that is given back ends with its certificates', async () => {
      const person = await house.settle('カクウ　サブロウ')
      const card = await house.issueAtPrompt(person)
      await clerk.openCase(person, { situation: 'card-given-back', procedure: 'card-return' })
      await clerk.finishAtTheOffice('card-return')
      await judgeCard(at, person.residentId, card, FIRST_PINS)
      await judgeStatus(at, person.residentId, both('cessationOfOperation'))
    })

    test('a hold by the 24-hour line, then the card is found: new certificates take over', async () => {
      const person = await house.settle('カクウ　シロウ')
      const card = await house.issueAtPrompt(person)
      await clerk.openCase(person, { situation: 'card-lost-or-stolen', procedure: 'hold' })
      await clerk.finishAtTheOffice('hold')
      // The chip learns nothing of a hold: that its certificates are worth nothing, the status says.
      await judgeCard(at, person.residentId, card, FIRST_PINS)
      await judgeStatus(at, person.residentId, both('certificateHold'))
      await clerk.openCase(person, { situation: 'card-found-again', procedure: 'found-again' })
      await clerk.insert(card)
      await clerk.tickPapers()
      await keepPicture(clerk.page, 'found-again', 1)
      await clerk.step('confirm-papers')
      await clerk.carryOut()
      await screen.until('pinTitleNew')
      await screen.enterPins({ new: SECOND_PINS })
      await screen.until('doneIssued')
      await keepPicture(screen.page, 'found-again', 2)
      await clerk.untilCase('done')
      await keepPicture(clerk.page, 'found-again', 3)
      await clerk.pull()
      await judgeCard(at, person.residentId, card, SECOND_PINS)
      await judgeStatus(at, person.residentId, [...both('superseded'), ...both('good')])
    })

    test('lost for good: the old card ends as compromised, and a new one is made and written', async () => {
      const person = await house.settle('カクウ　ゴロウ')
      const lost = await house.issueAtPrompt(person)
      await clerk.openCase(person, {
        situation: 'card-lost-or-stolen',
        procedure: 'lost-for-good',
      })
      await clerk.tickPapers()
      await keepPicture(clerk.page, 'lost-for-good', 1)
      await clerk.step('confirm-papers')
      await clerk.carryOut()
      await clerk.untilWork('waiting-for-card')
      const card = await clerk.wantedCard()
      await clerk.insert(card)
      await screen.until('pinTitleNew')
      await screen.enterPins({ new: SECOND_PINS })
      await screen.until('doneIssued')
      await keepPicture(screen.page, 'lost-for-good', 2)
      await clerk.untilCase('done')
      await keepPicture(clerk.page, 'lost-for-good', 3)
      await clerk.pull()
      await judgeCard(at, person.residentId, card, SECOND_PINS)
      // Whoever finds the old card has what was on it, and all of that is revoked.
      await judgeCard(at, person.residentId, lost, FIRST_PINS, 'first')
      await judgeStatus(at, person.residentId, [...both('keyCompromise'), ...both('good')])
    })

    test('to a card without PINs and back: nobody types one, then a new card is set up', async () => {
      const person = await house.settle('カクウ　ロクロウ')
      const card = await house.issueAtPrompt(person)
      await clerk.openCase(person, { situation: 'wants-pinless-card', procedure: 'pinless-on' })
      await clerk.insert(card)
      await clerk.tickPapers()
      await keepPicture(clerk.page, 'pinless-on', 1)
      await clerk.step('confirm-papers')
      await clerk.carryOut()
      await screen.until('donePinless')
      await clerk.untilCase('done')
      await keepPicture(clerk.page, 'pinless-on', 3)
      await clerk.pull()
      await judgePinless(at, person.residentId, card)
      await judgeStatus(at, person.residentId, [
        ['user-authentication', 'good'],
        ['signature', 'cessationOfOperation'],
      ])
      await clerk.openCase(person, { situation: 'wants-card-with-pins', procedure: 'pinless-off' })
      await clerk.tickPapers()
      await keepPicture(clerk.page, 'pinless-off', 1)
      await clerk.step('confirm-papers')
      await clerk.carryOut()
      await clerk.untilWork('waiting-for-card')
      const next = await clerk.wantedCard()
      await clerk.insert(next)
      await screen.until('pinTitleNew')
      await screen.enterPins({ new: SECOND_PINS })
      await screen.until('doneIssued')
      await clerk.untilCase('done')
      await keepPicture(clerk.page, 'pinless-off', 3)
      await clerk.pull()
      await judgeCard(at, person.residentId, next, SECOND_PINS)
      await judgePinless(at, person.residentId, card, 'first')
      await judgeStatus(at, person.residentId, [...both('cessationOfOperation'), ...both('good')])
    })

    test('ex officio: who asks cannot approve; a supervisor at another terminal does', async () => {
      const card = await house.issueAtPrompt(HANA)
      const asker = await house.clerk(HANA, { account: 3, desk: 3 })
      const receipt = await asker.openCase(HANA, {
        situation: 'record-was-wrong',
        procedure: 'ex-officio-revocation',
      })
      await asker.tickPapers()
      await keepPicture(asker.page, 'ex-officio-revocation', 1)
      await asker.step('confirm-papers')
      await asker.untilCase('awaiting-approval')
      assert.equal(await asker.offersStep('approve'), false)
      await approve(receipt, 'ex-officio-revocation')
      await asker.openReceipt(receipt)
      await asker.carryOut()
      await asker.untilCase('done')
      await keepPicture(asker.page, 'ex-officio-revocation', 3)
      await judgeCard(at, HANA.residentId, card, FIRST_PINS)
      await judgeStatus(at, HANA.residentId, both('affiliationChanged'))
    })

    test('a leak of the authority’s key ends everything that it signed; a clerk alone may not ask', async () => {
      const person = await house.settle('カクウ　シチロウ')
      const card = await house.issueAtPrompt(person)
      const wish = {
        situation: 'record-was-wrong',
        procedure: 'authority-key-compromise',
        kinds: ['signature'],
        fields: { generation: '1' },
      } as const
      await clerk.openPerson(person)
      await clerk.choose(wish.situation)
      assert.equal(await clerk.whyNotOffered(wish.procedure), 'staff-role-missing')
      const asker = await house.clerk(HANA, { account: 3, desk: 3 })
      await asker.openPerson(person)
      const begin = await asker.fillCase(wish)
      // The page shows the clerk no form; the server has to refuse the form all the same.
      const { path, fields } = await asker.formBehind(begin)
      const answer = await clerk.post(path, Object.fromEntries(fields))
      assert.equal(answer.status(), 403)
      assert.match(await answer.text(), /role="alert"(?:(?!<code>)[^])*<code>staff-role-missing</)
      await begin.click()
      const receipt = await asker.receiptNumber()
      await asker.tickPapers()
      await keepPicture(asker.page, 'authority-key-compromise', 1)
      await asker.step('confirm-papers')
      await asker.untilCase('awaiting-approval')
      await approve(receipt, 'authority-key-compromise')
      await asker.openReceipt(receipt)
      await asker.carryOut()
      await asker.untilCase('done')
      await keepPicture(asker.page, 'authority-key-compromise', 3)
      await judgeCard(at, person.residentId, card, FIRST_PINS)
      await judgeStatus(at, person.residentId, [
        ['user-authentication', 'good'],
        ['signature', 'cACompromise'],
      ])
    })

    test('nothing was complained of by any browser', () => assertQuiet(house))

    async function approve(
      receipt: string,
      procedure: 'ex-officio-revocation' | 'authority-key-compromise',
    ): Promise<void> {
      const supervisor = await house.clerk(HANA, { account: 2, desk: 2 })
      await supervisor.openApproval(receipt)
      await keepPicture(supervisor.page, procedure, 2)
      await supervisor.step('approve')
      await supervisor.untilCase('ready')
      await supervisor.page.context().close()
    }
  },
)
