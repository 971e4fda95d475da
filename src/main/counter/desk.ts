import type { Instant } from '#kernel/instant.ts'
import { ok, refuse, type RefusalDetail, type Result } from '#kernel/result.ts'
import type { CounterProcedure } from '#law/counter-procedure.ts'
import type { PinTypist } from '#law/pin-typist.ts'
import { type AskedPin, checkTypedPins } from '#ra/desk/asked-pins.ts'
import { type Pairing, pairingAt, UNPAIRED } from '#ra/desk/pairing.ts'
import { PINS_HELD_MS_MAX, PinVault } from '#ra/desk/pin-vault.ts'
import { type ResidentView, residentViewOf } from '#ra/desk/resident-view.ts'
import { type DeskStep, stepWords } from '#ra/desk/step-texts.ts'
import {
  beginWork,
  type CertificateEnds,
  type DeskWork,
  holdsCase,
  WAIT_MS_MAX,
  workAfter,
  type WorkEvent,
} from '#ra/desk/work.ts'
import type * as pages from '#web/counter/ports.ts'
import { CardSlot, type CardSlotParts } from './card-slot.ts'

type WaitRefusal = 'card-removed' | 'wait-for-pins-over' | 'wait-for-card-over'

interface Wait {
  readonly for: 'pins' | 'card'
  readonly end: (how: Result<void, WaitRefusal>) => void
}

/** One desk (窓口): its reader, the work on it, the resident's screen beside it. */
export class Desk {
  readonly deskId: string
  readonly slot: CardSlot
  readonly vault = new PinVault()
  readonly #now: () => Instant
  #pairing: Pairing = UNPAIRED
  #work: DeskWork | undefined
  #wait: Wait | undefined
  #wiping: NodeJS.Timeout | undefined
  #revision = 1

  constructor(deskId: string, slot: Omit<CardSlotParts, 'changed'>, now: () => Instant) {
    this.deskId = deskId
    this.#now = now
    this.slot = new CardSlot({ ...slot, changed: () => this.#cardChanged() })
  }

  /** The case that nobody else may carry out, because this desk is at it. */
  get heldReceiptNumber(): string | undefined {
    const work = this.#work
    return work !== undefined && holdsCase(work) ? work.receiptNumber : undefined
  }

  /** The card is being worked on, or may be at any moment. */
  get isRunning(): boolean {
    return this.#work?.state.at === 'running'
  }

  /** Acts of the case that are done. */
  get actsDone(): number {
    return this.#work?.actsDone ?? 0
  }

  get pairing(): Pairing {
    return pairingAt(this.#pairing, this.#now())
  }

  set pairing(pairing: Pairing) {
    if (pairing === this.#pairing) return
    this.#pairing = pairing
    this.#revision += 1
  }

  /** What the clerk's page shows. No PIN, and nothing of what was typed. */
  view(): pages.DeskView {
    const { deskId, slot, pairing } = this
    return {
      deskId,
      card: slot.view,
      reader: slot.reader,
      work: this.#work === undefined ? undefined : shownWork(this.#work),
      pairingCode: pairing.at === 'code-shown' ? pairing.code : undefined,
      screenPaired: pairing.at === 'paired',
      revision: this.#revision,
    }
  }

  /** What the resident's screen shows. */
  residentView(): ResidentView {
    return residentViewOf(this.#work)
  }

  /** Takes a case up. */
  begin(receiptNumber: string, procedure: CounterProcedure): void {
    this.#work = beginWork(receiptNumber, procedure)
    this.#revision += 1
  }

  /** Adds a step to what the clerk reads. */
  report(step: DeskStep): void {
    this.#happen({ happened: 'step', step: { ...stepWords(step), at: this.#now() } })
  }

  /** How many of the case's acts are done. */
  count(done: number, total: number): void {
    this.#happen({ happened: 'acts-counted', done, total })
  }

  /** Waits until a card lies on the reader. */
  async waitForCard(cardSerial: string): Promise<Result<void, WaitRefusal>> {
    this.report({ step: 'card-wanted', cardSerial })
    this.#happen({ happened: 'card-wanted', cardSerial })
    const came = await this.#waitFor('card', 'wait-for-card-over')
    if (came.ok) this.#happen({ happened: 'card-came' })
    return came
  }

  /** Waits until the resident's screen gave all of `asked`; they lie in the vault then. */
  async waitForPins(by: PinTypist, asked: readonly AskedPin[]): Promise<Result<void, WaitRefusal>> {
    this.report({ step: 'pins-wanted', by })
    this.#happen({ happened: 'pins-wanted', by, asked })
    const typed = await this.#waitFor('pins', 'wait-for-pins-over')
    if (!typed.ok) return typed
    this.#happen({ happened: 'pins-typed' })
    this.report({ step: 'pins-typed' })
    return typed
  }

  /** Takes what was typed at the resident's screen, all of it or nothing. */
  enterPins(typed: readonly pages.TypedPins[]): Result<void, string> {
    const work = this.#work
    if (work?.state.at !== 'waiting-for-pins' || this.#wait?.for !== 'pins') {
      return refuse('pins-not-asked')
    }
    const entered = checkTypedPins(work.state.asked, typed)
    if (!entered.ok) return entered
    this.vault.hold(work.receiptNumber, entered.value, this.#now())
    // The vault itself refuses them by its clock; this takes them out of memory as well.
    clearTimeout(this.#wiping)
    this.#wiping = setTimeout(() => this.vault.wipe(), PINS_HELD_MS_MAX).unref()
    this.#wait.end(ok(undefined))
    return ok(undefined)
  }

  /** Everything is done. */
  finish(endsOn: CertificateEnds): void {
    this.vault.wipe()
    this.#happen({ happened: 'all-done', endsOn })
  }

  /** The work ends here; the case goes on from where it stands. */
  stop(code: string, detail: RefusalDetail): void {
    this.vault.wipe()
    this.#happen({ happened: 'stop', code, detail })
  }

  /** Gives the card back and ends what waits. */
  async close(): Promise<void> {
    this.#wait?.end(refuse('card-removed'))
    await this.slot.pull()
  }

  #happen(event: WorkEvent): void {
    if (this.#work === undefined) return
    this.#work = workAfter(this.#work, event)
    this.#revision += 1
  }

  #waitFor(what: Wait['for'], over: WaitRefusal): Promise<Result<void, WaitRefusal>> {
    const waited = Promise.withResolvers<Result<void, WaitRefusal>>()
    const timer = setTimeout(() => waited.resolve(refuse(over)), WAIT_MS_MAX).unref()
    this.#wait = { for: what, end: waited.resolve }
    // A card that was put here in the same moment is one that came.
    this.#cardChanged()
    return waited.promise.finally(() => {
      clearTimeout(timer)
      this.#wait = undefined
    })
  }

  #cardChanged(): void {
    this.#revision += 1
    const wait = this.#wait
    if (wait === undefined) return
    const isHere = this.slot.view !== undefined
    if (wait.for === 'card' && isHere) wait.end(ok(undefined))
    if (wait.for === 'pins' && !isHere) wait.end(refuse('card-removed'))
  }
}

function shownWork({ receiptNumber, state, steps }: DeskWork): pages.DeskWork {
  const refusal = state.at === 'stopped' ? { code: state.code, detail: state.detail } : undefined
  return { receiptNumber, state: state.at, steps, refusal }
}
