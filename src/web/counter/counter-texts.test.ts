import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CATALOGUE } from '#catalogue/refusals.ts'
import { SITUATIONS } from '#law/counter-procedure.ts'
import * as caseTexts from './texts/case-texts.ts'
import * as casePageTexts from './texts/case-page-texts.ts'
import * as fieldTexts from './texts/field-texts.ts'
import { FORM_REFUSAL_TEXTS } from './texts/form-texts.ts'
import * as frameTexts from './texts/frame-texts.ts'
import { HELP_TEXTS, helpFor } from './texts/help-texts.ts'
import * as homeTexts from './texts/home-texts.ts'
import * as noticeTexts from './texts/notice-texts.ts'
import * as personTexts from './texts/person-texts.ts'
import * as recordTexts from './texts/record-texts.ts'
import * as staffTexts from './texts/staff-texts.ts'
import { APPLICANT_TEXTS, SITUATION_GROUPS, SITUATION_HINTS } from './texts/situation-texts.ts'

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u

/** Every pair of texts in a table, however deep, with the way to it. */
function* pairsIn(value: unknown, way: string): Generator<readonly [string, object]> {
  if (typeof value !== 'object' || value === null) return
  if ('ja' in value && 'en' in value) yield [way, value]
  for (const [name, inner] of Object.entries(value)) yield* pairsIn(inner, `${way}.${name}`)
}

/** A counting word that English has none for. */
const WITHOUT_ENGLISH = new Set(['tables.casePageTexts.DESK_TEXTS.times'])
/** What a day looks like is the same in Japanese. */
const SAME_IN_BOTH = /\.rule$|\.rules\.birthDate$/

test('every text of the pages stands in Japanese and English', () => {
  const tables = {
    caseTexts,
    casePageTexts,
    fieldTexts,
    frameTexts,
    homeTexts,
    noticeTexts,
    personTexts,
    recordTexts,
    staffTexts,
    APPLICANT_TEXTS,
    SITUATION_GROUPS,
    FORM_REFUSAL_TEXTS,
    HELP_TEXTS,
  }
  const wrong: string[] = []
  for (const [way, pair] of pairsIn(tables, 'tables')) {
    const { ja, en } = { ja: '', en: '', ...pair }
    if (!JAPANESE.test(ja) && !SAME_IN_BOTH.test(way)) wrong.push(`${way}: ja`)
    if ((en === '' && !WITHOUT_ENGLISH.has(way)) || JAPANESE.test(en)) wrong.push(`${way}: en`)
  }
  assert.deepEqual(wrong, [])
})

test('plain Japanese is there for each trouble, with readings beside its hard words', () => {
  for (const [topic, { tell }] of Object.entries(HELP_TEXTS)) {
    assert.match(tell.easyJa, JAPANESE, topic)
    assert.match(tell.easyJa, / /, `${topic}: written with spaces between the words`)
  }
})

test('each situation stands on the page exactly once', () => {
  const shown = SITUATION_GROUPS.flatMap(({ situations }) => situations)
  assert.deepEqual(shown.toSorted(), SITUATIONS.toSorted())
  assert.deepEqual(Object.keys(SITUATION_HINTS).sort(), SITUATIONS.toSorted())
})

test('no refusal of the pages takes the name of one in the catalogue', () => {
  const known = new Set(CATALOGUE.flatMap(({ texts }) => Object.keys(texts)))
  assert.deepEqual(
    Object.keys(FORM_REFUSAL_TEXTS).filter((code) => known.has(code)),
    [],
  )
})

test('the help fits the trouble', () => {
  for (const [code, topic] of [
    ['case-changed-meanwhile', 'stale'],
    ['case-approval-by-same-person', 'approval'],
    ['field-too-long', 'input'],
    ['staff-role-missing', 'access'],
    ['pin-form-digits', 'pins'],
    ['page-fault', 'outage'],
    ['card-removed', 'card'],
    ['card-expired', 'law'],
    ['under-15', 'law'],
    ['something-else', 'other'],
  ] as const) {
    assert.equal(helpFor(code), HELP_TEXTS[topic], code)
  }
})
