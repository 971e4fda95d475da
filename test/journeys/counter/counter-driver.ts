import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { after, afterEach, beforeEach } from 'node:test'
import type { Browser } from 'playwright-core'
import { startBrowser, watchedPage, type WatchedPage } from '../../support/browser.ts'
import { startSandbox, type TestSandbox } from '../../support/sandbox.ts'
import { words } from '../../support/words.ts'
import { Prompt, textAt } from '../prompt.ts'
import { Clerk, type Staff } from './clerk.ts'
import type { Person } from './people.ts'
import { KEEPS_PICTURES } from './pictures.ts'
import { ResidentScreen } from './resident-screen.ts'

/** A whole counter for one test file: a sandbox of its own, a browser, and the prompt beside it. */
export class CounterHouse {
  readonly at: Prompt
  readonly browser: Browser
  readonly #watched: WatchedPage[] = []
  /** Pages opened before the test that runs, which others need too. */
  #staying = 0
  #running: TestSandbox

  private constructor(at: Prompt, browser: Browser) {
    this.at = at
    this.browser = browser
    this.#running = at.sandbox
  }

  /** Opens the house; it is closed when the tests of the file are done. */
  static async open(...options: readonly string[]): Promise<CounterHouse> {
    const fonts = KEEPS_PICTURES ? 'own' : "machine's"
    const starting = startBrowser(fonts)
    // Before anything else can fail: a browser that nobody closes keeps the file from ending.
    after(async () => (await starting).close())
    const [at, browser] = await Promise.all([Prompt.here(...options), starting])
    at.file('pin', `${FIRST_PINS['user-authentication']}\n`)
    at.file('password', `${FIRST_PINS.signature}\n`)
    const house = new CounterHouse(at, browser)
    beforeEach(() => {
      house.#staying = house.#watched.length
    })
    afterEach(() => house.#closeNewPages())
    return house
  }

  /** Where the sandbox is; a crash does not change it. */
  get sandbox(): TestSandbox {
    return this.at.sandbox
  }

  /** A clerk at a desk in the person's municipality, in a browser of their own, signed in. */
  async clerk({ municipalityCode }: Person, staff: Partial<Staff> = {}): Promise<Clerk> {
    const clerk = new Clerk(await this.#page(), {
      municipalityCode,
      account: 1,
      desk: 1,
      ...staff,
    })
    await clerk.goTo(`${this.sandbox.webUrl}/counter`)
    await clerk.signIn()
    return clerk
  }

  /** A screen for residents, in another browser context, joined with the clerk's desk. */
  async screenFor(clerk: Clerk): Promise<ResidentScreen> {
    const screen = new ResidentScreen(await this.#page())
    await screen.open(this.sandbox.webUrl)
    await screen.join(await clerk.pairingCode())
    return screen
  }

  /** Issues both certificates from the prompt, for what comes after; gives the card's serial. */
  async issueAtPrompt({ residentId }: Person, ...options: readonly string[]): Promise<string> {
    const line = words`counter issue --resident ${residentId} --pin-file pin
      --password-file password`
    const issued = await this.at.done([...line, ...options])
    return basename(textAt(issued, 'card'), '.card')
  }

  /** A new adult resident of Shibuya, of whom the reading is all that matters. */
  async settle(kana: string): Promise<Person> {
    const municipalityCode = '13113'
    const added = await this.at.done(
      words`resident add --municipality ${municipalityCode} --name ${'架空　住民'} --kana ${kana}
        --address 東京都渋谷区神南一丁目８番１号 --born 1990-04-01 --sex male`,
    )
    return { residentId: textAt(added, 'id'), kana, municipalityCode }
  }

  /** Moves the sandbox's clock. */
  async setClock(time: string): Promise<void> {
    await this.at.done(['clock', 'set', time])
  }

  /** Ends the sandbox as a power cut would, and starts another on the same folder and ports. */
  async crash(): Promise<void> {
    const { folder, webUrl, statusUrl } = this.sandbox
    await this.#running.kill9()
    const [port, statusPort] = [webUrl, statusUrl].map((url) => new URL(url).port)
    assert.ok(port !== undefined && statusPort !== undefined)
    const options = ['--port', port, '--status-port', statusPort]
    this.#running = await startSandbox({ folder, options })
  }

  /** What the browsers complained of besides answers that were refusals. */
  complaints(): readonly string[] {
    return this.#watched
      .flatMap(({ complaints }) => complaints)
      .filter((text) => !/responded with a status of 4\d\d/.test(text))
  }

  /** Every open page asks each second what is new, whether anybody still looks at it or not. */
  async #closeNewPages(): Promise<void> {
    const opened = this.#watched.slice(this.#staying)
    await Promise.all(opened.map(({ context }) => context.close()))
  }

  async #page() {
    const watched = await watchedPage(this.browser, { width: 1280 })
    watched.page.setDefaultTimeout(WAIT_MS_MAX)
    this.#watched.push(watched)
    return watched.page
  }
}

/** A desk makes keys in a card while every core is busy; nothing takes longer than this. */
const WAIT_MS_MAX = 60_000

/** What residents type the first time. */
export const FIRST_PINS = {
  'user-authentication': '2580',
  signature: 'SAKURA88',
  text: '1470',
} as const
/** What they type when they choose again. */
export const SECOND_PINS = {
  'user-authentication': '7391',
  signature: 'MOMIJI31',
  text: '3692',
} as const

/**
 * No browser saw an error of a script, a breach of the content policy, or a call elsewhere, but for
 * what the test itself brought about.
 */
export function assertQuiet(house: CounterHouse, besides: RegExp = /^$/): void {
  assert.deepEqual(
    house.complaints().filter((text) => !besides.test(text)),
    [],
  )
}
