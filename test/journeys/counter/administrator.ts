import type { Page } from 'playwright-core'
import { STAFF_TEXTS } from '#web/counter/texts/staff-texts.ts'
import type { Words } from '#web/counter/words.ts'
import type { Clerk } from './clerk.ts'
import { named } from './named.ts'

/** Who keeps the staff of a municipality, at a desk with a reader. */
export class Administrator {
  readonly desk: Clerk
  readonly #page: Page

  constructor(desk: Clerk) {
    this.desk = desk
    this.#page = desk.page
  }

  /** Opens the page of the staff. */
  async openStaff(): Promise<void> {
    await this.#page
      .getByRole('navigation')
      .getByRole('link', { name: named(STAFF_TEXTS.title) })
      .click()
    await this.#page.getByRole('heading', { level: 1, name: named(STAFF_TEXTS.title) }).waitFor()
  }

  /** Adds a member as a clerk, the role that the form has chosen. */
  async add(staffId: string, name: string): Promise<void> {
    const form = this.#page.getByRole('region', { name: named(STAFF_TEXTS.add) })
    for (const [field, value] of [
      [STAFF_TEXTS.staffId, staffId],
      [STAFF_TEXTS.name, name],
    ] as const) {
      await form.getByRole('textbox', { name: named(field) }).fill(value)
    }
    await this.desk.button(STAFF_TEXTS.addButton).click()
    await this.#saved(staffId)
  }

  /** Binds the card on the desk's reader to a member, who signs in with it from then on. */
  async bindCard(staffId: string): Promise<void> {
    await this.#press(STAFF_TEXTS.bind, staffId)
    await this.member(staffId).getByText(named(STAFF_TEXTS.cardBound)).waitFor()
  }

  /** Suspends a member at once. */
  async suspend(staffId: string): Promise<void> {
    await this.#press(STAFF_TEXTS.deactivate, staffId)
    await this.member(staffId).getByText(named(STAFF_TEXTS.inactive)).waitFor()
  }

  /** The entry of a member. */
  member(staffId: string) {
    const heading = this.#page.getByRole('heading', { level: 2, name: new RegExp(staffId) })
    return this.#page.getByRole('listitem').filter({ has: heading })
  }

  /** Buttons of the same words are told apart by whom they are about. */
  async #press({ ja }: Words, staffId: string): Promise<void> {
    await this.#page.getByRole('button', { name: new RegExp(`^\\s*${ja}[^]*${staffId}`) }).click()
    await this.#saved(staffId)
  }

  async #saved(staffId: string): Promise<void> {
    const saved = this.#page.getByRole('status').filter({ hasText: STAFF_TEXTS.done.ja })
    await saved.getByText(staffId).waitFor()
  }
}
