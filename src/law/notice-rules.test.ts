import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LAPSE_GROUND_NAMES } from './lapse-ground.ts'
import { isToldByLetter } from './notice-rules.ts'

test('a letter tells of the lapses that holders did not ask for, and of no others', () => {
  assert.deepEqual(LAPSE_GROUND_NAMES.filter((ground) => isToldByLetter(ground)).toSorted(), [
    'address-changed',
    'authority-key-compromised',
    'birth-date-changed',
    'card-revoked',
    'name-changed',
    'overseas-with-continuation',
    'overseas-without-continuation',
    'record-error',
    'resident-record-deleted',
    'sex-changed',
  ])
})

test('an operator may decide that no lapse is told of by letter', () => {
  const policy = { lapseLetters: 'none' } as const
  assert.ok(!LAPSE_GROUND_NAMES.some((ground) => isToldByLetter(ground, policy)))
})
