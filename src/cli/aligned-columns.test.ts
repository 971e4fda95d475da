import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alignedColumns, displayWidth, padDisplay } from './aligned-columns.ts'

test('wide characters take two columns and styles none', () => {
  assert.equal(displayWidth('証明書 ok'), 9)
  assert.equal(displayWidth('\u001b[1m失効\u001b[22m'), 4)
  assert.equal(padDisplay('署名', 6), '署名  ')
})

test('columns align whatever the script, and the last one has no trailing space', () => {
  const text = alignedColumns([
    ['署名用', '有効', 'good'],
    ['auth', 'revoked', 'x'],
  ])
  assert.equal(text, '署名用  有効     good\nauth    revoked  x\n')
})
