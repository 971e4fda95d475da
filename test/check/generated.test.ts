import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CATALOGUE, refusalText } from '#catalogue/refusals.ts'
import { staleDocuments } from '../../scripts/generate.ts'

test('generated documents say what the code says (npm run generate)', () => {
  assert.deepEqual(staleDocuments(), [])
})

test('every refusal says in both languages what happened and what to do next', () => {
  const empty = CATALOGUE.flatMap(({ texts }) =>
    Object.entries(texts)
      .filter(([, { ja, en, nextJa, nextEn }]) =>
        [ja, en, nextJa, nextEn].some((text) => text.trim() === ''),
      )
      .map(([code]) => code),
  )
  assert.deepEqual(empty, [])
})

test('a code means one thing: no section says it differently', () => {
  const seen = new Map<string, string>()
  const differing: string[] = []
  for (const { texts } of CATALOGUE) {
    for (const [code, text] of Object.entries(texts)) {
      const written = JSON.stringify(text)
      if ((seen.get(code) ?? written) !== written) differing.push(code)
      seen.set(code, written)
    }
  }
  assert.deepEqual(differing, [])
})

test('values are filled in by name, and text in braces that is no value stays', () => {
  const { ja, nextJa } = refusalText('port-in-use', { port: 8780 })
  assert.match(ja, /8780/)
  assert.doesNotMatch(nextJa, /undefined/)
  assert.equal(refusalText('not-a-code', {}).ja, 'not-a-code')
})
