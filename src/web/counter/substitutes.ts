import { ok, refuse, type Result } from '#kernel/result.ts'
import { type CertifiableText, certifiableText } from '#register/substitute-characters.ts'

/** Between the marks that a clerk types. */
const SEPARATORS = /[\s,、，・]+/u
const POSITION = /^\d{1,3}$/

/**
 * A text as the record takes it, with a flag per character that is a 代替文字. Characters known as 外字
 * are replaced and flagged by themselves; `marked` names the others: a character means each place
 * where the text has it, a number one place, counted from 1.
 */
export function withSubstitutes(
  typed: string,
  marked: string,
): Result<CertifiableText, 'substitute-not-in-text'> {
  const { text, substitutions } = certifiableText(typed)
  const characters = Array.from(text)
  const flags = Array.from(substitutions)
  for (const mark of marked.normalize('NFKC').split(SEPARATORS)) {
    const places = POSITION.test(mark) ? [Number(mark) - 1] : placesOf(mark, characters)
    for (const place of places) {
      if (characters[place] === undefined) return refuse('substitute-not-in-text')
      flags[place] = '1'
    }
  }
  return ok({ text, substitutions: flags.join('') })
}

/** Where the characters of `mark` stand; -1 for one that stands nowhere. */
function placesOf(mark: string, characters: readonly string[]): readonly number[] {
  return Array.from(certifiableText(mark).text).flatMap((wanted) => {
    const places = characters.flatMap((one, place) => (one === wanted ? [place] : []))
    return places.length === 0 ? [-1] : places
  })
}
