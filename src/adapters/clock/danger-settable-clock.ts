import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DataFolder } from '#adapters/data-folder/open-data-folder.ts'
import { replaceFile } from '#adapters/data-folder/durable-file.ts'
import { type Instant, instant, plusMs } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'

/** How the sandbox's time runs: beside the computer's at a distance, or standing still. */
export type SandboxTime =
  | { readonly runs: 'beside'; readonly offsetMs: number }
  | { readonly runs: 'not-at-all'; readonly at: Instant }

/**
 * A time file whose text is not ours: a fault, because guessing a time would date certificates
 * wrongly.
 */
export class SandboxTimeError extends Error {
  override readonly name = 'SandboxTimeError'
  readonly code = 'sandbox-time-damaged'
}

const TIME_FILE = 'sandbox-clock.json'
const IN_STEP: SandboxTime = { runs: 'beside', offsetMs: 0 }

/**
 * DANGER: a clock anybody with the sandbox's controls can set. It exists only inside a folder
 * opened for the purpose `sandbox`, so no production wiring can construct one; what it says
 * survives a restart.
 */
export class DangerSettableClock implements Clock {
  readonly #file: string
  readonly #computer: Clock
  #time: SandboxTime

  private constructor(file: string, computer: Clock, time: SandboxTime) {
    this.#file = file
    this.#computer = computer
    this.#time = time
  }

  /** The sandbox's clock as it was left; in step with `computer` at first. */
  static async open(folder: DataFolder<'sandbox'>, computer: Clock): Promise<DangerSettableClock> {
    const file = join(folder.path, TIME_FILE)
    return new DangerSettableClock(file, computer, await readTime(file))
  }

  /** See `Clock.now`. */
  now(): Instant {
    const time = this.#time
    return time.runs === 'beside' ? plusMs(this.#computer.now(), time.offsetMs) : time.at
  }

  /** How the time runs at present. */
  get time(): SandboxTime {
    return this.#time
  }

  /** Sets the time to `at`, from where it runs on. Durable when the promise resolves. */
  async set(at: Instant): Promise<void> {
    await this.#change({ runs: 'beside', offsetMs: at - this.#computer.now() })
  }

  /** Stops the time at `at`. Durable when the promise resolves. */
  async freeze(at: Instant): Promise<void> {
    await this.#change({ runs: 'not-at-all', at })
  }

  /** Back in step with the computer's clock. Durable when the promise resolves. */
  async reset(): Promise<void> {
    await this.#change(IN_STEP)
  }

  async #change(time: SandboxTime): Promise<void> {
    await replaceFile(this.#file, `${JSON.stringify(time)}\n`)
    this.#time = time
  }
}

async function readTime(file: string): Promise<SandboxTime> {
  try {
    return parseTime(await readFile(file, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return IN_STEP
    throw error
  }
}

function parseTime(text: string): SandboxTime {
  const beside = /^\{"runs":"beside","offsetMs":(-?\d{1,15})\}\n$/.exec(text)?.[1]
  if (beside !== undefined) return { runs: 'beside', offsetMs: Number(beside) }
  const at = /^\{"runs":"not-at-all","at":(-?\d{1,15})\}\n$/.exec(text)?.[1]
  if (at !== undefined) return { runs: 'not-at-all', at: instant(Number(at)) }
  throw new SandboxTimeError(`${TIME_FILE} is damaged; remove it to return to the computer's time`)
}
