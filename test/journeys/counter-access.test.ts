import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { openPort, pagesAnswer } from '../../src/main/serve.ts'
import { accessibilityFaults, overhang, startBrowser, watchedPage } from '../support/browser.ts'
import { counterPlaces } from '../support/counter-places.ts'
import { counterApp } from '../support/page-visitor.ts'
import { deskWithCard, emptyDesk, fakeCounter, SUPERVISOR } from '../support/fake-counter.ts'

/** A desktop, and the narrowest window that WCAG 1.4.10 asks for: 1280 pixels at 400 %. */
const WIDTHS = [1280, 320] as const
/**
 * Nothing more is seen in the wide window but English words in the head and in the stages of a
 * case: there axe looks at one page with each; in the narrow one it looks at everything.
 */
const AXE_WHEN_WIDE: ReadonlySet<string> = new Set(['sign-in', 'home', 'case, papers'])

const fake = fakeCounter()
const opened = await openPort(0)
assert.ok(opened.ok)
const server = opened.value
server.answerWith(pagesAnswer(counterApp(fake)))
const browser = await startBrowser()
after(async () => {
  await browser.close()
  await server.close()
})

/** One desk at which every place is looked at in turn. */
const { page } = await signedIn(WIDTHS[0])

async function signedIn(width: number, script = true) {
  const watched = await watchedPage(browser, { width, script })
  await watched.page.goto(`${server.url}/counter`)
  await watched.page.selectOption('#account', SUPERVISOR.staffId)
  await watched.page.click('section[aria-labelledby=by-account] button')
  await watched.page.waitForSelector('#search-title')
  return watched
}

async function expectAccessible(shown: Page, name: string): Promise<void> {
  for (const width of WIDTHS) {
    await shown.setViewportSize({ width, height: 900 })
    const isJudged = width === WIDTHS[1] || AXE_WHEN_WIDE.has(name)
    const found = isJudged ? await accessibilityFaults(shown) : []
    assert.deepEqual(found, [], `${name}, ${String(width)} px`)
    assert.equal(await overhang(shown), 0, `${name}, ${String(width)} px`)
  }
}

test('sign-in: axe finds nothing and nothing sticks out', async () => {
  const outside = await watchedPage(browser, { width: WIDTHS[0] })
  await outside.page.goto(`${server.url}/counter`)
  await expectAccessible(outside.page, 'sign-in')
  await outside.context.close()
})

for (const { name, path, before } of counterPlaces(fake)) {
  test(`${name}: axe finds nothing and nothing sticks out`, async () => {
    fake.state.desk = emptyDesk()
    before?.(fake)
    await page.goto(server.url + path)
    await page
      .locator('details')
      .evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')))
    await expectAccessible(page, name)
  })
}

test('search, its error and its results; the error takes the focus', async () => {
  await page.goto(`${server.url}/counter`)
  await page.fill('#birthDate', '32日')
  await page.press('#birthDate', 'Enter')
  await page.waitForSelector('.refusal')
  assert.equal(await page.locator(':focus').getAttribute('class'), 'refusal')
  assert.equal(await page.inputValue('#birthDate'), '32日')
  await expectAccessible(page, 'search error')
  await page.fill('#birthDate', '')
  await page.fill('#name', '高')
  await page.press('#name', 'Enter')
  await page.waitForSelector('.people a')
  await expectAccessible(page, 'results')
})

test('by keyboard alone: from the search to a case, its papers and carrying it out', async () => {
  fake.state.desk = deskWithCard()
  const watched = await signedIn(WIDTHS[0])
  const { page: desk } = watched
  // The browser counts the answer 401 of the first page, before the sign-in, as an error.
  const heard = watched.complaints.length
  await desk.locator('#name').focus()
  await desk.keyboard.type('高')
  await desk.keyboard.press('Enter')
  await desk.locator('.people a').focus()
  await desk.keyboard.press('Enter')
  await desk.locator('.situation', { hasText: 'カードを受け取りに来た' }).first().focus()
  await desk.keyboard.press('Enter')
  await desk.locator('#issue-holder').focus()
  await desk.keyboard.press('Enter')
  await desk.locator('#identity-photo-document').focus()
  await desk.keyboard.press('Space')
  for (const box of await desk.locator('.checklist input').all()) {
    await box.focus()
    await desk.keyboard.press('Space')
  }
  await desk.locator('#step-confirm-papers').focus()
  await desk.keyboard.press('Enter')
  await desk.locator('#carry-out').focus()
  await desk.keyboard.press('Enter')
  await desk.waitForSelector('.work-state.waiting-for-pins')
  assert.deepEqual(watched.complaints.slice(heard), [])
  await watched.context.close()
})

test('the case follows the desk: the line speaks, and a form being filled in stays', async () => {
  fake.state.desk = emptyDesk()
  const receipt = fake.put('issue', { at: 'opened' })
  const watched = await signedIn(WIDTHS[0])
  await watched.page.goto(`${server.url}/counter/cases/${receipt}`)
  await watched.page.check('#identity-photo-document')
  fake.state.desk = deskWithCard()
  await watched.page.waitForSelector('.on-reader')
  assert.ok(await watched.page.isChecked('#identity-photo-document'))
  const work = { receiptNumber: receipt, steps: [], refusal: undefined, state: 'running' } as const
  fake.state.desk = { ...deskWithCard(), work, revision: 7 }
  await watched.page.waitForSelector('.work-state.running')
  assert.match((await watched.page.textContent('#live-status')) ?? '', /処理しています/)
  fake.state.sessionOver = true
  await watched.page.waitForSelector('#session-over', { state: 'visible' })
  fake.state.sessionOver = false
  fake.state.desk = emptyDesk()
  await watched.context.close()
})

test('without script the whole way works too', async () => {
  const watched = await signedIn(320, false)
  const receipt = fake.put('issue', { at: 'opened' })
  await watched.page.goto(`${server.url}/counter/cases/${receipt}`)
  await watched.page.click('.tray-card')
  await watched.page.waitForSelector('.on-reader')
  await watched.page.click('#pull')
  await watched.page.waitForSelector('.tray-card')
  assert.match(watched.page.url(), new RegExp(receipt))
  await watched.context.close()
})
