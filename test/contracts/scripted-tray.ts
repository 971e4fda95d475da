import assert from 'node:assert/strict'
import type { RegisteredCard } from '#ra/contract.ts'
import type { CardTray } from './case-office.ts'
import type { CounterOffice } from './counter-office.ts'
import type { ScriptedCard } from './scripted-card.ts'

/** A tray of scripted cards. */
export class ScriptedTray implements CardTray {
  readonly cards = new Map<string, ScriptedCard>()
  readonly #office: CounterOffice
  readonly #blanks = new Map<string, string>()

  constructor(office: CounterOffice) {
    this.#office = office
  }

  /** Puts a card on the tray. */
  put(card: ScriptedCard): ScriptedCard {
    this.cards.set(card.serial, card)
    return card
  }

  card(cardSerial: string): ScriptedCard {
    const card = this.cards.get(cardSerial)
    assert.ok(card, 'the card is on the tray')
    return card
  }

  blank(actReceiptNumber: string): string {
    const known = this.#blanks.get(actReceiptNumber)
    if (known !== undefined) return known
    const { serial } = this.put(this.#office.blankCard())
    this.#blanks.set(actReceiptNumber, serial)
    return serial
  }

  make({ cardSerial, expiresOn }: RegisteredCard): void {
    this.card(cardSerial).contents.endsOn ??= expiresOn
  }

  async changePins(cardSerial: string): Promise<void> {
    this.card(cardSerial).contents.pins.set('user-authentication', '1357')
  }
}
