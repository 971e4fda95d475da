import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kanaKeyOf, nameKeyOf, SEARCH_KEY_PAIRS } from './search-key.ts'
import { certifiableText } from './substitute-characters.ts'

for (const [typed, recorded] of [
  ['高崎はな', '髙﨑　はな'],
  ['斉藤', '齋藤'],
  ['渡辺', '渡邉'],
  ['nguyen van', 'ＮＧＵＹＥＮ　ＶＡＮ'],
  ['吉田', '𠮷田'],
  ['山田・花子', '山田　花子'],
] as const) {
  test(`typed ${typed}, recorded ${recorded}`, () =>
    assert.equal(nameKeyOf(typed), nameKeyOf(recorded)))
}

for (const [typed, recorded] of [
  ['たなか', 'タナカ'],
  ['ﾀﾅｶ', 'タナカ'],
  ['きようこ', 'キョウコ'],
  ['スミス ジエン', 'スミス　ジェーン'],
  ['かづこ', 'カズコ'],
] as const) {
  test(`read ${typed}, recorded ${recorded}`, () =>
    assert.equal(kanaKeyOf(typed), kanaKeyOf(recorded)))
}

test('other names have other keys', () => {
  assert.notEqual(nameKeyOf('佐藤'), nameKeyOf('加藤'))
  assert.notEqual(kanaKeyOf('サトウ'), kanaKeyOf('カトウ'))
})

test('pairs are of one length, and nothing is folded twice', () => {
  for (const { from, to } of Object.values(SEARCH_KEY_PAIRS)) {
    assert.equal(Array.from(from).length, Array.from(to).length)
    assert.equal(new Set(from).size, Array.from(from).length)
    for (const target of to) assert.ok(!from.includes(target), target)
  }
})

test('a 外字 is replaced and flagged, anything else stays', () => {
  assert.deepEqual(certifiableText('髙﨑'), { text: '高崎', substitutions: '11' })
  assert.deepEqual(certifiableText('𠮷野　葵'), { text: '吉野　葵', substitutions: '1000' })
  assert.deepEqual(certifiableText(''), { text: '', substitutions: '' })
})
