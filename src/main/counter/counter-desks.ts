import { type CardTransport, CardTransportError } from '#card-client/contract.ts'
import { assert } from '#kernel/assert.ts'
import type { Random } from '#kernel/ports.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { showCase } from '#ra/cases/show-case.ts'
import {
  afterWrongGuess,
  drawPairingCode,
  drawScreenToken,
  isPairedWith,
  pairedWith,
  screenTokenSha256Hex,
  showsCode,
  withCode,
} from '#ra/desk/pairing.ts'
import type { Actor } from '#ra/staff/contract.ts'
import { requireMay } from '#ra/staff/may-do.ts'
import { municipalityByCode } from '#register/municipalities.ts'
import type * as pages from '#web/counter/ports.ts'
import { carryOut, type CarryOutPorts } from './carry-out.ts'
import type { CardSlotParts } from './card-slot.ts'
import { cardSources, isOnTray, readerNames, trayOf, type TrayPorts } from './card-tray.ts'
import { Desk } from './desk.ts'
import { readCardView } from './read-card-view.ts'

/** Desks of a municipality's counter. */
export const DESKS_PER_MUNICIPALITY = 4

/** What the desks are made of. */
export interface CounterDeskPorts extends CarryOutPorts {
  readonly random: Random
  readonly tray: TrayPorts
}

/**
 * The desks of every municipality, each from its first use on, in this process's memory. What must
 * last - the cases and their acts - lies in the database: a desk that is lost loses nothing.
 */
export class CounterDesks implements pages.CounterDesks, pages.DeskReaders {
  /** The residents’ side of the desks. */
  readonly screens: pages.ResidentScreens = {
    join: (code) => this.#join(code),
    view: (token) => this.#deskOfScreen(token)?.residentView(),
    enterPins: (token, typed) => this.#enterPins(token, typed),
  }

  readonly #ports: CounterDeskPorts
  readonly #slotParts: Omit<CardSlotParts, 'changed'>
  readonly #desks = new Map<string, Desk>()
  readonly #works = new Set<Promise<void>>()

  constructor(ports: CounterDeskPorts) {
    this.#ports = ports
    this.#slotParts = {
      sources: cardSources(ports.tray),
      look: (card) => this.#look(card),
    }
  }

  /** See `CounterDesks.desks`. */
  desks(municipalityCode: string): readonly string[] {
    return Array.from(
      { length: DESKS_PER_MUNICIPALITY },
      (_, index) => `${municipalityCode}-${index + 1}`,
    )
  }

  /** See `CounterDesks.view`. A PC/SC reader is looked at each time: its card comes and goes. */
  async view(deskId: string): Promise<pages.DeskView> {
    const desk = this.#desk(deskId)
    if (desk.slot.reader !== undefined && !desk.isRunning) await desk.slot.look()
    return desk.view()
  }

  /** See `CounterDesks.pair`. */
  pair(deskId: string): pages.DeskView {
    const desk = this.#desk(deskId)
    const { random } = this.#ports
    const shown = (code: string): boolean =>
      [...this.#desks.values()].some(({ pairing }) => showsCode(pairing, code, this.#now()))
    let code = drawPairingCode(random)
    while (shown(code)) code = drawPairingCode(random)
    desk.pairing = withCode(code, this.#now())
    return desk.view()
  }

  /** See `CounterDesks.carryOut`. */
  async carryOut(
    actor: Actor,
    deskId: string,
    receiptNumber: string,
  ): Promise<Result<pages.DeskView, string>> {
    if (!this.#isDeskOf(actor, deskId)) return refuse('desk-unknown')
    const may = requireMay(actor, 'carry-out-case')
    if (!may.ok) return may
    const shown = await showCase(this.#ports.cases, actor, receiptNumber)
    if (!shown.ok) return shown
    const { procedure, state } = shown.value.case
    if (state.at !== 'ready' && state.at !== 'under-way') {
      return refuse('case-state', { state: state.at })
    }
    const desk = this.#desk(deskId)
    const rival = this.#deskAt(receiptNumber)
    if (rival === desk) return ok(desk.view())
    if (rival !== undefined) return refuse('case-at-another-desk', { deskId: rival.deskId })
    const held = desk.heldReceiptNumber
    if (held !== undefined) return refuse('desk-busy', { receiptNumber: held })
    desk.begin(receiptNumber, procedure)
    const work = carryOut({ ports: this.#ports, desk, actor, receiptNumber }).finally(() =>
      this.#works.delete(work),
    )
    this.#works.add(work)
    return ok(desk.view())
  }

  /** See `DeskReaders.tray`: the cards that lie on no desk's reader. */
  async tray(actor: Actor): ReturnType<pages.DeskReaders['tray']> {
    const cards = await trayOf(this.#ports.tray, actor.municipalityCode)
    const placed = new Set([...this.#desks.values()].map(({ slot }) => slot.traySerial))
    return cards.filter(({ cardSerial }) => !placed.has(cardSerial))
  }

  /** See `DeskReaders.insert`. */
  async insert(
    actor: Actor,
    deskId: string,
    cardSerial: string,
  ): Promise<Result<pages.DeskView, string>> {
    if (!this.#isDeskOf(actor, deskId)) return refuse('desk-unknown')
    if (!(await isOnTray(this.#ports.tray, actor.municipalityCode, cardSerial))) {
      return refuse('card-not-on-tray')
    }
    const desk = this.#desk(deskId)
    const other = [...this.#desks.values()].find(
      (one) => one !== desk && one.slot.traySerial === cardSerial,
    )
    if (other !== undefined) return refuse('card-at-another-desk', { deskId: other.deskId })
    const inserted = await desk.slot.insert(cardSerial)
    return inserted.ok ? ok(desk.view()) : inserted
  }

  /** See `DeskReaders.pull`. */
  async pull(deskId: string): Promise<pages.DeskView> {
    const desk = this.#desk(deskId)
    await desk.slot.pull()
    return desk.view()
  }

  /** See `DeskReaders.readers`. */
  async readers(): Promise<readonly string[]> {
    return await readerNames()
  }

  /** See `DeskReaders.useReader`. */
  async useReader(
    deskId: string,
    reader: string | undefined,
  ): Promise<Result<pages.DeskView, string>> {
    const desk = this.#desk(deskId)
    if (reader !== undefined && !(await readerNames()).includes(reader)) {
      return refuse('reader-unknown', { reader })
    }
    await desk.slot.useReader(reader)
    return ok(desk.view())
  }

  /** Speaks to the card on a desk's reader, for whoever signs in there; not during other work. */
  async withCardAt<T>(
    deskId: string,
    act: (card: CardTransport) => Promise<T>,
  ): Promise<Result<T, string>> {
    if (!this.#isDesk(deskId)) return refuse('desk-unknown')
    const desk = this.#desk(deskId)
    const held = desk.heldReceiptNumber
    if (held !== undefined) return refuse('desk-busy', { receiptNumber: held })
    try {
      return await desk.slot.use(act)
    } catch (fault) {
      if (fault instanceof CardTransportError) return refuse(fault.code)
      throw fault
    } finally {
      await desk.slot.look()
    }
  }

  /** The desk that works on the case's card or records at this moment; waiting is no work. */
  runningAt(receiptNumber: string): string | undefined {
    const desk = this.#deskAt(receiptNumber)
    return desk?.isRunning === true ? desk.deskId : undefined
  }

  /** Resolves when no desk works; what waits for a card or a person goes on waiting. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#works)
  }

  /** Gives every card back and ends all work where it stands. */
  async close(): Promise<void> {
    for (const desk of this.#desks.values()) await desk.close()
    await this.settled()
  }

  #join(code: string): Result<{ readonly token: string }, 'pairing-code-wrong'> {
    const now = this.#now()
    const desks = [...this.#desks.values()]
    const desk = desks.find(({ pairing }) => showsCode(pairing, code, now))
    if (desk === undefined) {
      for (const one of desks) one.pairing = afterWrongGuess(one.pairing)
      return refuse('pairing-code-wrong')
    }
    const token = drawScreenToken(this.#ports.random)
    desk.pairing = pairedWith(screenTokenSha256Hex(token), now)
    return ok({ token })
  }

  #enterPins(token: string, typed: readonly pages.TypedPins[]): Result<void, string> {
    const desk = this.#deskOfScreen(token)
    return desk === undefined ? refuse('screen-not-paired') : desk.enterPins(typed)
  }

  #now() {
    return this.#ports.cases.clock.now()
  }

  #isDeskOf({ municipalityCode }: Actor, deskId: string): boolean {
    return this.desks(municipalityCode).includes(deskId)
  }

  #isDesk(deskId: string): boolean {
    const municipality = municipalityByCode(deskId.slice(0, deskId.lastIndexOf('-')))
    return municipality !== undefined && this.desks(municipality.code).includes(deskId)
  }

  #desk(deskId: string): Desk {
    const there = this.#desks.get(deskId)
    if (there !== undefined) return there
    assert(this.#isDesk(deskId), 'a session names a desk that there is')
    const desk = new Desk(deskId, this.#slotParts, () => this.#now())
    this.#desks.set(deskId, desk)
    return desk
  }

  #deskAt(receiptNumber: string): Desk | undefined {
    return [...this.#desks.values()].find((desk) => desk.heldReceiptNumber === receiptNumber)
  }

  #deskOfScreen(token: string): Desk | undefined {
    const hash = screenTokenSha256Hex(token)
    return [...this.#desks.values()].find(({ pairing }) => isPairedWith(pairing, hash, this.#now()))
  }

  async #look(card: CardTransport): ReturnType<CardSlotParts['look']> {
    return await readCardView(card, (cardSerial) => this.#ports.tray.cards.find(cardSerial))
  }
}
