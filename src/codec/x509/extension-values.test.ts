import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeDer, type DerReader } from '#codec/der/decode.ts'
import * as der from '#codec/der/encode.ts'
import { InvariantError } from '#kernel/assert.ts'
import { fromHex, toHex } from '#kernel/bytes.ts'
import { critical, extension, type Extension, extensionsNode } from './extension.ts'
import * as values from './extension-values.ts'
import { serialNode } from './serial-number.ts'
import { directoryName, type GeneralName, otherNameText, uri } from './general-name.ts'
import { nameOf } from './name.ts'
import { OID } from './oids.ts'
import {
  type CertificateExtensions,
  criticalBeyond,
  findExtension,
  readCertificateExtensions,
} from './read-extensions.ts'
import type { ExtensionRefusal } from './refusal.ts'

const bytesOf = (hex: string) => fromHex(hex) ?? new Uint8Array()
const issuer = nameOf([['C', 'JP']])

function readBack(extensions: readonly Extension[]) {
  const octets = der.encode(extensionsNode(extensions) ?? der.sequence())
  return decodeDer<CertificateExtensions, ExtensionRefusal>(
    octets,
    (reader: DerReader<ExtensionRefusal>) => readCertificateExtensions(reader),
  )
}
const outcomeOf = (...extensions: readonly Extension[]) => {
  const outcome = readBack(extensions)
  return outcome.ok ? undefined : outcome.refusal
}

const names: readonly GeneralName[] = [
  { kind: 'rfc822Name', text: 'a@b' },
  { kind: 'dNSName', text: 'c.d' },
  uri('http://e'),
  { kind: 'iPAddress', octets: Uint8Array.of(192, 0, 2, 1) },
  { kind: 'registeredID', oid: '1.2.3' },
  directoryName(issuer),
]
const longIssuer = nameOf([
  ['C', 'JP'],
  ['O', '公的'],
  ['emailAddress', 'a@b'],
])

/**
 * Each value, and the octets that OpenSSL 3.0 writes for it (`openssl req -x509 -extensions …`).
 */
const GOLDEN: readonly (readonly [string, Extension, string])[] = [
  ['keyUsage of a signer', values.keyUsage(['digitalSignature', 'nonRepudiation']), '030206c0'],
  ['keyUsage of an authority', values.keyUsage(['keyCertSign', 'cRLSign']), '03020106'],
  ['keyUsage of two octets', values.keyUsage(['keyAgreement', 'decipherOnly']), '0303070880'],
  ['extKeyUsage', values.extKeyUsage([OID.clientAuth]), '300a06082b06010505070302'],
  [
    'certificatePolicies with a CPS',
    values.certificatePolicies([
      { policyOid: '1.2.3', qualifiers: [{ kind: 'cps', uri: 'http://a' }] },
    ]),
    '301e301c06022a033016301406082b060105050702011608687474703a2f2f61',
  ],
  [
    'certificatePolicies without qualifier',
    values.certificatePolicies([{ policyOid: '1.2.3', qualifiers: [] }]),
    '3006300406022a03',
  ],
  [
    'subjectAltName of an otherName',
    values.subjectAltName([otherNameText('1.2.3.1', '山')]),
    '300ea00c06032a0301a0050c03e5b1b1',
  ],
  [
    'subjectAltName of the other kinds',
    values.subjectAltName(names),
    '302f81036140628203632e648608687474703a2f2f658704c000020188022a03' +
      'a40f300d310b3009060355040613024a50',
  ],
  [
    'issuerAltName',
    values.issuerAltName([directoryName(issuer)]),
    '3011a40f300d310b3009060355040613024a50',
  ],
  [
    'cRLDistributionPoints of a directoryName',
    values.cRLDistributionPoints([{ name: { kind: 'fullName', names: [directoryName(issuer)] } }]),
    '30173015a013a011a40f300d310b3009060355040613024a50',
  ],
  [
    'cRLDistributionPoints with reasons and issuer',
    values.cRLDistributionPoints([
      {
        name: { kind: 'fullName', names: [uri('http://e')] },
        reasons: [1, 2],
        cRLIssuer: [directoryName(issuer)],
      },
    ]),
    '30273025a00ca00a8608687474703a2f2f6581020560a211a40f300d310b3009060355040613024a50',
  ],
  [
    'authorityInfoAccess',
    values.authorityInfoAccess([{ methodOid: OID.ocspAccess, location: uri('http://a') }]),
    '3016301406082b060105050730018608687474703a2f2f61',
  ],
  [
    'authorityKeyIdentifier by issuer and serial',
    values.authorityKeyIdentifier({
      authority: { issuer: [directoryName(longIssuer)], serialHex: '8f' },
    }),
    '303ca136a4343032310b3009060355040613024a50310f300d060355040a0c06e585ace79a84' +
      '3112301006092a864886f70d01090116036140628202008f',
  ],
  [
    'authorityKeyIdentifier by key',
    values.authorityKeyIdentifier({ keyIdentifier: bytesOf('0102') }),
    '300480020102',
  ],
  ['subjectKeyIdentifier', values.subjectKeyIdentifierExtension(bytesOf('0102')), '04020102'],
  ['basicConstraints of an authority', values.basicConstraints({ ca: true }), '30030101ff'],
  [
    'basicConstraints with a path length',
    values.basicConstraints({ ca: true, pathLengthMax: 0 }),
    '30060101ff020100',
  ],
  ['basicConstraints of a leaf', values.basicConstraints({ ca: false }), '3000'],
  ['ocsp-nocheck', values.ocspNoCheck(), '0500'],
]

for (const [what, { valueDer, critical: isCritical }, golden] of GOLDEN)
  test(`extension written: ${what}`, () => {
    assert.equal(toHex(valueDer), golden)
    assert.equal(isCritical, false)
  })

for (const [what, written] of GOLDEN)
  test(`extension read back: ${what}`, () => {
    const outcome = readBack([critical(written)])
    assert.ok(outcome.ok)
    assert.deepEqual(outcome.value.all, [critical(written)])
  })

test('extensions: values are read back as they were given', () => {
  const outcome = readBack([
    values.keyUsage(['digitalSignature', 'cRLSign']),
    values.extKeyUsage([OID.ocspSigning]),
    values.subjectAltName([...names, otherNameText('1.2', '山')]),
    values.authorityKeyIdentifier({
      keyIdentifier: bytesOf('01'),
      authority: { issuer: names, serialHex: '8f01' },
    }),
    values.basicConstraints({ ca: true, pathLengthMax: 3 }),
    values.ocspNoCheck(),
    extension('1.2.3', der.integer(5)),
  ])
  assert.ok(outcome.ok)
  const { all, ...read } = outcome.value
  assert.equal(all.length, 7)
  assert.deepEqual(read, {
    keyUsage: ['digitalSignature', 'cRLSign'],
    extKeyUsage: [OID.ocspSigning],
    subjectAltName: [...names, otherNameText('1.2', '山')],
    authorityKeyIdentifier: {
      keyIdentifier: bytesOf('01'),
      authority: { issuer: names, serialHex: '8f01' },
    },
    basicConstraints: { ca: true, pathLengthMax: 3 },
    ocspNoCheck: true,
  })
})

const raw = (oid: string, hex: string): Extension => ({
  oid,
  critical: false,
  valueDer: bytesOf(hex),
})

for (const [what, { oid, valueDer }, expected] of [
  ['keyUsage without a bit', raw(OID.keyUsage, '030100'), 'key-usage-empty'],
  ['keyUsage of a tenth bit', raw(OID.keyUsage, '0303060040'), undefined],
  [
    'keyUsage of a tenth bit that is zero',
    raw(OID.keyUsage, '0303060080'),
    'der-value-not-canonical',
  ],
  ['keyUsage of many bits', raw(OID.keyUsage, `032200${'80'.repeat(32)}01`), undefined],
  ['extKeyUsage of nothing', raw(OID.extKeyUsage, '3000'), 'der-value-malformed'],
  ['an unknown kind of name', raw(OID.subjectAltName, '30028900'), 'der-tag-unexpected'],
  ['policies of nothing', raw(OID.certificatePolicies, '3000'), 'der-value-malformed'],
  [
    'a policy twice',
    raw(OID.certificatePolicies, '300c300406022a03300406022a03'),
    'policy-duplicate',
  ],
  [
    'qualifiers of nothing',
    raw(OID.certificatePolicies, '3008300606022a033000'),
    'der-value-malformed',
  ],
  [
    'a CPS that is no IA5String',
    raw(OID.certificatePolicies, '3016301406022a03300e300c06082b060105050702010500'),
    'der-tag-unexpected',
  ],
  [
    'a key identifier with issuer only',
    raw(OID.authorityKeyIdentifier, '3005a103820161'),
    'authority-key-identifier-incomplete',
  ],
  [
    'a key identifier with serial only',
    raw(OID.authorityKeyIdentifier, '3003820101'),
    'authority-key-identifier-incomplete',
  ],
  ['an empty key identifier', raw(OID.authorityKeyIdentifier, '3000'), undefined],
  [
    'a distribution point of reasons only',
    raw(OID.cRLDistributionPoints, '3006300481020560'),
    'distribution-point-empty',
  ],
  [
    'an empty distribution point',
    raw(OID.cRLDistributionPoints, '30023000'),
    'distribution-point-empty',
  ],
  ['cA FALSE written out', raw(OID.basicConstraints, '3003010100'), 'der-default-encoded'],
  ['a negative path length', raw(OID.basicConstraints, '30060101ff0201ff'), 'der-value-malformed'],
  ['the longest path', raw(OID.basicConstraints, '30090101ff02047fffffff'), undefined],
  ['a longer path', raw(OID.basicConstraints, '300a0101ff02050080000000'), undefined],
  [
    'a path of 2 to the 70th',
    raw(OID.basicConstraints, '300e0101ff020940' + '00'.repeat(8)),
    undefined,
  ],
  ['ocsp-nocheck of more', raw(OID.ocspNoCheck, '050100'), 'der-value-malformed'],
  ['octets after a known value', raw(OID.keyUsage, '0302010600'), 'der-trailing-bytes'],
  ['any octets in an unknown one', raw('1.2.3', 'ffff'), undefined],
] as const)
  test(`extension: ${what} → ${expected ?? 'read'}`, () =>
    assert.equal(outcomeOf({ oid, valueDer, critical: false }), expected))

test('extensions: the same one twice, known or not, is refused; none at all too', () => {
  assert.equal(outcomeOf(values.ocspNoCheck(), values.ocspNoCheck()), 'extension-duplicate')
  const unknown = extension('1.2.3', der.nullValue())
  assert.equal(outcomeOf(unknown, values.ocspNoCheck(), unknown), 'extension-duplicate')
  assert.equal(outcomeOf(), 'der-value-malformed')
})

test('extensions: critical FALSE written out is refused', () => {
  const octets = der.encode(
    der.sequence(der.sequence(der.oid('1.2.3'), der.boolean(false), der.octetString(bytesOf('')))),
  )
  const outcome = decodeDer<CertificateExtensions, ExtensionRefusal>(octets, (reader) =>
    readCertificateExtensions(reader),
  )
  assert.equal(outcome.ok ? undefined : outcome.refusal, 'der-default-encoded')
})

test('extensions: critical ones beyond the understood are named', () => {
  const all = [
    critical(extension('1.2.3', der.nullValue())),
    extension('1.2.4', der.nullValue()),
    critical(values.keyUsage(['cRLSign'])),
  ]
  assert.deepEqual(criticalBeyond(all, new Set([OID.keyUsage])), ['1.2.3'])
  assert.equal(findExtension(all, '1.2.4'), all[1])
  assert.equal(findExtension(all, '1.2.5'), undefined)
})

test('extensions: a keyUsage of nothing and a serial that is no number are bugs', () => {
  assert.throws(() => values.keyUsage([]), InvariantError)
  for (const serialHex of ['', 'xy', '1'])
    assert.throws(() => serialNode(serialHex), InvariantError)
})

test('keyUsage and reasons: bits that nothing names are read over, and stand in the raw value', () => {
  const usage = extension(OID.keyUsage, der.namedBits([0, 6, 9, 200, 300]))
  const name = der.explicit(0, der.implicit(0, der.sequence(der.implicit(6, der.ia5String('a:')))))
  // 33 to 40 would be keyCompromise to aACompromise in 32 bits that wrap around.
  const point = der.sequence(name, der.implicit(1, der.namedBits([1, 8, 9, 33, 34, 40])))
  const points = extension(OID.cRLDistributionPoints, der.sequence(point))
  const outcome = readBack([usage, points])
  assert.ok(outcome.ok)
  assert.deepEqual(outcome.value.keyUsage, ['digitalSignature', 'cRLSign'])
  assert.deepEqual(outcome.value.cRLDistributionPoints?.[0]?.reasons, [1, 8])
  assert.deepEqual(outcome.value.all, [usage, points])
})

test('keyUsage: every set of bits is read back in order', () => {
  fc.assert(
    fc.property(fc.subarray([...values.KEY_USAGES], { minLength: 1 }), (usages) => {
      const outcome = readBack([values.keyUsage(usages)])
      assert.deepEqual(outcome.ok ? outcome.value.keyUsage : outcome, usages)
    }),
    { seed: 3, numRuns: 200 },
  )
})

test('an extension met before is refused where it stands twice, as at the first time', () => {
  const usage = values.keyUsage(['keyEncipherment', 'decipherOnly'])
  const first = readBack([usage, usage])
  assert.equal(first.ok ? undefined : first.refusal, 'extension-duplicate')
  readBack([usage])
  assert.deepEqual(readBack([usage, usage]), first)
})

test('what an authority writes into every certificate is kept apart from its view of one', () => {
  const usage = values.extKeyUsage(['2.999.7.1'])
  const octets = der.encode(extensionsNode([usage]) ?? der.sequence())
  const read = () =>
    decodeDer<CertificateExtensions, ExtensionRefusal>(octets, readCertificateExtensions)
  read()
  const known = read()
  octets.fill(0)
  assert.deepEqual(known, readBack([usage]))
})
