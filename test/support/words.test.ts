import assert from 'node:assert/strict'
import { test } from 'node:test'
import { words } from './words.ts'

test('white space of the text separates, that of a value does not', () => {
  const name = 'O=Test Authority'
  assert.deepEqual(
    words`  req -newkey rsa:${2048}  -subj /${name}/ ${''}
    -x `,
    ['req', '-newkey', 'rsa:2048', '-subj', '/O=Test Authority/', '', '-x'],
  )
})
