/** The languages of the resident's screen: 日本語, やさしい日本語 and English. */
export const SCREEN_LANGUAGES = ['ja', 'easy', 'en'] as const

/** One of `SCREEN_LANGUAGES`. */
export type ScreenLanguage = (typeof SCREEN_LANGUAGES)[number]

/** Reads a `ScreenLanguage`; `undefined` for anything else. */
export function parseScreenLanguage(text: string | undefined): ScreenLanguage | undefined {
  return SCREEN_LANGUAGES.find((language) => language === text)
}

/** What HTML calls the language; やさしい日本語 is Japanese. */
export function htmlLanguageOf(language: ScreenLanguage): 'ja' | 'en' {
  return language === 'en' ? 'en' : 'ja'
}
