import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CivilDate, parseCivilDate } from '#kernel/civil-date.ts'
import { explainValidity } from './explain.ts'
import type { ValidityFacts } from './validity.ts'

function day(text: string): CivilDate {
  const date = parseCivilDate(text)
  assert.ok(date !== undefined, `no such day: ${text}`)
  return date
}

const RENEWAL: ValidityFacts = {
  kind: 'signature',
  birthDate: day('1980-12-10'),
  issuedOn: day('2024-09-20'),
  appliedOn: day('2024-09-12'),
  replacedEndsOn: day('2024-12-10'),
  cardExpiresOn: day('2034-12-10'),
  authenticationEndsOn: day('2029-12-10'),
}

test('a renewal is explained rule by rule, and the last line says what decided', () => {
  assert.deepEqual(
    explainValidity(RENEWAL).map((line) => line.en.replace(/ \[.*\]$/, '')),
    [
      'Signature certificate (applied for 2024-09-12, issued 2024-09-20)',
      'The certificate it replaces ends on 2024-12-10; its renewal window is 2024-09-11 to 2024-12-10.',
      'Applied for within the window, so the 6th birthday counts.',
      '2029-12-10  Renewed before its end on an application within the window: to the 6th birthday after the day of issue.',
      '2029-12-10  A signature certificate: to the last day of the user-authentication certificate.',
      '2034-12-10  To the last day of the card.',
      'The earliest decides: valid to 2029-12-10 23:59:59 Japan time (validity-to-birthday-renewed: Renewed before its end on an application within the window: to the 6th birthday after the day of issue.)',
    ],
  )
})

for (const [name, facts, ja] of [
  [
    'too early',
    { ...RENEWAL, appliedOn: day('2024-09-10') },
    '更新期間外の申請なので、5回目の誕生日まで数える。',
  ],
  [
    'issued too late',
    { ...RENEWAL, issuedOn: day('2024-12-11') },
    '満了した後の発行なので、5回目の誕生日まで数える。',
  ],
] as const) {
  test(`a renewal ${name} is said to reach the 5th birthday`, () =>
    assert.ok(explainValidity(facts).some((line) => line.ja === ja)))
}

test('what cannot be issued is explained too', () => {
  const last = explainValidity({ ...RENEWAL, cardExpiresOn: day('2024-09-19') }).at(-1)
  assert.ok(last !== undefined)
  assert.ok(last.ja.startsWith('発行できない。2024-09-19 を過ぎている'))
  assert.ok(last.en.startsWith('Nothing can be issued: 2024-09-19 is past'))
})

test('a first issue has no line about renewal, and every line has both languages', () => {
  const lines = explainValidity({ ...RENEWAL, replacedEndsOn: undefined })
  assert.equal(lines.length, 5)
  for (const line of lines) assert.ok(line.ja.length > 0 && line.en.length > 0)
})
