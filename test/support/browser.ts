import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

/**
 * Debian's Chromium without its own windows: the same engine without drawing a browser around each
 * page, which takes more work than the page. Where it is not packaged, the whole browser serves.
 */
const CHROMIUMS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'] as const
/** Nothing of the browser's own may call out, and it runs as whoever runs the tests. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Widths every page is looked at: a desktop, and a small phone. */
export const WIDTHS = [1280, 375] as const
const HEIGHT = 900

/**
 * Starts Debian's Chromium without a window. Where nobody looks at a page, its own fonts need not
 * be read anew on every one: the machine's serve.
 */
export async function startBrowser(fonts: 'own' | "machine's" = 'own'): Promise<Browser> {
  const executablePath = CHROMIUMS.find((path) => existsSync(path)) ?? CHROMIUMS[1]
  const args = fonts === 'own' ? ARGUMENTS : [...ARGUMENTS, '--disable-remote-fonts']
  return await chromium.launch({ executablePath, args })
}

/** A page, and everything about it that should have stayed away. */
export interface WatchedPage {
  readonly page: Page
  readonly context: BrowserContext
  /**
   * Errors of scripts and of the console (a breach of the content security policy is one), and
   * requests elsewhere.
   */
  readonly complaints: readonly string[]
}

/** A fresh page `width` wide whose errors and requests are watched. */
export async function watchedPage(
  browser: Browser,
  { width, script = true }: { readonly width: number; readonly script?: boolean },
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width, height: HEIGHT },
    javaScriptEnabled: script,
    reducedMotion: 'reduce',
  })
  const complaints: string[] = []
  context.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url())
    if (hostname !== '127.0.0.1' || protocol !== 'http:') complaints.push(request.url())
  })
  context.on('weberror', (error) => complaints.push(error.error().message))
  const page = await context.newPage()
  page.on('console', (message) => {
    // A 404 or 422 that a test asks for is reported by the browser as a failed resource.
    const isAnswer = /responded with a status of 4(?:04|13|22)/.test(message.text())
    if (message.type() === 'error' && !isAnswer) complaints.push(message.text())
  })
  return { page, context, complaints }
}

/** What is run in a page that has axe already. */
const NOTHING_MORE = 'undefined'

/** What axe finds wrong, each as its rule and where. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  assert.equal(page.frames().length, 1, 'a page without frames is judged in one piece')
  const isThere = await page.evaluate(() => 'axe' in globalThis)
  const builder = new AxeBuilder({ page, ...(isThere ? { axeSource: NOTHING_MORE } : {}) })
  // No second page to put the pieces together, and no account of what is right.
  builder.setLegacyMode().options({ resultTypes: ['violations'] })
  const { violations } = await builder.analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

/** How far the page is wider than the window, in CSS pixels. */
export async function overhang(page: Page): Promise<number> {
  const wide = await page.locator('html').evaluate((root) => [root.scrollWidth, root.clientWidth])
  return (wide[0] ?? 0) - (wide[1] ?? 0)
}
