import { assert } from '#kernel/assert.ts'
import type { Instant } from '#kernel/instant.ts'
import type { EntryForm } from '../responder-table.ts'
import type { StateCode } from '../status-index/state-code.ts'

/** The state of a certificate that an answer tells. */
export interface ToldState {
  readonly code: StateCode
  /** The second of its revocation; 0 where it is not revoked. */
  readonly revokedSecond: number
}

/** A signed answer about one certificate without a nonce, for whoever asks the same. */
export interface KeptAnswer<A> extends ToldState {
  readonly answer: A
  /** Octets of memory that keeping it takes. */
  readonly octets: number
  readonly producedAt: Instant
  /** From then on it is to be replaced, while it may still be given. */
  readonly renewAt: Instant
  /** From then on it is not given any more. */
  readonly endsAt: Instant
}

/**
 * Answers by issuer form and serial, bounded by their octets. An answer is found only for the state
 * that it tells: one that a change of status overtook is not there any more, whoever looks. Those
 * that nobody asked for since about half of the room was filled make way.
 */
export class AnswerCache<A> {
  readonly #octetsMax: number
  #young = new Shelf<A>()
  #old = new Shelf<A>()

  constructor(octetsMax: number) {
    assert(octetsMax > 0, 'a cache has room')
    this.#octetsMax = octetsMax
  }

  /** Octets of all answers kept. */
  get octets(): number {
    return this.#young.octets + this.#old.octets
  }

  /** The answer that tells this state and may be given at `now`. */
  find(
    form: EntryForm,
    serial: number,
    code: StateCode,
    revokedSecond: number,
    now: Instant,
  ): KeptAnswer<A> | undefined {
    const young = this.#young.find(form, serial)
    const kept = young ?? this.#old.find(form, serial)
    if (kept === undefined) return undefined
    // A clock that was set back finds answers of the future.
    const holds =
      kept.code === code &&
      kept.revokedSecond === revokedSecond &&
      kept.producedAt <= now &&
      now < kept.endsAt
    if (!holds) {
      this.forget(form, serial)
      return undefined
    }
    if (young === undefined) {
      this.#old.remove(form, serial)
      this.#add(form, serial, kept)
    }
    return kept
  }

  /** Keeps an answer in the place of any other about the same. */
  keep(form: EntryForm, serial: number, kept: KeptAnswer<A>): void {
    this.forget(form, serial)
    this.#add(form, serial, kept)
  }

  /** Drops what is kept about a certificate. */
  forget(form: EntryForm, serial: number): void {
    this.#young.remove(form, serial)
    this.#old.remove(form, serial)
  }

  #add(form: EntryForm, serial: number, kept: KeptAnswer<A>): void {
    if (kept.octets > this.#octetsMax / 2) return
    if (this.#young.octets + kept.octets > this.#octetsMax / 2) {
      this.#old = this.#young
      this.#young = new Shelf()
    }
    this.#young.put(form, serial, kept)
  }
}

class Shelf<A> {
  readonly #byForm = new Map<EntryForm, Map<number, KeptAnswer<A>>>()
  octets = 0

  find(form: EntryForm, serial: number): KeptAnswer<A> | undefined {
    return this.#byForm.get(form)?.get(serial)
  }

  put(form: EntryForm, serial: number, kept: KeptAnswer<A>): void {
    let bySerial = this.#byForm.get(form)
    if (bySerial === undefined) {
      bySerial = new Map()
      this.#byForm.set(form, bySerial)
    }
    bySerial.set(serial, kept)
    this.octets += kept.octets
  }

  remove(form: EntryForm, serial: number): void {
    const bySerial = this.#byForm.get(form)
    const kept = bySerial?.get(serial)
    if (bySerial === undefined || kept === undefined) return
    bySerial.delete(serial)
    this.octets -= kept.octets
  }
}
