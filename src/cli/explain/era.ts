import type { Bilingual } from './explained.ts'

/**
 * The eras by their figure in the date of birth (spec/jpki.md §2.3, .4), each with its first year.
 */
const ERAS: readonly (readonly [string, number])[] = [
  ['明治', 1868],
  ['大正', 1912],
  ['昭和', 1926],
  ['平成', 1989],
  ['令和', 2019],
]

/** A day as a certificate states it: the figure of the era (0: none) and the Gregorian date. */
export interface EraDate {
  readonly era: number
  readonly year: number
  readonly month: number
  readonly day: number
}

/** The day in words: with the year of its era in Japanese, as ISO 8601 in English. */
export function formatCivilDate({ era, year, month, day }: EraDate): Bilingual {
  const named = ERAS[era - 1]
  const yearOfEra = named === undefined ? 0 : year - named[1] + 1
  const inEra =
    named === undefined || yearOfEra < 1
      ? ''
      : `（${named[0]}${yearOfEra === 1 ? '元' : yearOfEra}年）`
  return {
    ja: `${year}年${inEra}${month}月${day}日`,
    en: `${year}-${pad(month)}-${pad(day)}`,
  }
}

function pad(part: number): string {
  return String(part).padStart(2, '0')
}
