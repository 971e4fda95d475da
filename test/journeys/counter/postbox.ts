import assert from 'node:assert/strict'
import type { Locator } from 'playwright-core'
import { NOTICE_KIND_TEXTS, NOTICE_TEXTS } from '#web/counter/texts/notice-texts.ts'
import type { Clerk } from './clerk.ts'
import { named } from './named.ts'

/** The letters of a municipality, as a supervisor has them printed. */
export class Postbox {
  readonly #supervisor: Clerk

  constructor(supervisor: Clerk) {
    this.#supervisor = supervisor
  }

  /** Opens the newest day that has letters. */
  async openNewestDay(): Promise<void> {
    const { page } = this.#supervisor
    await page
      .getByRole('navigation')
      .getByRole('link', { name: named(NOTICE_TEXTS.title) })
      .click()
    await page.getByRole('rowheader').first().getByRole('link').click()
    await page.getByRole('link', { name: named(NOTICE_TEXTS.allDays) }).waitFor()
  }

  /** The letters to a resident, of one kind. */
  lettersTo(residentId: string, kind: keyof typeof NOTICE_KIND_TEXTS): Locator {
    return this.#supervisor.page
      .getByRole('main')
      .getByRole('listitem')
      .filter({ hasText: residentId })
      .filter({ hasText: NOTICE_KIND_TEXTS[kind].ja })
  }

  /** Has everything that the page shows printed: one document. */
  async printAll(): Promise<Buffer> {
    const button = this.#supervisor.button(NOTICE_TEXTS.openAll)
    const answer = await this.#supervisor.send(await this.#supervisor.formBehind(button))
    assert.equal(answer.headers()['content-type'], 'application/pdf')
    await this.#supervisor.page.reload()
    return await answer.body()
  }

  /** Whether every letter of the page is printed. */
  async isAllPrinted(): Promise<boolean> {
    const main = this.#supervisor.page.getByRole('main')
    return (await main.getByText(NOTICE_TEXTS.notPrinted.ja, { exact: true }).count()) === 0
  }
}
