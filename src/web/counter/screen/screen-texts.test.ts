import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withoutFurigana } from './furigana.ts'
import { SCREEN_LANGUAGES } from './screen-language.ts'
import {
  EASY_SENTENCE_MAX,
  KANJI_WITHOUT_READING,
  SCREEN_TEXTS,
  type ScreenText,
} from './screen-texts.ts'

const TEXTS: readonly (readonly [string, ScreenText])[] = Object.entries(SCREEN_TEXTS)
const JAPANESE = /[\u3041-\u30ff\u4e00-\u9fff]/
const KANJI = /[\u4e00-\u9fff々]/g
/** A name in a row that is the same everywhere, such as a share of steps. */
const WITHOUT_WORDS = new Set(['step'])
/** The names of the languages and the word for language stand in two languages at once. */
const IN_TWO_LANGUAGES = new Set(['languages'])

const valuesIn = (text: string) => (text.match(/\{[a-z]+\}/g) ?? []).toSorted()

test('every text stands in all three languages, with the same values', () => {
  for (const [name, text] of TEXTS) {
    assert.deepEqual(Object.keys(text).toSorted(), [...SCREEN_LANGUAGES].toSorted(), name)
    for (const language of SCREEN_LANGUAGES) {
      assert.ok(text[language].trim() !== '', `${name} ${language}`)
      assert.deepEqual(valuesIn(text[language]), valuesIn(text.ja), `${name} ${language}`)
    }
  }
})

test('Japanese is Japanese, English is English, and no reading is lost in them', () => {
  for (const [name, { ja, easy, en }] of TEXTS) {
    if (!WITHOUT_WORDS.has(name)) {
      assert.match(ja, JAPANESE, name)
      assert.match(easy, JAPANESE, name)
    }
    if (!IN_TWO_LANGUAGES.has(name)) assert.doesNotMatch(en, JAPANESE, name)
    assert.equal(withoutFurigana(ja), ja, name)
    assert.equal(withoutFurigana(en), en, name)
  }
})

test('in やさしい日本語 every kanji has its reading in kana', () => {
  for (const [name, { easy }] of TEXTS) {
    const bare = easy.replace(/\{[^{}|]+\|([^{}|]+)\}/g, (_whole, reading: string) => {
      assert.match(reading, /^[\u3041-\u309fー]+$/, name)
      return ''
    })
    const left = (bare.match(KANJI) ?? []).filter((kanji) => !KANJI_WITHOUT_READING.includes(kanji))
    assert.deepEqual(left, [], name)
  }
})

test('in やさしい日本語 sentences are short', () => {
  for (const [name, { easy }] of TEXTS)
    for (const sentence of withoutFurigana(easy).split(/[。！？]/)) {
      const length = Array.from(sentence.replace(/\{[a-z]+\}|\s/g, '')).length
      assert.ok(length <= EASY_SENTENCE_MAX, `${name}: ${sentence} (${length})`)
    }
})
