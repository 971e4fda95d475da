import type { LookUpCount } from './ports.ts'

/**
 * From so many different people a day on, a supervisor is told, whatever the others did. Each
 * person that a search finds is looked at: one visit to the desk may well bring up twenty.
 */
export const PEOPLE_A_DAY_MAX = 600
/** Below so many a day nobody is compared with colleagues: on a quiet day one search is many. */
export const PEOPLE_COMPARED_FROM = 100
/** So many times the median of the colleagues is unusual. */
export const TIMES_THE_COLLEAGUES = 3
/** So many looks a day at one and the same person are unusual. */
export const LOOKS_AT_ONE_PERSON_MAX = 30

/** Why a day's look-ups of one member deserve a supervisor's question. */
export type UnusualLookUps = LookUpCount & {
  readonly because: 'many-people' | 'many-more-than-colleagues' | 'one-person-often'
}

/** The members whose look-ups of a day are out of the ordinary, each once, by the first ground. */
export function unusualLookUps(counts: readonly LookUpCount[]): readonly UnusualLookUps[] {
  return counts.flatMap((count) => {
    const others = counts.filter(({ staffId }) => staffId !== count.staffId)
    const because = groundOf(
      count,
      others.map(({ people }) => people),
    )
    return because === undefined ? [] : [{ ...count, because }]
  })
}

function groundOf(
  { people, mostAtOnePerson }: LookUpCount,
  colleagues: readonly number[],
): UnusualLookUps['because'] | undefined {
  if (people >= PEOPLE_A_DAY_MAX) return 'many-people'
  const usual = lowerMedian(colleagues)
  if (usual !== undefined && people >= PEOPLE_COMPARED_FROM) {
    if (people >= TIMES_THE_COLLEAGUES * usual) return 'many-more-than-colleagues'
  }
  return mostAtOnePerson >= LOOKS_AT_ONE_PERSON_MAX ? 'one-person-often' : undefined
}

function lowerMedian(numbers: readonly number[]): number | undefined {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)]
}
