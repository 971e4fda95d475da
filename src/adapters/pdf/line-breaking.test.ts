import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breakLines, clustersOf } from './line-breaking.ts'

/** Full width counts 1, half width a half, as in a fixed grid. */
const grid = (cluster: string): number => (/^[\u0020-\u007e]/.test(cluster) ? 0.5 : 1)

for (const [name, text, width, lines] of [
  ['between any two characters', 'あいうえおかき', 3, ['あいう', 'えおか', 'き']],
  ['no full stop first', 'あいう。えお', 3, ['あい', 'う。え', 'お']],
  ['no small kana first', 'あチケッと', 3, ['あチ', 'ケッと']],
  ['no opening bracket last', 'あい（うえ）', 3, ['あい', '（う', 'え）']],
  ['a word stays whole', '申請IDは別', 2.5, ['申請', 'IDは', '別']],
  [
    'full-width names break at spaces',
    'ＪＡＮＥ　ＡＮＮ　ＬＥＥ',
    8,
    ['ＪＡＮＥ　ＡＮＮ', 'ＬＥＥ'],
  ],
  ['a word wider than the line is cut', 'ABCDEFGHIJ', 2, ['ABCD', 'EFGH', 'IJ']],
  ['a space at the end is dropped', 'ab cd ef', 1, ['ab', 'cd', 'ef']],
  ['a leader is not parted', 'ああ……い', 3, ['あ', 'あ……', 'い']],
  ['own line ends stand', 'あ\nい', 9, ['あ', 'い']],
  ['nothing is one empty line', '', 9, ['']],
] as const) {
  test(`lines: ${name}`, () => assert.deepEqual(breakLines(text, width, grid), lines))
}

test('clusters: a variation selector stays with its character, a voicing mark is composed', () => {
  assert.deepEqual(clustersOf('葛\u{e0100}城'), ['葛\u{e0100}', '城'])
  assert.deepEqual(clustersOf('か\u3099ハ\u309a'), ['が', 'パ'])
  assert.deepEqual(clustersOf('𠮷﨑'), ['𠮷', '﨑'])
})

test('lines: no text is lost, whatever the width', () => {
  const text = '神奈川県横浜市中区「本町」四丁目５６番地の７　柳ハイツＡ（２０１）号室、Room 201。'
  for (let width = 1; width < 40; width += 1) {
    const joined = breakLines(text, width, grid).join('')
    assert.equal(joined.replace(/[\s\u3000]/g, ''), text.replace(/[\s\u3000]/g, ''))
  }
})
