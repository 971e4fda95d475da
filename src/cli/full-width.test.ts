import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fullWidth } from './full-width.ts'

for (const [typed, held] of [
  ['西新宿二丁目8番1号', '西新宿二丁目８番１号'],
  ['架空 一郎', '架空　一郎'],
  ['SMITH Jane', 'ＳＭＩＴＨ　Ｊａｎｅ'],
  ['ｶｸｳ ｲﾁﾛｳ', 'カクウ　イチロウ'],
  ['ｶﾞｯﾂ', 'ガッツ'],
  ['-~!', '－～！'],
  ['髙﨑　はな', '髙﨑　はな'],
] as const)
  test(`${typed} is held as ${held}`, () => {
    assert.equal(fullWidth(typed), held)
    assert.equal(fullWidth(held), held)
  })
