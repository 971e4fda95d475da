import { formatCivilDate } from './era.ts'
import type { Bilingual, ExplainedValue } from './explained.ts'

/** The otherNames of a signature certificate by number (spec/jpki.md §2.3). */
const ITEM_NAMES: Readonly<Record<number, Bilingual>> = {
  1: { ja: '氏名', en: 'name' },
  2: { ja: '氏名の代替文字の位置', en: 'substitute characters of the name' },
  3: { ja: '性別', en: 'sex' },
  4: { ja: '生年月日', en: 'date of birth' },
  5: { ja: '住所', en: 'address' },
  6: { ja: '住所の代替文字の位置', en: 'substitute characters of the address' },
}

const SEX_MEANINGS: Readonly<Record<string, Bilingual>> = {
  '1': { ja: '男', en: 'male' },
  '2': { ja: '女', en: 'female' },
  '3': { ja: '不明', en: 'unknown' },
}

/** One certified item (基本4情報とその代替文字) with its text read as the profile writes it. */
export function explainItem(number: number, text: string): ExplainedValue {
  return { label: ITEM_NAMES[number], text, meaning: meaningOf(number, text) }
}

function meaningOf(number: number, text: string): Bilingual | undefined {
  switch (number) {
    case 2:
    case 6:
      return substitutions(text)
    case 3:
      return Object.hasOwn(SEX_MEANINGS, text) ? SEX_MEANINGS[text] : undefined
    case 4:
      return birthDate(text)
    default:
      return undefined
  }
}

/**
 * One `0` or `1` a character: `1` marks a character that stands for another outside the character
 * set.
 */
function substitutions(flags: string): Bilingual | undefined {
  if (!/^[01]+$/.test(flags)) return undefined
  const places = Array.from(flags).flatMap((flag, index) => (flag === '1' ? [index + 1] : []))
  if (places.length === 0) return { ja: '代替文字はない', en: 'no substitute characters' }
  const list = places.join(', ')
  return { ja: `${list} 文字目が代替文字`, en: `characters ${list} are substitutes` }
}

/** `EYYYYMMDD`: figure of the era, then the Gregorian day. */
function birthDate(text: string): Bilingual | undefined {
  const match = /^([0-5])(\d{4})(\d{2})(\d{2})$/.exec(text)
  if (match === null) return undefined
  const [, era = '', year = '', month = '', day = ''] = match
  return formatCivilDate({
    era: Number(era),
    year: Number(year),
    month: Number(month),
    day: Number(day),
  })
}
