import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as der from '#codec/der/encode.ts'
import { SIGNATURE_ALGORITHMS } from '#codec/x509/algorithm.ts'
import { critical, extension, type Extension, extensionsNode } from '#codec/x509/extension.ts'
import { authorityKeyIdentifier } from '#codec/x509/extension-values.ts'
import { directoryName, generalNamesNode, uri } from '#codec/x509/general-name.ts'
import { EMPTY_NAME, nameOf } from '#codec/x509/name.ts'
import { OID } from '#codec/x509/oids.ts'
import { InvariantError } from '#kernel/assert.ts'
import { fromHex, toHex } from '#kernel/bytes.ts'
import { instant, type Instant, parseInstant } from '#kernel/instant.ts'
import { type Crl, parseCrl } from './crl.ts'
import {
  assembleCrl,
  cRLNumber,
  type CrlListing,
  encodeTbsCrl,
  issuingDistributionPoint,
} from './encode-crl.ts'
import { CRL_REFUSAL_TEXTS } from './messages.ts'
import { CRL_REASON_CODES, crlReasonOf } from './reason.ts'

const at = (text: string): Instant => parseInstant(text) ?? instant(0)
const bytesOf = (hex: string) => fromHex(hex) ?? new Uint8Array()
const RSA = SIGNATURE_ALGORITHMS.sha256WithRSAEncryption
const issuer = nameOf([
  ['C', 'JP'],
  ['O', 'Shomei'],
])
const partition = nameOf([
  ['C', 'JP'],
  ['OU', 'Tokyo-to'],
  ['CN', 'Kiyose-shi CRLDP'],
])
const scope = issuingDistributionPoint({
  name: { kind: 'fullName', names: [directoryName(partition)] },
  onlyContains: 'user',
})
const [thisUpdate, nextUpdate] = [at('2026-03-01T00:00:00Z'), at('2026-03-02T12:00:00Z')]
const listing = (serialHex: string, reason: CrlListing['reason']): CrlListing => {
  return { serialHex, reason, revokedAt: at('2026-02-28T01:02:03Z') }
}
const made = (entries: readonly CrlListing[], extensions: readonly Extension[]) =>
  assembleCrl(
    encodeTbsCrl({ signatureAlgorithm: RSA, issuer, thisUpdate, nextUpdate, entries, extensions }),
    RSA,
    bytesOf('0102'),
  )

test('CRL: what is written is read back', () => {
  const identifier = { keyIdentifier: bytesOf('ab'), authority: undefined }
  const extensions = [authorityKeyIdentifier(identifier), cRLNumber(300n), scope]
  const listings = [
    listing('01', 'unspecified'),
    listing('8f02', 'certificateHold'),
    listing('067c6a21', 'affiliationChanged'),
  ]
  const crlDer = made(listings, extensions)
  const parsed = parseCrl(crlDer)
  assert.ok(parsed.ok)
  const { tbsDer, entries, ...rest } = parsed.value
  assert.deepEqual(rest, {
    der: crlDer,
    version: 2,
    signatureAlgorithm: { oid: RSA.oid, parametersDer: bytesOf('0500'), der: RSA.der },
    issuer,
    thisUpdate,
    nextUpdate,
    extensions: {
      all: extensions,
      authorityKeyIdentifier: identifier,
      cRLNumber: 300n,
      issuingDistributionPoint: {
        name: { kind: 'fullName', names: [directoryName(partition)] },
        onlyContains: 'user',
        onlySomeReasons: undefined,
        indirect: false,
      },
    },
    signature: bytesOf('0102'),
  })
  assert.equal(toHex(crlDer).includes(toHex(tbsDer)), true)
  assert.deepEqual(
    [...entries].map(({ serialHex, reason, revokedAt }) => ({ serialHex, reason, revokedAt })),
    listings,
  )
  assert.equal(last(parsed.value, '8f02')?.reason, 'certificateHold')
  assert.equal(last(parsed.value, '02'), undefined)
})

test('CRL: golden octets of an entry and of the scope', () => {
  const hex = toHex(made([listing('8f', 'keyCompromise')], [scope]))
  // Entry as RFC 5280 §5.1 lays it out: serial, UTCTime, reasonCode in an OCTET STRING.
  assert.match(hex, /302330210202008f170d3236303232383031303230335a300c300a0603551d1504030a0101/)
  assert.match(hex, /0603551d1c0101ff04/)
})

test('CRL: no entry, no list', () => {
  const parsed = parseCrl(made([], [scope]))
  assert.deepEqual(parsed.ok && [...parsed.value.entries], [])
})

test('CRL: numbers up to 20 octets', () => {
  const most = (1n << 159n) - 1n
  const parsed = parseCrl(made([], [cRLNumber(most)]))
  assert.equal(parsed.ok && parsed.value.extensions.cRLNumber, most)
  for (const number of [-1n, most + 1n]) assert.throws(() => cRLNumber(number), InvariantError)
})

test('CRL: a scope that says nothing is a bug', () =>
  assert.throws(() => issuingDistributionPoint({}), InvariantError))

for (const [what, point] of [
  [
    'authorities, some reasons, indirect',
    { onlyContains: 'ca', onlySomeReasons: [1, 6], indirect: true },
  ],
  ['attribute certificates', { onlyContains: 'attribute' }],
  [
    'relative name',
    {
      name: {
        kind: 'nameRelativeToCRLIssuer',
        relativeName: [{ oid: '2.5.4.3', form: 'utf8', text: 'x' }],
      },
    },
  ],
  ['a place', { name: { kind: 'fullName', names: [uri('http://a')] } }],
] as const)
  test(`CRL scope: ${what} is read back`, () => {
    const parsed = parseCrl(made([], [issuingDistributionPoint(point)]))
    const absent = { name: undefined, onlyContains: undefined, onlySomeReasons: undefined }
    assert.deepEqual(parsed.ok && parsed.value.extensions.issuingDistributionPoint, {
      ...absent,
      indirect: false,
      ...point,
    })
  })

test('CRL scope: flags that stand for no reason are left out', () => {
  // In 32 bits that wrap around 33 would be keyCompromise.
  const point = issuingDistributionPoint({ onlySomeReasons: [2, 9, 33, 40] })
  const parsed = parseCrl(made([], [point]))
  assert.ok(parsed.ok)
  assert.deepEqual(parsed.value.extensions.issuingDistributionPoint?.onlySomeReasons, [2])
  assert.deepEqual(parsed.value.extensions.all, [point])
})

test('CRL: reasons and codes', () => {
  for (const [reason, code] of Object.entries(CRL_REASON_CODES))
    assert.equal(crlReasonOf(code), reason)
  assert.deepEqual([crlReasonOf(7), crlReasonOf(11)], [undefined, undefined])
})

/** A CRL built part by part, to break one rule at a time. */
interface Parts {
  readonly version: der.DerPart
  readonly inner: Uint8Array
  readonly issuer: der.DerValue
  readonly times: readonly der.DerPart[]
  readonly list: der.DerPart
  readonly extensions: der.DerPart
  readonly outer: Uint8Array
}
const entry = (...extensions: readonly Extension[]) =>
  der.sequence(der.integer(5), der.time(thisUpdate), extensionsNode(extensions))
const crlExtensions = (...extensions: readonly Extension[]) =>
  der.explicit(0, extensionsNode(extensions) ?? der.sequence())
const idp = (...parts: readonly der.DerPart[]) =>
  crlExtensions(critical(extension(OID.issuingDistributionPoint, der.sequence(...parts))))
const flag = (n: number, value = true) => der.implicit(n, der.boolean(value))
const good: Parts = {
  version: der.integer(1),
  inner: RSA.der,
  issuer: issuer.der,
  times: [der.time(thisUpdate), der.time(nextUpdate)],
  list: der.sequence(entry()),
  extensions: undefined,
  outer: RSA.der,
}
function outcomeOf(change: Partial<Parts>): string {
  const { version, inner, issuer: by, times, list, extensions, outer } = { ...good, ...change }
  const tbs = der.sequence(version, inner, by, ...times, list, extensions)
  const crl = der.encode(der.sequence(tbs, outer, der.bitString(bytesOf('01'))))
  const parsed = parseCrl(crl)
  return parsed.ok ? 'read' : parsed.refusal
}
const reason = (code: number) => extension(OID.reasonCode, der.enumerated(code))
const other = extension('1.2.3', der.nullValue())

for (const [what, change, expected] of [
  ['good', {}, 'read'],
  ['version 1', { version: undefined }, 'read'],
  ['version 0 written out', { version: der.integer(0) }, 'crl-version-unsupported'],
  ['version 3', { version: der.integer(2) }, 'crl-version-unsupported'],
  [
    'version 1, extensions',
    { version: undefined, extensions: crlExtensions(other) },
    'crl-version-too-low',
  ],
  [
    'version 1, entry extensions',
    { version: undefined, list: der.sequence(entry(reason(1))) },
    'crl-version-too-low',
  ],
  [
    'another algorithm outside',
    { outer: SIGNATURE_ALGORITHMS.ecdsaWithSHA256.der },
    'crl-algorithms-differ',
  ],
  ['no issuer', { issuer: EMPTY_NAME.der }, 'crl-issuer-empty'],
  ['no nextUpdate', { times: [der.time(thisUpdate)] }, 'read'],
  ['no thisUpdate', { times: [] }, 'der-tag-unexpected'],
  [
    'GeneralizedTime',
    { times: [der.generalizedTime(thisUpdate), der.generalizedTime(nextUpdate)] },
    'read',
  ],
  ['no list', { list: undefined }, 'read'],
  ['an empty list', { list: der.sequence() }, 'crl-list-empty'],
  ['an empty entry', { list: der.sequence(der.sequence()) }, 'der-truncated'],
  ['serial 0', { list: der.sequence(der.sequence(der.integer(0), der.time(thisUpdate))) }, 'read'],
  [
    'serial of 20 octets',
    { list: der.sequence(der.sequence(bytesOf(`0214${'7f'.repeat(20)}`), der.time(thisUpdate))) },
    'read',
  ],
  [
    'serial of 21 octets',
    { list: der.sequence(der.sequence(bytesOf(`0215${'7f'.repeat(21)}`), der.time(thisUpdate))) },
    'crl-serial-malformed',
  ],
  [
    'entry extensions of none',
    { list: der.sequence(der.sequence(der.integer(1), der.time(thisUpdate), der.sequence())) },
    'der-value-malformed',
  ],
  ['reason 10', { list: der.sequence(entry(reason(10))) }, 'read'],
  ['reason 7', { list: der.sequence(entry(reason(7))) }, 'crl-reason-unknown'],
  ['reason 11', { list: der.sequence(entry(reason(11))) }, 'crl-reason-unknown'],
  ['reason twice', { list: der.sequence(entry(reason(1), reason(1))) }, 'extension-duplicate'],
  [
    'reason as INTEGER',
    { list: der.sequence(entry(extension(OID.reasonCode, der.integer(1)))) },
    'der-tag-unexpected',
  ],
  ['unknown entry extension', { list: der.sequence(entry(critical(other))) }, 'read'],
  [
    'invalidity as UTCTime',
    { list: der.sequence(entry(extension(OID.invalidityDate, der.utcTime(thisUpdate)))) },
    'der-tag-unexpected',
  ],
  ['no extensions but a list', { extensions: crlExtensions() }, 'der-value-malformed'],
  ['extension twice', { extensions: crlExtensions(other, other) }, 'extension-duplicate'],
  [
    'number -1',
    { extensions: crlExtensions(extension(OID.cRLNumber, der.integer(-1))) },
    'crl-number-malformed',
  ],
  [
    'number of 21 octets',
    { extensions: crlExtensions(extension(OID.cRLNumber, der.integer(1n << 160n))) },
    'crl-number-malformed',
  ],
  ['scope of nothing', { extensions: idp() }, 'crl-scope-malformed'],
  ['users and authorities', { extensions: idp(flag(1), flag(2)) }, 'crl-scope-malformed'],
  ['a flag FALSE written out', { extensions: idp(flag(1, false)) }, 'der-default-encoded'],
  ['flags the wrong way round', { extensions: idp(flag(4), flag(1)) }, 'der-trailing-bytes'],
  ['more after the extensions', { extensions: der.sequence() }, 'der-trailing-bytes'],
] as const)
  test(`CRL: ${what} → ${expected}`, () => assert.equal(outcomeOf(change), expected))

test('CRL: what an entry says beyond its reason', () => {
  const invalidSince = at('2026-01-01T00:00:00Z')
  const list = der.sequence(
    entry(
      extension(OID.invalidityDate, der.generalizedTime(invalidSince)),
      critical(extension(OID.certificateIssuer, generalNamesNode([directoryName(partition)]))),
      other,
    ),
  )
  const tbs = der.sequence(good.version, good.inner, issuer.der, ...good.times, list)
  const parsed = parseCrl(der.encode(der.sequence(tbs, good.outer, der.bitString(bytesOf('01')))))
  assert.ok(parsed.ok)
  assert.deepEqual(
    [...parsed.value.entries],
    [
      {
        serialHex: '05',
        revokedAt: thisUpdate,
        reason: 'unspecified',
        invalidityDate: invalidSince,
        certificateIssuer: [directoryName(partition)],
        otherExtensions: [other],
        issuer: [directoryName(partition)],
      },
    ],
  )
})

test('CRL: 100,000 entries are written and read', () => {
  const listings = Array.from({ length: 100_000 }, (_, i) =>
    listing((0x10000000 + 3 * i).toString(16), i % 2 === 0 ? 'superseded' : 'unspecified'),
  )
  const parsed = parseCrl(made(listings, [cRLNumber(1n), scope]))
  assert.ok(parsed.ok)
  assert.equal(parsed.value.entries.count, listings.length)
  for (const { serialHex, reason: why } of listings)
    assert.equal(last(parsed.value, serialHex)?.reason, why)
})

function last({ entries }: Crl, serialHex: string) {
  const [found] = entries.withSerial(serialHex)
  return found
}

test('CRL refusals: every text names what to do next in both languages', () => {
  for (const { ja, en, nextJa, nextEn } of Object.values(CRL_REFUSAL_TEXTS))
    for (const line of [ja, en, nextJa, nextEn]) assert.ok(line.length > 5)
})
