import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeDer } from '#codec/der/decode.ts'
import * as der from '#codec/der/encode.ts'
import { fromHex } from '#kernel/bytes.ts'
import {
  ATTRIBUTES_MAX,
  DISTRIBUTION_POINTS_MAX,
  EXTENSIONS_MAX,
  GENERAL_NAMES_MAX,
  KEY_PURPOSES_MAX,
  POLICIES_MAX,
  POLICY_MAPPINGS_MAX,
  RELATIVE_NAMES_MAX,
  SUBTREES_MAX,
} from './bounds.ts'
import {
  COUNT_MAX,
  type GeneralSubtree,
  inhibitAnyPolicy,
  nameConstraints,
  policyConstraints,
  policyMappings,
} from './constraints.ts'
import { critical, extension, type Extension, extensionsNode } from './extension.ts'
import * as values from './extension-values.ts'
import { directoryName, type GeneralName, uri } from './general-name.ts'
import { nameOf, nameOfRelativeNames, type RelativeName } from './name.ts'
import { ATTRIBUTE, OID } from './oids.ts'
import { type CertificateExtensions, readCertificateExtensions } from './read-extensions.ts'
import type { ExtensionRefusal } from './refusal.ts'

const bytesOf = (hex: string) => fromHex(hex) ?? new Uint8Array()
const read = (...extensions: readonly Extension[]) =>
  decodeDer<CertificateExtensions, ExtensionRefusal>(
    der.encode(extensionsNode(extensions) ?? der.sequence()),
    (reader) => readCertificateExtensions(reader),
  )
const readBack = (one: Extension): CertificateExtensions => {
  const result = read(one)
  assert.ok(result.ok, result.ok ? '' : `${result.refusal} ${JSON.stringify(result.detail)}`)
  return result.value
}
const dns = (text: string): GeneralName => ({ kind: 'dNSName', text })
const ip = (hex: string): GeneralName => ({ kind: 'iPAddress', octets: bytesOf(hex) })
const subtree = (base: GeneralName): GeneralSubtree => ({ base, minimum: 0, maximum: undefined })

test('nameConstraints: every kind of name is read back as it was written, and critical', () => {
  const permitted = [
    dns('example.jp'),
    { kind: 'rfc822Name', text: '.example.jp' },
    directoryName(nameOf([['C', 'JP']])),
    uri('.example.jp'),
    ip('0a000000ff000000'),
    ip('0000000000000000'),
    ip(`20010db8${'00'.repeat(12)}ffffffff${'00'.repeat(12)}`),
    { kind: 'registeredID', oid: '1.2.3' },
    { kind: 'otherName', oid: '1.2.3', text: 'x' },
    { kind: 'x400Address', der: bytesOf('a3023000') },
    { kind: 'ediPartyName', der: bytesOf('a5058103616263') },
  ] as const satisfies readonly GeneralName[]
  const constraints = {
    permitted: permitted.map(subtree),
    excluded: [{ base: dns('a.example.jp'), minimum: 2, maximum: 5 }],
  }
  const extensions = readBack(nameConstraints(constraints))
  assert.deepEqual(extensions.nameConstraints, constraints)
  assert.equal(extensions.all[0]?.critical, true)
  const only = { permitted: [], excluded: [subtree(dns(''))] }
  assert.deepEqual(readBack(nameConstraints(only)).nameConstraints, only)
})

test('policyMappings, policyConstraints, inhibitAnyPolicy: read back as written', () => {
  const mappings = [
    { issuerDomainPolicy: '1.2.3', subjectDomainPolicy: '2.5.29.32.0' },
    { issuerDomainPolicy: '1.2.3', subjectDomainPolicy: '1.2.4' },
  ]
  assert.deepEqual(readBack(policyMappings(mappings)).policyMappings, mappings)
  for (const constraints of [
    { requireExplicitPolicy: 0, inhibitPolicyMapping: undefined },
    { requireExplicitPolicy: undefined, inhibitPolicyMapping: COUNT_MAX },
    { requireExplicitPolicy: 200, inhibitPolicyMapping: 1 },
  ])
    assert.deepEqual(readBack(policyConstraints(constraints)).policyConstraints, constraints)
  assert.equal(readBack(inhibitAnyPolicy(0)).inhibitAnyPolicy, 0)
})

for (const [what, hex, count] of [
  ['a count of five octets', '050080000000', 2 ** 31],
  ['the last safe integer', '071fffffffffffff', COUNT_MAX],
  ['one more', '0720000000000000', COUNT_MAX],
  ['2 to the 70th', '09400000000000000000', COUNT_MAX],
  ['a count of 100 octets', `647f${'ff'.repeat(99)}`, COUNT_MAX],
] as const)
  test(`INTEGER (0..MAX): ${what} is read, and beyond any path`, () => {
    const length = (hex.length / 2 + 1).toString(16).padStart(2, '0')
    const required = readBack(raw(OID.policyConstraints, `30${length}80${hex}`))
    assert.equal(required.policyConstraints?.requireExplicitPolicy, count)
    const inhibited = readBack(raw(OID.policyConstraints, `30${length}81${hex}`))
    assert.equal(inhibited.policyConstraints?.inhibitPolicyMapping, count)
    assert.equal(readBack(raw(OID.inhibitAnyPolicy, `02${hex}`)).inhibitAnyPolicy, count)
  })

test('an alternative name without a name is read as none', () => {
  const empty = extension(OID.subjectAltName, bytesOf('3000'))
  const extensions = readBack(empty)
  assert.deepEqual([extensions.all, extensions.subjectAltName], [[empty], undefined])
})

test('freshestCRL and subjectInfoAccess: the types of cRLDistributionPoints and authorityInfoAccess', () => {
  const points = [{ name: { kind: 'fullName', names: [uri('http://a.jp/d')] } }] as const
  const { valueDer } = values.cRLDistributionPoints(points)
  const asRead = { ...points[0], reasons: undefined, cRLIssuer: undefined }
  assert.deepEqual(readBack(extension(OID.freshestCRL, valueDer)).freshestCRL, [asRead])
  const access = [{ methodOid: '1.3.6.1.5.5.7.48.5', location: uri('http://a.jp/r') }]
  const info = values.authorityInfoAccess(access).valueDer
  assert.deepEqual(readBack(extension(OID.subjectInfoAccess, info)).subjectInfoAccess, access)
})

const constraintOn = (base: GeneralName) =>
  nameConstraints({ permitted: [subtree(base)], excluded: [] })
const raw = (oid: string, hex: string) => critical(extension(oid, bytesOf(hex)))
const alt = (hex: string) => values.subjectAltName([ip(hex)])

for (const [name, one, refusal] of [
  ['nameConstraints of nothing', raw(OID.nameConstraints, '3000'), 'name-constraints-empty'],
  ['no permitted subtree', raw(OID.nameConstraints, '3002a000'), 'der-value-malformed'],
  [
    'minimum 0 encoded',
    raw(OID.nameConstraints, '300aa0083006820161800100'),
    'der-default-encoded',
  ],
  [
    'a negative maximum',
    raw(OID.nameConstraints, '300aa00830068201618101ff'),
    'der-value-malformed',
  ],
  ['an address without a mask', constraintOn(ip('0a000001')), 'general-name-malformed'],
  ['an address of 16 octets', constraintOn(ip('00'.repeat(16))), 'general-name-malformed'],
  ['a mask with a hole', constraintOn(ip('0a000000ff00ff00')), 'general-name-malformed'],
  [
    'a mask with a hole in an octet',
    constraintOn(ip('0a000000fb000000')),
    'general-name-malformed',
  ],
  ['a mask that begins late', constraintOn(ip('0a0000007f000000')), 'general-name-malformed'],
  ['subjectAltName with a mask', alt('0a000001ffffffff'), 'general-name-malformed'],
  ['subjectAltName with no address', alt(''), 'general-name-malformed'],
  ['policyConstraints of nothing', raw(OID.policyConstraints, '3000'), 'policy-constraints-empty'],
  ['a negative count', raw(OID.policyConstraints, '30038001ff'), 'der-value-malformed'],
  [
    'a count past its bound',
    raw(OID.policyConstraints, '300680040080000000'),
    'der-trailing-bytes',
  ],
  ['a huge count below 0', raw(OID.policyConstraints, '300780058000000000'), 'der-value-malformed'],
  ['no mapping', raw(OID.policyMappings, '3000'), 'der-value-malformed'],
  ['half a mapping', raw(OID.policyMappings, '3006300406022a03'), 'der-truncated'],
  ['inhibitAnyPolicy below 0', raw(OID.inhibitAnyPolicy, '0201ff'), 'der-value-malformed'],
  [
    'inhibitAnyPolicy in two octets',
    raw(OID.inhibitAnyPolicy, '02020001'),
    'der-value-not-canonical',
  ],
  ['freshestCRL without a point', raw(OID.freshestCRL, '3000'), 'der-value-malformed'],
  ['subjectInfoAccess of nothing', raw(OID.subjectInfoAccess, '3000'), 'der-value-malformed'],
] as const)
  test(`extension: ${name} → ${refusal}`, () => {
    const result = read(one)
    assert.equal(result.ok ? 'read' : result.refusal, refusal)
  })

/** Identifiers that are all different. */
const oids = (count: number) => Array.from({ length: count }, (_, i) => `1.2.3.${i}`)
const mappingsOf = (count: number) =>
  policyMappings(oids(count).map((oid) => ({ issuerDomainPolicy: oid, subjectDomainPolicy: oid })))
const policiesOf = (count: number) =>
  values.certificatePolicies(oids(count).map((policyOid) => ({ policyOid, qualifiers: [] })))
const listOf = <T>(count: number, item: T) => Array.from({ length: count }, () => item)
const subtreesOf = (count: number) =>
  nameConstraints({ permitted: [], excluded: listOf(count, subtree(dns('a'))) })
const pointsOf = (count: number) =>
  values.cRLDistributionPoints(
    listOf(count, { name: { kind: 'fullName', names: [uri('http://a.jp/')] } } as const),
  )

const attribute = (text: string) => ({ oid: ATTRIBUTE.OU, form: 'utf8', text }) as const
const partsOf = (count: number) => listOf(count, [attribute('a')])
const oneOf = (count: number) => Array.from({ length: count }, (_, i) => attribute(String(i)))
const issuedBy = (parts: readonly RelativeName[]) =>
  values.issuerAltName([directoryName(nameOfRelativeNames(parts))])

for (const [name, make, most] of [
  ['extKeyUsage', (count: number) => values.extKeyUsage(oids(count)), KEY_PURPOSES_MAX],
  ['certificatePolicies', policiesOf, POLICIES_MAX],
  ['policyMappings', mappingsOf, POLICY_MAPPINGS_MAX],
  ['nameConstraints', subtreesOf, SUBTREES_MAX],
  ['cRLDistributionPoints', pointsOf, DISTRIBUTION_POINTS_MAX],
  [
    'subjectAltName',
    (count: number) => values.subjectAltName(listOf(count, dns('a'))),
    GENERAL_NAMES_MAX,
  ],
  ['a Name', (count: number) => issuedBy(partsOf(count)), RELATIVE_NAMES_MAX],
  ['a RelativeDistinguishedName', (count: number) => issuedBy([oneOf(count)]), ATTRIBUTES_MAX],
] as const)
  test(`bound: ${name} holds ${most} and not one more`, () => {
    assert.ok(read(make(most)).ok)
    const over = read(make(most + 1))
    assert.equal(over.ok ? 'read' : over.refusal, 'der-too-many-values')
  })

test(`bound: a certificate holds ${EXTENSIONS_MAX} extensions and not one more`, () => {
  const unknown = (count: number) => oids(count).map((oid) => extension(oid, der.nullValue()))
  assert.ok(read(...unknown(EXTENSIONS_MAX)).ok)
  const over = read(...unknown(EXTENSIONS_MAX + 1))
  assert.equal(over.ok ? 'read' : over.refusal, 'der-too-many-values')
})
