import { ERAS, yearBefore } from '#kernel/era.ts'

/** The year before the first of each era, by the letter and by the name that people write. */
const YEAR_BEFORE = new Map(
  ERAS.flatMap((era) => [era.letter, era.name].map((name) => [name, yearBefore(era)] as const)),
)
const ERA_FORM = new RegExp(
  `^(${[...YEAR_BEFORE.keys()].join('|')})(\\d{1,2}|元)[.\\-/年](\\d{1,2})[.\\-/月](\\d{1,2})日?$`,
)
const YEAR_FORM = /^(\d{4})[.\-/年](\d{1,2})[.\-/月](\d{1,2})日?$/
const DIGITS_FORM = /^(\d{4})(\d{2})(\d{2})$/

/**
 * A day as clerks type it (`1990-12-10`, `19901210`, `H2.12.10`, `平成2年12月10日`) in the form
 * `YYYY-MM-DD`; anything else as it was typed, for the reader of dates to refuse.
 */
export function typedDate(typed: string): string {
  const text = typed.normalize('NFKC').replace(/\s/g, '').toUpperCase()
  const era = ERA_FORM.exec(text)
  if (era !== null) {
    const [, name = '', year = '', month = '', day = ''] = era
    return written((YEAR_BEFORE.get(name) ?? 0) + (year === '元' ? 1 : Number(year)), month, day)
  }
  const [, year, month = '', day = ''] = YEAR_FORM.exec(text) ?? DIGITS_FORM.exec(text) ?? []
  return year === undefined ? typed : written(Number(year), month, day)
}

function written(year: number, month: string, day: string): string {
  return [String(year).padStart(4, '0'), month.padStart(2, '0'), day.padStart(2, '0')].join('-')
}
