import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import * as der from '#codec/der/encode.ts'
import type { StringForm } from '#codec/der/text.ts'
import { fromHex, toHex } from '#kernel/bytes.ts'
import {
  attributeTexts,
  EMPTY_NAME,
  type Name,
  type NameAttribute,
  nameOf,
  nameOfRelativeNames,
  parseName,
} from './name.ts'
import { namesIdentical, namesMatch } from './name-match.ts'
import { formatName } from './name-text.ts'
import { ATTRIBUTE } from './oids.ts'

const bytesOf = (hex: string) => fromHex(hex) ?? new Uint8Array()
const commonName = (text: string, form: StringForm = 'utf8'): Name =>
  nameOfRelativeNames([[{ oid: ATTRIBUTE.CN, form, text }]])
const pair = (...attributes: readonly NameAttribute[]): Name => nameOfRelativeNames([attributes])
const cn = (text: string): NameAttribute => ({ oid: ATTRIBUTE.CN, form: 'utf8', text })
const ou = (text: string): NameAttribute => ({ oid: ATTRIBUTE.OU, form: 'utf8', text })

const uniqueIdentifier = (hex: string): Name =>
  pair({ oid: '2.5.4.45', form: 'other', valueDer: bytesOf(hex) })

test('name: golden octets, C printable and the rest UTF-8', () => {
  const name = nameOf([
    ['C', 'JP'],
    ['O', '公的'],
    ['emailAddress', 'a@b'],
  ])
  assert.equal(
    toHex(name.der),
    '3032310b3009060355040613024a50310f300d060355040a0c06e585ace79a84' +
      '3112301006092a864886f70d0109011603614062',
  )
})

for (const [what, a, b, expected] of [
  ['the same', commonName('Sample'), commonName('Sample'), true],
  ['case', commonName('SAMPLE'), commonName('sample'), true],
  ['string type', commonName('Sample', 'printable'), commonName('sample', 'bmp'), true],
  ['spaces around', commonName('  Sample '), commonName('Sample'), true],
  ['runs of spaces', commonName('Sample  CA'), commonName('Sample CA'), true],
  ['ideographic space', commonName('山田　花子'), commonName('山田 花子'), true],
  ['tab and line end', commonName('a\tb'), commonName('a b'), true],
  ['full width', commonName('ＣＡ'), commonName('ca'), true],
  ['composed and decomposed', commonName('が'), commonName('か\u3099'), true],
  ['soft hyphen', commonName('Sam\u00adple'), commonName('Sample'), true],
  ['zero width space', commonName('Sam\u200bple'), commonName('Sample'), true],
  ['variation selector 16', commonName('葛\ufe0f'), commonName('葛'), true],
  [
    'ideographic variation, unassigned in Unicode 3.2',
    commonName('葛\u{e0100}'),
    commonName('葛'),
    false,
  ],
  ['full case folding', commonName('Straße'), commonName('STRASSE'), true],
  ['a space more inside a word', commonName('Sam ple'), commonName('Sample'), false],
  ['another letter', commonName('Sample'), commonName('Simple'), false],
  ['kana of another row', commonName('か'), commonName('が'), false],
  ['private use, the same octets', commonName('\ue000'), commonName('\ue000'), true],
  ['private use, another case', commonName('\ue000a'), commonName('\ue000A'), false],
  ['another type', commonName('x'), nameOf([['OU', 'x']]), false],
  [
    'one part more',
    nameOf([['C', 'JP']]),
    nameOf([
      ['C', 'JP'],
      ['O', 'x'],
    ]),
    false,
  ],
  [
    'another order of parts',
    nameOf([
      ['O', 'a'],
      ['OU', 'b'],
    ]),
    nameOf([
      ['OU', 'b'],
      ['O', 'a'],
    ]),
    false,
  ],
  [
    'one part of two, two parts of one',
    pair(cn('a'), ou('b')),
    nameOf([
      ['CN', 'a'],
      ['OU', 'b'],
    ]),
    false,
  ],
  ['order within a part', pair(cn('A'), cn('b')), pair(cn('B'), cn('a')), true],
  ['a value that matches only once', pair(cn('a'), cn('a')), pair(cn('a'), cn('b')), false],
  ['both empty', EMPTY_NAME, EMPTY_NAME, true],
] as const)
  test(`names match, RFC 5280 §7.1: ${what} → ${expected}`, () => {
    assert.equal(namesMatch(a, b), expected)
    assert.equal(namesMatch(b, a), expected)
  })

test('names: identical octets are more than a match', () => {
  const [upper, lower] = [commonName('CA'), commonName('ca')]
  assert.equal(namesMatch(upper, lower), true)
  assert.equal(namesIdentical(upper, lower), false)
  assert.equal(namesIdentical(upper, commonName('CA')), true)
})

for (const [what, name, text] of [
  [
    'order of encoding',
    nameOf([
      ['C', 'JP'],
      ['O', '公的'],
      ['CN', 'x'],
    ]),
    'C=JP, O=公的, CN=x',
  ],
  ['several attributes', pair(cn('a'), ou('b')), 'CN=a + OU=b'],
  [
    'reserved characters',
    commonName('a,b+c"d\\e<f>g;h=i'),
    'CN=a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h\\=i',
  ],
  ['ends', commonName(' a '), 'CN=\\ a\\ '],
  ['a leading sign', commonName('#a'), 'CN=\\#a'],
  ['a line end', commonName('a\nb'), 'CN=a\\0Ab'],
  ['a direction override', commonName('a\u202eb'), 'CN=a\\E2\\80\\AEb'],
  [
    'an unknown type',
    nameOfRelativeNames([[{ oid: '1.2.3', form: 'utf8', text: 'x' }]]),
    '1.2.3=x',
  ],
  [
    'a value that is no string',
    pair({ oid: ATTRIBUTE.CN, form: 'other', valueDer: bytesOf('0500') }),
    'CN=#0500',
  ],
  ['nothing', EMPTY_NAME, ''],
] as const)
  test(`name for people: ${what}`, () => assert.equal(formatName(name), text))

test('name: values of other types are kept and compared by octets', () => {
  const parsed = parseName(uniqueIdentifier('03020106').der)
  assert.ok(parsed.ok)
  assert.equal(namesMatch(parsed.value, uniqueIdentifier('03020106')), true)
  assert.equal(namesMatch(parsed.value, uniqueIdentifier('03020102')), false)
  assert.deepEqual(attributeTexts(parsed.value, 'CN'), [])
})

for (const type of ['CN', 'C', 'serialNumber', 'dnQualifier', 'DC', 'emailAddress'] as const) {
  const written = (value: der.DerValue) => {
    const part = der.sequence(der.oid(ATTRIBUTE[type]), value)
    return parseName(der.encode(der.sequence(der.setOf([part]))))
  }
  test(`name: ${type} may be any string`, () => {
    for (const value of [der.utf8String('jp'), der.printableString('jp'), der.ia5String('jp')]) {
      const name = written(value)
      assert.deepEqual(name.ok && attributeTexts(name.value, type), ['jp'])
    }
  })
  test(`name: ${type} that is no string is refused where it stands`, () => {
    for (const value of [der.octetString(bytesOf('6a70')), der.integer(5), der.sequence()]) {
      const refused = written(value)
      assert.ok(!refused.ok)
      assert.equal(refused.refusal, 'der-tag-unexpected')
      assert.equal(refused.detail['offset'], 6 + der.encode(der.oid(ATTRIBUTE[type])).length)
    }
  })
}

test('name: an empty part is refused', () => {
  const outcome = parseName(bytesOf('30023100'))
  assert.equal(outcome.ok ? undefined : outcome.refusal, 'der-value-malformed')
})

test('name: attributes of a part out of order are refused', () => {
  const [a, b] = [
    der.sequence(der.oid('2.5.4.3'), der.utf8String('a')),
    der.sequence(der.oid('2.5.4.3'), der.utf8String('b')),
  ]
  const set = new der.DerNode(0x31, [b, a])
  const outcome = parseName(der.encode(der.sequence(set)))
  assert.equal(outcome.ok ? undefined : outcome.refusal, 'der-set-unsorted')
})

const attribute = fc.record(
  {
    oid: fc.constantFrom(...Object.values(ATTRIBUTE)),
    form: fc.constantFrom('utf8' as const, 'bmp' as const, 'printable' as const),
    text: fc.stringMatching(/^[A-Za-z0-9 .-]{1,20}$/),
  },
  { noNullPrototype: true },
)

test('name: what is written is read back, string types included', () => {
  const relativeNames = fc.array(fc.array(attribute, { minLength: 1, maxLength: 3 }), {
    maxLength: 6,
  })
  fc.assert(
    fc.property(relativeNames, (parts) => {
      const name = nameOfRelativeNames(parts)
      assert.deepEqual(parseName(name.der), { ok: true, value: name })
    }),
    { seed: 7 },
  )
})

test('name: an attribute of one character or more is not empty (RFC 5280 App. A.1)', () => {
  const mayBeEmpty: readonly string[] = [ATTRIBUTE.DC, ATTRIBUTE.dnQualifier, '2.999.1']
  for (const oid of [...Object.values(ATTRIBUTE), '2.999.1'])
    for (const form of ['utf8', 'printable', 'bmp'] as const) {
      const parsed = parseName(pair({ oid, form, text: '' }).der)
      const offset = 6 + octetsOf(oid)
      const clause = 'RFC 5280 App. A.1, SIZE (1..MAX)'
      const detail = { clause, field: 'name.rdn.value', offset }
      if (mayBeEmpty.includes(oid)) assert.equal(parsed.ok, true, oid)
      else assert.deepEqual(parsed, { ok: false, refusal: 'der-value-malformed', detail })
      assert.equal(parseName(pair({ oid, form, text: ' ' }).der).ok, true)
    }
})

/** Octets of an encoded identifier. */
function octetsOf(oid: string): number {
  return der.encode(der.oid(oid)).length
}

test('name: a part that was read before is the same part, in any name', () => {
  const parts = [['C', 'JP'] as const, ['O', 'Shared'] as const]
  const [one, two] = ['One', 'Two'].map((text) => parseName(nameOf([...parts, ['CN', text]]).der))
  assert.ok(one?.ok && two?.ok)
  assert.deepEqual(one.value.relativeNames.slice(0, 2), two.value.relativeNames.slice(0, 2))
  assert.deepEqual(attributeTexts(two.value, 'CN'), ['Two'])
  assert.equal(namesIdentical(one.value, two.value), false)
})

test('name: matching ignores case and type, whatever the name', () => {
  fc.assert(
    fc.property(fc.array(attribute, { maxLength: 5 }), (attributes) => {
      const lower = attributes.map((a) => [{ ...a, text: a.text.toLowerCase() }])
      const shouted = attributes.map((a) => [
        { ...a, form: 'utf8' as const, text: ` ${a.text.toUpperCase()}` },
      ])
      assert.equal(namesMatch(nameOfRelativeNames(lower), nameOfRelativeNames(shouted)), true)
    }),
    { seed: 8 },
  )
})
