import type { Compared } from '#kernel/check-sheet.ts'
import type { PathCheckId } from './messages.ts'
import type { PathCheck } from './path-report.ts'
import type { PathRefusal } from './path-refusal.ts'

/** A failed check: where it lies and how it is called. */
export interface PathFailure {
  /** Place in the path, leaf first; `undefined` for a check about the path as a whole. */
  readonly certificate: number | undefined
  readonly check: PathCheckId
  readonly refusal: PathRefusal
}

/** One check as it was made. */
export interface TracedCheck extends Compared {
  readonly id: PathCheckId
  readonly certificate: number | undefined
  readonly outcome: PathCheck['outcome']
}

/**
 * What the validator writes down when somebody asks for the report's checks. Without one it works
 * the same and writes nothing: `trace?.pass(…)` does not even compute the values.
 */
export interface PathTrace {
  pass(id: PathCheckId, certificate: number | undefined, compared?: Compared): void
  waive(id: PathCheckId, certificate: number | undefined, compared: Compared): void
  fail(failure: PathFailure, compared?: Compared): void
  readonly checks: readonly TracedCheck[]
}

/** An empty trace. */
export function newTrace(): PathTrace {
  const checks: TracedCheck[] = []
  const add = (
    outcome: PathCheck['outcome'],
    id: PathCheckId,
    certificate: number | undefined,
    compared: Compared = {},
  ): void => {
    checks.push({ id, certificate, outcome, ...compared })
  }
  return {
    pass: (id, certificate, compared) => add('passed', id, certificate, compared),
    waive: (id, certificate, compared) => add('waived', id, certificate, compared),
    fail: ({ check, certificate }, compared) => add('failed', check, certificate, compared),
    checks,
  }
}
