import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as der from '#codec/der/encode.ts'
import { CONSTRUCTED, contextConstructed, TAG } from '#codec/der/tag.ts'
import { nameOf } from '#codec/x509/name.ts'
import { compareBytes, concatBytes, fromHex, toHex, utf8 } from '#kernel/bytes.ts'
import {
  CMS_ATTRIBUTES_MAX,
  CMS_CERTIFICATES_MAX,
  CMS_REVOCATIONS_MAX,
  CMS_SIGNERS_MAX,
} from './bounds.ts'
import { CMS_OID } from './oids.ts'
import type { CmsRefusal } from './refusal.ts'
import { parseInnerSignedData, parseSignedData, type SignedData } from './signed-data.ts'
import { parseCounterSignature } from './signer-info.ts'

const CONTENT = utf8('契約書')
const SHA256 = der.sequence(der.oid('2.16.840.1.101.3.4.2.1'))
const RSA = der.sequence(der.oid('1.2.840.113549.1.1.1'), der.nullValue())
const SID = der.sequence(nameOf([['CN', 'CA']]).der, der.integer(5))
const KEY_ID = der.implicit(0, der.octetString(new Uint8Array(20)))
const CERTIFICATE = der.encode(der.sequence(der.integer(1)))
const CRL = der.encode(der.sequence(der.integer(2)))
const ATTRIBUTE_V1 = der.encode(der.implicit(1, der.sequence(der.integer(3))))
const ATTRIBUTE_V2 = der.encode(der.implicit(2, der.sequence(der.integer(4))))
const EXTENDED = der.encode(der.implicit(0, der.sequence(der.integer(6))))
const OTHER_CERTIFICATE = der.encode(
  der.implicit(3, der.sequence(der.oid('2.999.1'), der.nullValue())),
)
const OCSP = der.encode(der.sequence(der.enumerated(6)))
const OCSP_CHOICE = otherRevocation(CMS_OID.ocspResponseInfo, OCSP)
const OTHER_REVOCATION = otherRevocation('2.999.2', der.nullValue())

function otherRevocation(oid: string, info: der.DerValue): Uint8Array {
  return der.encode(der.implicit(1, der.sequence(der.oid(oid), info)))
}

/** A constructed value of the given parts in the given order. */
function listOf(tag: number, ...parts: readonly der.DerValue[]): Uint8Array {
  return der.encode(new der.DerNode(tag, parts))
}

function signer(
  changes: {
    readonly version?: number
    readonly sid?: der.DerValue
    readonly after?: Uint8Array
  } = {},
  ...attributes: readonly Uint8Array[]
): Uint8Array {
  return der.encode(
    der.sequence(
      der.integer(changes.version ?? 1),
      changes.sid ?? SID,
      SHA256,
      attributes.length === 0 ? undefined : listOf(contextConstructed(0), ...attributes),
      RSA,
      der.octetString(Uint8Array.of(9)),
      changes.after,
    ),
  )
}

interface Parts {
  readonly version?: number
  readonly contentType?: string
  readonly content?: Uint8Array
  readonly eContent?: der.DerValue
  readonly certificates?: readonly Uint8Array[]
  readonly crls?: readonly Uint8Array[]
  readonly signers?: readonly Uint8Array[]
}

function bare(parts: Parts = {}): Uint8Array {
  const { certificates, crls, signers = [signer()] } = parts
  return der.encode(
    der.sequence(
      der.integer(parts.version ?? 1),
      der.setOf([SHA256]),
      der.sequence(
        der.oid(parts.contentType ?? CMS_OID.data),
        der.explicit(0, parts.eContent ?? der.octetString(parts.content ?? CONTENT)),
      ),
      certificates && listOf(contextConstructed(0), ...certificates),
      crls && listOf(contextConstructed(1), ...crls),
      listOf(TAG.set, ...signers),
    ),
  )
}

function message(parts: Parts = {}, type: string = CMS_OID.signedData): Uint8Array {
  return der.encode(der.sequence(der.oid(type), der.explicit(0, bare(parts))))
}

function read(octets: Uint8Array): SignedData {
  const parsed = parseSignedData(octets)
  assert.ok(parsed.ok, parsed.ok ? '' : `${parsed.refusal} ${JSON.stringify(parsed.detail)}`)
  return parsed.value
}

test('every format of certificate is counted, X.509 alone handed out', () => {
  const certificates = [
    EXTENDED,
    CERTIFICATE,
    ATTRIBUTE_V1,
    ATTRIBUTE_V2,
    ATTRIBUTE_V2,
    OTHER_CERTIFICATE,
  ]
  const signedData = read(message({ certificates }))
  assert.deepEqual(signedData.certificatesDer.map(toHex), [toHex(CERTIFICATE)])
  assert.deepEqual(signedData.otherCertificates, {
    extended: 1,
    attributeV1: 1,
    attributeV2: 2,
    other: 1,
  })
  assert.deepEqual(signedData.encoded.certificateChoices.map(toHex), certificates.map(toHex))
})

test('CRLs, OCSP responses and other revocation information are told apart', () => {
  const signedData = read(message({ crls: [OCSP_CHOICE, CRL, OTHER_REVOCATION] }))
  assert.deepEqual(signedData.crlsDer.map(toHex), [toHex(CRL)])
  assert.deepEqual(signedData.ocspResponsesDer.map(toHex), [toHex(OCSP)])
  assert.deepEqual(
    signedData.otherRevocations.map(({ oid, infoDer }) => [oid, toHex(infoDer)]),
    [['2.999.2', '0500']],
  )
  assert.equal(signedData.encoded.revocationChoices.length, 3)
})

for (const [name, parts, version] of [
  ['certificates and signers by serial number', { certificates: [CERTIFICATE], crls: [CRL] }, 1],
  ['another content type', { contentType: CMS_OID.tstInfo }, 3],
  ['a signer by key identifier', { signers: [signer({ version: 3, sid: KEY_ID })] }, 3],
  ['an attribute certificate of version 1', { certificates: [ATTRIBUTE_V1] }, 3],
  ['one of version 2', { certificates: [ATTRIBUTE_V1, ATTRIBUTE_V2] }, 4],
  ['a certificate of another format', { certificates: [ATTRIBUTE_V2, OTHER_CERTIFICATE] }, 5],
  ['an OCSP response', { crls: [OCSP_CHOICE] }, 5],
] as const)
  test(`RFC 5652 §5.1 gives ${name} version ${version}`, () => {
    const signedData = read(message(parts))
    assert.deepEqual([signedData.version, signedData.versionByRule], [1, version])
  })

for (const [name, type, known] of [
  ['1.2.840.113549.1.7.1', CMS_OID.data, 'data'],
  ['1.2.840.113549.1.7.3', CMS_OID.envelopedData, 'envelopedData'],
  ['1.2.840.113549.1.7.5', CMS_OID.digestedData, 'digestedData'],
  ['1.2.840.113549.1.7.6', CMS_OID.encryptedData, 'encryptedData'],
  ['id-ct-authData', CMS_OID.authenticatedData, 'authenticatedData'],
  ['id-ct-compressedData', CMS_OID.compressedData, 'compressedData'],
  ['id-ct-authEnvelopedData', CMS_OID.authEnvelopedData, 'authEnvelopedData'],
  ['a type of somebody', '2.999.5', 'unknown'],
] as const)
  test(`a message of ${name} is refused as ${known}`, () => {
    const parsed = parseSignedData(message({}, type))
    assert.ok(!parsed.ok)
    const { name: said, field, offset, section } = parsed.detail
    assert.equal(parsed.refusal, 'cms-content-type-other')
    assert.deepEqual([said, field, section], [known, 'contentInfo.contentType', 'RFC 5652 §5.1'])
    assert.equal(typeof offset, 'number')
  })

test('signed data in signed data: bare, or in a ContentInfo', () => {
  const inner = { content: utf8('inside') }
  for (const [contentType, content] of [
    [CMS_OID.signedData, bare(inner)],
    [CMS_OID.contentInfo, message(inner)],
  ] as const) {
    const found = parseInnerSignedData(read(message({ contentType, content })))
    assert.ok(found?.ok)
    assert.deepEqual(found.value.content, inner.content)
  }
  assert.equal(parseInnerSignedData(read(message())), undefined)
})

const CONTENT_TYPE = attribute(CMS_OID.contentType, der.oid(CMS_OID.data))
const DIGEST = attribute(CMS_OID.messageDigest, der.octetString(new Uint8Array(32)))
const TWO_VALUES = attribute('2.999.5', der.integer(2), der.integer(1))

function attribute(oid: string, ...values: readonly der.DerValue[]): Uint8Array {
  return der.encode(der.sequence(der.oid(oid), new der.DerNode(TAG.set, values)))
}

test('signed attributes are re-encoded as the sorted SET OF that was signed', () => {
  const inOrder = attribute('2.999.5', der.integer(1), der.integer(2))
  const sorted = listOf(TAG.set, ...[CONTENT_TYPE, DIGEST, inOrder].toSorted(compareBytes))
  const unsorted = [DIGEST, TWO_VALUES, CONTENT_TYPE].toSorted(compareBytes).toReversed()
  const [found] = read(message({ signers: [signer({}, ...unsorted)] })).signers
  assert.equal(found?.signedAttributes?.isDer, false)
  assert.equal(toHex(found.signedAttributes.toBeSignedDer), toHex(sorted))
  const asSigned = [CONTENT_TYPE, DIGEST, inOrder].toSorted(compareBytes)
  const [same] = read(message({ signers: [signer({}, ...asSigned)] })).signers
  assert.equal(same?.signedAttributes?.isDer, true)
  assert.equal(toHex(same.signedAttributes.toBeSignedDer), toHex(sorted))
})

test('signed attributes in BER are not DER, whatever comes out of them', () => {
  const long = concatBytes(fromHex('308118') ?? SHA_NONE, CONTENT_TYPE.subarray(2))
  assert.equal(CONTENT_TYPE.length, 0x18 + 2)
  const [found] = read(berMessage(long)).signers
  assert.equal(found?.signedAttributes?.isDer, false)
  assert.equal(
    toHex(found.signedAttributes.toBeSignedDer),
    toHex(listOf(TAG.set, CONTENT_TYPE, DIGEST)),
  )
})

const SHA_NONE = new Uint8Array()

/** A message of one signer whose first attribute is written as given. */
function berMessage(first: Uint8Array): Uint8Array {
  return message({ signers: [signer({}, first, DIGEST)] })
}

test('what BER wraps is kept as it stands: certificates, lists, attributes', () => {
  // A certificate of indefinite length is no certificate; it must not become one on the way.
  const loose = concatBytes(
    fromHex('3080') ?? SHA_NONE,
    CERTIFICATE.subarray(2),
    Uint8Array.of(0, 0),
  )
  const looseAttribute = fromHex('30800603883705310205000000') ?? SHA_NONE
  const octets = message({
    certificates: [loose, CERTIFICATE],
    crls: [CRL],
    signers: [signer({ after: listOf(contextConstructed(1), looseAttribute) })],
  })
  const signedData = read(octets)
  assert.equal(signedData.isBer, true)
  assert.deepEqual(signedData.certificatesDer.map(toHex), [toHex(loose), toHex(CERTIFICATE)])
  assert.deepEqual(signedData.crlsDer.map(toHex), [toHex(CRL)])
  const [unsigned] = signedData.signers[0]?.unsignedAttributes ?? []
  assert.equal(toHex(unsigned?.der ?? SHA_NONE), toHex(looseAttribute))
  assert.deepEqual(unsigned?.valuesDer.map(toHex), ['0500'])
})

test('content in segments is the octets of the segments', () => {
  const segments = [utf8('a'), utf8('bcd'), new Uint8Array()].map(der.octetString)
  const eContent = new der.DerNode(TAG.octetString | CONSTRUCTED, segments)
  const signedData = read(message({ eContent }))
  assert.deepEqual(signedData.content, utf8('abcd'))
  assert.equal(signedData.isBer, true)
  assert.ok(toHex(signedData.encoded.encapContentInfo).endsWith('240a04016104036263640400'))
})

test('a countersignature has no content type, and a signer must have one', () => {
  const octets = signer({}, DIGEST)
  const counter = parseCounterSignature(octets)
  assert.ok(counter.ok)
  assert.equal(counter.value.signedAttributes?.contentType, undefined)
  const parsed = parseSignedData(message({ signers: [octets] }))
  assert.equal(parsed.ok ? undefined : parsed.refusal, 'cms-attribute-missing')
})

test('the fields of a signer are there as they stand', () => {
  const [found] = read(message({ signers: [signer({}, CONTENT_TYPE, DIGEST)] })).signers
  assert.ok(found !== undefined)
  const { version, sid, digestAlgorithm, signedAttrs, signatureAlgorithm, signature } =
    found.encoded
  const parts = [
    version,
    sid,
    digestAlgorithm,
    signedAttrs ?? SHA_NONE,
    signatureAlgorithm,
    signature,
  ]
  assert.equal(toHex(der.encode(der.sequence(...parts))), toHex(signer({}, CONTENT_TYPE, DIGEST)))
})

test('algorithm protection is read, and stands once', () => {
  const value = der.sequence(SHA256, der.implicit(1, RSA))
  const protection = attribute(CMS_OID.cmsAlgorithmProtection, value)
  const [found] = read(message({ signers: [signer({}, CONTENT_TYPE, DIGEST, protection)] })).signers
  const { digestAlgorithm, signatureAlgorithm } = found?.signedAttributes?.algorithmProtection ?? {}
  assert.equal(toHex(digestAlgorithm?.der ?? SHA_NONE), toHex(der.encode(SHA256)))
  assert.equal(toHex(signatureAlgorithm?.der ?? SHA_NONE), toHex(der.encode(RSA)))
  const twice = message({ signers: [signer({}, CONTENT_TYPE, DIGEST, protection, protection)] })
  const parsed = parseSignedData(twice)
  assert.equal(parsed.ok ? undefined : parsed.refusal, 'cms-attribute-duplicate')
})

function copies(count: number, octets: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: count }, () => octets)
}

for (const [name, max, made] of [
  ['signers', CMS_SIGNERS_MAX, (count: number) => ({ signers: copies(count, signer()) })],
  [
    'certificates',
    CMS_CERTIFICATES_MAX,
    (count: number) => ({ certificates: copies(count, CERTIFICATE) }),
  ],
  ['lists', CMS_REVOCATIONS_MAX, (count: number) => ({ crls: copies(count, CRL) })],
  [
    'attributes',
    CMS_ATTRIBUTES_MAX,
    (count: number) => ({
      signers: [signer({ after: listOf(contextConstructed(1), ...copies(count, DIGEST)) })],
    }),
  ],
] as const)
  test(`as many ${name} as are allowed, and one more`, () => {
    assert.ok(parseSignedData(message(made(max))).ok)
    const parsed = parseSignedData(message(made(max + 1)))
    assert.equal(parsed.ok ? undefined : parsed.refusal, 'cms-list-too-long')
  })

for (const [name, octets, refusal] of [
  ['version 0', message({ version: 0 }), 'cms-version-unsupported'],
  ['version 2', message({ version: 2 }), 'cms-version-unsupported'],
  ['version 6', message({ version: 6 }), 'cms-version-unsupported'],
  [
    'a certificate choice of another tag',
    message({ certificates: [fromHex('a400') ?? SHA_NONE] }),
    'der-tag-unexpected',
  ],
  [
    'a revocation choice of another tag',
    message({ crls: [fromHex('a200') ?? SHA_NONE] }),
    'der-tag-unexpected',
  ],
  [
    'no unsigned attribute in the list',
    message({ signers: [signer({ after: fromHex('a100') ?? SHA_NONE })] }),
    'der-value-malformed',
  ],
] as const)
  test(`CMS: ${name} is ${refusal}`, () => {
    const parsed = parseSignedData(octets)
    assert.equal(parsed.ok ? undefined : parsed.refusal, refusal satisfies CmsRefusal)
  })
