import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at, seededRandom } from '../../test/support/ca-rig.ts'
import { COMMON_NAME_FORM, subjectCommonName } from './subject-common-name.ts'

const facts = { municipalityCode: '13221', serial: 114_393_094, at: at('2026-03-31T15:00:09Z') }

test('user authentication: 14 random characters, municipality, three digits, a letter', () => {
  const name = subjectCommonName('user-authentication', facts, seededRandom(7))
  assert.match(name, COMMON_NAME_FORM['user-authentication'])
  assert.equal(name.slice(14), '13221094A')
})

test('signature: the second of issue in Japan time and 14 digits', () => {
  const name = subjectCommonName('signature', facts, seededRandom(7))
  assert.match(name, COMMON_NAME_FORM.signature)
  assert.equal(name.slice(0, 14), '20260401000009')
  assert.equal(name.slice(20), '14393094')
})

test('two names of one moment differ in their random part', () => {
  const random = seededRandom(7)
  const names = new Set(
    Array.from({ length: 50 }, () => subjectCommonName('user-authentication', facts, random)),
  )
  assert.equal(names.size, 50)
})
