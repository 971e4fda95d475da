import { CardTransportError, type CardTransport } from '#card-client/contract.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { CardView } from '#web/counter/ports.ts'
import { PullableCard, type TakenCard } from './pullable-card.ts'

/** Where the cards of a desk come from. */
export interface CardSources {
  /** Takes a virtual card of the data folder. */
  fromTray(cardSerial: string): Promise<Result<TakenCard, string>>
  /** Takes the card that lies on a PC/SC reader. */
  fromReader(reader: string): Promise<Result<TakenCard, string>>
}

/** What a desk's reader is made of. */
export interface CardSlotParts {
  readonly sources: CardSources
  /** What lies on the card; refused where it is no card of ours. */
  readonly look: (card: CardTransport) => Promise<Result<CardView, string>>
  /** Called after each change of `view`, `traySerial` or `reader`. */
  readonly changed: () => void
}

/**
 * The reader of one desk: a virtual card of the tray, or a PC/SC reader. Work on the card takes
 * turns; pulling the card does not wait for it.
 */
export class CardSlot {
  readonly #parts: CardSlotParts
  #tray: { readonly cardSerial: string; readonly card: PullableCard } | undefined
  #reader: string | undefined
  #onReader: PullableCard | undefined
  #view: CardView | undefined
  /** The last change of what lies here, and the last work on it. */
  #moved: Promise<unknown> = Promise.resolve()
  #used: Promise<unknown> = Promise.resolve()

  constructor(parts: CardSlotParts) {
    this.#parts = parts
  }

  /** What lay on the card when it was last looked at; `undefined` without a card. */
  get view(): CardView | undefined {
    return this.#view
  }

  /** The virtual card that lies here. */
  get traySerial(): string | undefined {
    return this.#tray?.cardSerial
  }

  /** The PC/SC reader in use; `undefined` for virtual cards. */
  get reader(): string | undefined {
    return this.#reader
  }

  /** Puts a virtual card here; one that lies here already is taken off first. */
  insert(cardSerial: string): Promise<Result<void, string>> {
    return this.#inTurn('moved', async () => {
      if (this.#tray?.cardSerial === cardSerial) return ok(undefined)
      await this.#takeOff()
      this.#reader = undefined
      const taken = await this.#parts.sources.fromTray(cardSerial)
      if (!taken.ok) {
        this.#show(undefined)
        return taken
      }
      this.#tray = { cardSerial, card: new PullableCard(taken.value) }
      await this.look()
      return ok(undefined)
    })
  }

  /** Takes the card off, also in the middle of the work on it. */
  pull(): Promise<void> {
    return this.#inTurn('moved', async () => {
      await this.#takeOff()
      this.#show(undefined)
    })
  }

  /** Uses a PC/SC reader, or with `undefined` the tray again. */
  useReader(reader: string | undefined): Promise<void> {
    return this.#inTurn('moved', async () => {
      await this.#takeOff()
      this.#reader = reader
      this.#show(undefined)
      await this.look()
    })
  }

  /**
   * Works on the card, alone. Refused with `reader-empty` where there is none; throws
   * `CardTransportError` where it is pulled meanwhile.
   */
  use<T>(act: (card: CardTransport) => Promise<T>): Promise<Result<T, string>> {
    return this.#inTurn('used', async () => {
      if (this.#reader !== undefined) return await this.#useReaderCard(this.#reader, act)
      const placed = this.#tray
      if (placed === undefined) return refuse('reader-empty', { reader: '-' })
      try {
        return ok(await act(placed.card))
      } catch (fault) {
        // A card that no longer answers is not on the reader: it is put there anew.
        if (fault instanceof CardTransportError && this.#tray === placed) await this.#takeOff()
        throw fault
      }
    })
  }

  /** Looks at the card anew: its counters and certificates. */
  async look(): Promise<void> {
    this.#show(await this.#seen())
  }

  async #seen(): Promise<CardView | undefined> {
    try {
      const seen = await this.use((card) => this.#parts.look(card))
      return seen.ok && seen.value.ok ? seen.value.value : undefined
    } catch (fault) {
      if (fault instanceof CardTransportError) return undefined
      throw fault
    }
  }

  #show(view: CardView | undefined): void {
    const same = JSON.stringify(view) === JSON.stringify(this.#view)
    this.#view = view
    if (!same) this.#parts.changed()
  }

  async #takeOff(): Promise<void> {
    const cards = [this.#tray?.card, this.#onReader]
    this.#tray = undefined
    this.#onReader = undefined
    this.#parts.changed()
    for (const card of cards) await card?.pull()
  }

  async #useReaderCard<T>(
    reader: string,
    act: (card: CardTransport) => Promise<T>,
  ): Promise<Result<T, string>> {
    const taken = await this.#parts.sources.fromReader(reader)
    if (!taken.ok) return taken
    const card = new PullableCard(taken.value)
    this.#onReader = card
    try {
      return ok(await act(card))
    } finally {
      if (this.#onReader === card) {
        this.#onReader = undefined
        await card.pull()
      }
    }
  }

  /** Moves wait for moves, work for work; a move does not wait for the work it cuts short. */
  #inTurn<T>(what: 'moved' | 'used', act: () => Promise<T>): Promise<T> {
    const before = what === 'moved' ? this.#moved : this.#used
    const done = before.then(act)
    const settled = done.catch(() => undefined)
    if (what === 'moved') this.#moved = settled
    else this.#used = settled
    return done
  }
}
