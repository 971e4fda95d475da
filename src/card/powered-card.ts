import { assert } from '#kernel/assert.ts'
import { execute } from './execute.ts'
import { type CardMemory, type CardState, freshSession } from './model.ts'
import type { ChipPorts, MemoryStore } from './ports.ts'

/**
 * The card's memory or chip failed in the middle of a command: only opening the card again tells
 * what it holds.
 */
export class CardFaultError extends Error {
  override readonly name = 'CardFaultError'
  readonly code = 'card-fault'
}

/**
 * A card under power, in this process: runs commands one after the other, and makes every step
 * durable before the next begins. After a fault it answers nothing more.
 */
export class PoweredCard {
  #state: CardState
  readonly #chip: ChipPorts
  readonly #store: MemoryStore<CardMemory>
  #queue: Promise<unknown> = Promise.resolve()
  #fault: CardFaultError | undefined

  constructor(memory: CardMemory, chip: ChipPorts, store: MemoryStore<CardMemory>) {
    this.#state = { memory, session: freshSession('card-manager') }
    this.#chip = chip
    this.#store = store
  }

  /** Answers any octets with a response APDU of two octets or more; throws `CardFaultError`. */
  transmit(commandApdu: Uint8Array): Promise<Uint8Array> {
    return this.#afterQueue(() => this.#run(commandApdu))
  }

  /** Power off and on again: the session is gone. */
  powerOff(): Promise<void> {
    return this.#afterQueue(() => this.#clearSession())
  }

  /** A warm reset; what it leaves of the session is an option of the profile. */
  reset(): Promise<void> {
    return this.#afterQueue(() => {
      if (!this.#state.memory.profile.resetKeepsSecurity) this.#clearSession()
    })
  }

  /** The ATR, at once, even while a command runs. */
  atr(): Uint8Array {
    return this.#state.memory.profile.atr.slice()
  }

  /** What the card holds now; as durable as its store made it. */
  get memory(): CardMemory {
    return this.#state.memory
  }

  #clearSession(): void {
    this.#state = { memory: this.#state.memory, session: freshSession('card-manager') }
  }

  async #run(commandApdu: Uint8Array): Promise<Uint8Array> {
    if (this.#fault !== undefined) throw this.#fault
    try {
      return await this.#execute(commandApdu)
    } catch (cause) {
      this.#fault = new CardFaultError('the card failed during a command', { cause })
      throw this.#fault
    }
  }

  async #execute(commandApdu: Uint8Array): Promise<Uint8Array> {
    const steps = execute(this.#state, commandApdu, this.#chip)
    let durable = this.#state.memory
    for (;;) {
      const step = await steps.next()
      if (step.done === true) {
        assert(step.value.state.memory === durable, 'a command ends in a memory made durable')
        this.#state = step.value.state
        return step.value.response
      }
      await this.#store.save(step.value)
      durable = step.value
    }
  }

  async #afterQueue<T>(act: () => T | Promise<T>): Promise<T> {
    const turn = this.#queue.then(act)
    this.#queue = turn.catch(() => undefined)
    return turn
  }
}
