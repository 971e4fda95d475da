import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  isArcOfTheRealService,
  isHostOfTheRealService,
  isNameOfTheRealService,
} from './forbidden-names.ts'

for (const [text, isReal] of [
  ['JPKI', true],
  ['jpki', true],
  ['ＪＰＫＩ', true],
  [' JPKI ', true],
  ['JPKI-TEST', true],
  ['JPKI for digital signature', true],
  ['JPKI  for user authentication', true],
  ['公的個人認証サービス', true],
  ['公的個人認証サービス署名用', true],
  ['地方公共団体情報システム機構', true],
  ['Japan Agency for Local Authority Information Systems', true],
  ['JPKIish Lab', false],
  ['Shomei Sandbox', false],
  ['模擬公的個人認証サービス', false],
] as const)
  test(`"${text}" ${isReal ? 'is' : 'is not'} a name of the real service`, () => {
    assert.equal(isNameOfTheRealService(text), isReal)
    assert.equal(isNameOfTheRealService(text), isReal, 'the second answer is the first')
  })

for (const [arc, isReal] of [
  ['1.2.392.200149', true],
  ['1.2.392.200149.8.5', true],
  ['1.2.392.2001490', false],
  ['1.2.392', false],
  ['2.999.1397247821', false],
] as const)
  test(`the arc ${arc} ${isReal ? 'is' : 'is not'} of the real service`, () => {
    assert.equal(isArcOfTheRealService(arc), isReal)
  })

for (const [host, isReal] of [
  ['jpki.go.jp', true],
  ['ocspauthnorm.jpki.go.jp', true],
  ['WWW.JPKI.GO.JP.', true],
  ['www.j-lis.go.jp', true],
  ['notjpki.go.jp', false],
  ['shomei.example', false],
] as const)
  test(`the host ${host} ${isReal ? 'is' : 'is not'} of the real service`, () => {
    assert.equal(isHostOfTheRealService(host), isReal)
  })
