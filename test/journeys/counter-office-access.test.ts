import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openPort, pagesAnswer } from '../../src/main/serve.ts'
import {
  accessibilityFaults,
  overhang,
  startBrowser,
  watchedPage,
  WIDTHS,
} from '../support/browser.ts'
import { ADMIN, CLERK, deskWithCard, SUPERVISOR } from '../support/fake-counter.ts'
import { fakeOffice, NOTICE_DAY } from '../support/fake-office.ts'
import { counterApp } from '../support/page-visitor.ts'

/** The states at which axe looks in the wide window too: one of each page. */
const AXE_WHEN_WIDE: ReadonlySet<string> = new Set(['no card', 'letters'])

const office = await fakeOffice()
const opened = await openPort(0)
assert.ok(opened.ok)
const server = opened.value
server.answerWith(pagesAnswer(counterApp(office)))
const browser = await startBrowser()
after(async () => {
  await browser.close()
  await server.close()
})

async function signedIn(account: string) {
  const watched = await watchedPage(browser, { width: WIDTHS[0] })
  await watched.page.goto(`${server.url}/counter/sign-in`)
  await watched.page.selectOption('#account', account)
  await watched.page.click('section[aria-labelledby=by-account] button')
  await watched.page.waitForSelector('nav.ways')
  const expectAccessible = async (name: string): Promise<void> => {
    for (const width of WIDTHS) {
      await watched.page.setViewportSize({ width, height: 900 })
      const isJudged = width === WIDTHS[1] || AXE_WHEN_WIDE.has(name)
      const found = isJudged ? await accessibilityFaults(watched.page) : []
      assert.deepEqual(found, [], `${name}, ${String(width)} px`)
      assert.equal(await overhang(watched.page), 0, `${name}, ${String(width)} px`)
    }
  }
  return { ...watched, expectAccessible }
}

test('staff: in each state axe finds nothing and nothing sticks out', async () => {
  const { page, context, expectAccessible } = await signedIn(ADMIN.staffId)
  await page.goto(`${server.url}/counter/staff`)
  await expectAccessible('no card')
  office.state.desk = deskWithCard()
  await page.reload()
  await page.click(`form[action$="/${CLERK.staffId}/bind"] button`)
  await page.waitForSelector('[role=status]')
  await expectAccessible('card bound')
  await page.fill('#staffId', 'X1')
  await page.fill('#name', '新人')
  await page.press('#name', 'Enter')
  await page.waitForSelector('.refusal')
  assert.equal(await page.locator(':focus').getAttribute('class'), 'refusal')
  assert.equal(await page.inputValue('#name'), '新人')
  await expectAccessible('refused')
  await context.close()
})

test('staff by keyboard: a role is taken away and the member is suspended', async () => {
  const { page, context, complaints } = await signedIn(ADMIN.staffId)
  await page.goto(`${server.url}/counter/staff`)
  const form = `form[action$="/${SUPERVISOR.staffId}/roles"]`
  await page.locator(`${form} input[value=clerk]`).focus()
  await page.keyboard.press('Space')
  await page.locator(`${form} button`).focus()
  await page.keyboard.press('Enter')
  await page.waitForSelector('[role=status]')
  assert.equal(await page.isChecked(`${form} input[value=clerk]`), false)
  await page.locator(`form[action$="/${CLERK.staffId}/deactivate"] button`).focus()
  await page.keyboard.press('Enter')
  await page.waitForSelector(`form[action$="/${CLERK.staffId}/reactivate"]`)
  assert.deepEqual(complaints, [])
  await context.close()
})

test('notices: in each state axe finds nothing and nothing sticks out', async () => {
  const { page, context, expectAccessible } = await signedIn(SUPERVISOR.staffId)
  await page.goto(`${server.url}/counter/notices`)
  await expectAccessible('days')
  await page.locator('tbody a').first().focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/notices/${NOTICE_DAY}`)
  await expectAccessible('letters')
  const formToken = await page.inputValue('[name=formToken] >> nth=0')
  const printed = await page.request.post(`${page.url()}/print`, {
    form: { formToken, part: '1' },
    headers: { origin: server.url },
  })
  assert.equal(printed.headers()['content-type'], 'application/pdf')
  await page.reload()
  await expectAccessible('printed')
  await page.goto(`${server.url}/counter/notices/2020-01-01`)
  await expectAccessible('a day without letters')
  await context.close()
})

test('neither page is the clerk’s: the refusal is accessible too', async () => {
  const { page, context, expectAccessible } = await signedIn(SUPERVISOR.staffId)
  await page.goto(`${server.url}/counter/staff`)
  await page.waitForSelector('.refusal')
  await expectAccessible('refused')
  await context.close()
})
