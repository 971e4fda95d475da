import assert from 'node:assert/strict'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import {
  accessibilityFaults,
  overhang,
  startBrowser,
  watchedPage,
  WIDTHS,
} from '../support/browser.ts'
import { newDataFolder, startSandbox } from '../support/sandbox.ts'

const ADULT = 'R0000000002'
const CHILD = 'R0000000003'
const TAB_STOPS_MAX = 80

const sandbox = await startSandbox({ folder: await newDataFolder() })
const browser = await startBrowser()
after(() => browser.close())

const ended = '#journey:not([data-state=running])'
/** The states at which axe looks in the wide window too. */
const AXE_WHEN_WIDE: ReadonlySet<string> = new Set(['done, everything opened'])

async function startFor(page: Page, resident: string): Promise<void> {
  await page.selectOption('#resident', resident)
  await page.click('button[type=submit]')
}

/** Each state of the pages and the way to it. */
const STATES: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
  [
    'done',
    async (page) => {
      await page.goto(sandbox.webUrl)
      await page.waitForSelector(ended)
    },
  ],
  [
    'done, everything opened',
    async (page) => {
      await page.goto(sandbox.webUrl)
      await page.waitForSelector(ended)
      await page
        .locator('details')
        .evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')))
    },
  ],
  [
    'refused in part',
    async (page) => {
      await page.goto(sandbox.webUrl)
      await startFor(page, CHILD)
      await page.waitForSelector(`${ended} .refusal`)
    },
  ],
  [
    'error in the form',
    async (page) => {
      await page.goto(sandbox.webUrl)
      await page.fill('#pin', '1')
      await startFor(page, ADULT)
      await page.waitForSelector('[role=alert]')
    },
  ],
  [
    'not found',
    async (page) => {
      await page.goto(`${sandbox.webUrl}/nothing-here`)
    },
  ],
]

for (const [name, reach] of STATES) {
  test(`${name}: axe finds nothing, and at no width does anything stick out`, async () => {
    const { page, context } = await watchedPage(browser, { width: WIDTHS[0] })
    await reach(page)
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 })
      const isJudged = width === WIDTHS[1] || AXE_WHEN_WIDE.has(name)
      assert.deepEqual(isJudged ? await accessibilityFaults(page) : [], [], `${width} px`)
      assert.equal(await overhang(page), 0, `${width} px`)
    }
    await context.close()
  })
}

test('a fault is shown as one, at the step it stopped, and the next start goes on', async () => {
  const cards = join(sandbox.folder, 'cards')
  await rename(cards, `${cards}-away`)
  await writeFile(cards, 'in the way')
  const { page, context } = await watchedPage(browser, { width: 375 })
  await page.goto(sandbox.webUrl)
  await startFor(page, ADULT)
  await page.waitForSelector('#journey[data-state=failed]')
  assert.match((await page.textContent('#step-card .state')) ?? '', /障害/)
  assert.match((await page.textContent('#journey-status')) ?? '', /shomei\.log/)
  assert.deepEqual(await accessibilityFaults(page), [])
  assert.equal(await overhang(page), 0)

  await rm(cards)
  await rename(`${cards}-away`, cards)
  await startFor(page, ADULT)
  await page.waitForSelector('#journey[data-state=done]')
  await context.close()
})

test('by keyboard alone: past the head, into the details, through the form, to the end', async () => {
  const { page, context, complaints } = await watchedPage(browser, { width: 375 })
  await page.goto(sandbox.webUrl)
  await page.waitForSelector(ended)
  const before = await page.getAttribute('#journey', 'data-fragment')
  await page.keyboard.press('Tab')
  assert.match(await focused(page), /本文へ/)
  await page.keyboard.press('Enter')
  assert.equal(await page.locator(':focus').getAttribute('id'), 'main')

  await tabTo(page, '#more-verification summary')
  await page.keyboard.press('Enter')
  assert.ok(await page.locator('#step-verification .checks').isVisible())

  await tabTo(page, '#resident')
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  assert.equal(await page.inputValue('#resident'), ADULT)
  for (const [field, value] of [
    ['#pin', '2468'],
    ['#password', 'KEYS99'],
  ] as const) {
    await tabTo(page, field)
    await page.keyboard.press('Control+A')
    await page.keyboard.type(value)
  }
  await page.keyboard.press('Enter')
  await page.waitForSelector(`#journey[data-state=done]:not([data-fragment="${before}"])`)
  await context.close()
  assert.deepEqual(complaints, [])
})

async function focused(page: Page): Promise<string> {
  return (await page.locator(':focus').textContent()) ?? ''
}

/** Presses Tab until `selector` has the focus; every stop on the way must be seen to have it. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let stops = 0; stops < TAB_STOPS_MAX; stops++) {
    await page.keyboard.press('Tab')
    const stop = page.locator(':focus')
    const outline = await stop.evaluate(
      (element) => element.ownerDocument.defaultView?.getComputedStyle(element).outlineStyle,
    )
    assert.notEqual(outline, 'none', await stop.evaluate(({ outerHTML }) => outerHTML))
    const there = await stop.evaluate((element, wanted) => element.matches(wanted), selector)
    if (there) return
  }
  assert.fail(`${selector} cannot be reached by Tab`)
}
