import { type CivilDate, dateParts } from '#kernel/civil-date.ts'
import { eraOf, yearOfEra } from '#kernel/era.ts'
import type { Words } from './paper.ts'

const MONTHS =
  'January February March April May June July August September October November December'.split(' ')

/** A day as papers write it: with the year of its era in Japanese, in full in English. */
export function writtenDate(date: CivilDate): Words {
  const { year, month, day } = dateParts(date)
  const era = eraOf(date)
  const inEra = era === undefined ? '' : `（${yearOfEra(era, year) ?? ''}）`
  return {
    ja: `${year}年${inEra}${month}月${day}日`,
    en: `${day} ${MONTHS[month - 1] ?? ''} ${year}`,
  }
}
