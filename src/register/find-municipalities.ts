import type { Municipality } from './contract.ts'
import { MUNICIPALITIES } from './municipalities.ts'
import { katakanaOf } from './text-form.ts'

/** Municipalities that one look-up gives, where it does not say how many it takes. */
export const FOUND_MUNICIPALITIES_MAX = 50

/** Digits of a code before the check digit, and with it. */
const CODE_FORM = /^\d{1,6}$/

/**
 * The municipalities whose code, name or reading begins with `text`, in the order of their codes
 * and at most `max`. A name may be given with its prefecture or without, with
 * its district or designated city or without, in kanji, katakana or hiragana: `横浜市`, `中区`.
 */
export function findMunicipalities(
  text: string,
  max = FOUND_MUNICIPALITIES_MAX,
): readonly Municipality[] {
  const wanted = katakanaOf(text.normalize('NFKC').replace(/\s/g, ''))
  if (wanted === '') return []
  const matches = CODE_FORM.test(wanted) ? codeBegins(wanted) : nameBegins(wanted)
  const found: Municipality[] = []
  for (const municipality of MUNICIPALITIES) {
    if (!matches(municipality)) continue
    found.push(municipality)
    if (found.length === max) break
  }
  return found
}

function codeBegins(wanted: string): (municipality: Municipality) => boolean {
  return ({ codeWithCheckDigit }) => codeWithCheckDigit.startsWith(wanted)
}

function nameBegins(wanted: string): (municipality: Municipality) => boolean {
  return ({ prefecture, prefectureKana, name, kana, place, placeKana }) =>
    [place, name, prefecture + name].some((written) => katakanaOf(written).startsWith(wanted)) ||
    [placeKana, kana, prefectureKana + kana].some((read) => read.startsWith(wanted))
}
