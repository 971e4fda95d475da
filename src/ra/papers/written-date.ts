import { type CivilDate, civilDate, dateParts } from '#kernel/civil-date.ts'
import type { Words } from './paper.ts'

/** The eras (元号) by their first day, the latest first; all before 大正 is 明治. */
const ERAS = [
  { name: '令和', from: civilDate(2019, 5, 1) },
  { name: '平成', from: civilDate(1989, 1, 8) },
  { name: '昭和', from: civilDate(1926, 12, 25) },
  { name: '大正', from: civilDate(1912, 7, 30) },
  { name: '明治', from: civilDate(1868, 1, 1) },
] as const
const MONTHS =
  'January February March April May June July August September October November December'.split(' ')

/** A day as papers write it: with the year of its era in Japanese, in full in English. */
export function writtenDate(date: CivilDate): Words {
  const { year, month, day } = dateParts(date)
  const era = ERAS.find(({ from }) => from <= date)
  const yearOfEra = era === undefined ? 0 : year - dateParts(era.from).year + 1
  const inEra = era === undefined ? '' : `（${era.name}${yearOfEra === 1 ? '元' : yearOfEra}年）`
  return {
    ja: `${year}年${inEra}${month}月${day}日`,
    en: `${day} ${MONTHS[month - 1] ?? ''} ${year}`,
  }
}
