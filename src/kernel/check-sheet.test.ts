import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CheckSheet, type CheckText } from './check-sheet.ts'

type Id = 'form' | 'key' | 'time'

const TEXTS: readonly CheckText<Id>[] = (['form', 'key', 'time'] as const).map((id) => ({
  id,
  clause: 'RFC 0 §1',
  ja: `${id} を確かめる`,
  en: `checks ${id}`,
}))

function sheet(): CheckSheet<Id, 'key-wrong'> {
  return new CheckSheet(TEXTS)
}

test('all checks filled in: passed, with what was compared', () => {
  const filled = sheet()
  filled.pass('form')
  filled.pass('key', { seen: 'a', wanted: 'a' })
  assert.equal(filled.isPassed, false)
  filled.waive('time', { seen: 'not asked' })
  assert.deepEqual([filled.isPassed, filled.refusal], [true, undefined])
  assert.deepEqual(
    filled.checks().map(({ id, outcome, seen }) => [id, outcome, seen]),
    [
      ['form', 'passed', undefined],
      ['key', 'passed', 'a'],
      ['time', 'waived', 'not asked'],
    ],
  )
})

test('the first failure is the refusal, and what comes after is not reached', () => {
  const failed = sheet()
  failed.pass('form')
  assert.equal(failed.fail('key', 'key-wrong', { seen: 'b' }), undefined)
  assert.deepEqual([failed.isPassed, failed.refusal], [false, 'key-wrong'])
  assert.deepEqual(
    failed.checks().map(({ outcome }) => outcome),
    ['passed', 'failed', 'not-reached'],
  )
  assert.throws(() => failed.pass('time'), { code: 'invariant-broken' })
})

test('a check out of its order is a bug', () => {
  assert.throws(() => sheet().pass('key'), { code: 'invariant-broken' })
})
