import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paperTerminal } from '../../test/support/paper-terminal.ts'
import { reportText } from './report-text.ts'

const check = { clause: 'RFC 0', en: 'x' } as const

test('every check has its mark; what was seen stands where it failed or was waived', () => {
  const text = reportText(
    {
      verdict: 'invalid',
      checks: [
        { ...check, id: 'a', ja: '形式が正しい', outcome: 'passed', seen: 'DER' },
        { ...check, id: 'b', ja: '失効していない', outcome: 'waived', seen: 'not asked' },
        { ...check, id: 'c', ja: '期限内である', outcome: 'failed', seen: '2031', wanted: '2030' },
        { ...check, id: 'd', ja: '署名が正しい', outcome: 'not-reached' },
      ],
    },
    paperTerminal(),
  )
  assert.equal(
    text,
    [
      '✓  形式が正しい                RFC 0',
      '!  失効していない (not asked)  RFC 0',
      '✗  期限内である (2031 ≠ 2030)  RFC 0',
      '·  署名が正しい                RFC 0',
      '有効ではありません / not valid',
      '',
    ].join('\n'),
  )
})
