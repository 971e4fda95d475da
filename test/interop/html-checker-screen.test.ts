import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { SCREEN_LANGUAGES } from '#web/counter/screen/screen-language.ts'
import { residentScreenPages } from '#web/counter/screen/screen-pages.ts'
import { runTool } from '../support/run-tool.ts'
import {
  PAIRING_CODE,
  SCREEN_NOW,
  SCREEN_VIEWS,
  scriptedScreens,
} from '../support/scripted-screens.ts'

const VNU_JAR = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar')

const desk = scriptedScreens()
const screen = residentScreenPages({
  screens: desk,
  now: () => SCREEN_NOW,
  reportFault: (fault) => assert.fail(String(fault)),
})

/** Every page of the resident's screen in each state and language, as its HTML. */
async function screenHtml(): Promise<readonly string[]> {
  const pages: string[] = []
  for (const language of SCREEN_LANGUAGES) {
    const chosen = `shomei-screen-language=${language}`
    pages.push(await open('/', chosen), await send('/pair', { code: '1' }, chosen))
    pages.push(await open('/nothing', chosen))
    desk.join(PAIRING_CODE)
    const paired = `${chosen}; shomei-screen=${desk.token ?? ''}`
    for (const [, view] of SCREEN_VIEWS) {
      desk.shown = view
      pages.push(await open('/', paired))
      if (view.shows !== 'enter-pins') continue
      pages.push(await send('/pins', { receipt: view.receiptNumber }, paired))
    }
  }
  return pages
}

async function open(path: string, cookie: string): Promise<string> {
  return await (await screen.request(path, { headers: { cookie } })).text()
}

async function send(
  path: string,
  form: Readonly<Record<string, string>>,
  cookie: string,
): Promise<string> {
  const response = await screen.request(path, {
    method: 'POST',
    headers: { cookie, origin: 'http://localhost' },
    body: new URLSearchParams(form),
  })
  assert.equal(response.status, 422)
  return await response.text()
}

test('the Nu checker has nothing to say about any page of the resident’s screen', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shomei-screen-'))
  try {
    const files: string[] = []
    for (const [at, html] of (await screenHtml()).entries()) {
      files.push(join(folder, `${at}.html`))
      await writeFile(join(folder, `${at}.html`), html)
    }
    const { stdout, stderr, status } = await runTool('java', [
      '-jar',
      VNU_JAR,
      '--stdout',
      // The formatter closes void elements so, as the whole tree is written.
      '--filterpattern',
      '.*Trailing slash on void elements.*',
      ...files,
    ])
    assert.equal(stdout.toString('utf8').replaceAll(folder, ''), '')
    assert.equal(status, 0, stderr)
  } finally {
    await rm(folder, { recursive: true })
  }
})
