import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { Hono } from 'hono'
import type { Page } from 'playwright-core'
import { residentScreenPages } from '#web/counter/screen/screen-pages.ts'
import { assets } from '#web/kit/assets.ts'
import { openPort, pagesAnswer } from '../../src/main/serve.ts'
import { accessibilityFaults, overhang, startBrowser, watchedPage } from '../support/browser.ts'
import {
  CHILD_PIN,
  NEW_PINS,
  PAIRING_CODE,
  SCREEN_NOW,
  SCREEN_VIEWS,
  scriptedScreens,
} from '../support/scripted-screens.ts'

/** A desktop, and the narrowest phone; the latter is also a tablet at 200 % and more. */
const WIDTHS = [1280, 320] as const
/** On the phone, where words are tightest, every state is seen in every language. */
const LANGUAGES_AT = { 1280: ['ja'], 320: ['ja', 'easy', 'en'] } as const
/**
 * On the phone axe looks at every state in Japanese, in whose place the easy words stand, and in
 * English; on the desktop, where the same is seen, at one state.
 */
const AXE_AT: Readonly<Record<number, readonly string[]>> = { 1280: ['en'], 320: ['ja', 'en'] }
const TARGET_MIN = 44
const TAB_STOPS_MAX = 40
const PIN = '2580'
const DIGITS = PIN.split('')
const PASSWORD = 'KEYS99'
const TAKEN = [
  { kind: 'user-authentication', which: 'new', value: PIN },
  { kind: 'signature', which: 'new', value: PASSWORD },
]

const desk = scriptedScreens()
const faults: unknown[] = []
const opened = await openPort(0)
assert.ok(opened.ok)
const server = opened.value
const pages = residentScreenPages({
  screens: desk,
  now: () => SCREEN_NOW,
  reportFault: (fault) => faults.push(fault),
})
const app = new Hono().route('/assets', assets()).route('/screen', pages)
server.answerWith(pagesAnswer(app))
const address = `${server.url}/screen`
const browser = await startBrowser()
beforeEach(() => {
  desk.shown = { shows: 'welcome' }
  desk.refusal = undefined
  desk.taken.length = 0
})
after(async () => {
  await browser.close()
  await server.close()
  assert.deepEqual(faults, [])
})

async function pair(page: Page): Promise<void> {
  await page.goto(address)
  await page.fill('#code', PAIRING_CODE)
  await page.click('.pairing [type=submit]')
}

/** Whatever a person can touch is large enough to be touched. */
async function smallTargets(page: Page): Promise<readonly string[]> {
  const targets = page.locator('button:visible, input:visible, a:visible:not(.skip)')
  const boxes = await targets.evaluateAll((all) =>
    all.map((one) => {
      const { width, height } = one.getBoundingClientRect()
      return { name: one.outerHTML.slice(0, 80), least: Math.min(width, height) }
    }),
  )
  return boxes.filter(({ least }) => least < TARGET_MIN).map(({ name }) => name)
}

for (const width of WIDTHS) {
  test(`${width} px: asking for the code, and every state, are found without fault by axe`, async () => {
    const { page, context, complaints } = await watchedPage(browser, { width })
    await page.goto(address)
    const before = [...complaints]
    let language = 'ja'
    const faultsOf = async () => ({
      axe: AXE_AT[width]?.includes(language) === true ? await accessibilityFaults(page) : [],
      overhang: await overhang(page),
      small: await smallTargets(page),
    })
    const none = { axe: [], overhang: 0, small: [] }
    assert.deepEqual(await faultsOf(), none, 'pairing')
    await page.click('button[value=en]')
    language = 'en'
    await page.fill('#code', '1')
    await page.click('.pairing [type=submit]')
    assert.deepEqual(await faultsOf(), none, 'pairing refused')
    await pair(page)
    for (language of LANGUAGES_AT[width]) {
      await page.click(`button[value=${language}]`)
      for (const [name, view] of SCREEN_VIEWS) {
        desk.shown = view
        await page.goto(address)
        assert.deepEqual(await faultsOf(), none, `${name} in ${language}`)
      }
    }
    await page.goto(`${address}/nothing`)
    assert.deepEqual(await faultsOf(), none, 'not found')
    assert.deepEqual(before, [])
    await context.close()
  })

  test(`${width} px: each PIN and its errors are found without fault by axe`, async () => {
    const { page, context } = await watchedPage(browser, { width })
    await pair(page)
    desk.shown = NEW_PINS
    await page.waitForSelector('.keypad.digits')
    await page.fill('#user-authentication-new', '1990')
    await page.fill('#user-authentication-new-again', '1')
    await page.click('[data-go=next]')
    assert.match(
      await textOf(page, '#user-authentication-new-again-error'),
      /1回目と2回目が違います/,
    )
    assert.match(await textOf(page, '.digits .weak'), /当てられやすい/)
    assert.deepEqual(await accessibilityFaults(page), [])
    await page.fill('#user-authentication-new-again', '1990')
    await page.click('[data-go=next]')
    await page.click('.actions [type=submit]')
    assert.match(await textOf(page, '#signature-new-error'), /入力してください/)
    assert.deepEqual(await accessibilityFaults(page), [])
    assert.equal(await overhang(page), 0)
    assert.deepEqual(await smallTargets(page), [])
    await context.close()
  })
}

test('by keyboard alone: joined, both PINs typed with keys and keypad, followed to the end', async () => {
  const { page, context, complaints } = await watchedPage(browser, { width: 1280 })
  await page.goto(address)
  await tabTo(page, '#code')
  await page.keyboard.type(PAIRING_CODE)
  await page.keyboard.press('Enter')
  await page.waitForSelector('[data-key=welcome]')

  desk.shown = NEW_PINS
  await page.waitForSelector('.keypad.digits')
  assert.equal(await focusedTag(page), 'H1')
  await tabTo(page, '#user-authentication-new')
  await page.keyboard.type(PIN)
  await tabTo(page, '#user-authentication-new-again')
  await tabTo(page, '.key')
  // 2 5 8 0 stand below each other.
  for (const move of ['ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowDown']) {
    await page.keyboard.press(move)
    await page.keyboard.press('Enter')
  }
  assert.match(await textOf(page, '.digits .typed'), /4 文字/)
  await tabTo(page, '[data-go=next]')
  await page.keyboard.press('Enter')
  assert.match(await textOf(page, ':focus'), /署名用の新しいパスワード/)
  await tabTo(page, '#signature-new')
  await page.keyboard.type('keys99')
  await tabTo(page, '#signature-new-again')
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Enter')
  await page.waitForSelector('[data-key=working]')
  assert.deepEqual(desk.taken, [TAKEN])

  const line = await page.locator('#screen-progress').elementHandle()
  desk.shown = { shows: 'working', done: 3, of: 4 }
  await page.waitForSelector('[data-progress="3/4"]')
  assert.equal(await line?.evaluate(({ isConnected }) => isConnected), true)
  desk.shown = { shows: 'done', procedure: 'issue', endsOn: {} }
  await page.waitForSelector('[data-key="done:issue"]')
  assert.equal(await focusedTag(page), 'H1')
  assert.match(await page.title(), /新しい電子証明書が使えます/)
  await context.close()
  assert.deepEqual(complaints, [])
})

test('by touch: the keypad goes on to the second entry, shows and hides, deletes and clears', async () => {
  const { page, context, complaints } = await watchedPage(browser, { width: 320 })
  await pair(page)
  desk.shown = CHILD_PIN
  await page.waitForSelector('.keypad.digits')
  const press = async (keys: readonly string[]) => {
    for (const key of keys) await page.click(`.keypad [data-key="${key}"]`)
  }
  const [first, again] = ['#user-authentication-new', '#user-authentication-new-again']
  await press(['9', 'delete', '1', 'clear', ...DIGITS])
  await press(DIGITS)
  assert.equal(await page.inputValue(first), PIN)
  assert.equal(await page.inputValue(again), PIN)
  assert.equal(await page.locator('.rules li.kept').count(), 2)
  assert.equal(await page.getAttribute(first, 'type'), 'password')
  await page.click('.reveal >> nth=0')
  assert.equal(await page.getAttribute(first, 'type'), 'text')
  assert.match(await textOf(page, '.reveal >> nth=0'), /隠す/)
  await page.click('.reveal >> nth=0')
  assert.equal(await page.getAttribute(first, 'type'), 'password')
  await page.click('.actions [type=submit]')
  await page.waitForSelector('[data-key=working]')
  assert.deepEqual(desk.taken, [[TAKEN[0]]])
  assert.ok(!page.url().includes(PIN))
  assert.ok(!(await page.content()).includes(PIN))

  desk.shown = CHILD_PIN
  await page.waitForSelector('.keypad.digits')
  assert.equal(await page.inputValue(first), '')
  await context.close()
  assert.deepEqual(complaints, [])
})

test('what is easy to guess is discouraged as it is typed, and not refused', async () => {
  const { page, context } = await watchedPage(browser, { width: 320 })
  await pair(page)
  desk.shown = CHILD_PIN
  await page.waitForSelector('.keypad.digits')
  for (const [value, isWeak] of [
    ['2580', false],
    ['1234', true],
    ['7391', false],
    ['4321', true],
    ['9012', true],
    ['1231', true],
    ['3112', true],
    ['1985', true],
    ['2001', true],
    ['000', false],
    ['0000', true],
  ] as const) {
    await page.fill('#user-authentication-new', value)
    assert.equal((await textOf(page, '.weak')) !== '', isWeak, value)
  }
  await page.fill('#user-authentication-new-again', '0000')
  await page.click('.actions [type=submit]')
  await page.waitForSelector('[data-key=working]')
  assert.equal(desk.taken[0]?.[0]?.value, '0000')
  await context.close()
})

test('what is typed stays while the desk shows the same, and goes when it shows something else', async () => {
  const { page, context } = await watchedPage(browser, { width: 1280 })
  await pair(page)
  desk.shown = NEW_PINS
  await page.waitForSelector('.keypad.digits')
  await page.fill('#user-authentication-new', PIN)
  for (let polls = 0; polls < 2; polls++) await page.waitForResponse('**/fragment')
  assert.equal(await page.inputValue('#user-authentication-new'), PIN)
  desk.shown = { shows: 'stopped', code: 'reader-empty' }
  await page.waitForSelector('[data-key="stopped:reader-empty"]')
  assert.equal(await page.locator('input[type=password]').count(), 0)
  assert.equal(desk.taken.length, 0)
  await context.close()
})

test('a server that is away is said to be, and asked again until it answers', async () => {
  const { page, context } = await watchedPage(browser, { width: 320 })
  await pair(page)
  await page.waitForSelector('[data-key=welcome]')
  await page.route('**/fragment', (route) => route.abort())
  await page.waitForSelector('#screen-away:not(:empty)')
  assert.deepEqual(await accessibilityFaults(page), [])
  await page.unroute('**/fragment')
  desk.shown = NEW_PINS
  await page.waitForSelector('.keypad.digits')
  assert.equal(await textOf(page, '#screen-away'), '')
  await context.close()
})

test('without script: the waiting page reloads itself, PINs are sent, checked and sent again', async () => {
  const { page, context, complaints } = await watchedPage(browser, { width: 320, script: false })
  await pair(page)
  assert.equal(await page.locator('meta[http-equiv=refresh]').count(), 1)
  desk.shown = NEW_PINS
  await page.waitForSelector('form.pins')
  assert.equal(await page.locator('meta[http-equiv=refresh]').count(), 0)
  assert.equal(await page.locator('.keypad:visible, .reveal:visible, [data-go]:visible').count(), 0)
  const fill = async (pin: string, password: string) => {
    for (const again of ['', '-again']) {
      await page.fill(`#user-authentication-new${again}`, pin)
      await page.fill(`#signature-new${again}`, password)
    }
    await page.click('.actions [type=submit]')
  }
  await fill('25', PASSWORD)
  assert.match(await textOf(page, '#user-authentication-new-error'), /数字 4 桁/)
  assert.equal(await page.inputValue('#signature-new'), '')
  assert.deepEqual(desk.taken, [])
  await fill(PIN, PASSWORD)
  assert.match(await textOf(page, 'h1'), /カードに書き込んでいます/)
  assert.deepEqual(desk.taken, [TAKEN])
  desk.shown = { shows: 'done', procedure: 'issue', endsOn: {} }
  await page.waitForSelector('[data-key="done:issue"]')
  await context.close()
  assert.deepEqual(complaints, [])
})

test('the way back in the browser brings no PIN back', async () => {
  const { page, context } = await watchedPage(browser, { width: 1280 })
  await pair(page)
  desk.shown = CHILD_PIN
  await page.goto(address)
  await page.fill('#user-authentication-new', PIN)
  await page.fill('#user-authentication-new-again', PIN)
  await page.click('.actions [type=submit]')
  await page.waitForSelector('[data-key=working]')
  await page.goBack()
  assert.equal(await page.locator('input[type=password]').count(), 0)
  await context.close()
})

async function textOf(page: Page, selector: string): Promise<string> {
  return ((await page.textContent(selector)) ?? '').trim()
}

async function focusedTag(page: Page): Promise<string> {
  return await page.locator(':focus').evaluate(({ tagName }) => tagName)
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
    if (await stop.evaluate((element, wanted) => element.matches(wanted), selector)) return
  }
  assert.fail(`${selector} cannot be reached by Tab`)
}
