import { type CardTransport, CardTransportError } from '#card-client/contract.ts'

/** A card taken from where it lay, ours alone until it is released. */
export interface TakenCard {
  readonly transport: CardTransport
  release(): Promise<void>
}

/**
 * A card that can be pulled at any moment. From then on, and for the command under way, it is
 * removed: whether that command still took effect, nobody at the desk knows.
 */
export class PullableCard implements CardTransport {
  readonly #taken: TakenCard
  readonly #pulled = Promise.withResolvers<never>()

  constructor(taken: TakenCard) {
    this.#taken = taken
    // Most cards are pulled while nothing waits for them.
    this.#pulled.promise.catch(() => undefined)
  }

  /** See `CardTransport`. */
  async transmit(commandApdu: Uint8Array): Promise<Uint8Array> {
    return await Promise.race([this.#pulled.promise, this.#taken.transport.transmit(commandApdu)])
  }

  /** Takes the card off: every command fails as of now. */
  async pull(): Promise<void> {
    this.#pulled.reject(new CardTransportError('card-removed'))
    await this.#taken.release()
  }
}
