/** What a visit to the counter takes until the day has shown what it takes, in minutes. */
export const USUAL_SERVICE_MINUTES = 15
/** Beside this many of the usual visits the day's own first visits are weighed. */
export const USUAL_VISITS = 4
/** One visit counts at most so many minutes: a ticket left open says nothing about the next. */
export const SERVICE_MINUTES_MAX = 120

/** What the estimate is made of. */
export interface QueueLoad {
  /** How long each visit of today took. */
  readonly serviceMinutes: readonly number[]
  /** Desks at work; with none, the first to open is counted on. */
  readonly openDesks: number
}

/**
 * Whole minutes until somebody with `ahead` people before them is called: the median visit, for
 * everyone before them, shared among the desks.
 */
export function waitMinutes({ serviceMinutes, openDesks }: QueueLoad, ahead: number): number {
  const usual = Array.from({ length: USUAL_VISITS }, () => USUAL_SERVICE_MINUTES)
  const seen = serviceMinutes.map((minutes) => Math.min(Math.max(minutes, 0), SERVICE_MINUTES_MAX))
  const each = median([...usual, ...seen])
  return Math.ceil((each * ahead) / Math.max(1, openDesks))
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const [low, high] = [(sorted.length - 1) >> 1, sorted.length >> 1]
  return ((sorted[low] ?? 0) + (sorted[high] ?? 0)) / 2
}
