import assert from 'node:assert/strict'
import { softwareCardIssuerKeys } from '#adapters/keys/card-issuer-keys.ts'
import { type CivilDate, civilDate } from '#kernel/civil-date.ts'
import { civilDateInJapan, type Instant, parseInstant, plusMs } from '#kernel/instant.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { acceptApplication } from '#ra/accept-application.ts'
import { applyLifeEvent } from '#ra/apply-life-events.ts'
import { deskInProcess } from '#ra/at-terminal/desk-in-process.ts'
import { issueAtTerminal } from '#ra/at-terminal/issue-at-terminal.ts'
import type { Application, ApplicationPurpose, RegisteredCard } from '#ra/contract.ts'
import type { CounterPorts } from '#ra/counter-ports.ts'
import { drawReceiptNumber } from '#ra/receipt-number.ts'
import { registerCard } from '#ra/register-card.ts'
import type { LifeEvent, ResidentId } from '#register/contract.ts'
import { deliverLifeEvents } from '#register/deliver-life-events.ts'
import { PERSONAS } from '#register/personas.ts'
import type { LifeEventFeed, ResidentStore } from '#register/ports.ts'
import { recordLifeEvent } from '#register/record-life-event.ts'
import { seedRegister } from '#register/seed-register.ts'
import { type CounterStores, memoryCounter } from './memory-counter.ts'
import { memoryRegister } from './memory-register.ts'
import { ScriptedAuthority } from './scripted-authority.ts'
import { ScriptedCard } from './scripted-card.ts'

/** The day on which every office opens. */
export const OPENING_DAY = civilDate(2026, 3, 2)
/** Ten in the morning of it, in Japan. */
export const OPENING = parseInstant(`${OPENING_DAY}T10:00:00+09:00`)

/** PINs of the right form. */
export const PINS = { 'user-authentication': '2468', signature: 'SHOMEI2026' } as const

/** Both kinds. */
export const BOTH: readonly CertificateKind[] = ['user-authentication', 'signature']

/** A counter with its register, its authority, a settable clock and cards of its own. */
export class CounterOffice {
  readonly ports: CounterPorts
  readonly authority: ScriptedAuthority
  readonly register: { readonly residents: ResidentStore; readonly feed: LifeEventFeed }
  readonly #keys = softwareCardIssuerKeys(new Uint8Array(32).fill(5))
  #now: Instant
  #drawn = 0
  #cards = 0

  private constructor(
    stores: CounterStores,
    register: { readonly residents: ResidentStore; readonly feed: LifeEventFeed },
  ) {
    assert.ok(OPENING)
    this.#now = OPENING
    const clock = { now: () => this.#now }
    this.register = register
    this.authority = new ScriptedAuthority(clock)
    this.ports = {
      ...stores,
      clock,
      random: { bytes: (length) => this.#bytes(length) },
      residents: register.residents,
      authority: this.authority,
      issuerKeys: this.#keys,
    }
  }

  /** An office with the ten personas in its register. */
  static async open(
    stores: CounterStores = memoryCounter(),
    register: { residents: ResidentStore; feed: LifeEventFeed } = memoryRegister(),
  ): Promise<CounterOffice> {
    await seedRegister(register, { seed: 1n, count: PERSONAS.length, today: OPENING_DAY })
    return new CounterOffice(stores, register)
  }

  /** The legal day now. */
  get today(): CivilDate {
    return civilDateInJapan(this.#now)
  }

  get now(): Instant {
    return this.#now
  }

  /** Moves the clock to ten in the morning of `day`. */
  goTo(day: CivilDate): void {
    const at = parseInstant(`${day}T10:00:00+09:00`)
    assert.ok(at !== undefined)
    this.#now = at
  }

  /** Moves the clock by `ms`. */
  wait(ms: number): void {
    this.#now = plusMs(this.#now, ms)
  }

  /** A fresh receipt number. */
  receipt(): string {
    return drawReceiptNumber(this.ports)
  }

  /** A new card in its box: not registered to anybody. */
  blankCard(): ScriptedCard {
    const serial = String(++this.#cards).padStart(16, '0')
    return new ScriptedCard(serial, this.#keys.personalisationKey(serial))
  }

  /** The issuer key that the card of this serial is born with. */
  issuerKeyOf(cardSerial: string): Uint8Array {
    return this.#keys.personalisationKey(cardSerial)
  }

  /** Registers a card that exists. */
  async registered(
    residentId: ResidentId,
    cardSerial: string,
    variant: RegisteredCard['variant'] = 'standard',
  ): Promise<RegisteredCard> {
    const receiptNumber = this.receipt()
    const request = { receiptNumber, residentId, cardSerial, variant }
    const registered = await registerCard(this.ports, request)
    assert.ok(registered.ok, JSON.stringify(registered))
    return registered.value
  }

  /** A card registered to the resident. */
  async cardOf(
    residentId: ResidentId,
    variant: RegisteredCard['variant'] = 'standard',
  ): Promise<ScriptedCard> {
    const card = this.blankCard()
    const { expiresOn } = await this.registered(residentId, card.serial, variant)
    card.contents.endsOn = expiresOn
    return card
  }

  /** An accepted application. */
  async applied(
    residentId: ResidentId,
    card: { readonly serial: string },
    kinds: readonly CertificateKind[] = BOTH,
    purpose: ApplicationPurpose = 'issue',
  ): Promise<Application> {
    const receiptNumber = this.receipt()
    const cardSerial = card.serial
    const request = { receiptNumber, residentId, purpose, kinds, cardSerial }
    const accepted = await acceptApplication(this.ports, request)
    assert.ok(accepted.ok, JSON.stringify(accepted))
    return accepted.value
  }

  /** Runs the terminal for an application. */
  atTerminal(card: ScriptedCard, receiptNumber: string) {
    const terminal = { desk: deskInProcess(this.ports), card }
    return issueAtTerminal(terminal, { receiptNumber, pins: PINS }, () => undefined)
  }

  /** A card with certificates on it, delivered. */
  async served(
    residentId: ResidentId,
    kinds: readonly CertificateKind[] = BOTH,
  ): Promise<ScriptedCard> {
    const card = await this.cardOf(residentId)
    const { receiptNumber } = await this.applied(residentId, card, kinds)
    const delivered = await this.atTerminal(card, receiptNumber)
    assert.ok(delivered.ok, JSON.stringify(delivered))
    return card
  }

  /** Records an event in the register without telling the authorities yet. */
  async happens(residentId: ResidentId, event: LifeEvent): Promise<void> {
    const recorded = await recordLifeEvent(
      { ...this.register, clock: this.ports.clock },
      {
        residentId,
        event,
      },
    )
    assert.ok(recorded.ok, JSON.stringify(recorded))
  }

  /** Delivers the register's feed to the counter. */
  async deliverFeed(): Promise<number> {
    const consumer = {
      consume: (recorded: Parameters<typeof applyLifeEvent>[1]) =>
        applyLifeEvent(this.ports, recorded),
    }
    return await deliverLifeEvents({ feed: this.register.feed, consumer }, 'authorities')
  }

  /** A resident of the cast, by number from 1. */
  resident(number: number): ResidentId {
    const persona = PERSONAS[number - 1]
    assert.ok(persona)
    return persona.id
  }

  #bytes(length: number): Uint8Array {
    const octets = new Uint8Array(length)
    const draw = ++this.#drawn
    octets.forEach((_, index) => (octets[index] = (draw >> (5 * (index % 6))) & 31))
    return octets
  }
}
