import type { Markup } from '../../kit/layout.ts'
import { withFurigana, withoutFurigana } from './furigana.ts'
import { htmlLanguageOf, type ScreenLanguage } from './screen-language.ts'
import { SCREEN_TEXTS, type ScreenTextName } from './screen-texts.ts'

/** The values that a text names. */
export type TextValues = Readonly<Record<string, string | number>>

/** The texts of the screen in the language that was chosen. */
export interface Speech {
  readonly language: ScreenLanguage
  readonly htmlLanguage: 'ja' | 'en'
  /** As shown, with readings above the words. */
  readonly say: (name: ScreenTextName, values?: TextValues) => Markup
  /** As plain text, for titles and attributes, and for what the script writes. */
  readonly plain: (name: ScreenTextName, values?: TextValues) => string
}

/** Speaks `language`. */
export function speechOf(language: ScreenLanguage): Speech {
  const text = (name: ScreenTextName, values: TextValues = {}): string =>
    filled(SCREEN_TEXTS[name][language], values)
  return {
    language,
    htmlLanguage: htmlLanguageOf(language),
    say: (name, values) => withFurigana(text(name, values)),
    plain: (name, values) => withoutFurigana(text(name, values)),
  }
}

function filled(text: string, values: TextValues): string {
  return text.replace(/\{([a-z]+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
