import { assert } from './assert.ts'

/**
 * One check of a verification, in order: what was looked at, what was seen and wanted, and by which
 * clause.
 */
export interface Check {
  /** Stable literal, for example `chain.signature`. */
  readonly id: string
  /** `waived`: not asked for, on the caller's word; `seen` says so. */
  readonly outcome: 'passed' | 'failed' | 'waived' | 'not-reached'
  /** `RFC 5280 §6.1.3(a)(2)` */
  readonly clause: string
  readonly ja: string
  readonly en: string
  readonly seen?: string | undefined
  readonly wanted?: string | undefined
}

/** What a check asks, Japanese and English, and the clause that demands it. */
export interface CheckText<Id extends string> {
  readonly id: Id
  readonly clause: string
  readonly ja: string
  readonly en: string
}

/** The values that a check compared. Never a PIN, a key or one of the four basic items. */
export interface Compared {
  readonly seen?: string | undefined
  readonly wanted?: string | undefined
}

/**
 * A list of checks that is filled in from the top. The first failure is the refusal, and no check
 * after it is filled in; what was not filled in is `not-reached`.
 */
export class CheckSheet<Id extends string, R extends string> {
  readonly #texts: readonly CheckText<Id>[]
  readonly #done: Check[] = []
  #refusal: R | undefined

  constructor(texts: readonly CheckText<Id>[]) {
    this.#texts = texts
  }

  /** The first failure; `undefined` while there is none. */
  get refusal(): R | undefined {
    return this.#refusal
  }

  /** Whether every check was filled in and none failed. */
  get isPassed(): boolean {
    return this.#refusal === undefined && this.#done.length === this.#texts.length
  }

  /** The next check, which must be `id`, held. */
  pass(id: Id, compared: Compared = {}): void {
    this.#fill(id, 'passed', compared)
  }

  /** The next check, which must be `id`, was not asked for. */
  waive(id: Id, compared: Compared): void {
    this.#fill(id, 'waived', compared)
  }

  /**
   * The next check, which must be `id`, did not hold: `refusal` says how. Gives `undefined` to
   * return at once.
   */
  fail(id: Id, refusal: R, compared: Compared = {}): undefined {
    this.#fill(id, 'failed', compared)
    this.#refusal = refusal
  }

  /** Every check in order. */
  checks(): readonly Check[] {
    const rest = this.#texts.slice(this.#done.length)
    return [...this.#done, ...rest.map((text): Check => ({ ...text, outcome: 'not-reached' }))]
  }

  #fill(id: Id, outcome: Check['outcome'], compared: Compared): void {
    const text = this.#texts[this.#done.length]
    assert(this.#refusal === undefined, `no check after a failure: ${id}`)
    assert(text?.id === id, `checks go in order: ${id} is not next`)
    this.#done.push({ ...text, outcome, ...compared })
  }
}
