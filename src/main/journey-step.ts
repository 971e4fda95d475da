import { refusalText } from '#catalogue/refusals.ts'
import { ok, type Refused, type Result } from '#kernel/result.ts'
import type {
  ApduTrace,
  CheckLine,
  Fact,
  JourneyStepId,
  JourneyStepView,
  Words,
} from '#web/journey/journey-view.ts'

/** What a step found out and did. */
export interface StepOutcome<T> {
  readonly value: T
  /** One line for whoever only looks at the outcomes. */
  readonly outcome: Words
  readonly facts: readonly Fact[]
  readonly tryIt?: readonly string[]
  readonly checks?: readonly CheckLine[]
  /**
   * Where the step's share of the time and of the card's traffic is not simply what passed
   * meanwhile.
   */
  readonly tookMs?: number
  readonly apdus?: readonly ApduTrace[]
}

/** Where the APDUs of a step are taken from, once it is over. */
export interface StepTrace {
  take(): readonly ApduTrace[]
}

/** Shows a step running, does it, and shows its outcome with the time it took. */
export async function showStep<T>(
  id: JourneyStepId,
  show: (step: JourneyStepView) => void,
  act: () => Promise<Result<StepOutcome<T>, string>>,
  trace?: StepTrace,
): Promise<Result<T, string>> {
  const blank = blankStep(id)
  show({ ...blank, state: 'running' })
  const started = process.hrtime.bigint()
  const outcome = await act()
  const tookMs = Number(process.hrtime.bigint() - started) / 1e6
  const apdus = trace?.take() ?? []
  if (!outcome.ok) {
    show({ ...blank, state: 'refused', tookMs, apdus, refusal: refusalOf(outcome) })
    return outcome
  }
  const { value, facts, tryIt = [], checks = [] } = outcome.value
  const found = { outcome: outcome.value.outcome, facts, checks, tryIt }
  const share = { tookMs: outcome.value.tookMs ?? tookMs, apdus: outcome.value.apdus ?? apdus }
  show({ ...blank, state: 'done', ...found, ...share })
  return ok(value)
}

/** A step that a rule kept from happening: shown with the rule's words. */
export function showRefused(
  id: JourneyStepId,
  show: (step: JourneyStepView) => void,
  refused: Refused<string>,
): void {
  show({ ...blankStep(id), state: 'refused', refusal: refusalOf(refused) })
}

/** A step that has nothing to work on, because an earlier one was refused. */
export function showWithoutObject(
  id: JourneyStepId,
  show: (step: JourneyStepView) => void,
  outcome: Words,
): void {
  show({ ...blankStep(id), state: 'refused', outcome })
}

/** A step of which nothing is known yet. */
export function blankStep(id: JourneyStepId): JourneyStepView {
  return {
    id,
    state: 'waiting',
    tookMs: undefined,
    outcome: undefined,
    facts: [],
    checks: [],
    apdus: [],
    tryIt: [],
    refusal: undefined,
  }
}

function refusalOf(refused: Refused<string>): JourneyStepView['refusal'] {
  return { code: refused.refusal, ...refusalText(refused.refusal, refused.detail) }
}
