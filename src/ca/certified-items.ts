import { ok, refuse, type Result } from '#kernel/result.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import type { CertifiedItems } from './contract.ts'

/** spec/jpki.md §2.3: the address has at most 200 characters; the name's bound is ours. */
const NAME_LENGTH_MAX = 100
const ADDRESS_LENGTH_MAX = 200

/** Number of an item under `.5` of the arc, and its text. */
export interface NumberedItem {
  readonly number: 1 | 2 | 3 | 4 | 5 | 6
  readonly text: string
}

/**
 * The order in which the otherNames stand in certificates (spec/jpki.md §2.3: "observed order").
 */
export const ITEM_ORDER = [1, 4, 3, 5, 2, 6] as const

/** First day of each era and its figure in the birth date's first place (spec/jpki.md §2.3, .4). */
const ERAS: readonly (readonly [string, string])[] = [
  ['2019-05-01', '5'],
  ['1989-01-08', '4'],
  ['1926-12-25', '3'],
  ['1912-07-30', '2'],
  ['1868-01-25', '1'],
]

/**
 * The items as the certificate states them, in its order, or a refusal that names the item and
 * never its text: flags that do not answer character for character, an empty or overlong text, a
 * control character.
 */
export function numberedItems(
  items: CertifiedItems,
): Result<readonly NumberedItem[], 'items-malformed'> {
  const texts: Readonly<Record<NumberedItem['number'], string>> = {
    1: items.name,
    2: items.nameSubstitutions,
    3: sexDigit(items.sex),
    4: birthDateText(items.birthDate),
    5: items.address,
    6: items.addressSubstitutions,
  }
  if (!isItemText(texts[1], NAME_LENGTH_MAX)) return refuse('items-malformed', { item: 1 })
  if (!isItemText(texts[5], ADDRESS_LENGTH_MAX)) return refuse('items-malformed', { item: 5 })
  if (!flagsAnswer(texts[2], texts[1])) return refuse('items-malformed', { item: 2 })
  if (!flagsAnswer(texts[6], texts[5])) return refuse('items-malformed', { item: 6 })
  return ok(ITEM_ORDER.map((number) => ({ number, text: texts[number] })))
}

/**
 * `EYYYYMMDD`: the era's figure and the Gregorian day (spec/jpki.md §2.3: `319800217` is 17
 * February 1980).
 */
export function birthDateText(birthDate: CivilDate): string {
  const era = ERAS.find(([first]) => birthDate >= first)
  return `${era?.[1] ?? '0'}${birthDate.replaceAll('-', '')}`
}

/** Whether there is one `0` or `1` for each character of `text`, counted as code points. */
export function flagsAnswer(flags: string, text: string): boolean {
  return /^[01]*$/.test(flags) && flags.length === characterCount(text)
}

/** Code points of `text`. */
function characterCount(text: string): number {
  let count = 0
  for (let i = 0; i < text.length; i += (text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1) count++
  return count
}

function sexDigit(sex: CertifiedItems['sex']): string {
  switch (sex) {
    case 'male':
      return '1'
    case 'female':
      return '2'
    case 'unknown':
      return '3'
  }
}

function isItemText(text: string, lengthMax: number): boolean {
  const length = characterCount(text)
  // \p{Cs}: half of a surrogate pair has no UTF-8 encoding.
  return length > 0 && length <= lengthMax && !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text)
}
