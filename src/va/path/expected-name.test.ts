import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type GeneralName, otherNameText } from '#codec/x509/general-name.ts'
import { OID } from '#codec/x509/oids.ts'
import { leafOf, named, withNames } from '../../../test/support/path-certificates.ts'
import { isNamed } from './expected-name.ts'
import type { ExpectedName } from './path-request.ts'

const host = (text: string): GeneralName => ({ kind: 'dNSName', text })
const dns = (name: string): ExpectedName => ({ kind: 'dns', name })
const address = (...octets: readonly number[]): GeneralName => ({
  kind: 'iPAddress',
  octets: Uint8Array.from(octets),
})
const ip = (...octets: readonly number[]): ExpectedName => ({
  kind: 'ip',
  octets: Uint8Array.from(octets),
})
const mailbox = (text: string): GeneralName => ({ kind: 'rfc822Name', text })
const email = (text: string): ExpectedName => ({ kind: 'email', address: text })
const LOOPBACK = [127, 0, 0, 1] as const

const CASES: readonly (readonly [string, GeneralName, ExpectedName, boolean])[] = [
  ['the same host', host('www.example.jp'), dns('www.example.jp'), true],
  ['another case', host('WWW.example.jp'), dns('www.EXAMPLE.jp'), true],
  ['the dot of the root', host('www.example.jp'), dns('www.example.jp.'), true],
  ['a host below', host('example.jp'), dns('www.example.jp'), false],
  ['a wildcard for one label', host('*.example.jp'), dns('www.example.jp'), true],
  ['a wildcard for no label', host('*.example.jp'), dns('example.jp'), false],
  ['a wildcard for two labels', host('*.example.jp'), dns('a.b.example.jp'), false],
  ['a wildcard in part of a label', host('w*.example.jp'), dns('www.example.jp'), false],
  ['a wildcard that is not left-most', host('www.*.jp'), dns('www.example.jp'), false],
  ['a bare wildcard', host('*'), dns('localhost'), false],
  ['a wildcard asked for', host('*.example.jp'), dns('*.example.jp'), false],
  ['an A-label', host('xn--wgv71a.jp'), dns('xn--wgv71a.jp'), true],
  ['a U-label asked for', host('xn--wgv71a.jp'), dns('日本.jp'), false],
  ['an underscore', host('a_b.example.jp'), dns('a_b.example.jp'), false],
  ['an address as a host', host('127.0.0.1'), dns('127.0.0.1'), false],
  ['the same address', address(...LOOPBACK), ip(...LOOPBACK), true],
  ['another address', address(...LOOPBACK), ip(127, 0, 0, 2), false],
  [
    'an IPv4 address in IPv6',
    address(...LOOPBACK),
    ip(...Array.from({ length: 10 }, () => 0), 255, 255, ...LOOPBACK),
    false,
  ],
  ['a host where an address is asked', host('127.0.0.1'), ip(...LOOPBACK), false],
  ['the same mailbox', mailbox('Taro@example.jp'), email('Taro@EXAMPLE.jp'), true],
  ['another case of the local part', mailbox('Taro@example.jp'), email('taro@example.jp'), false],
  [
    'an international mailbox',
    otherNameText(OID.smtpUtf8Mailbox, '太郎@example.jp'),
    email('太郎@example.jp'),
    true,
  ],
  ['the text under another identifier', otherNameText('2.999.1', 'a@b.jp'), email('a@b.jp'), false],
]

for (const [name, has, expected, wanted] of CASES)
  test(`${name}: ${wanted ? 'matches' : 'does not match'}`, () => {
    assert.equal(isNamed(leafOf('Root', withNames(has)), expected), wanted)
  })

test('the common name is not read, with or without a subjectAltName', () => {
  const subject = named('www.example.jp')
  assert.equal(isNamed(leafOf('Root', { subject }), dns('www.example.jp')), false)
})
