import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'
import type { PinKind } from '#law/pin-rules.ts'
import { SCREEN_TEXTS, type ScreenTextName } from '#web/counter/screen/screen-texts.ts'
import { named } from './named.ts'

/** What a resident types, by the PIN and whether it is a new one. */
export type TypedByResident = Readonly<
  Partial<Record<'new' | 'present', Readonly<Partial<Record<PinKind, string>>>>>
>

const ASKED = [
  ['newAuthentication', 'new', 'user-authentication'],
  ['presentAuthentication', 'present', 'user-authentication'],
  ['newSignature', 'new', 'signature'],
  ['presentSignature', 'present', 'signature'],
  ['newText', 'new', 'text'],
] as const satisfies readonly (readonly [ScreenTextName, 'new' | 'present', PinKind])[]

/** The fields of a PIN: a new one is typed twice. */
const FIELDS = { new: ['fieldFirst', 'fieldAgain'], present: ['fieldPresent'] } as const

/** The resident's screen, in a browser context of its own. */
export class ResidentScreen {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  /** Opens the screen of a counter. */
  async open(webUrl: string): Promise<void> {
    await this.page.goto(`${webUrl}/counter/screen`)
  }

  /** Joins the desk that shows `code`. */
  async join(code: string): Promise<void> {
    const field = this.page.getByRole('textbox', { name: named(SCREEN_TEXTS.codeLabel) })
    await field.fill(code)
    await this.#button('connect').click()
    await field.waitFor({ state: 'detached' })
  }

  /** Waits until the screen shows what is called so. */
  async until(title: ScreenTextName): Promise<void> {
    await this.#title(title).waitFor()
  }

  /** Waits until the screen says this. */
  async untilText(name: ScreenTextName): Promise<void> {
    await this.page.getByRole('main').getByText(SCREEN_TEXTS[name].ja).waitFor()
  }

  /** Types every PIN that is asked for, each twice where it is new, and confirms. */
  async enterPins(typed: TypedByResident, how: 'keyboard' | 'keypad' = 'keyboard'): Promise<void> {
    const send = this.#button('send')
    for (;;) {
      const section = this.page.getByRole('region').first()
      await section.waitFor()
      const { value, which } = await askedFor(section, typed)
      for (const label of FIELDS[which]) {
        const field = section.getByLabel(named(SCREEN_TEXTS[label]))
        if (how === 'keyboard') await field.fill(value)
        else await this.#tap(section, field, value)
      }
      if (await send.isVisible()) break
      await this.#button('next').click()
    }
    await send.click()
  }

  async #tap(section: Locator, field: Locator, value: string): Promise<void> {
    await field.focus()
    for (const character of value) {
      await section.getByRole('button', { name: character, exact: true }).click()
    }
    assert.equal((await field.inputValue()).length, value.length)
  }

  #title(name: ScreenTextName): Locator {
    return this.page.getByRole('heading', { level: 1, name: named(SCREEN_TEXTS[name]) })
  }

  #button(name: ScreenTextName): Locator {
    return this.page.getByRole('button', { name: named(SCREEN_TEXTS[name]) })
  }
}

async function askedFor(
  section: Locator,
  typed: TypedByResident,
): Promise<{ readonly value: string; readonly which: 'new' | 'present' }> {
  const title = (await section.getByRole('heading', { level: 2 }).textContent()) ?? ''
  const asked = ASKED.find(([name]) => title.trim() === SCREEN_TEXTS[name].ja)
  assert.ok(asked !== undefined, `the screen asks for ${title}`)
  const [, which, kind] = asked
  const value = typed[which]?.[kind]
  assert.ok(value !== undefined, `nothing to type for ${which} ${kind}`)
  return { value, which }
}
