import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { openPort, pagesAnswer } from '../../../src/main/serve.ts'
import { residentScreenPages } from '#web/counter/screen/screen-pages.ts'
import { startBrowser, watchedPage } from '../../support/browser.ts'
import { counterPlaces } from '../../support/counter-places.ts'
import { ADMIN, deskWithCard, emptyDesk, SUPERVISOR } from '../../support/fake-counter.ts'
import { fakeOffice } from '../../support/fake-office.ts'
import { counterApp } from '../../support/page-visitor.ts'
import {
  PAIRING_CODE,
  SCREEN_NOW,
  SCREEN_VIEWS,
  scriptedScreens,
} from '../../support/scripted-screens.ts'

/** Pages with every sort of control and state between them. */
const LOOKED_AT: ReadonlySet<string> = new Set([
  'home',
  'person',
  'procedures',
  'case, papers',
  'case, at work',
  'case, stopped',
  'desk',
])
const SCREENS_LOOKED_AT: ReadonlySet<string> = new Set(['new PINs', 'working', 'done', 'stopped'])
/** What the keyboard reaches. */
const CONTROLS = 'a[href], button, select, summary, input:not([type=hidden]), [tabindex="0"]'
/** What is a box without its background too; radios and checkboxes the browser draws. */
const BOXED = 'button, select, input:not([type=radio], [type=checkbox])'
/** The rules of axe whose outcome colours can change. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']
/** What has a state beside others that have not: it must show without a background. */
const STATES = [
  ['nav.ways a[aria-current]', 'nav.ways a:not([aria-current])'],
  ['.stages .now', '.stages li:not(.now)'],
  ['.choice:has(:checked)', '.choice:not(:has(:checked))'],
] as const

const office = await fakeOffice()
const opened = await openPort(0)
assert.ok(opened.ok)
const server = opened.value
const screens = scriptedScreens()
const faults: unknown[] = []
const screenPages = residentScreenPages({
  screens,
  now: () => SCREEN_NOW,
  reportFault: (fault) => faults.push(fault),
})
server.answerWith(pagesAnswer(counterApp(office).route('/screen', screenPages)))
const browser = await startBrowser()
after(async () => {
  await browser.close()
  await server.close()
})

test('in colours that a clerk chose: focus, edges and states stay visible, axe is content', async () => {
  const page = await pageInForcedColours('/counter')
  await judge(page, 'sign-in')
  await signIn(page, SUPERVISOR.staffId)
  for (const { name, path, before } of counterPlaces(office)) {
    if (!LOOKED_AT.has(name)) continue
    office.state.desk = emptyDesk()
    before?.(office)
    await page.goto(server.url + path)
    if (name === 'case, papers') await page.getByRole('radio').first().check()
    await judge(page, name)
  }
  await page.goto(`${server.url}/counter/notices`)
  await judge(page, 'notices')
  await page.context().close()
})

test('in colours that an administrator chose: the page of the staff', async () => {
  office.state.desk = deskWithCard()
  const page = await pageInForcedColours('/counter')
  await signIn(page, ADMIN.staffId)
  await page.goto(`${server.url}/counter/staff`)
  await judge(page, 'staff')
  await page.context().close()
})

test('in colours that a resident chose: their screen, from its pairing to its end', async () => {
  const page = await pageInForcedColours('/screen')
  await judge(page, 'pairing')
  await page.fill('#code', PAIRING_CODE)
  await page.click('.pairing [type=submit]')
  for (const [name, view] of SCREEN_VIEWS) {
    if (!SCREENS_LOOKED_AT.has(name)) continue
    screens.shown = view
    await page.goto(`${server.url}/screen`)
    await judge(page, name)
  }
  await page.context().close()
  assert.deepEqual(faults, [])
})

async function pageInForcedColours(path: string): Promise<Page> {
  const { page } = await watchedPage(browser, { width: 1280 })
  await page.emulateMedia({ forcedColors: 'active' })
  await page.goto(server.url + path)
  return page
}

async function signIn(page: Page, account: string): Promise<void> {
  await page.selectOption('#account', account)
  await page.click('section[aria-labelledby=by-account] button')
  await page.waitForSelector('nav.ways')
}

async function judge(page: Page, name: string): Promise<void> {
  // The keyboard has been used: what takes the focus from here on shows it.
  await page.locator('body').press('Tab')
  assert.deepEqual(await facelessControls(page), [], `${name}: controls`)
  assert.deepEqual(await facelessStates(page), [], `${name}: states`)
  const { violations } = await new AxeBuilder({ page }).withRules(COLOUR_RULES).analyze()
  assert.deepEqual(violations, [], `${name}: axe`)
}

/** Controls without a visible focus, or without an edge. */
async function facelessControls(page: Page): Promise<readonly string[]> {
  const controls = await page.locator(CONTROLS).evaluateAll(
    (all, boxed) =>
      all
        .filter((one) => one.checkVisibility())
        .map((one) => {
          one.focus()
          const styles = [one, one.closest('label') ?? one].map((place) =>
            one.ownerDocument.defaultView.getComputedStyle(place),
          )
          return {
            name: one.outerHTML.slice(0, 120),
            isBoxed: one.matches(boxed),
            outlines: styles.map(({ outline }) => outline),
            border: styles[0].borderTop,
          }
        }),
    BOXED,
  )
  assert.ok(controls.length > 0)
  return controls.flatMap(({ name, isBoxed, outlines, border }) => [
    ...(outlines.some(isSeen) ? [] : [`no focus: ${name}`]),
    ...(isBoxed && !isSeen(border) ? [`no edge: ${name}`] : []),
  ])
}

/** Whether a line that the browser describes as `1px solid rgb(0, 0, 0)` can be seen. */
function isSeen(line: string): boolean {
  return !/\bnone\b|\b0px\b|rgba\([^)]*, 0\)/.test(line)
}

/** States that look like their absence once backgrounds are gone. */
async function facelessStates(page: Page): Promise<readonly string[]> {
  const faceless: string[] = []
  for (const [has, lacks] of STATES) {
    const [one, other] = await Promise.all([lookOf(page, has), lookOf(page, lacks)])
    if (one !== undefined && one === other) faceless.push(`${has} looks like ${lacks}`)
  }
  return faceless
}

/** Every line about the first of `selector`; nothing where there is none. */
async function lookOf(page: Page, selector: string): Promise<string | undefined> {
  const looks = await page.locator(selector).evaluateAll((all) =>
    all.slice(0, 1).map((one) => {
      const style = one.ownerDocument.defaultView.getComputedStyle(one)
      const { borderTop, borderRight, borderBottom, borderLeft } = style
      const { textDecorationLine, outline } = style
      return [borderTop, borderRight, borderBottom, borderLeft, textDecorationLine, outline].join()
    }),
  )
  return looks[0]
}
