import { assert } from '#kernel/assert.ts'
import { ok, type Result } from '#kernel/result.ts'
import type { CeremonyEffect, CeremonyRecords } from './ports.ts'
import {
  lineDigestHex,
  NO_PREVIOUS_HEX,
  readTranscript,
  type StepName,
  type TranscriptStep,
  writeLine,
} from './transcript.ts'

/**
 * The transcript of a ceremony while it is held. A killed ceremony is held again from its file: the
 * steps on record are taken as they stand, and the first that is missing is done.
 */
export class CeremonyJournal {
  readonly #records: CeremonyRecords
  readonly #ceremonyHex: string
  readonly #lines: string[]
  readonly #steps: readonly TranscriptStep[]
  #position = 0

  private constructor(
    records: CeremonyRecords,
    ceremonyHex: string,
    lines: readonly string[],
    steps: readonly TranscriptStep[],
  ) {
    this.#records = records
    this.#ceremonyHex = ceremonyHex
    this.#lines = [...lines]
    this.#steps = steps
  }

  /** The journal of the ceremony whose file has this digest, at its beginning. */
  static async open(
    records: CeremonyRecords,
    ceremonyHex: string,
  ): Promise<Result<CeremonyJournal, 'transcript-broken'>> {
    const lines = await records.transcript(ceremonyHex)
    const steps = readTranscript(lines)
    return steps.ok ? ok(new CeremonyJournal(records, ceremonyHex, lines, steps.value)) : steps
  }

  get lines(): readonly string[] {
    return this.#lines
  }

  get isClosed(): boolean {
    return this.#steps.at(-1)?.step === 'closed'
  }

  /** The next step where it is on record; `undefined` where it is still to be done. */
  take<N extends StepName>(name: N): Extract<TranscriptStep, { step: N }> | undefined {
    const step = this.#steps[this.#position]
    if (step === undefined) return undefined
    assert(isStep(step, name), 'one file has one order of steps')
    this.#position++
    return step
  }

  /** Puts a step on record, with what it does to the records. */
  async add(step: TranscriptStep, effect: CeremonyEffect): Promise<void> {
    assert(this.#position === this.#lines.length, 'steps are added at the end')
    const previous = this.#lines.at(-1)
    const previousHex = previous === undefined ? NO_PREVIOUS_HEX : lineDigestHex(previous)
    const line = writeLine(step, this.#position, previousHex)
    await this.#records.append(this.#ceremonyHex, this.#position, line, effect)
    this.#lines.push(line)
    this.#position++
  }
}

function isStep<N extends StepName>(
  step: TranscriptStep,
  name: N,
): step is Extract<TranscriptStep, { step: N }> {
  return step.step === name
}
