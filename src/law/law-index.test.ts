import assert from 'node:assert/strict'
import { test } from 'node:test'
import { civilDate } from '#kernel/civil-date.ts'
import { ALL_RULES } from './all-rules.ts'
import { CARD_VARIANTS } from './card-variant.ts'
import { SOURCES } from './citation.ts'
import { renderLawIndex } from './law-index.ts'
import { LAW_REFUSAL_TEXTS } from './messages.ts'
import { NOT_MODELLED } from './not-modelled.ts'
import { PARAMETERS, type Parameter, parametersOn } from './parameters.ts'
import { DEFAULT_LAW_POLICY, POLICY_CHOICES } from './policy.ts'
import { COMMENCEMENT, inForce } from './rule.ts'

const JAPANESE = /[\u3041-\u30ff\u4e00-\u9fff]/

test('every rule has one id, a source, both languages and dates in order', () => {
  assert.equal(new Set(ALL_RULES.map((rule) => rule.id)).size, ALL_RULES.length)
  for (const rule of ALL_RULES) {
    assert.match(rule.ja, JAPANESE, rule.id)
    assert.match(rule.en, /^[^\u3041-\u9fff]+$/, rule.id)
    assert.ok(rule.cites.length > 0, rule.id)
    assert.ok(rule.from >= COMMENCEMENT, rule.id)
    assert.ok(rule.until === undefined || rule.from <= rule.until, rule.id)
    assert.ok(
      rule.cites.every((cite) => cite.source in SOURCES && cite.at.length > 0),
      rule.id,
    )
  }
})

test('the index names every rule, parameter, setting, source and omission, and is stable', () => {
  const index = renderLawIndex()
  const names = [
    ...ALL_RULES.map((rule) => rule.id),
    ...Object.keys(PARAMETERS),
    ...POLICY_CHOICES.map((choice) => choice.setting),
    ...Object.keys(SOURCES),
  ]
  for (const name of names) assert.ok(index.includes(`\`${name}\``), name)
  for (const { ja, reasonJa, en, reasonEn } of NOT_MODELLED)
    assert.ok(
      [ja, reasonJa, en, reasonEn].every((words) => index.includes(words)),
      ja,
    )
  assert.equal(renderLawIndex(), index)
  for (const line of index.split('\n')) assert.equal(line.trimEnd(), line)
})

test('every setting is described once and has a default', () =>
  assert.deepEqual(
    POLICY_CHOICES.map((choice) => choice.setting).toSorted(),
    Object.keys(DEFAULT_LAW_POLICY).toSorted(),
  ))

test('the values of a parameter are dated in order, and the newest in force is answered', () => {
  for (const parameter of Object.values<Parameter>(PARAMETERS)) {
    const dates = parameter.values.map((dated) => dated.from)
    assert.deepEqual(dates, dates.toSorted())
    assert.equal(new Set(dates).size, dates.length)
    assert.match(parameter.ja, JAPANESE)
  }
  assert.equal(parametersOn(civilDate(2015, 12, 31)).cardAdultAge, 20)
  assert.equal(parametersOn(civilDate(2022, 3, 31)).cardAdultAge, 20)
  assert.equal(parametersOn(civilDate(2022, 4, 1)).cardAdultAge, 18)
  const today = parametersOn(civilDate(2026, 4, 1))
  assert.deepEqual(Object.keys(today).toSorted(), Object.keys(PARAMETERS).toSorted())
})

test('a rule is in force from its first to its last day, and the oldest before the beginning', () => {
  const replaced = ALL_RULES.find((rule) => rule.until !== undefined)
  assert.ok(replaced?.until !== undefined)
  assert.equal(inForce(replaced, civilDate(2010, 1, 1)), true)
  assert.equal(inForce(replaced, replaced.from), true)
  assert.equal(inForce(replaced, replaced.until), true)
  assert.equal(inForce(replaced, civilDate(2024, 5, 27)), false)
})

test('a card variant must carry only what it may carry', () => {
  for (const { mayCarry, mustCarry } of Object.values(CARD_VARIANTS))
    assert.ok(mustCarry.every((kind) => mayCarry.includes(kind)))
})

test('every refusal says what happened and what to do next, in both languages', () => {
  for (const [code, text] of Object.entries(LAW_REFUSAL_TEXTS)) {
    assert.match(text.ja, JAPANESE, code)
    assert.match(text.nextJa, JAPANESE, code)
    assert.ok(text.en.length > 0 && text.nextEn.length > 0, code)
  }
})
