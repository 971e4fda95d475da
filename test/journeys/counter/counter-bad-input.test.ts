import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { named } from './named.ts'
import { assertQuiet, CounterHouse } from './counter-driver.ts'
import { persona } from './people.ts'
import { standingOf } from './status-judge.ts'
import { FRAME_TEXTS } from '#web/counter/texts/frame-texts.ts'
import { SEARCH_TEXTS } from '#web/counter/texts/home-texts.ts'
import { STEP_TEXTS } from '#web/counter/texts/case-texts.ts'

const [HANA, ELSEWHERE] = [persona(2), persona(9)]
const FIELDS = ['name', 'kana', 'birthDate', 'card'] as const
const REVOCATION = { situation: 'certificate-not-wanted', procedure: 'revocation' } as const

suite(
  'the counter in a browser: bad input, and forms that come too late',
  { timeout: 300_000 },
  async () => {
    const house = await CounterHouse.open('--clock', '2026-03-02T09:00:00+09:00')
    const { at } = house
    const clerk = await house.clerk(HANA)
    await house.issueAtPrompt(HANA)

    for (const [name, typed, refusal] of [
      ['a script', '<script>document.title="taken"</script>', undefined],
      ['an attribute', '"><img src=x onerror=alert(1)>', undefined],
      ['SQL', "'; DROP TABLE ra_case; --", undefined],
      ['a bidirectional control', 'タカサキ\u202E', 'field-direction-characters'],
      ['an invisible character', 'タカ\u200Bサキ', 'field-direction-characters'],
      ['a control character', 'タカ\u0007サキ', 'field-control-characters'],
      ['far too much', 'ア'.repeat(401), 'field-too-long'],
    ] as const)
      test(`${name} in the search: said clearly, shown as text, nothing taken over`, async () => {
        await clerk.home()
        for (const field of FIELDS) await clerk.searchField(field).fill(typed)
        await clerk.button(SEARCH_TEXTS.search).click()
        await clerk.page.waitForLoadState()
        assert.doesNotMatch(await clerk.page.title(), /taken/)
        assert.equal(await clerk.page.getByRole('main').getByRole('img').count(), 0)
        // The page is whole: its way out is there.
        await clerk.button(FRAME_TEXTS.signOut).waitFor()
        if (refusal === undefined) return
        assert.equal(await clerk.refusalCode(), refusal)
        for (const field of FIELDS) {
          const fields = { [field]: typed, reason: 'person-at-the-desk' }
          const answer = await clerk.post('/counter/search', fields)
          assert.match(await answer.text(), new RegExp(`<code>${refusal}</code>`), field)
        }
      })

    test('a form of a megabyte is refused before it is read', async () => {
      await clerk.home()
      const answer = await clerk.post('/counter/search', { kana: 'ア'.repeat(350_000) })
      assert.equal(answer.status(), 413)
      assert.match(await answer.text(), /form-too-large/)
    })

    test('what is not on the form is refused: choices, numbers, days, other papers', async () => {
      const path = `/counter/people/${HANA.residentId}/cases`
      const wish = {
        reason: 'person-at-the-desk',
        receiptNumber: '20260302-00000000',
        situation: 'certificate-not-wanted',
        procedure: 'revocation',
        applicant: 'holder',
      }
      for (const [change, code] of [
        [{ procedure: 'abolition' }, 'choice-unknown'],
        [{ applicant: 'passer-by' }, 'choice-unknown'],
        [{ situation: '../../etc' }, 'choice-unknown'],
        [{ leavesOn: '2026-02-30' }, 'field-not-a-day'],
        [{ generation: '1e3' }, 'field-not-a-number'],
        [{ receiptNumber: 'x' }, 'receipt-number-malformed'],
        [{ applicant: 'municipality' }, 'applicant-municipality-may-not'],
        [{ applicant: 'hotline-caller' }, 'applicant-hotline-hold-only'],
      ] as const) {
        const text = await (await clerk.post(path, { ...wish, ...change })).text()
        assert.match(text, new RegExp(`<code>${code}</code>`), JSON.stringify(change))
      }
    })

    test('one form sent twice opens one case', async () => {
      await clerk.openPerson(HANA)
      const begin = await clerk.fillCase({ ...REVOCATION, kinds: ['signature'] })
      const form = await clerk.formBehind(begin)
      const [first, second] = await Promise.all([clerk.send(form), clerk.send(form)])
      assert.equal(first.url(), second.url())
      assert.match(first.url(), /\/counter\/cases\/\d{8}-/)
      await clerk.goTo(first.url())
      await clerk.withdraw()
    })

    test('a form of a page that has grown old is refused, and says so', async () => {
      const behind = await house.clerk(HANA, { desk: 3 })
      const receipt = await behind.openCase(HANA, { ...REVOCATION, kinds: ['signature'] })
      await behind.tickPapers()
      await behind.standStill()
      await clerk.openReceipt(receipt)
      await clerk.confirmPapers()
      await clerk.untilCase('ready')
      await behind.step('confirm-papers')
      assert.equal(await behind.refusalCode(), 'case-changed-meanwhile')
      await behind.untilCase('ready')
      await clerk.withdraw()
    })

    test('a resident of another municipality is not shown, nor their case', async () => {
      const theirs = await house.clerk(ELSEWHERE)
      const receipt = await theirs.openCase(ELSEWHERE, {
        situation: 'receives-card',
        procedure: 'issue',
      })
      await clerk.home()
      await clerk.searchField('kana').fill(ELSEWHERE.kana)
      await clerk.button(SEARCH_TEXTS.search).click()
      await clerk.untilShown(SEARCH_TEXTS.nobody.ja)
      const person = `/counter/people/${ELSEWHERE.residentId}?reason=person-at-the-desk`
      for (const path of [person, `/counter/cases/${receipt}`]) {
        const answer = await clerk.page.request.get(`${house.sandbox.webUrl}${path}`)
        assert.ok(answer.status() === 403 || answer.status() === 404, `${path} ${answer.status()}`)
        const text = await answer.text()
        assert.doesNotMatch(text, new RegExp(ELSEWHERE.kana))
        assert.match(text, /staff-other-municipality|case-unknown|resident-unknown/)
      }
    })

    test('the session ends in mid-case: what was ticked is carried over the sign-in', async () => {
      await clerk.openCase(HANA, { ...REVOCATION, kinds: ['signature'] })
      await clerk.tickPapers()
      await house.setClock('2026-03-02T09:40:00+09:00')
      await clerk.page.getByRole('button', { name: named(STEP_TEXTS['confirm-papers']) }).click()
      await clerk.signIn()
      await clerk.button(FRAME_TEXTS.continue).click()
      await clerk.untilCase('ready')
      await clerk.carryOut()
      await clerk.untilCase('done')
      const all = await standingOf(at, HANA.residentId)
      assert.deepEqual(
        all.map(({ is }) => is),
        ['good', 'cessationOfOperation'],
      )
    })

    test('no script ran that was not ours, and nothing was called elsewhere', () => {
      assertQuiet(house, /net::ERR_FAILED/)
    })
  },
)
