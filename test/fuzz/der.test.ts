import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Crl, parseCrl } from '#codec/crl/crl.ts'
import {
  assembleCrl,
  cRLNumber,
  encodeTbsCrl,
  issuingDistributionPoint,
} from '#codec/crl/encode-crl.ts'
import { CRL_REFUSAL_TEXTS } from '#codec/crl/messages.ts'
import { decodeDer, DER_LIMITS, type DerReader } from '#codec/der/decode.ts'
import * as der from '#codec/der/encode.ts'
import { DER_REFUSAL_TEXTS } from '#codec/der/messages.ts'
import { SIGNATURE_ALGORITHMS } from '#codec/x509/algorithm.ts'
import { type Certificate, parseCertificate } from '#codec/x509/certificate.ts'
import { assembleCertificate, encodeTbsCertificate } from '#codec/x509/encode-certificate.ts'
import { critical, type Extension, extension } from '#codec/x509/extension.ts'
import * as values from '#codec/x509/extension-values.ts'
import { directoryName, otherNameText, uri } from '#codec/x509/general-name.ts'
import { CERTIFICATE_REFUSAL_TEXTS } from '#codec/x509/messages.ts'
import { type Name, nameOf, nameOfRelativeNames } from '#codec/x509/name.ts'
import { formatName } from '#codec/x509/name-text.ts'
import { OID } from '#codec/x509/oids.ts'
import { concatBytes, toHex } from '#kernel/bytes.ts'
import { instant } from '#kernel/instant.ts'
import type { Result } from '#kernel/result.ts'

// Good encodings with octets changed, cut, moved and repeated: parsers answer with a value or a refusal of
// their table, never throw, and whatever they accept means what its octets say.

const RUNS = 4000
const RSA = SIGNATURE_ALGORITHMS.sha256WithRSAEncryption
const issuer = nameOf([
  ['C', 'JP'],
  ['O', '試験'],
  ['OU', 'fuzz'],
])
const at = instant(Date.UTC(2026, 2, 1))
const authority = { issuer: [directoryName(issuer)], serialHex: '8f01' }
const place = { name: { kind: 'fullName', names: [directoryName(issuer)] } } as const

const certificate = assembleCertificate(
  encodeTbsCertificate({
    serialHex: '067c6a21',
    signatureAlgorithm: RSA,
    issuer,
    notBefore: at,
    notAfter: instant(Date.UTC(2051, 0, 1)),
    subject: nameOf([
      ['C', 'JP'],
      ['L', 'Tokyo-to'],
      ['CN', '20260301'],
    ]),
    spkiDer: der.encode(
      der.sequence(
        der.sequence(der.oid(OID.rsaEncryption), der.nullValue()),
        der.bitString(new Uint8Array(20)),
      ),
    ),
    extensions: [
      critical(values.keyUsage(['digitalSignature', 'nonRepudiation'])),
      values.subjectAltName([otherNameText('1.2.3.1', '山田　花子'), uri('http://a')]),
      critical(
        values.certificatePolicies([
          { policyOid: '1.2.3', qualifiers: [{ kind: 'cps', uri: 'http://a' }] },
        ]),
      ),
      values.cRLDistributionPoints([place]),
      values.authorityInfoAccess([{ methodOid: OID.ocspAccess, location: uri('http://a') }]),
      values.authorityKeyIdentifier({ keyIdentifier: new Uint8Array(20), authority }),
      values.subjectKeyIdentifierExtension(new Uint8Array(20)),
      values.basicConstraints({ ca: true, pathLengthMax: 1 }),
      extension('1.2.3.4', der.utf8String('x')),
    ],
  }),
  RSA,
  new Uint8Array(16),
)

const crl = assembleCrl(
  encodeTbsCrl({
    signatureAlgorithm: RSA,
    issuer,
    thisUpdate: at,
    nextUpdate: instant(Date.UTC(2026, 2, 3)),
    entries: [
      { serialHex: '01', revokedAt: at, reason: 'keyCompromise' },
      { serialHex: '8f02', revokedAt: at, reason: 'unspecified' },
      { serialHex: '067c6a21', revokedAt: at, reason: 'certificateHold' },
    ],
    extensions: [
      values.authorityKeyIdentifier({ keyIdentifier: new Uint8Array(20) }),
      cRLNumber(77n),
      issuingDistributionPoint({ ...place, onlyContains: 'user' }),
    ],
  }),
  RSA,
  new Uint8Array(16),
)

/** One change to a byte string; positions are taken modulo its length. */
type Change = (octets: Uint8Array) => Uint8Array

const position = fc.nat(65_535)
/** Octets that mean something as tag or length, besides any octet at all. */
const octet = fc.oneof(
  fc.constantFrom(0, 1, 2, 3, 5, 0x0c, 0x30, 0x31, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xa0, 0xa3, 0xff),
  fc.nat(255),
)
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(position, octet).map(([p, value]): Change => (octets) => {
    const changed = octets.slice()
    changed[p % octets.length] = value
    return changed
  }),
  fc.tuple(position, fc.nat(7)).map(([p, bit]): Change => (octets) => {
    const changed = octets.slice()
    changed[p % octets.length] = (octets[p % octets.length] ?? 0) ^ (1 << bit)
    return changed
  }),
  fc.tuple(position, octet).map(([p, value]): Change => (octets) => {
    const cut = p % (octets.length + 1)
    return concatBytes(octets.subarray(0, cut), Uint8Array.of(value), octets.subarray(cut))
  }),
  fc.tuple(position, fc.nat(8)).map(([p, length]): Change => (octets) => {
    const cut = p % octets.length
    return concatBytes(octets.subarray(0, cut), octets.subarray(cut + length))
  }),
  fc.tuple(position, position, fc.nat(64)).map(([from, to, length]): Change => (octets) => {
    const [start, cut] = [from % octets.length, to % octets.length]
    const piece = octets.subarray(start, start + length)
    return concatBytes(octets.subarray(0, cut), piece, octets.subarray(cut))
  }),
  position.map(
    (p): Change =>
      (octets) =>
        octets.slice(0, p % octets.length),
  ),
)

function mutationsOf(good: Uint8Array): fc.Arbitrary<Uint8Array> {
  return fc
    .array(change, { minLength: 1, maxLength: 4 })
    .map((changes) =>
      changes.reduce((octets, one) => (octets.length > 0 ? one(octets) : octets), good),
    )
}

/** Runs `check` over many mutations of `good`; a refusal must be of the table and point into the input. */
function fuzz<T>(
  good: Uint8Array,
  parse: (octets: Uint8Array) => Result<T, string>,
  texts: Readonly<Record<string, unknown>>,
  check: (value: T, octets: Uint8Array) => void,
  seed: number,
): { accepted: number; refusals: ReadonlySet<string> } {
  const refusals = new Set<string>()
  let accepted = 0
  const property = fc.property(mutationsOf(good), (octets) => {
    const outcome = parse(octets)
    if (outcome.ok) {
      accepted++
      check(outcome.value, octets)
      return
    }
    refusals.add(outcome.refusal)
    assert.ok(outcome.refusal in texts, outcome.refusal)
    const { offset } = outcome.detail
    assert.ok(typeof offset === 'number' && offset >= 0 && offset <= octets.length)
  })
  fc.assert(property, { seed, numRuns: RUNS })
  return { accepted, refusals }
}

const again = (name: Name) => toHex(nameOfRelativeNames(name.relativeNames).der)

/** What an accepted certificate says, encoded anew, is what it was. */
function checkCertificate(value: Certificate, octets: Uint8Array): void {
  assert.equal(toHex(value.der), toHex(octets))
  for (const name of [value.issuer, value.subject]) {
    assert.equal(again(name), toHex(name.der))
    assert.equal(formatName(name).includes('\n'), false)
  }
  const { extensions: read } = value
  const rebuilt: readonly (Extension | undefined)[] = [
    read.keyUsage && values.keyUsage(read.keyUsage),
    read.extKeyUsage && values.extKeyUsage(read.extKeyUsage),
    read.certificatePolicies && values.certificatePolicies(read.certificatePolicies),
    read.subjectAltName && values.subjectAltName(read.subjectAltName),
    read.issuerAltName && values.issuerAltName(read.issuerAltName),
    read.cRLDistributionPoints && values.cRLDistributionPoints(read.cRLDistributionPoints),
    read.authorityInfoAccess && values.authorityInfoAccess(read.authorityInfoAccess),
    read.authorityKeyIdentifier && values.authorityKeyIdentifier(read.authorityKeyIdentifier),
    read.subjectKeyIdentifier && values.subjectKeyIdentifierExtension(read.subjectKeyIdentifier),
    read.basicConstraints && values.basicConstraints(read.basicConstraints),
    read.ocspNoCheck && values.ocspNoCheck(),
  ]
  for (const one of rebuilt) {
    if (one === undefined) continue
    const was = read.all.find(({ oid }) => oid === one.oid)
    assert.equal(toHex(one.valueDer), toHex(was?.valueDer ?? new Uint8Array()), one.oid)
  }
}

function checkCrl(value: Crl, octets: Uint8Array): void {
  assert.equal(toHex(value.der), toHex(octets))
  assert.equal(again(value.issuer), toHex(value.issuer.der))
  for (const { serialHex } of value.entries) assert.match(serialHex, /^-?(?:[0-9a-f]{2}){1,20}$/)
  const { cRLNumber: number, issuingDistributionPoint: scope, all } = value.extensions
  const rebuilt = [
    number === undefined ? undefined : cRLNumber(number),
    scope === undefined ? undefined : issuingDistributionPoint(scope),
  ]
  for (const one of rebuilt) {
    if (one === undefined) continue
    const was = all.find(({ oid }) => oid === one.oid)
    assert.equal(toHex(one.valueDer), toHex(was?.valueDer ?? new Uint8Array()), one.oid)
  }
}

test('fuzz: mutated certificates are read or refused, and what is read means its octets', () => {
  const seen = fuzz(certificate, parseCertificate, CERTIFICATE_REFUSAL_TEXTS, checkCertificate, 1)
  assert.ok(seen.accepted > 0, 'some mutations stay certificates')
  assert.ok(seen.refusals.size >= 8, [...seen.refusals].join(' '))
})

test('fuzz: mutated CRLs are read or refused, and what is read means its octets', () => {
  const seen = fuzz(crl, parseCrl, CRL_REFUSAL_TEXTS, checkCrl, 2)
  assert.ok(seen.accepted > 0, 'some mutations stay CRLs')
  assert.ok(seen.refusals.size >= 8, [...seen.refusals].join(' '))
})

const wholeLength = (reader: DerReader) => reader.any('value').der.length

test('fuzz: octets without sense are read or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (octets) => {
      const outcome = decodeDer(octets, wholeLength)
      if (outcome.ok) assert.equal(outcome.value, octets.length)
      else assert.ok(outcome.refusal in DER_REFUSAL_TEXTS)
      for (const { ok } of [parseCertificate(octets), parseCrl(octets)]) assert.equal(ok, false)
    }),
    { seed: 4, numRuns: RUNS },
  )
})

/** Inputs made to cost: each must end at a bound, long before the time limit of the test. */
const nestedHeaders = (count: number) => {
  const nested = new Uint8Array(5 * count)
  for (let i = 0; i < count; i++) {
    const left = 5 * (count - i - 1)
    nested.set([0x30, 0x83, left >> 16, (left >> 8) & 0xff, left & 0xff], 5 * i)
  }
  return nested
}
const manyNulls = (count: number) => {
  const contents = new Uint8Array(2 * count)
  for (let i = 0; i < contents.length; i += 2) contents[i] = 5
  return der.encode(new der.DerNode(0x30, contents))
}

for (const [what, octets, limits, expected] of [
  ['a million octets of open sequences', nestedHeaders(200_000), DER_LIMITS, 'der-too-deep'],
  ['half a million values', manyNulls(500_000), DER_LIMITS, 'der-too-many-values'],
  ['more octets than allowed', new Uint8Array(1_048_577), DER_LIMITS, 'der-too-large'],
  [
    'a length of 126 octets',
    Uint8Array.of(0x04, 0xfe, ...new Uint8Array(126).fill(0xff)),
    DER_LIMITS,
    'der-truncated',
  ],
] as const)
  test(`hostile: ${what} → ${expected}`, { timeout: 10_000 }, () => {
    const outcome = decodeDer(octets, (reader) => reader.any('value').tag, limits)
    assert.equal(outcome.ok ? 'read' : outcome.refusal, expected)
  })

test(
  'hostile: a number of a megabyte is read; as an identifier or a serial it is refused',
  { timeout: 10_000 },
  () => {
    const long = new Uint8Array(1_000_000).fill(0x7f)
    const number = decodeDer(der.encode(new der.DerNode(0x02, long)), (reader) =>
      reader.integer('number'),
    )
    assert.equal(number.ok && number.value >> 7_999_992n, 0x7fn)
    const oid = decodeDer(der.encode(new der.DerNode(0x06, long)), (reader) => reader.oid('oid'))
    assert.equal(oid.ok ? 'read' : oid.refusal, 'der-value-malformed')
    const entry = der.sequence(new der.DerNode(0x02, long), der.time(at))
    const tbs = der.sequence(der.integer(1), RSA.der, issuer.der, der.time(at), der.sequence(entry))
    const long20 = parseCrl(der.encode(der.sequence(tbs, RSA.der, der.bitString(long))))
    assert.equal(long20.ok ? 'read' : long20.refusal, 'crl-serial-malformed')
  },
)
