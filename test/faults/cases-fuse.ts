/** Where the fuse blows: before the step does anything, or after it did everything. */
export type Blows = 'before' | 'after'

/** The process dies here: what was awaited is not known to have happened. */
export class Killed extends Error {
  override readonly name = 'Killed'
}

/** Nothing happens in these: after one of them it is as before the next step. */
const READS: ReadonlySet<string> = new Set([
  'find',
  'ofResident',
  'residentOf',
  'openOf',
  'heldBy',
  'certificateStatuses',
  'appliedVersion',
  'cardSerial',
  'readCertificate',
  'readTerm',
])

/** Counts the steps that go through ports, and kills the process at one of them. */
export class Fuse {
  /** Steps so far, by number from 1: whether each may have changed something. */
  readonly changes: boolean[] = []
  #at = Number.POSITIVE_INFINITY
  #blows: Blows = 'before'

  /** Blows at the step of this number from now, the first being 1. */
  arm(step: number, blows: Blows): void {
    this.changes.length = 0
    this.#at = step
    this.#blows = blows
  }

  /** Never blows. */
  disarm(): void {
    this.arm(Number.POSITIVE_INFINITY, 'before')
  }

  /** A port each of whose calls is a step; what a call gives that is itself a port counts too. */
  around = <T extends object>(name: string, port: T): T =>
    new Proxy(port, {
      get: (target, property) => {
        const member: unknown = Reflect.get(target, property)
        if (typeof member !== 'function') return member
        return async (...given: readonly unknown[]) => {
          this.changes.push(!READS.has(String(property)))
          const blows = this.changes.length === this.#at ? this.#blows : undefined
          if (blows === 'before') throw new Killed(`before ${name}.${String(property)}`)
          const answer: unknown = await Reflect.apply(member, target, given)
          if (blows === 'after') throw new Killed(`after ${name}.${String(property)}`)
          return property === 'openIssuerSession' ? this.#session(answer) : answer
        }
      },
    })

  #session(answer: unknown): unknown {
    if (typeof answer !== 'object' || answer === null || !('value' in answer)) return answer
    const { value } = answer
    const isSession = typeof value === 'object' && value !== null
    return isSession ? { ...answer, value: this.around('session', value) } : answer
  }
}
