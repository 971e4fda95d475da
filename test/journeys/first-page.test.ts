import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { startBrowser, watchedPage } from '../support/browser.ts'
import { runTool, TOOL_PATH } from '../support/run-tool.ts'
import { CHECKOUT, newDataFolder, startSandbox } from '../support/sandbox.ts'

const ADULT = 'R0000000002'
const CHILD = 'R0000000003'
const STEPS = 11

const sandbox = await startSandbox({ folder: await newDataFolder() })
const browser = await startBrowser("machine's")
after(() => browser.close())

const ended = '#journey:not([data-state=running])'

/** The state of every step, in order. */
async function stepStates(page: Page): Promise<readonly string[]> {
  const classes = await page
    .locator('.step')
    .evaluateAll((steps) => steps.map(({ className }) => className))
  return classes.map((name) => name.replace('step ', ''))
}

async function certificateStates(page: Page): Promise<readonly string[]> {
  return await page
    .locator('.certificate')
    .evaluateAll((all) => all.map((one) => `${one.dataset['kind']} ${one.dataset['state']}`))
}

async function startFor(page: Page, resident: string): Promise<void> {
  const shown = await page.getAttribute('#journey', 'data-fragment')
  await page.selectOption('#resident', resident)
  await page.click('button[type=submit]')
  await page.waitForSelector(`${ended}:not([data-fragment="${shown}"])`)
}

async function factsOf(page: Page, step: string): Promise<string> {
  return (await page.locator(`#step-${step} .facts`).textContent()) ?? ''
}

test('the page that opens shows the first journey to its end', async () => {
  const { page, context, complaints } = await watchedPage(browser, { width: 1280 })
  await page.goto(sandbox.webUrl)
  await page.waitForSelector(ended)
  assert.deepEqual(await stepStates(page), Array<string>(STEPS).fill('done'))
  assert.deepEqual(await certificateStates(page), ['signature revoked', 'user-authentication good'])
  assert.match((await page.textContent('#journey-status')) ?? '', /すべて完了しました.*11\/11/s)
  assert.match((await page.textContent('.card')) ?? '', /田中　葵.*\d{4} \d{4} \d{4} \d{4}/s)
  assert.match(await factsOf(page, 'certificates'), /serial [0-9a-f]{2,}.*Shomei/s)
  const checks = page.locator('#step-verification .checks li')
  assert.ok((await checks.count()) >= 20)
  for (const check of await checks.allTextContents()) assert.match(check, /§|条|\d/)
  assert.match(await factsOf(page, 'status'), /有効 \/ good/)
  assert.match(await factsOf(page, 'status-after'), /失効 \/ revoked .*\(affiliationChanged\)/)
  assert.ok((await page.locator('#apdus-keys tbody tr').count()) > 10)
  await context.close()
  assert.deepEqual(complaints, [])
})

test('no PIN reaches the page: its octets are masked in the traffic of the card', async () => {
  const { page, context } = await watchedPage(browser, { width: 1280 })
  await page.goto(sandbox.webUrl)
  await page.waitForSelector(ended)
  const traffic = (await page.locator('table').allTextContents()).join('\n')
  const octets = (text: string): string => Buffer.from(text).toString('hex').toUpperCase()
  assert.match(traffic, /00200080..(?:••)+/)
  assert.ok(!traffic.includes(octets('1234')) && !traffic.includes(octets('ABC123')))
  await context.close()
})

test('done again by the form, for somebody else, with a card of their own', async () => {
  const { page, context, complaints } = await watchedPage(browser, { width: 1280 })
  await page.goto(sandbox.webUrl)
  await startFor(page, ADULT)
  assert.match(page.url(), /\/journeys\/[0-9a-f]{16}$/)
  assert.match((await page.textContent('#journey-title')) ?? '', /高崎　はなさん/)
  assert.deepEqual(await stepStates(page), Array<string>(STEPS).fill('done'))

  await startFor(page, ADULT)
  assert.match(await factsOf(page, 'card'), /返納されたカード/)
  assert.deepEqual(await stepStates(page), Array<string>(STEPS).fill('done'))
  await context.close()
  assert.deepEqual(complaints, [])
})

test('a child of ten gets no signature certificate, by the rule, and everything else goes on', async () => {
  const { page, context, complaints } = await watchedPage(browser, { width: 1280 })
  await page.goto(sandbox.webUrl)
  await startFor(page, CHILD)
  const states = await stepStates(page)
  assert.deepEqual(
    states.map((state, at) => (state === 'done' ? undefined : `${at} ${state}`)).filter(Boolean),
    ['5 refused', '6 refused'],
  )
  const refusal = (await page.textContent('#step-document .refusal')) ?? ''
  assert.match(refusal, /15歳未満の方には署名用電子証明書を発行できません/)
  assert.match(refusal, /under the age of 15/)
  assert.match(refusal, /under-15/)
  assert.deepEqual(await certificateStates(page), ['signature refused', 'user-authentication good'])
  await context.close()
  assert.deepEqual(complaints, [])
})

for (const [name, field, value, words] of [
  ['a PIN of three digits', 'pin', '123', /暗証番号は数字4桁/],
  ['a PIN with a letter', 'pin', '12A4', /PIN has 4 digits/],
  ['a password without a digit', 'password', 'ABCDEF', /パスワード/],
  ['a password of five', 'password', 'ABC12', /パスワード/],
] as const) {
  test(`${name} is answered with the rule, and nothing is made`, async () => {
    const { page, context, complaints } = await watchedPage(browser, { width: 1280 })
    const cardsBefore = await readdir(join(sandbox.folder, 'cards'))
    const before = await sandbox.shomei('resident', 'show', CHILD)
    await page.goto(sandbox.webUrl)
    await page.selectOption('#resident', CHILD)
    await page.fill(`#${field}`, value)
    const [response] = await Promise.all([
      page.waitForResponse((answer) => answer.url().endsWith('/journeys')),
      page.click('button[type=submit]'),
    ])
    assert.equal(response.status(), 422)
    await page.waitForSelector('[role=alert]')
    assert.match((await page.textContent('[role=alert]')) ?? '', words)
    assert.equal(await page.getAttribute(`#${field}`, 'aria-invalid'), 'true')
    assert.equal(await page.inputValue('#resident'), CHILD)
    assert.notEqual(await page.inputValue(`#${field}`), value)
    await page.click('[role=alert] a')
    assert.equal(await page.locator(':focus').getAttribute('id'), field)
    assert.deepEqual(await readdir(join(sandbox.folder, 'cards')), cardsBefore)
    assert.deepEqual((await sandbox.shomei('resident', 'show', CHILD)).json, before.json)
    await context.close()
    assert.deepEqual(complaints, [])
  })
}

test('a resident nobody knows is refused in words', async () => {
  const body = new URLSearchParams({ resident: 'R9999999999', pin: '1234', password: 'ABC123' })
  const headers = { origin: sandbox.webUrl }
  const url = `${sandbox.webUrl}/journeys`
  const answer = await fetch(url, { method: 'POST', body, headers })
  assert.equal(answer.status, 422)
  assert.match(await answer.text(), /role="alert"/)
})

test('what is not sent from these pages, or is too much, starts nothing', async () => {
  const url = `${sandbox.webUrl}/journeys`
  const send = async (origin: string, pin: string): Promise<readonly [number, string]> => {
    const body = new URLSearchParams({ resident: ADULT, pin, password: 'ABC123' })
    const answer = await fetch(url, { method: 'POST', body, headers: { origin } })
    return [answer.status, await answer.text()]
  }
  const latest = await (await fetch(sandbox.webUrl)).text()
  const [foreign, foreignText] = await send('https://elsewhere.example', '1234')
  assert.equal(foreign, 403)
  assert.match(foreignText, /この画面の外から送られた内容は受け付けません/)
  const [large, largeText] = await send(sandbox.webUrl, '1'.repeat(5_000))
  assert.equal(large, 413)
  assert.match(largeText, /大きすぎます/)
  const title = /id="journey-title">([^<]*)/
  assert.equal(title.exec(await (await fetch(sandbox.webUrl)).text())?.[1], title.exec(latest)?.[1])
})

for (const path of ['/nothing-here', '/journeys/0000000000000000', '/journeys/x/fragment']) {
  test(`${path} is a page that says there is none and leads back`, async () => {
    const { page, context } = await watchedPage(browser, { width: 1280 })
    const response = await page.goto(`${sandbox.webUrl}${path}`)
    assert.equal(response?.status(), 404)
    assert.match((await page.textContent('h1')) ?? '', /ページが見つかりません/)
    await page.click('main a')
    await page.waitForSelector('#journey')
    await context.close()
  })
}

test('every page forbids scripts and styles in place, framing, and other addresses', async () => {
  for (const path of ['/', '/nothing-here']) {
    const { headers } = await fetch(`${sandbox.webUrl}${path}`)
    const policy = headers.get('content-security-policy') ?? ''
    assert.match(policy, /default-src 'none'/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.ok(!policy.includes('unsafe') && !policy.includes('http'), policy)
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal(headers.get('referrer-policy'), 'no-referrer')
  }
})

test('without script the form works and the page follows the journey by itself', async () => {
  const { page, context, complaints } = await watchedPage(browser, { width: 375, script: false })
  await page.goto(sandbox.webUrl)
  await startFor(page, ADULT)
  assert.deepEqual(await stepStates(page), Array<string>(STEPS).fill('done'))
  await context.close()
  assert.deepEqual(complaints, [])
})

test('the lines to check it by oneself do what they say', async () => {
  const { page, context } = await watchedPage(browser, { width: 1280 })
  await page.goto(sandbox.webUrl)
  const blocks = await page.locator('.step pre').allTextContents()
  await context.close()
  const lines = blocks.flatMap((block) => block.split('\n'))
  // These ask for a PIN on a terminal, or read what those wrote.
  const asks = /shomei (?:sign|login|verify) |^#/
  const run = lines.filter((line) => !asks.test(line))
  assert.ok(run.length >= 8, lines.join('\n'))
  const env = { PATH: `${dirname(process.execPath)}:${TOOL_PATH}` }
  for (const line of run) {
    const end = await runTool('sh', ['-c', line], { cwd: CHECKOUT, env })
    assert.equal(end.status, 0, `${line}\n${end.text}`)
    assert.ok(end.stdout.length > 0, line)
  }
})
