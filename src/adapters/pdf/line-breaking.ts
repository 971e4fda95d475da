import { isVariationSelector } from './open-type-font.ts'

/**
 * The characters of a text as they are set: one with its variation selector is one, and a kana with
 * its separate voicing mark becomes the character it stands for.
 */
export function clustersOf(text: string): readonly string[] {
  const voiced = text.replace(/[\u3040-\u30ff][\u3099\u309a]/g, (pair) => pair.normalize('NFC'))
  const clusters: string[] = []
  for (const character of voiced) {
    const last = clusters.length - 1
    const selects = isVariationSelector(character.codePointAt(0) ?? 0)
    if (selects && last >= 0) clusters[last] += character
    else clusters.push(character)
  }
  return clusters
}

/** Not at the start of a line (行頭禁則). */
const NOT_FIRST = new Set(
  '、。，．・：；？！゛゜ヽヾゝゞ々〻ー）〕］｝〉》」』】〙〗’”…‥ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ％‰℃°),.:;?!]}〟'.split(
    '',
  ),
)
/** Not at the end of a line (行末禁則). */
const NOT_LAST = new Set('（〔［｛〈《「『【〘〖‘“([{〝￥＄№'.split(''))
/** Not parted from its like (分離禁止). */
const TOGETHER = new Set('…‥―'.split(''))
/** Letters and digits of one word, half and full width: a name is broken between its parts. */
const WORD = /^[\p{Script=Latin}\p{Nd}\p{M}'’&@#%+_./:,-]+$/u
const SPACE = /^[\u0020\u3000]$/

/** The width of a cluster. */
export type Measure = (cluster: string) => number

/**
 * Breaks a text into lines no wider than `widthMax` by the rules of Japanese composition (禁則処理):
 * at spaces, between characters, never inside a word unless the word is wider than a line.
 */
export function breakLines(text: string, widthMax: number, measure: Measure): readonly string[] {
  return text.split('\n').flatMap((line) => breakLine(clustersOf(line), widthMax, measure))
}

function breakLine(clusters: readonly string[], max: number, measure: Measure): readonly string[] {
  const lines: string[] = []
  let start = 0
  while (start < clusters.length) {
    const fits = fitting(clusters, start, max, measure)
    const end = fits === clusters.length ? fits : breakBefore(clusters, start, fits)
    lines.push(
      clusters
        .slice(start, end)
        .join('')
        .replace(/[\u0020\u3000]+$/, ''),
    )
    start = end
    while (start < clusters.length && SPACE.test(clusters[start] ?? '')) start += 1
  }
  return lines.length === 0 ? [''] : lines
}

/** How far the line goes by width alone; one cluster at least, or nothing would ever be set. */
function fitting(
  clusters: readonly string[],
  start: number,
  max: number,
  measure: Measure,
): number {
  let [end, width] = [start, 0]
  while (end < clusters.length) {
    width += measure(clusters[end] ?? '')
    if (width > max && end > start) break
    end += 1
  }
  return end
}

/** The last place at or before `fits` where the line may end; `fits` where there is none. */
function breakBefore(clusters: readonly string[], start: number, fits: number): number {
  // A space that hangs over the end is dropped, so a line may end before it.
  for (let end = fits; end > start; end -= 1) {
    if (mayBreak(clusters[end - 1] ?? '', clusters[end] ?? '')) return end
  }
  return fits
}

function mayBreak(before: string, after: string): boolean {
  if (SPACE.test(after)) return true
  if (SPACE.test(before)) return true
  const [left, right] = [Array.from(before)[0] ?? '', Array.from(after)[0] ?? '']
  if (NOT_FIRST.has(right) || NOT_LAST.has(left)) return false
  if (TOGETHER.has(left) && left === right) return false
  return !(WORD.test(before) && WORD.test(after))
}
