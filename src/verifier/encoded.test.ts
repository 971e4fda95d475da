import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toHex } from '#kernel/bytes.ts'
import { ENCODED_BLOCKS_MAX, type EncodedKind, octetsOf, onlyOctetsOf } from './encoded.ts'

const ONE = '-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n'
const TWO = '-----BEGIN CERTIFICATE-----\nBAUG\n-----END CERTIFICATE-----\n'

function read(kind: EncodedKind, text: string): string {
  const octets = octetsOf(kind, text)
  return octets.ok ? octets.value.map(toHex).join(' ') : octets.refusal
}

for (const [what, kind, text, expected] of [
  ['base64', 'certificate', 'AQID', '010203'],
  ['base64 with white space', 'certificate', ' AQ\r\nID ', '010203'],
  ['nothing is no octets', 'certificate', '', ''],
  ['base64 without its padding', 'certificate', 'AQI', 'encoding-malformed'],
  ['other characters', 'certificate', 'AQ-_', 'encoding-malformed'],
  ['a block', 'certificate', ONE, '010203'],
  ['a block with text around it', 'certificate', `subject: x\n${ONE}end\n`, '010203'],
  ['two blocks', 'certificate', `${ONE}\n${TWO}`, '010203 040506'],
  [
    'a block in one long line',
    'crl',
    `-----BEGIN CRL-----${'AQID'.repeat(30)}-----END CRL-----`,
    '010203'.repeat(30),
  ],
  [
    'headers before the base64',
    'certificate',
    ONE.replace('\nA', '\nComment: a\nB: c\n\nA'),
    '010203',
  ],
  ['a label of test suites', 'certificate', ONE.replaceAll('CERT', 'CA CERT'), '010203'],
  [
    'blocks of other labels',
    'crl',
    `${ONE}-----BEGIN X509 CRL-----\nBw==\n-----END X509 CRL-----`,
    '07',
  ],
  ['no block of the label', 'crl', ONE, 'encoding-label-absent'],
  [
    'a request is no certificate',
    'certificate',
    ONE.replaceAll('CATE', 'CATE REQUEST'),
    'encoding-label-absent',
  ],
  ['a block without its end', 'certificate', ONE.slice(0, -10), 'encoding-malformed'],
  [
    'an end of another label',
    'certificate',
    ONE.replace('END CERT', 'END CART'),
    'encoding-malformed',
  ],
  ['a block that is not base64', 'certificate', ONE.replace('AQID', 'AQI!'), 'encoding-malformed'],
] as const)
  test(`encoded: ${what}`, () => assert.equal(read(kind, text), expected))

test('encoded: octets are one object as they stand', () => {
  const octets = Uint8Array.of(1)
  const whole = octetsOf('certificate', octets)
  assert.deepEqual(whole.ok && whole.value, [octets])
})

test('encoded: the only one is neither none nor several', () => {
  assert.equal(onlyOctetsOf('certificate', ONE).ok, true)
  assert.equal(onlyOctetsOf('certificate', ONE + TWO).ok, false)
})

test('encoded: a CRL of many megabytes is text like any other', () => {
  const octets = octetsOf('crl', 'AQID'.repeat(5_000_000))
  assert.equal(octets.ok && octets.value[0]?.length, 15_000_000)
})

test('encoded: many blocks are bounded, and half-blocks take linear time', () => {
  const many = octetsOf('certificate', ONE.repeat(ENCODED_BLOCKS_MAX + 1))
  assert.equal(many.ok ? undefined : many.refusal, 'encoding-too-large')
  const halves = octetsOf('certificate', '-----BEGIN CERTIFICATE-----\n'.repeat(100_000))
  assert.equal(halves.ok ? undefined : halves.refusal, 'encoding-malformed')
})
