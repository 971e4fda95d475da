import assert from 'node:assert/strict'
import { test } from 'node:test'
import { directoryName, type GeneralName, uri } from '#codec/x509/general-name.ts'
import { nameOf } from '#codec/x509/name.ts'
import { haveNameInCommon, NAME_PAIRS_MAX, namesDirectory } from './general-names-overlap.ts'

const named = (text: string): GeneralName => directoryName(nameOf([['CN', text]]))
const address = (last: number): GeneralName => ({
  kind: 'iPAddress',
  octets: Uint8Array.of(192, 0, 2, last),
})
const numbered = (prefix: string, count: number): readonly GeneralName[] =>
  Array.from({ length: count }, (_, n) => uri(`http://${prefix}${n}.example.jp/`))

/** Pairs of names and whether they are one, alone and among more than are compared by pairs. */
for (const [name, one, other, isSame] of [
  ['the same address', uri('http://a/'), uri('http://a/'), true],
  ['other letters of an address', uri('http://a/B'), uri('http://a/b'), false],
  ['an address and a host of one text', uri('a'), { kind: 'dNSName', text: 'a' }, false],
  ['a directory name', named('Authority'), named('Authority'), true],
  ['a directory name in other letters', named('Authority'), named(' AUTHORITY '), true],
  ['another directory name', named('Authority'), named('Authority 2'), false],
  ['the same octets', address(1), address(1), true],
  ['other octets', address(1), address(2), false],
  [
    'a number',
    { kind: 'registeredID', oid: '2.999' },
    { kind: 'registeredID', oid: '2.999' },
    true,
  ],
] as const satisfies readonly (readonly [string, GeneralName, GeneralName, boolean])[]) {
  test(`names in common: ${name}`, () => {
    assert.equal(haveNameInCommon([one], [other]), isSame)
    const many = [...numbered('x', NAME_PAIRS_MAX), one]
    const others = [...numbered('y', NAME_PAIRS_MAX), other]
    assert.equal(haveNameInCommon(many, others), isSame)
    assert.equal(haveNameInCommon(many, [other]), isSame)
  })
}

test('names in common: none with nothing', () => {
  assert.equal(haveNameInCommon([], [uri('http://a/')]), false)
  assert.equal(haveNameInCommon(numbered('x', 99), []), false)
})

test('a directory name among few and among many, never one of another kind', () => {
  const wanted = nameOf([['CN', 'authority']])
  for (const names of [[], numbered('x', 3), numbered('x', 99)]) {
    assert.equal(namesDirectory([...names, named('Authority')], wanted), true)
    assert.equal(namesDirectory([...names, uri('authority')], wanted), false)
  }
})
