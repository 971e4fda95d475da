import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { CardTransport } from '#card-client/contract.ts'
import { assert } from '#kernel/assert.ts'
import { encodeFrame, FRAME_PAYLOAD_MAX, FrameReader } from './frames.ts'

/** A card that vpcd can insert, power and reset. */
export interface InsertedCard extends CardTransport {
  /**
   * Answer to reset (ISO/IEC 7816-3 §8), 2 to 33 octets; given at once, whatever the card is
   * working on.
   */
  atr(): Uint8Array
  /** The contacts lose power. It comes back before the next command without a call. */
  powerOff(): Promise<void>
  /** Warm reset. */
  reset(): Promise<void>
}

/**
 * Where a vpcd slot listens: `/dev/null:0x8C7B` of its reader.conf is port 35963, the second slot
 * the port after it.
 */
export interface SlotAddress {
  readonly host: string
  readonly port: number
}

/** What became of the connection to the slot, for whoever shows it. */
export type SlotEvent =
  | { readonly at: 'inserted' }
  | { readonly at: 'not-reached'; readonly retryInMs: number; readonly reason: string }
  | { readonly at: 'pulled'; readonly reason: SlotLoss }

/** Why a connection ended: vpcd closed it, it broke the protocol, or we were asked to stop. */
export type SlotLoss = 'closed' | 'connection-failed' | 'protocol-broken' | 'stopped'

/** A card on its way into a slot, or in it, until `stop`. */
export interface SlotServing {
  /**
   * Fulfils after `stop`; rejects with the card's own fault, which ends the serving. To be awaited.
   */
  readonly ended: Promise<void>
  /** Answers what the card is working on, pulls the card and fulfils when its power is off. */
  stop(): Promise<void>
}

const RETRY_MS_MIN = 50
const RETRY_MS_MAX = 2_000

/** vpcd asks and waits; more unanswered messages than this is not vpcd. */
const OUTSTANDING_MAX = 16

const COMMAND_OCTETS_MIN = 4
const ATR_OCTETS_MIN = 2
const ATR_OCTETS_MAX = 33

/** vsmartcard `vpcd.h`: a payload of one octet is one of these, anything longer a command APDU. */
const CONTROL = { powerOff: 0x00, powerOn: 0x01, reset: 0x02, getAtr: 0x04 } as const

/** SW1-SW2 of ISO/IEC 7816-4 §5.6: wrong length. */
const SW_WRONG_LENGTH = Uint8Array.of(0x67, 0x00)
/**
 * SW1-SW2 of ISO/IEC 7816-4 §5.6: no precise diagnosis; stands for a response that no frame can
 * hold.
 */
const SW_NO_DIAGNOSIS = Uint8Array.of(0x6f, 0x00)

/**
 * Keeps `card` in the slot at `address`: connects, reconnects with a delay that doubles from 50 ms
 * to 2 s, and answers. Presence polls (get ATR, about every 0.4 s) are answered at once, even while
 * the card signs.
 */
export function serveCard(
  card: InsertedCard,
  address: SlotAddress,
  onEvent: (event: SlotEvent) => void,
): SlotServing {
  const { length } = card.atr()
  assert(length >= ATR_OCTETS_MIN && length <= ATR_OCTETS_MAX, `an ATR of ${length} octets`)
  const stopping = new AbortController()
  const ended = keepInserted(card, address, onEvent, stopping.signal)
  return {
    ended,
    stop: async () => {
      stopping.abort()
      await ended
    },
  }
}

async function keepInserted(
  card: InsertedCard,
  address: SlotAddress,
  onEvent: (event: SlotEvent) => void,
  stopped: AbortSignal,
): Promise<void> {
  let retryInMs = RETRY_MS_MIN
  while (!stopped.aborted) {
    const reached = await reach(address, stopped)
    if (reached.socket === undefined) {
      if (!stopped.aborted) onEvent({ at: 'not-reached', retryInMs, reason: reached.reason })
    } else {
      onEvent({ at: 'inserted' })
      const visit = new SlotVisit(card, reached.socket)
      onEvent({ at: 'pulled', reason: await visit.run(stopped) })
      // A slot that is taken accepts and closes: only a slot that spoke resets the delay.
      if (visit.heard) retryInMs = RETRY_MS_MIN
    }
    // An abort ends the delay early, which is all that it is meant to do.
    await wait(retryInMs, undefined, { signal: stopped }).catch(() => undefined)
    retryInMs = Math.min(retryInMs * 2, RETRY_MS_MAX)
  }
}

type Reached = { readonly socket: Socket } | { readonly socket: undefined; readonly reason: string }

function reach({ host, port }: SlotAddress, stopped: AbortSignal): Promise<Reached> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, noDelay: true })
    const give = (reached: Reached): void => {
      stopped.removeEventListener('abort', onAbort)
      socket.removeAllListeners('error')
      resolve(reached)
    }
    const onAbort = (): void => {
      socket.destroy()
      give({ socket: undefined, reason: 'stopped' })
    }
    stopped.addEventListener('abort', onAbort)
    socket.once('connect', () => give({ socket }))
    socket.once('error', ({ message }) => give({ socket: undefined, reason: message }))
  })
}

/** One connection to the slot, from insertion to removal. */
class SlotVisit {
  readonly #card: InsertedCard
  readonly #socket: Socket
  readonly #frames = new FrameReader()
  #work: Promise<void> = Promise.resolve()
  #outstanding = 0
  #loss: SlotLoss = 'closed'
  #fault: { readonly cause: unknown } | undefined
  /** Whether vpcd sent anything. */
  heard = false

  constructor(card: InsertedCard, socket: Socket) {
    this.#card = card
    this.#socket = socket
  }

  /**
   * Fulfils when the connection is closed and the card's power off; rejects with the card's fault.
   */
  async run(stopped: AbortSignal): Promise<SlotLoss> {
    const socket = this.#socket
    const onStop = (): void => void this.#stopAfterWork()
    stopped.addEventListener('abort', onStop)
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    socket.on('error', () => this.#close('connection-failed'))
    socket.on('data', (chunk) => this.#receive(chunk))
    if (stopped.aborted) onStop()
    await closed
    stopped.removeEventListener('abort', onStop)
    await this.#work
    if (this.#fault !== undefined) throw this.#fault.cause
    await this.#card.powerOff()
    return this.#loss
  }

  async #stopAfterWork(): Promise<void> {
    await this.#work
    this.#loss = 'stopped'
    this.#socket.destroySoon()
  }

  #close(loss: SlotLoss): void {
    this.#loss = loss
    this.#socket.destroy()
  }

  #receive(chunk: Uint8Array): void {
    this.heard = true
    for (const payload of this.#frames.push(chunk)) {
      if (this.#socket.destroyed) return
      this.#dispatch(payload)
    }
  }

  #dispatch(payload: Uint8Array): void {
    if (payload.length > 1) return this.#queue(() => this.#answer(payload))
    switch (payload[0]) {
      case undefined:
        return this.#close('protocol-broken')
      case CONTROL.getAtr:
        return this.#send(this.#card.atr())
      case CONTROL.powerOff:
        return this.#queue(() => this.#card.powerOff())
      case CONTROL.powerOn:
        return undefined
      case CONTROL.reset:
        return this.#queue(() => this.#card.reset())
      default:
        return this.#close('protocol-broken')
    }
  }

  #queue(step: () => Promise<void>): void {
    if (this.#outstanding >= OUTSTANDING_MAX) return this.#close('protocol-broken')
    this.#outstanding += 1
    this.#work = this.#after(this.#work, step)
  }

  async #after(before: Promise<void>, step: () => Promise<void>): Promise<void> {
    await before
    try {
      if (this.#fault === undefined) await step()
    } catch (cause) {
      this.#fault = { cause }
      this.#socket.destroy()
    }
    this.#outstanding -= 1
  }

  async #answer(commandApdu: Uint8Array): Promise<void> {
    if (commandApdu.length < COMMAND_OCTETS_MIN) return this.#send(SW_WRONG_LENGTH)
    const responseApdu = await this.#card.transmit(commandApdu)
    this.#send(responseApdu.length > FRAME_PAYLOAD_MAX ? SW_NO_DIAGNOSIS : responseApdu)
  }

  #send(payload: Uint8Array): void {
    if (!this.#socket.destroyed) this.#socket.write(encodeFrame(payload))
  }
}
