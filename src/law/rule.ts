import { type CivilDate, civilDate } from '#kernel/civil-date.ts'
import type { Citations } from './citation.ts'
import type { RuleId } from './rule-id.ts'

/** Where rules stand written. */
export type { Citation, Citations, Standing } from './citation.ts'
/** The names of rules. */
export type { RuleId } from './rule-id.ts'

/**
 * The day on which the service began on the Individual Number Card. No rule is older; an earlier
 * day, which only a clock set back can ask about, is judged by the rules with which it began.
 */
export const COMMENCEMENT: CivilDate = civilDate(2016, 1, 1)

/** The families of rules, in the order of the law index. */
export const RULE_FAMILIES = [
  'eligibility',
  'validity',
  'renewal',
  'card-expiry',
  'lapse',
  'hold',
  'pin',
  'fee',
  'procedure',
] as const

/** The part of the law to which a rule belongs. */
export type RuleFamily = (typeof RULE_FAMILIES)[number]

/** What every rule of law says about itself. */
export interface RuleText {
  /** Unique and stable: it is stored with decisions and printed in the law index. */
  readonly id: RuleId
  readonly family: RuleFamily
  readonly cites: Citations
  /** The first day on which the rule applies. */
  readonly from: CivilDate
  /** The last day on which it applies, for a rule that was replaced. */
  readonly until?: CivilDate | undefined
  /** The rule in plain words. */
  readonly ja: string
  readonly en: string
}

/**
 * One rule of law: `check` is pure and answers `undefined` where the rule has nothing to say about
 * the facts.
 */
export interface Rule<Facts, Answer> extends RuleText {
  readonly check: (facts: Facts) => Answer | undefined
}

/** Whether the rule is in force on `date`. */
export function inForce(rule: RuleText, date: CivilDate): boolean {
  const day = date < COMMENCEMENT ? COMMENCEMENT : date
  return rule.from <= day && (rule.until === undefined || day <= rule.until)
}
