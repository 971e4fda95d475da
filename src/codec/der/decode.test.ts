import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concatBytes, fromHex, toHex } from '#kernel/bytes.ts'
import { formatInstant } from '#kernel/instant.ts'
import * as der from './encode.ts'
import { decodeDer, DER_LIMITS, type DerReader } from './decode.ts'
import { DER_REFUSAL_TEXTS } from './messages.ts'
import { OctetMemory, type Remembered } from './octet-memory.ts'
import type { DerRefusal } from './refusal.ts'
import { context, contextConstructed, TAG, tagName } from './tag.ts'

type Read = (reader: DerReader) => unknown

const bytesOf = (hex: string) => fromHex(hex) ?? new Uint8Array()
const hexOfTime = (tag: string, text: string) =>
  `${tag}${text.length.toString(16).padStart(2, '0')}${toHex(new TextEncoder().encode(text))}`

const any: Read = (r) => toHex(r.any('v').der)
const anyDer: Read = (r) => toHex(r.anyDer('v').der)
const boolean: Read = (r) => r.boolean('v')
const integer: Read = (r) => r.integer('v')
const small: Read = (r) => r.smallInteger('v', 300)
const oid: Read = (r) => r.oid('v')
const bits: Read = (r) => r.namedBits('v')
const wholeBits: Read = (r) => toHex(r.bitStringOctets('v'))
const time: Read = (r) => formatInstant(r.time('v'))
const fractional: Read = (r) => formatInstant(r.fractionalTime('v'))
const nothing: Read = (r) => r.nullValue('v')
const text: Read = (r) => r.anyString('v').text
const set: Read = (r) => r.setOf('v', () => Number(r.integer('i')))
const list: Read = (r) => r.sequenceOf('v', () => Number(r.integer('i')), { atLeast: 1 })
const flagged: Read = (r) =>
  r.sequence('v', () => r.defaulted(TAG.boolean, false, () => r.boolean('f')))

const ANY_DER = '30150101ff020180030206c0050006012a0a01010c0141'

/** Both sides of every strictness rule: what is read, or the refusal. */
const CASES: readonly (readonly [string, Read, string, unknown])[] = [
  // Lengths, X.690 §10.1
  ['short length', any, '04020102', '04020102'],
  ['long length of 128', (r) => r.octetString('v').length, '048180' + '00'.repeat(128), 128],
  ['long length of 127', any, '04817f' + '00'.repeat(127), 'der-length-not-minimal'],
  ['long length with a leading zero', any, '04820080' + '00'.repeat(128), 'der-length-not-minimal'],
  ['indefinite length', any, '30800000', 'der-length-indefinite'],
  ['indefinite length inside', any, '300430800000', 'der-length-indefinite'],
  ['reserved length octet', any, '04ff', 'der-truncated'],
  ['length of 2^32 and more', any, '04850100000000', 'der-truncated'],
  ['nothing', any, '', 'der-truncated'],
  ['only a tag', any, '04', 'der-truncated'],
  ['cut length', any, '0482ff', 'der-truncated'],
  ['cut contents', any, '040201', 'der-truncated'],
  ['more after the value', any, '300204003000', 'der-trailing-bytes'],
  ['inner cut by outer', any, '3003040201', 'der-truncated'],
  ['one octet too many', any, '050000', 'der-trailing-bytes'],
  ['high tag number', any, '1f2a00', 'der-tag-unsupported'],
  // BOOLEAN, X.690 §11.1
  ['true', boolean, '0101ff', true],
  ['false', boolean, '010100', false],
  ['another true', boolean, '010101', 'der-value-not-canonical'],
  ['empty boolean', boolean, '0100', 'der-value-malformed'],
  ['two-octet boolean', boolean, '0102ffff', 'der-value-malformed'],
  // INTEGER, X.690 §8.3.2
  ['positive', integer, '02020080', 128n],
  ['negative', integer, '0202ff7f', -129n],
  ['least octet', integer, '020180', -128n],
  ['padded zero', integer, '0202007f', 'der-value-not-canonical'],
  ['padded minus', integer, '0202ff80', 'der-value-not-canonical'],
  ['empty integer', integer, '0200', 'der-value-malformed'],
  ['bound reached', small, '0202012c', 300],
  ['bound passed', small, '0202012d', 'der-value-malformed'],
  ['negative where small', small, '0201ff', 'der-value-malformed'],
  ['enormous where small', small, '0209010000000000000000', 'der-value-malformed'],
  // NULL, OBJECT IDENTIFIER
  ['null', nothing, '0500', undefined],
  ['null with contents', nothing, '050100', 'der-value-malformed'],
  ['identifier', oid, '0603883703', '2.999.3'],
  ['identifier 1.39', oid, '06014f', '1.39'],
  ['identifier 2.0', oid, '060150', '2.0'],
  ['identifier 0.0', oid, '060100', '0.0'],
  ['arc of 2^64', oid, '060b6982808080808080808000', '2.25.18446744073709551616'],
  ['empty identifier', oid, '0600', 'der-value-malformed'],
  ['padded arc', oid, '0603558001', 'der-value-malformed'],
  ['cut arc', oid, '06025581', 'der-value-malformed'],
  ['identifier of 65 octets', oid, '0641' + '01'.repeat(65), 'der-value-malformed'],
  // BIT STRING, X.690 §11.2
  ['named bits', bits, '03020106', [5, 6]],
  ['named bits in two octets', bits, '0303078080', [0, 8]],
  ['no named bits', bits, '030100', []],
  ['named bits with trailing zeros', bits, '03020006', 'der-value-not-canonical'],
  ['named bits, a zero octet', bits, '0303000600', 'der-value-not-canonical'],
  ['unused bits set', bits, '03020107', 'der-value-not-canonical'],
  ['eight unused bits', bits, '03020800', 'der-value-malformed'],
  ['unused bits of nothing', bits, '030101', 'der-value-malformed'],
  ['no unused octet', bits, '0300', 'der-value-malformed'],
  ['whole octets', wholeBits, '030200aa', 'aa'],
  ['octets not whole', wholeBits, '030201aa', 'der-value-malformed'],
  // Times, RFC 5280 §4.1.2.5
  ['UTCTime of 2049', time, hexOfTime('17', '491231235959Z'), '2049-12-31T23:59:59Z'],
  ['UTCTime of 1950', time, hexOfTime('17', '500101000000Z'), '1950-01-01T00:00:00Z'],
  ['leap day', time, hexOfTime('17', '240229000000Z'), '2024-02-29T00:00:00Z'],
  ['no leap day', time, hexOfTime('17', '230229000000Z'), 'der-value-malformed'],
  ['day 0', time, hexOfTime('17', '230200000000Z'), 'der-value-malformed'],
  ['month 13', time, hexOfTime('17', '231301000000Z'), 'der-value-malformed'],
  ['hour 24', time, hexOfTime('17', '230101240000Z'), 'der-value-malformed'],
  ['second 60', time, hexOfTime('17', '230101000060Z'), 'der-value-malformed'],
  ['no seconds', time, hexOfTime('17', '2301010000Z'), 'der-value-malformed'],
  ['offset', time, hexOfTime('17', '230101000000+0900'), 'der-value-malformed'],
  ['no zone', time, hexOfTime('17', '230101000000'), 'der-value-malformed'],
  ['letter', time, hexOfTime('17', '23010100000AZ'), 'der-value-malformed'],
  ['GeneralizedTime', time, hexOfTime('18', '20500101000000Z'), '2050-01-01T00:00:00Z'],
  ['GeneralizedTime of 99', time, hexOfTime('18', '00990101000000Z'), '0099-01-01T00:00:00Z'],
  ['fraction in a certificate', time, hexOfTime('18', '20500101000000.5Z'), 'der-value-malformed'],
  [
    'fraction in a time-stamp',
    fractional,
    hexOfTime('18', '20230101000000.25Z'),
    '2023-01-01T00:00:00.250Z',
  ],
  [
    'no fraction in a time-stamp',
    fractional,
    hexOfTime('18', '20230101000000Z'),
    '2023-01-01T00:00:00Z',
  ],
  [
    'fraction ending in zero',
    fractional,
    hexOfTime('18', '20230101000000.50Z'),
    'der-value-malformed',
  ],
  [
    'point without fraction',
    fractional,
    hexOfTime('18', '20230101000000.Z'),
    'der-value-malformed',
  ],
  ['fraction of an hour', fractional, hexOfTime('18', '2023010100.5Z'), 'der-value-malformed'],
  [
    'endless fraction',
    fractional,
    hexOfTime('18', `20230101000000.${'1'.repeat(40)}Z`),
    'der-value-malformed',
  ],
  // Strings
  ['UTF8String', text, '0c03e585ac', '公'],
  ['a long UTF8String', text, '0c41' + '41'.repeat(65), 'A'.repeat(65)],
  ['UTF-8 overlong', text, '0c02c080', 'der-value-malformed'],
  ['UTF-8 surrogate', text, '0c03eda080', 'der-value-malformed'],
  ['UTF-8 with a byte order mark keeps it', text, '0c04efbbbf41', '\ufeffA'],
  ['PrintableString', text, '13024a50', 'JP'],
  ['PrintableString with @', text, '130140', 'der-value-malformed'],
  ['IA5String with é', text, '1601e9', 'der-value-malformed'],
  ['BMPString', text, '1e02516c', '公'],
  ['BMPString of an odd octet', text, '1e0151', 'der-value-malformed'],
  ['BMPString with a surrogate', text, '1e02d842', 'der-value-malformed'],
  ['UniversalString', text, '1c0400020bb7', '𠮷'],
  ['UniversalString beyond Unicode', text, '1c0400110000', 'der-value-malformed'],
  ['NumericString', text, '1203312032', '1 2'],
  ['NumericString with a letter', text, '120141', 'der-value-malformed'],
  ['VisibleString', text, '1a03217e20', '!~ '],
  ['VisibleString with a control', text, '1a0109', 'der-value-malformed'],
  ['VisibleString with DEL', text, '1a017f', 'der-value-malformed'],
  ['TeletexString as ISO 8859-1', text, '140241e9', 'Aé'],
  ['PrintableString with every sign', text, '130c202728292b2c2d2e2f3a3d3f', " '()+,-./:=?"],
  ['PrintableString with *', text, '13012a', 'der-value-malformed'],
  ['PrintableString with &', text, '130126', 'der-value-malformed'],
  ['an empty string', text, '0c00', ''],
  ['UTF-8 cut', text, '0c02e585', 'der-value-malformed'],
  ['UTF-8 with the replacement character itself', text, '0c03efbfbd', '\ufffd'],
  ['UTF-8 beyond Unicode', text, '0c04f4908080', 'der-value-malformed'],
  ['a constructed UTF8String', text, '2c050c03e585ac', 'der-tag-unexpected'],
  ['a constructed OCTET STRING', (r) => r.octetString('v'), '240304010a', 'der-tag-unexpected'],
  ['no string', text, '020101', 'der-tag-unexpected'],
  // Structure
  ['SET OF in order', set, '3106020101020102', [1, 2]],
  ['SET OF with equals', set, '3106020101020101', [1, 1]],
  ['SET OF out of order', set, '3106020102020101', 'der-set-unsorted'],
  ['at least one', list, '3003020101', [1]],
  ['none where one is due', list, '3000', 'der-value-malformed'],
  ['another kind inside', list, '30020500', 'der-tag-unexpected'],
  ['default absent', flagged, '3000', false],
  ['default encoded', flagged, '3003010100', 'der-default-encoded'],
  ['not the default', flagged, '30030101ff', true],
  ['more than was read', flagged, '30060101ff020101', 'der-trailing-bytes'],
  // Any one value: framed only, and DER throughout
  ['a flaw inside is not looked at', any, '3003010101', '3003010101'],
  ['DER of every type', anyDer, ANY_DER, ANY_DER],
  ['a BOOLEAN that is not canonical', anyDer, '3003010101', 'der-value-not-canonical'],
  ['an INTEGER that is padded', anyDer, '300402020001', 'der-value-not-canonical'],
  ['an ENUMERATED that is empty', anyDer, '30020a00', 'der-value-malformed'],
  ['unused bits that are set', anyDer, '3004030207ff', 'der-value-not-canonical'],
  ['a NULL with contents', anyDer, '3003050100', 'der-value-malformed'],
  ['an identifier that is cut', anyDer, '300406025581', 'der-value-malformed'],
  ['a text that is not of its type', anyDer, '3003130140', 'der-value-malformed'],
  [
    'a time with an offset',
    anyDer,
    `3013${hexOfTime('17', '230101000000+0900')}`,
    'der-value-malformed',
  ],
  [
    'a time with a fraction',
    anyDer,
    hexOfTime('18', '20230101000000.5Z'),
    hexOfTime('18', '20230101000000.5Z'),
  ],
  ['a constructed string', anyDer, '3005240304010a', 'der-value-not-canonical'],
  ['a constructed INTEGER', anyDer, '2203020101', 'der-value-not-canonical'],
  ['a primitive SEQUENCE', anyDer, '1000', 'der-value-malformed'],
  ['an end of contents', anyDer, '30020000', 'der-value-malformed'],
  ['a SET out of any order', anyDer, '3106020102020101', 'der-set-unsorted'],
  ['a SET in the order of encodings', anyDer, '3106020101020102', '3106020101020102'],
  ['a SET in the order of tags', anyDer, '3105a10082010a', '3105a10082010a'],
  ['a tag of another class', anyDer, '3003800101', '3003800101'],
]

for (const [name, read, hex, expected] of CASES)
  test(`DER read: ${name}`, () => {
    const outcome = decodeDer(bytesOf(hex), read)
    assert.deepEqual(outcome.ok ? outcome.value : outcome.refusal, expected)
  })

test('DER read: a refusal names the path of fields and the offset of the value', () => {
  const bytes = bytesOf('300830060201010201ff')
  const outcome = decodeDer(bytes, (r) =>
    r.sequence('outer', () =>
      r.sequence('inner', () => [r.integer('first'), r.smallInteger('second', 9)]),
    ),
  )
  assert.deepEqual(outcome, {
    ok: false,
    refusal: 'der-value-malformed',
    detail: { field: 'outer.inner.second', offset: 7 },
  })
})

test('DER read: a refusal of the parser itself carries its detail', () => {
  const outcome = decodeDer<bigint, 'too-young'>(bytesOf('020110'), (r) => {
    const age = r.integer('age')
    return age < 18n ? r.refuse('too-young', 'age', { least: 18 }) : age
  })
  assert.deepEqual(outcome, {
    ok: false,
    refusal: 'too-young',
    detail: { field: 'age', offset: 0, least: 18 },
  })
})

test('DER read: a fault inside a parser is not taken for a refusal', () => {
  const boom = new TypeError('boom')
  assert.throws(
    () =>
      decodeDer(bytesOf('0500'), () => {
        throw boom
      }),
    boom,
  )
})

test('DER read: IMPLICIT tags', () => {
  const bytes = der.encode(
    der.sequence(
      der.implicit(0, der.integer(5)),
      der.implicit(1, der.sequence(der.boolean(true))),
      der.explicit(2, der.utf8String('二')),
    ),
  )
  const outcome = decodeDer(bytes, (r) =>
    r.sequence('v', () => [
      r.integer('i', context(0)),
      r.constructed(contextConstructed(1), 's', () => r.boolean('b')),
      r.optional(contextConstructed(2), () => r.explicit(2, 'e', () => r.string('utf8', 't'))),
      r.optional(contextConstructed(3), () => r.rest()),
      r.atEnd,
    ]),
  )
  assert.deepEqual(outcome, { ok: true, value: [5n, true, '二', undefined, true] })
})

test('DER read: views point into the input, and into a Buffer as plain arrays', () => {
  const buffer = Buffer.from('0000300404020102', 'hex').subarray(2)
  const outcome = decodeDer(buffer, (r) =>
    r.captured(() => r.sequence('s', () => r.octetString('o'))),
  )
  assert.ok(outcome.ok)
  const { value, der: whole } = outcome.value
  assert.deepEqual([toHex(value), toHex(whole)], ['0102', '300404020102'])
  assert.equal(Object.getPrototypeOf(value), Uint8Array.prototype)
  assert.equal(value.buffer, buffer.buffer)
})

const nested = (depth: number) =>
  Array.from({ length: depth }).reduce<Uint8Array>(
    (inner) => der.encode(der.sequence(inner)),
    bytesOf('0500'),
  )

for (const [name, bytes, limits, expected] of [
  ['depth reached', nested(32), {}, undefined],
  ['depth passed', nested(33), {}, 'der-too-deep'],
  [
    'values reached',
    der.encode(der.sequenceOf([1, 2, 3], der.integer)),
    { valuesMax: 4 },
    undefined,
  ],
  [
    'values passed',
    der.encode(der.sequenceOf([1, 2, 3], der.integer)),
    { valuesMax: 3 },
    'der-too-many-values',
  ],
  ['size reached', bytesOf('04020102'), { sizeOctetsMax: 4 }, undefined],
  ['size passed', bytesOf('04020102'), { sizeOctetsMax: 3 }, 'der-too-large'],
] as const)
  test(`DER limits: ${name}`, () => {
    const outcome = decodeDer(bytes, any, { ...DER_LIMITS, ...limits })
    assert.equal(outcome.ok ? undefined : outcome.refusal, expected)
  })

test('DER read: cut anywhere, extended anywhere, a value is refused', () => {
  const whole = der.encode(
    der.sequence(
      der.integer(70_000),
      der.octetString(new Uint8Array(200)),
      der.setOf([der.oid('2.5.4.3')]),
    ),
  )
  for (let length = 0; length < whole.length; length++)
    assert.equal(decodeDer(whole.subarray(0, length), any).ok, false, `cut at ${length}`)
  assert.equal(decodeDer(concatBytes(whole, Uint8Array.of(0)), any).ok, false)
})

test('DER refusals: every text names what to do next in both languages', () => {
  const codes = CASES.map((row) => row[3]).filter(
    (outcome): outcome is DerRefusal => typeof outcome === 'string' && outcome.startsWith('der-'),
  )
  for (const code of codes) {
    const { ja, en, nextJa, nextEn } = DER_REFUSAL_TEXTS[code]
    for (const line of [ja, en, nextJa, nextEn]) assert.ok(line.length > 5, code)
  }
})

test('tags are named for people', () => {
  assert.deepEqual([0x30, 0xa0, 0x81, 0x65].map(tagName), ['sequence', '[0]', '[1]', '0x65'])
})

test('DER read: what is recalled counts as it did when it was read', () => {
  const memory = new OctetMemory<Remembered<number>>(4, 64)
  const twice = der.encode(der.sequence(der.sequence(der.integer(7)), der.sequence(der.integer(7))))
  let reads = 0
  const one = (reader: DerReader): number => {
    const start = reader.offset
    const known = reader.recall(memory)
    if (known !== undefined) return known
    reads++
    const value = reader.sequence('one', (inner) => inner.smallInteger('n', 9))
    reader.remember(memory, start, { value, values: 2, depth: 1 })
    return value
  }
  const readAll = (limits: Partial<typeof DER_LIMITS>): unknown => {
    const outcome = decodeDer(twice, (r) => r.sequenceOf('all', one), { ...DER_LIMITS, ...limits })
    return outcome.ok ? outcome.value : outcome
  }
  assert.deepEqual([readAll({}), reads], [[7, 7], 1])
  assert.deepEqual([readAll({}), reads], [[7, 7], 1])
  assert.deepEqual(readAll({ valuesMax: 5 }), [7, 7])
  for (const [limits, refusal, offset] of [
    [{ valuesMax: 4 }, 'der-too-many-values', 9],
    [{ depthMax: 1 }, 'der-too-deep', 2],
  ] as const)
    assert.deepEqual(readAll(limits), {
      ok: false,
      refusal,
      detail: { field: refusal === 'der-too-deep' ? 'all.one' : 'all.one.n', offset },
    })
})

test('a memory of octets keeps the newest of a place, and nothing that is too long', () => {
  const memory = new OctetMemory<string>(1, 3)
  const [first, second, long] = ['010203', '040506', '01020304'].map(bytesOf)
  assert.ok(first !== undefined && second !== undefined && long !== undefined)
  memory.keep(first, 0, 3, 'first')
  assert.equal(memory.recall(long, 0, 3), 'first')
  first[0] = 9
  assert.equal(memory.recall(long, 0, 3), 'first', 'the octets are its own')
  memory.keep(long, 0, 4, 'long')
  assert.equal(memory.recall(long, 0, 4), undefined)
  memory.keep(second, 0, 3, 'second')
  assert.deepEqual([memory.recall(second, 0, 3), memory.recall(long, 0, 3)], ['second', undefined])
})
