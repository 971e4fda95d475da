import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as der from '#codec/der/encode.ts'
import { SIGNATURE_ALGORITHMS } from '#codec/x509/algorithm.ts'
import { critical, extension, type Extension, extensionsNode } from '#codec/x509/extension.ts'
import { cRLDistributionPoints } from '#codec/x509/extension-values.ts'
import { directoryName, type GeneralName, generalNamesNode, uri } from '#codec/x509/general-name.ts'
import { type Name, nameOf } from '#codec/x509/name.ts'
import { OID } from '#codec/x509/oids.ts'
import { serialNode } from '#codec/x509/serial-number.ts'
import { instant } from '#kernel/instant.ts'
import { type Crl, parseCrl } from './crl.ts'
import { cRLNumber } from './encode-crl.ts'

const RSA = SIGNATURE_ALGORITHMS.sha256WithRSAEncryption
const BEGIN = instant(Date.UTC(2026, 2, 1))
const issuer = nameOf([['CN', 'List issuer']])
const [first, second] = [nameOf([['CN', 'First']]), nameOf([['CN', 'Second']])]
const names = (name: Name): readonly GeneralName[] => [directoryName(name)]
const issuedBy = (name: Name) =>
  critical(extension(OID.certificateIssuer, generalNamesNode(names(name))))
const reason = (code: number) => extension(OID.reasonCode, der.enumerated(code))

const entry = (serialHex: string, ...extensions: readonly Extension[]) =>
  der.sequence(serialNode(serialHex), der.time(BEGIN), extensionsNode(extensions))

function encoded(entries: readonly der.DerNode[], extensions: readonly Extension[] = []) {
  const own = extensionsNode([cRLNumber(1n), ...extensions]) ?? der.sequence()
  const tbs = der.sequence(
    der.integer(1),
    RSA.der,
    issuer.der,
    der.time(BEGIN),
    der.sequence(...entries),
    der.explicit(0, own),
  )
  return der.encode(der.sequence(tbs, RSA.der, der.bitString(Uint8Array.of(1))))
}

function parsed(entries: readonly der.DerNode[], extensions: readonly Extension[] = []): Crl {
  const read = parseCrl(encoded(entries, extensions))
  assert.ok(read.ok, read.ok ? '' : `${read.refusal} ${JSON.stringify(read.detail)}`)
  return read.value
}

test('an indirect list: certificateIssuer holds until another entry names one', () => {
  const { entries } = parsed([
    entry('01'),
    entry('02', issuedBy(first)),
    entry('03', reason(1)),
    entry('04', issuedBy(second)),
    entry('05'),
    entry('01'),
  ])
  assert.equal(entries.namesIssuers, true)
  assert.deepEqual(
    [...entries].map(({ serialHex, issuer: of, certificateIssuer }) => [
      serialHex,
      of,
      certificateIssuer !== undefined,
    ]),
    [
      ['01', undefined, false],
      ['02', names(first), true],
      ['03', names(first), false],
      ['04', names(second), true],
      ['05', names(second), false],
      ['01', names(second), false],
    ],
  )
  assert.deepEqual(
    [...entries.withSerial('01')].map((one) => one.issuer),
    [names(second), undefined],
  )
})

test('look-up: every serial number is found, the last entry first, and no other', () => {
  const serials = ['00', '01', '7f', '80', '0100', '-01', '-80', '8f02', `7f${'ff'.repeat(19)}`]
  const { entries } = parsed([
    ...serials.map((serialHex) => entry(serialHex, reason(6))),
    ...serials.map((serialHex) => entry(serialHex, reason(8))),
  ])
  assert.equal(entries.count, 2 * serials.length)
  for (const serialHex of serials)
    assert.deepEqual(
      [...entries.withSerial(serialHex)].map((one) => [one.serialHex, one.reason]),
      [
        [serialHex, 'removeFromCRL'],
        [serialHex, 'certificateHold'],
      ],
    )
  for (const other of ['02', '8f', '-02', '010000', '7fff'])
    assert.deepEqual([...entries.withSerial(other)], [])
})

test('an indirect list of many issuers: looked up in any order, each serial is under its own', () => {
  const count = 3000
  const serialOf = (at: number) => (0x010000 + at).toString(16).padStart(6, '0')
  const issuerOf = (at: number) => nameOf([['CN', `Issuer ${at - (at % 3)}`]])
  const { entries } = parsed(
    Array.from({ length: count }, (_, at) =>
      entry(serialOf(at), ...(at % 3 === 0 ? [issuedBy(issuerOf(at))] : [])),
    ),
  )
  // 7 and 3,000 have no common divisor: every place once, never the next one.
  for (let step = 0; step < count; step++) {
    const at = (7 * step) % count
    const [found, ...more] = entries.withSerial(serialOf(at))
    assert.deepEqual([found?.issuer, more.length], [names(issuerOf(at)), 0])
  }
  assert.deepEqual(
    Array.from(entries, (one) => one.issuer),
    Array.from({ length: count }, (_, at) => names(issuerOf(at))),
  )
})

test('a list without entries finds nothing', () => {
  const tbs = der.sequence(RSA.der, issuer.der, der.time(BEGIN))
  const read = parseCrl(der.encode(der.sequence(tbs, RSA.der, der.bitString(Uint8Array.of(1)))))
  assert.ok(read.ok)
  const { entries } = read.value
  assert.deepEqual([entries.count, [...entries], [...entries.withSerial('01')]], [0, [], []])
})

test('critical extensions nobody knows are named once, known and non-critical ones are not', () => {
  const unknown = critical(extension('1.2.3.4', der.nullValue()))
  const { entries } = parsed([
    entry('01', critical(reason(1))),
    entry('02', extension('1.2.3.5', der.nullValue())),
    entry('03', unknown),
    entry('04', unknown, critical(extension('1.2.3.6', der.nullValue()))),
  ])
  assert.deepEqual(entries.unknownCritical, ['1.2.3.4', '1.2.3.6'])
  assert.equal(entries.namesIssuers, false)
  assert.deepEqual([...entries.withSerial('03')][0]?.otherExtensions, [unknown])
})

test('one serial number ten thousand times: as many entries, found in one walk', () => {
  const { entries } = parsed(Array.from({ length: 10_000 }, () => entry('0102')))
  let found = 0
  for (const one of entries.withSerial('0102')) if (one.serialHex === '0102') found++
  assert.equal(found, 10_000)
})

test('freshestCRL of a complete list is read', () => {
  const points = [{ name: { kind: 'fullName', names: [uri('http://a.jp/delta')] } }] as const
  const { valueDer } = cRLDistributionPoints(points)
  const crl = parsed([entry('01')], [extension(OID.freshestCRL, valueDer)])
  assert.deepEqual(crl.extensions.freshestCRL?.[0]?.name, points[0].name)
})

test('a refusal inside an entry cites its clause and place', () => {
  const read = parseCrl(encoded([entry('01'), entry('02', reason(7))]))
  assert.ok(!read.ok)
  const { field, section, offset } = read.detail
  assert.equal(read.refusal, 'crl-reason-unknown')
  assert.match(String(field), /revokedCertificates.*reasonCode$/)
  assert.equal(section, 'RFC 5280 §5.3.1')
  assert.ok(Number(offset) > 0)
})
