import { ERAS, yearOfEra } from '#kernel/era.ts'
import type { Bilingual } from './explained.ts'

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
  const inEra = named === undefined ? undefined : yearOfEra(named, year)
  return {
    ja: `${year}年${inEra === undefined ? '' : `（${inEra}）`}${month}月${day}日`,
    en: `${year}-${pad(month)}-${pad(day)}`,
  }
}

function pad(part: number): string {
  return String(part).padStart(2, '0')
}
