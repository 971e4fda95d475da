/**
 * 外字 and the 代替文字 that stands for each: a name or an address may be certified in the characters
 * of JIS X 0208 and the 補助漢字 of JIS X 0212 (spec/jpki.md §2.3, otherName .1); what people write
 * outside of them is replaced, and its place flagged. Only characters of the synthetic register are
 * here: the list that municipalities use is not public.
 */
const SUBSTITUTES: ReadonlyMap<string, string> = new Map(
  '髙高 﨑崎 𠮷吉 栁柳 德徳 瀨瀬 𣘺橋 薰薫 黃黄 俱倶 閒間 昻昂 𥔎崎 淸清 靑青'
    .split(' ')
    .map((pair) => {
      const [outside = '', substitute = ''] = Array.from(pair)
      return [outside, substitute] as const
    }),
)

/** A text as it can be certified, and one `0` or `1` per character: `1` where it was replaced. */
export interface CertifiableText {
  readonly text: string
  readonly substitutions: string
}

/** `text` with every known 外字 replaced by its 代替文字, and flags that say where. */
export function certifiableText(text: string): CertifiableText {
  let certifiable = ''
  let substitutions = ''
  for (const character of text) {
    const substitute = SUBSTITUTES.get(character)
    certifiable += substitute ?? character
    substitutions += substitute === undefined ? '0' : '1'
  }
  return { text: certifiable, substitutions }
}
