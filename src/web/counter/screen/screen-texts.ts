import { PIN_PAGE_TEXTS } from './pin-page-texts.ts'
import type { ScreenLanguage } from './screen-language.ts'
import { STATE_TEXTS } from './state-texts.ts'

/**
 * One text in the three languages of the screen. `{word|reading}` carries its reading above the
 * word; `{name}` stands for a value.
 */
export type ScreenText = Readonly<Record<ScreenLanguage, string>>

/** What stands around every page of the screen, and what the page says that something is wrong. */
const FRAME_TEXTS = {
  languageName: { ja: '日本語', easy: 'やさしい {日本語|にほんご}', en: 'English' },
  languages: { ja: '言語 / Language', easy: 'ことば / Language', en: 'Language / 言語' },
  skip: { ja: '本文へ', easy: '{本文|ほんぶん}へ', en: 'Skip to content' },
  brand: { ja: '窓口の画面', easy: '{窓口|まどぐち}の {画面|がめん}', en: 'Counter screen' },
  sandbox: { ja: '練習環境', easy: '{練習|れんしゅう}', en: 'Practice' },
  privacy: {
    ja: 'ここで入力した暗証番号は、職員の画面には出ません。',
    easy: 'ここに {入|い}れた {暗証番号|あんしょうばんごう}は、{職員|しょくいん}には {見|み}えません。',
    en: 'What you type here is never shown to the staff.',
  },
  synthetic: {
    ja: '登場する人物・番号はすべて架空です。本物の公的個人認証サービスとは無関係です。',
    easy: 'これは {練習|れんしゅう}です。{人|ひと}や {番号|ばんごう}は {本物|ほんもの}では ありません。',
    en: 'All people and numbers are synthetic; this is not the real service.',
  },
  away: {
    ja: '通信が途切れています。そのままお待ちください。',
    easy: '{今|いま}、つながりません。このまま {待|ま}ってください。',
    en: 'The connection is interrupted. Please wait.',
  },
  notFoundTitle: {
    ja: 'ページが見つかりません',
    easy: 'ページが ありません',
    en: 'There is no such page',
  },
  forbiddenTitle: {
    ja: 'この画面の外から送られた内容は受け付けません',
    easy: 'ほかの {画面|がめん}からは {送|おく}れません',
    en: 'Only what is sent from this screen is accepted',
  },
  tooLargeTitle: {
    ja: '送られた内容が大きすぎます',
    easy: '{送|おく}った ものが {大|おお}きすぎます',
    en: 'What was sent is too large',
  },
  faultTitle: {
    ja: '内部の障害で表示できません',
    easy: 'こわれて いて {見|み}せられません',
    en: 'An internal fault keeps this page from being shown',
  },
  problemLead: {
    ja: '何も受け付けていません。はじめの画面に戻ってください。続くときは、職員に声をかけてください。',
    easy: '{最初|さいしょ}の {画面|がめん}に もどって ください。だめなときは {職員|しょくいん}を {呼|よ}んで ください。',
    en: 'Nothing was taken. Go back to the first page; if this goes on, ask the staff.',
  },
  back: {
    ja: 'はじめの画面に戻る',
    easy: '{最初|さいしょ}の {画面|がめん}に もどる',
    en: 'Back to the first page',
  },
} as const satisfies Readonly<Record<string, ScreenText>>

/** Every text of the screen. */
export const SCREEN_TEXTS = { ...FRAME_TEXTS, ...PIN_PAGE_TEXTS, ...STATE_TEXTS } as const

/** The name of a text. */
export type ScreenTextName = keyof typeof SCREEN_TEXTS

/** Kanji that やさしい日本語 shows without a reading. */
export const KANJI_WITHOUT_READING = '年月日'

/** The characters of a sentence of やさしい日本語, readings and spaces not counted. */
export const EASY_SENTENCE_MAX = 30
