/**
 * Bounds of the items, in characters: the address by spec/jpki.md §2.3 (.5), name and kana by our
 * own choice.
 */
export const NAME_CHARACTERS_MAX = 100
export const ADDRESS_CHARACTERS_MAX = 200

/** Katakana stand this far behind their hiragana in Unicode. */
const KATAKANA_OFFSET = 0x60

/** Unicode code points: what 代替文字使用位置 counts, one flag each. */
export function characterCount(text: string): number {
  return Array.from(text).length
}

/** Flags that say no character is a 代替文字. */
export function noSubstitutions(text: string): string {
  return '0'.repeat(characterCount(text))
}

/** Whether `flags` has one `0` or `1` for each character of `text`. */
export function flagsFit(flags: string, text: string): boolean {
  return /^[01]*$/.test(flags) && flags.length === characterCount(text)
}

/** 氏名: at least one character, full width throughout, parts set apart by one full-width space. */
export function isNameForm(text: string): boolean {
  return isFullWidth(text) && within(text, NAME_CHARACTERS_MAX) && !/^　|　$|　　/.test(text)
}

/** フリガナ: full-width katakana, parts set apart by one full-width space. */
export function isKanaForm(text: string): boolean {
  return /^[ァ-ヺー・]+(?:　[ァ-ヺー・]+)*$/.test(text) && within(text, NAME_CHARACTERS_MAX)
}

/** `text` with every hiragana written as katakana. */
export function katakanaOf(text: string): string {
  return text.replace(/[ぁ-ゖ]/g, (kana) =>
    String.fromCharCode(kana.charCodeAt(0) + KATAKANA_OFFSET),
  )
}

/** 住所: full width throughout, without postcode. */
export function isAddressForm(text: string): boolean {
  return isFullWidth(text) && within(text, ADDRESS_CHARACTERS_MAX)
}

/**
 * No half-width letter, digit, space, katakana or control character (spec/jpki.md §2.3:
 * full-width).
 */
function isFullWidth(text: string): boolean {
  return (
    text.length > 0 &&
    text.isWellFormed() &&
    !/[\p{Cc}\p{Cf}\u0020-\u00ff\uff61-\uff9f]/u.test(text)
  )
}

function within(text: string, charactersMax: number): boolean {
  return characterCount(text) <= charactersMax
}
