import assert from 'node:assert/strict'
import { test } from 'node:test'
import { namesMatch } from '#codec/x509/name-match.ts'
import { type Name, nameOf, nameOfRelativeNames } from '#codec/x509/name.ts'
import { ATTRIBUTE } from '#codec/x509/oids.ts'
import { isSameName } from './same-name.ts'

const cn = (text: string): Name => nameOf([['CN', text]])
const attribute = (type: 'CN' | 'OU', text: string) =>
  ({ oid: ATTRIBUTE[type], form: 'utf8', text }) as const

/** Two names, and whether they are one; `namesMatch`, which compares pairwise, says the same. */
const CASES: readonly (readonly [string, Name, Name, boolean])[] = [
  ['octet-identical', cn('Root'), cn('Root'), true],
  ['case', cn('ROOT'), cn('root'), true],
  ['runs of spaces', cn(' The  Root '), cn('The Root'), true],
  ['full-width letters', cn('Ｒｏｏｔ'), cn('Root'), true],
  [
    'string types',
    nameOfRelativeNames([[{ oid: ATTRIBUTE.CN, form: 'printable', text: 'Root' }]]),
    cn('Root'),
    true,
  ],
  [
    'the order inside a part',
    nameOfRelativeNames([[attribute('CN', 'a'), attribute('OU', 'b')]]),
    nameOfRelativeNames([[attribute('OU', 'B'), attribute('CN', 'A')]]),
    true,
  ],
  ['another text', cn('Root'), cn('Roots'), false],
  [
    'one part more',
    cn('Root'),
    nameOf([
      ['CN', 'Root'],
      ['CN', 'Root'],
    ]),
    false,
  ],
  ['another attribute', cn('Root'), nameOf([['OU', 'Root']]), false],
  [
    'one part or two',
    nameOfRelativeNames([[attribute('CN', 'a'), attribute('OU', 'b')]]),
    nameOf([
      ['CN', 'a'],
      ['OU', 'b'],
    ]),
    false,
  ],
  ['a prohibited character matches nothing but itself', cn('\ue000A'), cn('\ue000a'), false],
]

for (const [name, a, b, wanted] of CASES)
  test(`${name}: ${wanted ? 'the same' : 'another'}`, () => {
    assert.deepEqual(
      [isSameName(a, b), isSameName(b, a), namesMatch(a, b)],
      [wanted, wanted, wanted],
    )
  })
