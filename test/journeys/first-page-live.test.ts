import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { civilDate } from '#kernel/civil-date.ts'
import { instant } from '#kernel/instant.ts'
import { ok } from '#kernel/result.ts'
import {
  JOURNEY_STEPS,
  type JourneyRunner,
  type JourneyStepId,
  type JourneyStepView,
  type JourneyView,
} from '#web/journey/journey-view.ts'
import { journeyPages } from '#web/journey/pages.ts'
import { openPort, pagesAnswer } from '../../src/main/serve.ts'
import {
  accessibilityFaults,
  overhang,
  startBrowser,
  watchedPage,
  WIDTHS,
} from '../support/browser.ts'

const NOW = instant(Date.parse('2026-12-01T00:00:00Z'))
const ID = '00112233445566aa'

/** The journey the pages are told of; a test moves it on when it is ready for that. */
let journey = journeyAt('certificates')
/** What the register answers with instead of people. */
let registerFault: Error | undefined
const faults: unknown[] = []
const PEOPLE = [{ id: 'R0000000001', label: '架空　一郎さん', note: '成人' }]
const runner: JourneyRunner = {
  choices: () =>
    registerFault === undefined ? Promise.resolve(PEOPLE) : Promise.reject(registerFault),
  start: () => Promise.resolve(ok({ id: ID })),
  view: (id) => (id === ID ? journey : undefined),
  latest: () => journey,
}
const opened = await openPort(0)
assert.ok(opened.ok)
const server = opened.value
const pages = journeyPages({ runner, clock: { now: () => NOW }, reportFault: note })
server.answerWith(pagesAnswer(pages))
const browser = await startBrowser("machine's")
after(async () => {
  await browser.close()
  await server.close()
})

for (const width of WIDTHS) {
  test(`${width} px: a journey under way has no fault that axe knows, and nothing sticks out`, async () => {
    journey = journeyAt('certificates')
    const { page, context, complaints } = await watchedPage(browser, { width })
    await page.goto(server.url)
    await page.waitForSelector('#step-certificates.running')
    // Before axe looks, which brings styles of its own.
    assert.deepEqual(complaints, [])
    assert.deepEqual(await accessibilityFaults(page), [])
    assert.equal(await overhang(page), 0)
    await context.close()
  })
}

test('the page follows by itself; what was opened stays open and the keyboard stays there', async () => {
  journey = journeyAt('certificates')
  const { page, context, complaints } = await watchedPage(browser, { width: 1280 })
  await page.goto(server.url)
  await page.locator('#more-resident > summary').focus()
  await page.keyboard.press('Enter')
  const line = await page.locator('#journey-status').elementHandle()

  journey = journeyAt('status')
  await page.waitForSelector('#step-status.running')
  await expectReader(page)
  assert.equal(await line?.evaluate(({ isConnected }) => isConnected), true)
  assert.match((await line?.textContent()) ?? '', /進行中です.*8\/11/s)

  journey = journeyAt(undefined)
  await page.waitForSelector('#journey[data-state=done]')
  await expectReader(page)
  assert.match((await line?.textContent()) ?? '', /すべて完了しました.*11\/11/s)
  await context.close()
  assert.deepEqual(complaints, [])
})

test('a server that is away for a moment is asked again', async () => {
  journey = journeyAt('certificates')
  const { page, context } = await watchedPage(browser, { width: 1280 })
  const missed = Promise.withResolvers<void>()
  await page.route('**/fragment', async (route) => {
    await route.abort()
    missed.resolve()
  })
  await page.goto(server.url)
  await missed.promise
  await page.unroute('**/fragment')
  journey = journeyAt(undefined)
  await page.waitForSelector('#journey[data-state=done]')
  await context.close()
})

test('without script the page reloads itself while the journey runs, and then no more', async () => {
  journey = journeyAt('certificates')
  const { page, context } = await watchedPage(browser, { width: 375, script: false })
  await page.goto(server.url)
  assert.equal(await page.locator('meta[http-equiv=refresh]').count(), 1)
  journey = journeyAt(undefined)
  await page.waitForSelector('#journey[data-state=done]')
  assert.equal(await page.locator('meta[http-equiv=refresh]').count(), 0)
  await context.close()
})

test('a fault while a page is made is reported, and the page says only that there was one', async () => {
  registerFault = new Error('架空　一郎 of 1-2-3')
  const answer = await fetch(server.url)
  registerFault = undefined
  assert.equal(answer.status, 500)
  const text = await answer.text()
  assert.match(text, /内部の障害で表示できません/)
  assert.doesNotMatch(text, /1-2-3/)
  assert.equal(faults.length, 1)
  assert.equal((await fetch(server.url)).status, 200)
})

async function expectReader(page: Page): Promise<void> {
  assert.ok(await page.locator('#more-resident').evaluate((one) => one.hasAttribute('open')))
  assert.match((await page.locator(':focus').textContent()) ?? '', /くわしく.*窓口に来た人/s)
}

function note(fault: unknown): void {
  faults.push(fault)
}

/** A journey whose step `now` is under way, or that is done. */
function journeyAt(now: JourneyStepId | undefined): JourneyView {
  const reached = now === undefined ? JOURNEY_STEPS.length : JOURNEY_STEPS.indexOf(now)
  return {
    id: ID,
    number: 1,
    startedAt: NOW,
    state: now === undefined ? 'done' : 'running',
    residentLabel: '架空　一郎さん（40歳、東京都渋谷区）',
    picture: {
      holderName: '架空　一郎',
      card: { cardSerial: '0123456789012345', expiresOn: civilDate(2035, 12, 10) },
      certificates: {
        signature: { at: 'waiting' },
        'user-authentication': { at: 'good', serialHex: '07', until: NOW },
      },
    },
    steps: JOURNEY_STEPS.map((id, at) => stepAt(id, at - reached)),
  }
}

/** A step `distance` places after the one under way; before it, it is done. */
function stepAt(id: JourneyStepId, distance: number): JourneyStepView {
  const isDone = distance < 0
  return {
    id,
    state: isDone ? 'done' : distance === 0 ? 'running' : 'waiting',
    tookMs: isDone ? 12 : undefined,
    outcome: isDone ? { ja: 'できました', en: 'done' } : undefined,
    facts: isDone ? [{ ja: '番号', en: 'Number', value: '1', data: true }] : [],
    checks: [],
    apdus: isDone ? [{ command: '00A4', response: '9000', meaning: '選ぶ SELECT' }] : [],
    tryIt: isDone ? ['bin/shomei --help'] : [],
    refusal: undefined,
  }
}
