import { type CivilDate, civilDate, dateParts } from './civil-date.ts'

/** An era (元号) of the Japanese calendar; it lasts until the first day of the next. */
export interface Era {
  readonly name: string
  /** How forms shorten it: `R` of `R8.12.1`. */
  readonly letter: string
  readonly from: CivilDate
}

/**
 * The eras of all civil dates, the earliest first: the order in which a date of birth in a
 * certificate counts them from 1 (spec/jpki.md §2.3).
 */
export const ERAS: readonly Era[] = [
  { name: '明治', letter: 'M', from: civilDate(1868, 1, 1) },
  { name: '大正', letter: 'T', from: civilDate(1912, 7, 30) },
  { name: '昭和', letter: 'S', from: civilDate(1926, 12, 25) },
  { name: '平成', letter: 'H', from: civilDate(1989, 1, 8) },
  { name: '令和', letter: 'R', from: civilDate(2019, 5, 1) },
]

/** The era in which a day lies. */
export function eraOf(date: CivilDate): Era | undefined {
  return ERAS.findLast(({ from }) => from <= date)
}

/** A Gregorian year as a year of `era`: `令和8年`, `平成元年`; `undefined` before its first. */
export function yearOfEra(era: Era, year: number): string | undefined {
  const count = year - yearBefore(era)
  return count < 1 ? undefined : `${era.name}${count === 1 ? '元' : String(count)}年`
}

/** The Gregorian year before the first of `era`: what is added to a year of the era. */
export function yearBefore(era: Era): number {
  return dateParts(era.from).year - 1
}
