import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CARD_REFUSAL_TEXTS } from './messages.ts'

test('every refusal says what happened and what to do next, in both languages', () => {
  for (const [code, text] of Object.entries(CARD_REFUSAL_TEXTS)) {
    for (const ja of [text.ja, text.nextJa]) assert.match(ja, /[ぁ-ん].*。$/s, code)
    for (const en of [text.en, text.nextEn]) assert.match(en, /^[\x20-\x7e]+\.$/, code)
  }
})
