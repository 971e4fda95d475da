import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InvariantError } from '#kernel/assert.ts'
import { fromHex, toHex } from '#kernel/bytes.ts'
import { instant, parseInstant } from '#kernel/instant.ts'
import * as der from './encode.ts'

const at = (text: string) => parseInstant(text) ?? instant(0)
const hexOf = (value: der.DerValue) => toHex(der.encode(value))
const bytesOf = (hex: string) => fromHex(hex) ?? new Uint8Array()

const GOLDEN: readonly (readonly [string, der.DerValue, string])[] = [
  // X.690 §8.2, §11.1
  ['TRUE is ff', der.boolean(true), '0101ff'],
  ['FALSE is 00', der.boolean(false), '010100'],
  // X.690 §8.3
  ['0', der.integer(0), '020100'],
  ['127', der.integer(127), '02017f'],
  ['128 needs a sign octet', der.integer(128), '02020080'],
  ['256', der.integer(256), '02020100'],
  ['-1', der.integer(-1), '0201ff'],
  ['-128', der.integer(-128), '020180'],
  ['-129', der.integer(-129), '0202ff7f'],
  ['65537', der.integer(65537), '0203010001'],
  ['2^64', der.integer(1n << 64n), '0209010000000000000000'],
  ['-2^63', der.integer(-(1n << 63n)), '02088000000000000000'],
  ['2^63', der.integer(1n << 63n), '0209008000000000000000'],
  ['-2^63 - 1', der.integer(-(1n << 63n) - 1n), '0209ff7fffffffffffffff'],
  ['-256', der.integer(-256), '0202ff00'],
  ['unsigned drops leading zeros', der.unsignedInteger(bytesOf('00007f')), '02017f'],
  ['unsigned keeps positive', der.unsignedInteger(bytesOf('80')), '02020080'],
  ['unsigned zero', der.unsignedInteger(bytesOf('0000')), '020100'],
  ['unsigned of nothing is zero', der.unsignedInteger(new Uint8Array()), '020100'],
  ['enumerated', der.enumerated(10), '0a010a'],
  // X.690 §8.6.4.2 and §11.2.2
  ['BIT STRING of X.690', der.bitString(bytesOf('0a3b5f291cd0'), 4), '0307040a3b5f291cd0'],
  ['no bits', der.bitString(new Uint8Array()), '030100'],
  ['named bits drop trailing zeros', der.namedBits([5, 6]), '03020106'],
  ['named bits beyond an octet', der.namedBits([0, 8]), '0303078080'],
  ['no named bits', der.namedBits([]), '030100'],
  ['octets', der.octetString(bytesOf('0123')), '04020123'],
  ['octets that hold a value', der.octetStringOf(der.nullValue()), '04020500'],
  ['bits that hold a value', der.bitStringOf(der.integer(5)), '030400020105'],
  // X.690 §8.19.5
  ['OID 2.999.3', der.oid('2.999.3'), '0603883703'],
  ['OID of RSA', der.oid('1.2.840.113549.1.1.1'), '06092a864886f70d010101'],
  ['OID with a 128-bit arc', der.oid('2.25.1'), '06026901'],
  // X.690 §8.14.3
  ['VisibleString', der.stringOf('visible', 'Jones'), '1a054a6f6e6573'],
  ['VisibleString, implicit', der.implicit(3, der.stringOf('visible', 'Jones')), '83054a6f6e6573'],
  ['VisibleString, explicit', der.explicit(2, der.ia5String('J')), 'a20316014a'],
  ['implicit keeps constructed', der.implicit(1, der.sequence()), 'a100'],
  ['implicit over octets', der.implicit(1, bytesOf('020105')), '810105'],
  ['implicit over bits', der.implicit(1, der.namedBits([1])), '81020640'],
  ['UTF8String', der.utf8String('公'), '0c03e585ac'],
  ['UTF8String beyond the BMP', der.utf8String('𠮷'), '0c04f0a0aeb7'],
  ['PrintableString', der.printableString('JP'), '13024a50'],
  ['BMPString', der.stringOf('bmp', '公'), '1e02516c'],
  ['UniversalString', der.stringOf('universal', '𠮷'), '1c0400020bb7'],
  ['TeletexString', der.stringOf('teletex', 'é'), '1401e9'],
  ['NumericString', der.stringOf('numeric', '1 2'), '1203312032'],
  // RFC 5280 §4.1.2.5
  ['UTCTime', der.time(at('2023-07-16T01:01:04Z')), '170d3233303731363031303130345a'],
  ['last UTCTime', der.time(at('2049-12-31T23:59:59Z')), '170d3439313233313233353935395a'],
  [
    'first GeneralizedTime',
    der.time(at('2050-01-01T00:00:00Z')),
    '180f32303530303130313030303030305a',
  ],
  [
    'GeneralizedTime asked for',
    der.generalizedTime(at('2023-07-16T01:01:04.999Z')),
    '180f32303233303731363031303130345a',
  ],
  ['before 1950', der.time(at('1949-12-31T23:59:59Z')), '180f31393439313233313233353935395a'],
  // Structure
  ['absent parts', der.sequence(undefined, der.integer(1), undefined), '3003020101'],
  ['raw parts', der.sequence(bytesOf('0500'), der.integer(1)), '30050500020101'],
  ['SET OF is sorted', der.setOf([der.integer(2), der.integer(1)]), '3106020101020102'],
  [
    'SET OF, shorter first',
    der.setOf([bytesOf('04020102'), bytesOf('040101')]),
    '310704010104020102',
  ],
  ['SEQUENCE OF', der.sequenceOf([1, 2, 3], (n) => der.integer(n)), '3009020101020102020103'],
]

for (const [name, value, hex] of GOLDEN)
  test(`DER written: ${name}`, () => assert.equal(hexOf(value), hex))

for (const [octets, header] of [
  [0, '0400'],
  [127, '047f'],
  [128, '048180'],
  [255, '0481ff'],
  [256, '04820100'],
  [65_535, '0482ffff'],
  [65_536, '0483010000'],
] as const)
  test(`DER written: length ${octets} in the fewest octets`, () => {
    const encoded = der.encode(der.octetString(new Uint8Array(octets)))
    assert.equal(toHex(encoded.subarray(0, encoded.length - octets)), header)
  })

test('DER written: the result is an array of its own', () => {
  const inner = Uint8Array.of(5, 0)
  const copy = der.encode(inner)
  inner[1] = 1
  assert.deepEqual(copy, Uint8Array.of(5, 0))
  assert.equal(der.encode(der.sequence(copy)).buffer.byteLength, 4)
})

for (const [name, make] of [
  ['a fraction as INTEGER', () => der.integer(1.5)],
  ['an unsafe number as INTEGER', () => der.integer(2 ** 53)],
  ['a bad identifier', () => der.oid('1.40.1')],
  ['an identifier with a leading zero', () => der.oid('1.02')],
  ['a single arc', () => der.oid('1')],
  ['an asterisk in PrintableString', () => der.printableString('*')],
  ['an é in IA5String', () => der.ia5String('é')],
  ['a 𠮷 in BMPString', () => der.stringOf('bmp', '𠮷')],
  ['set unused bits', () => der.bitString(Uint8Array.of(1), 1)],
  ['unused bits of nothing', () => der.bitString(new Uint8Array(), 1)],
  ['eight unused bits', () => der.bitString(Uint8Array.of(0), 8)],
  ['a tag number of 31', () => der.explicit(31)],
  ['UTCTime in 2050', () => der.utcTime(at('2050-01-01T00:00:00Z'))],
  ['UTCTime in 1949', () => der.utcTime(at('1949-12-31T23:59:59Z'))],
] as const)
  test(`DER not written: ${name} is a bug`, () => assert.throws(() => make(), InvariantError))
