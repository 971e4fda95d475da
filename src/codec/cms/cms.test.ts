import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import * as der from '#codec/der/encode.ts'
import { SIGNATURE_ALGORITHMS } from '#codec/x509/algorithm.ts'
import { nameOf } from '#codec/x509/name.ts'
import { digest } from '#crypto/digest.ts'
import { compareBytes, concatBytes, equalBytes, toHex, utf8 } from '#kernel/bytes.ts'
import { instant } from '#kernel/instant.ts'
import { CMS_SIGNERS_MAX } from './bounds.ts'
import { encodeSignedData } from './encode-signed-data.ts'
import { CMS_OID } from './oids.ts'
import type { CmsRefusal } from './refusal.ts'
import { encodeSignedAttributes, readsAsSignedAttributes } from './signed-attributes.ts'
import { parseSignedData } from './signed-data.ts'

fc.configureGlobal({ seed: 6960 })

const ISSUER = nameOf([
  ['C', 'JP'],
  ['O', 'Shomei Test'],
])
const CERTIFICATE = { der: utf8('a certificate'), issuer: ISSUER, serialHex: '0132c4ab' }
const SID = { by: 'issuer-and-serial', issuer: ISSUER, serialHex: '0132c4ab' } as const
const ALGORITHM = SIGNATURE_ALGORITHMS.sha256WithRSAEncryption
const CONTENT = utf8('契約書')
const CERT_DER = der.encode(der.sequence(der.integer(1)))

function attributesOf(changes: { readonly signingTime?: number } = {}): Uint8Array {
  return encodeSignedAttributes({
    contentType: CMS_OID.data,
    messageDigest: digest('sha256', CONTENT),
    signingTime: changes.signingTime === undefined ? undefined : instant(changes.signingTime),
    certificate: CERTIFICATE,
    certificateDigest: 'sha256',
  })
}

test('what is written is read back, attached and detached, in either order of the SETs', () => {
  fc.assert(
    fc.property(
      fc.option(fc.uint8Array({ maxLength: 300 }), { nil: undefined }),
      fc.uint8Array({ minLength: 1, maxLength: 256 }),
      fc.option(fc.integer({ min: 0, max: 2_500_000_000 }), { nil: undefined }),
      (content, signature, time) => {
        const signedAttributesDer = attributesOf(
          time === undefined ? {} : { signingTime: time * 1000 },
        )
        const signer = { sid: SID, algorithm: ALGORITHM, signedAttributesDer, signature }
        const parsed = parseSignedData(
          encodeSignedData({ content, certificatesDer: [CERT_DER], signers: [signer] }),
        )
        assert.ok(parsed.ok)
        const [info] = parsed.value.signers
        assert.ok(info?.signedAttributes !== undefined)
        assert.equal(parsed.value.contentType, CMS_OID.data)
        assert.deepEqual(parsed.value.content?.length, content?.length)
        assert.deepEqual(parsed.value.certificatesDer.map(toHex), [toHex(CERT_DER)])
        assert.equal(toHex(info.signedAttributes.toBeSignedDer), toHex(signedAttributesDer))
        assert.equal(
          info.signedAttributes.signingTime,
          time === undefined ? undefined : time * 1000,
        )
        assert.equal(toHex(info.signature), toHex(signature))
        assert.equal(info.digest, 'sha256')
        const [[reference] = []] = info.signedAttributes.signingCertificates
        assert.equal(reference?.digest, 'sha256')
        assert.equal(reference.serialHex, '0132c4ab')
        assert.ok(equalBytes(reference.certificateHash, digest('sha256', CERTIFICATE.der)))
      },
    ),
    { numRuns: 100 },
  )
})

test('signed attributes are a sorted SET OF, the default hash left out', () => {
  const octets = attributesOf({ signingTime: 1_775_001_600_000 })
  const parsed = parseSignedData(withAttributes(octets))
  assert.ok(parsed.ok)
  const all = parsed.value.signers[0]?.signedAttributes?.all ?? []
  assert.deepEqual(
    all.map(({ oid }) => oid),
    [CMS_OID.contentType, CMS_OID.signingTime, CMS_OID.messageDigest, CMS_OID.signingCertificateV2],
  )
  const sha256 = toHex(der.encode(der.oid('2.16.840.1.101.3.4.2.1')))
  assert.equal(toHex(octets).includes(sha256), false)
})

test('a P-384 signer names SHA-384 in its reference', () => {
  const octets = encodeSignedAttributes({
    contentType: CMS_OID.data,
    messageDigest: digest('sha384', CONTENT),
    signingTime: undefined,
    certificate: CERTIFICATE,
    certificateDigest: 'sha384',
  })
  const parsed = parseSignedData(withAttributes(octets))
  const [[reference] = []] =
    (parsed.ok && parsed.value.signers[0]?.signedAttributes?.signingCertificates) || []
  assert.equal(reference?.digest, 'sha384')
})

function attribute(oid: string, ...values: readonly der.DerValue[]): Uint8Array {
  return der.encode(der.sequence(der.oid(oid), der.setOf(values)))
}

const TYPE = attribute(CMS_OID.contentType, der.oid(CMS_OID.data))
const DIGEST = attribute(CMS_OID.messageDigest, der.octetString(new Uint8Array(32)))
const DIGEST_AGAIN = attribute(CMS_OID.messageDigest, der.octetString(new Uint8Array(20)))
const STRANGE = attribute('2.999.5', der.nullValue(), der.integer(1))

/** A SET of the given elements in the given order. */
function setAsIs(...elements: readonly Uint8Array[]): Uint8Array {
  const octets = der.encode(der.sequence(...elements))
  octets[0] = 0x31
  return octets
}

function sorted(...elements: readonly Uint8Array[]): Uint8Array {
  return setAsIs(...elements.toSorted(compareBytes))
}

const SHA256_ID = der.sequence(der.oid('2.16.840.1.101.3.4.2.1'))
const SID_NODE = der.sequence(ISSUER.der, der.integer(5))

function signerOf(changes: {
  readonly version?: number
  readonly sid?: der.DerValue
  readonly attributes?: Uint8Array
  readonly after?: der.DerPart
}): der.DerNode {
  const { attributes } = changes
  return der.sequence(
    der.integer(changes.version ?? 1),
    changes.sid ?? SID_NODE,
    SHA256_ID,
    attributes === undefined ? undefined : der.implicit(0, attributes),
    ALGORITHM.der,
    der.octetString(Uint8Array.of(1)),
    changes.after,
  )
}

function cms(
  signers: readonly der.DerValue[],
  changes: {
    readonly version?: number
    readonly type?: string
    readonly certificates?: der.DerPart
    readonly content?: der.DerValue
  } = {},
): Uint8Array {
  const content = der.explicit(0, changes.content ?? der.octetString(CONTENT))
  const signedData = der.sequence(
    der.integer(changes.version ?? 1),
    der.setOf([SHA256_ID]),
    der.sequence(der.oid(CMS_OID.data), content),
    changes.certificates,
    setAsIs(...signers.map((signer) => der.preEncoded(signer))),
  )
  return der.encode(
    der.sequence(der.oid(changes.type ?? CMS_OID.signedData), der.explicit(0, signedData)),
  )
}

function withAttributes(attributes: Uint8Array): Uint8Array {
  return cms([signerOf({ attributes })])
}

const KEY_ID_SID = der.implicit(0, der.octetString(new Uint8Array(20)))
const MANY = Array.from({ length: CMS_SIGNERS_MAX + 1 }, () => signerOf({}))

const FORMS: readonly (readonly [string, Uint8Array, CmsRefusal | undefined])[] = [
  ['a signer without attributes', cms([signerOf({})]), undefined],
  ['nobody signed', cms([]), undefined],
  ['a signer by key identifier', cms([signerOf({ version: 3, sid: KEY_ID_SID })]), undefined],
  [
    'unsorted SETs around what is signed',
    cms([signerOf({ version: 3, sid: KEY_ID_SID }), signerOf({})], {
      certificates: der.implicit(0, setAsIs(CERT_DER, der.encode(der.sequence()))),
    }),
    undefined,
  ],
  ['an attribute nobody knows', withAttributes(sorted(TYPE, DIGEST, STRANGE)), undefined],
  [
    'an attribute certificate beside the certificates',
    cms([signerOf({})], {
      certificates: der.implicit(
        0,
        setAsIs(CERT_DER, der.encode(der.explicit(2, der.nullValue()))),
      ),
    }),
    undefined,
  ],
  [
    'unsigned attributes',
    cms([signerOf({ after: der.implicit(1, setAsIs(STRANGE, TYPE)) })]),
    undefined,
  ],
  ['enveloped data', cms([], { type: '1.2.840.113549.1.7.3' }), 'cms-content-type-other'],
  ['version 2', cms([], { version: 2 }), 'cms-version-unsupported'],
  ['version 3 of a signer by serial', cms([signerOf({ version: 3 })]), 'cms-version-unsupported'],
  [
    'version 1 of a signer by key identifier',
    cms([signerOf({ sid: KEY_ID_SID })]),
    'cms-version-unsupported',
  ],
  [
    'a negative serial',
    cms([signerOf({ sid: der.sequence(ISSUER.der, der.integer(-5)) })]),
    undefined,
  ],
  [
    'a serial of 20 octets',
    cms([signerOf({ sid: der.sequence(ISSUER.der, der.integer(2n ** 159n - 1n)) })]),
    undefined,
  ],
  [
    'a serial of 21 octets',
    cms([signerOf({ sid: der.sequence(ISSUER.der, der.integer(2n ** 159n)) })]),
    'cms-serial-malformed',
  ],
  ['a signer too many', cms(MANY), 'cms-list-too-long'],
  [
    'attributes out of order',
    withAttributes(setAsIs(...[TYPE, DIGEST].toSorted(compareBytes).toReversed())),
    undefined,
  ],
  ['no attribute in the list', withAttributes(setAsIs()), 'der-value-malformed'],
  ['no content type', withAttributes(sorted(DIGEST)), 'cms-attribute-missing'],
  ['no digest', withAttributes(sorted(TYPE)), 'cms-attribute-missing'],
  ['two digests', withAttributes(sorted(TYPE, DIGEST, DIGEST_AGAIN)), 'cms-attribute-duplicate'],
  [
    'a digest of two values',
    withAttributes(
      sorted(
        TYPE,
        attribute(
          CMS_OID.messageDigest,
          der.octetString(new Uint8Array(32)),
          der.octetString(new Uint8Array(20)),
        ),
      ),
    ),
    'cms-attribute-value-count',
  ],
  [
    'a digest of no value',
    withAttributes(sorted(TYPE, attribute(CMS_OID.messageDigest))),
    'cms-attribute-value-count',
  ],
  [
    'content in pieces',
    cms([], { content: der.implicit(4, der.sequence(der.octetString(CONTENT))) }),
    'der-tag-unexpected',
  ],
  ['something after the message', concatBytes(cms([]), Uint8Array.of(0)), 'der-trailing-bytes'],
  [
    'an indefinite length',
    concatBytes(Uint8Array.of(0x30, 0x80), cms([]).subarray(2), Uint8Array.of(0, 0)),
    undefined,
  ],
]

for (const [name, octets, refusal] of FORMS) {
  test(`CMS: ${name}${refusal === undefined ? ' is read' : ` is ${refusal}`}`, () => {
    const parsed = parseSignedData(octets)
    assert.equal(parsed.ok ? undefined : parsed.refusal, refusal)
  })
}

test('cut off anywhere, nothing is read', () => {
  const whole = withAttributes(attributesOf({ signingTime: 0 }))
  for (let length = 0; length < whole.length; length++)
    assert.equal(parseSignedData(whole.subarray(0, length)).ok, false)
})

test('a document that is itself signed attributes is recognised, others are not', () => {
  assert.equal(readsAsSignedAttributes(attributesOf()), true)
  assert.equal(readsAsSignedAttributes(CONTENT), false)
  assert.equal(
    readsAsSignedAttributes(utf8('1 plain text that begins with the tag of a SET')),
    false,
  )
  assert.equal(readsAsSignedAttributes(new Uint8Array()), false)
})
