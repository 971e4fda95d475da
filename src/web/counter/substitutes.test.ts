import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withSubstitutes } from './substitutes.ts'

for (const [name, typed, marked, text, substitutions] of [
  ['nothing marked, nothing known', '公的　花子', '', '公的　花子', '00000'],
  ['a character that stands for another', '高崎　花子', '崎', '高崎　花子', '01000'],
  ['several, together or apart', '高崎　花子', '高、花', '高崎　花子', '10010'],
  ['each place where it stands', '高高　高子', '高', '高高　高子', '11010'],
  ['one place by its number', '高高　高子', '2', '高高　高子', '01000'],
  ['a place in full-width digits', '高崎　花子', '１ ２', '高崎　花子', '11000'],
  ['a known 外字 is replaced by itself', '髙﨑　花子', '', '高崎　花子', '11000'],
  ['a known 外字 given as the mark', '髙﨑　花子', '﨑', '高崎　花子', '11000'],
  ['outside the basic plane', '𠮷田　一', '', '吉田　一', '1000'],
] as const) {
  test(`代替文字: ${name}`, () => {
    const found = withSubstitutes(typed, marked)
    assert.deepEqual(found, { ok: true, value: { text, substitutions } })
  })
}

for (const marked of ['山', '0', '6', '高、山', '<b>']) {
  test(`代替文字: ${marked} is not in the text`, () => {
    const found = withSubstitutes('高崎　花子', marked)
    assert.equal(found.ok ? 'taken' : found.refusal, 'substitute-not-in-text')
  })
}
