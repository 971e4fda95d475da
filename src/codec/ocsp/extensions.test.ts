import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as der from '#codec/der/encode.ts'
import { CRL_REASON_CODES } from '#codec/crl/reason.ts'
import { critical, extension, type Extension, extensionsNode } from '#codec/x509/extension.ts'
import { directoryName, generalNamesNode } from '#codec/x509/general-name.ts'
import { nameOf } from '#codec/x509/name.ts'
import { OID } from '#codec/x509/oids.ts'
import { instant } from '#kernel/instant.ts'
import { OCSP_PREFERENCES_MAX } from './bounds.ts'
import { encodeCertId } from './cert-id.ts'
import { NONCE_OCTETS_MAX } from './nonce.ts'
import { OCSP_OID } from './oids.ts'
import type { OcspRefusal } from './refusal.ts'
import { type OcspRequest, parseOcspRequest } from './request.ts'
import { type BasicOcspResponse, parseOcspResponse } from './response.ts'

const AT = instant(1_775_001_600_000)
const TIME = der.generalizedTime(AT)
const ISSUER = nameOf([['CN', 'CA']])
const HASHES = { nameHash: new Uint8Array(20), keyHash: new Uint8Array(20) }
const CERT_ID = encodeCertId('sha1', HASHES, '11')
const SHA256_RSA = der.sequence(der.oid('1.2.840.113549.1.1.11'), der.nullValue())

function tagged(n: number, extensions: readonly Extension[]): der.DerPart {
  const node = extensionsNode(extensions)
  return node && der.explicit(n, node)
}

function request(all: readonly Extension[], single: readonly Extension[] = []): Uint8Array {
  const list = der.sequence(der.sequence(CERT_ID, tagged(0, single)))
  return der.encode(der.sequence(der.sequence(list, tagged(2, all))))
}

function response(all: readonly Extension[], single: readonly Extension[] = []): Uint8Array {
  const good = Uint8Array.of(0x80, 0)
  const statement = der.sequence(CERT_ID, good, TIME, tagged(1, single))
  const keyId = der.explicit(2, der.octetString(new Uint8Array(20)))
  const data = der.sequence(keyId, TIME, der.sequence(statement), tagged(1, all))
  const basic = der.sequence(data, SHA256_RSA, der.bitString(Uint8Array.of(1)))
  const bytes = der.sequence(der.oid(OCSP_OID.basicResponse), der.octetStringOf(basic))
  return der.encode(der.sequence(der.enumerated(0), der.explicit(0, bytes)))
}

function readRequest(octets: Uint8Array): OcspRequest {
  const parsed = parseOcspRequest(octets)
  assert.ok(parsed.ok)
  return parsed.value
}

function readResponse(octets: Uint8Array): BasicOcspResponse {
  const parsed = parseOcspResponse(octets)
  assert.ok(parsed.ok && parsed.value.status === 'successful')
  return parsed.value.basic
}

test('the extensions of a request', () => {
  const types = der.sequence(der.oid(OCSP_OID.basicResponse), der.oid('2.999.1'))
  const preferred = der.sequence(
    der.sequence(SHA256_RSA),
    der.sequence(SHA256_RSA, der.sequence(der.oid('1.2.840.10045.2.1'))),
  )
  const { extensions } = readRequest(
    request([
      extension(OCSP_OID.nonce, der.octetString(new Uint8Array(32))),
      extension(OCSP_OID.acceptableResponses, types),
      extension(OCSP_OID.preferredSignatureAlgorithms, preferred),
      critical(extension('2.999.2', der.nullValue())),
      extension('2.999.3', der.nullValue()),
    ]),
  )
  assert.equal(extensions.nonce?.length, 32)
  assert.deepEqual(extensions.acceptableResponses, [OCSP_OID.basicResponse, '2.999.1'])
  assert.deepEqual(
    extensions.preferredSignatureAlgorithms?.map(({ signature, publicKey }) => [
      signature.oid,
      publicKey?.oid,
    ]),
    [
      ['1.2.840.113549.1.1.11', undefined],
      ['1.2.840.113549.1.1.11', '1.2.840.10045.2.1'],
    ],
  )
  assert.deepEqual(extensions.unknownCritical, ['2.999.2'])
  assert.equal(extensions.all.length, 5)
})

test('a question may be routed, and carries what nobody knows', () => {
  const access = der.sequence(der.oid(OID.ocspAccess), der.implicit(6, der.ia5String('http://o')))
  const locator = der.sequence(ISSUER.der, der.sequence(access))
  const [single] = readRequest(
    request(
      [],
      [
        extension(OCSP_OID.serviceLocator, locator),
        critical(extension(OCSP_OID.nonce, der.nullValue())),
      ],
    ),
  ).requests
  assert.deepEqual(single?.serviceLocator?.locations, [
    {
      methodOid: OID.ocspAccess,
      location: { kind: 'uniformResourceIdentifier', text: 'http://o' },
    },
  ])
  assert.deepEqual(single.unknownCritical, [OCSP_OID.nonce])
  assert.equal(single.extensions.length, 2)
})

test('the extensions of a response', () => {
  const { extensions } = readResponse(
    response([
      extension(OCSP_OID.extendedRevoke, der.nullValue()),
      critical(extension('2.999.2', der.nullValue())),
    ]),
  )
  assert.equal(extensions.extendedRevoke, true)
  assert.deepEqual(extensions.unknownCritical, ['2.999.2'])
  assert.equal(readResponse(response([])).extensions.extendedRevoke, false)
})

test('the extensions of a statement, those of CRL entries too', () => {
  const crlId = der.sequence(
    der.explicit(0, der.ia5String('http://c')),
    der.explicit(1, der.integer(7)),
    der.explicit(2, TIME),
  )
  const [single] = readResponse(
    response(
      [],
      [
        extension(OCSP_OID.crlReferences, crlId),
        extension(OCSP_OID.archiveCutoff, TIME),
        extension(OID.reasonCode, der.enumerated(CRL_REASON_CODES.superseded)),
        extension(OID.invalidityDate, TIME),
        critical(extension(OID.certificateIssuer, generalNamesNode([directoryName(ISSUER)]))),
        critical(extension('2.999.2', der.nullValue())),
      ],
    ),
  ).responses
  assert.deepEqual(single?.crlReference, { url: 'http://c', crlNumber: 7n, crlTime: AT })
  assert.equal(single.archiveCutoff, AT)
  assert.equal(single.crlReason, 'superseded')
  assert.equal(single.invalidityDate, AT)
  assert.equal(single.certificateIssuer?.length, 1)
  assert.deepEqual(single.unknownCritical, ['2.999.2'])
  assert.equal(single.extensions.length, 6)
})

function nonceOf(octets: number): Extension {
  return extension(OCSP_OID.nonce, der.octetString(new Uint8Array(octets)))
}

function oids(count: number): der.DerNode {
  return der.sequence(...Array.from({ length: count }, () => der.oid('1.2')))
}

function crlNumber(value: bigint): Extension {
  return extension(OCSP_OID.crlReferences, der.sequence(der.explicit(1, der.integer(value))))
}

for (const [name, octets, refusal, section] of [
  ['a nonce of one octet', request([nonceOf(1)]), undefined, ''],
  ['the longest nonce', request([nonceOf(NONCE_OCTETS_MAX)]), undefined, ''],
  ['an empty nonce', request([nonceOf(0)]), 'ocsp-nonce-length-wrong', 'RFC 9654 §2.1'],
  [
    'a longer nonce',
    request([nonceOf(NONCE_OCTETS_MAX + 1)]),
    'ocsp-nonce-length-wrong',
    'RFC 9654 §2.1',
  ],
  [
    'a nonce that is not wrapped, as RFC 2560 left open',
    request([extension(OCSP_OID.nonce, der.integer(5))]),
    'der-tag-unexpected',
    'RFC 9654 §2.1, X.690 §8.1.2',
  ],
  [
    'response types up to the bound',
    request([extension(OCSP_OID.acceptableResponses, oids(OCSP_PREFERENCES_MAX))]),
    undefined,
    '',
  ],
  [
    'a response type more',
    request([extension(OCSP_OID.acceptableResponses, oids(OCSP_PREFERENCES_MAX + 1))]),
    'der-too-many-values',
    'RFC 6960 §4.4.3',
  ],
] as const)
  test(`request: ${name}${refusal === undefined ? ' is read' : ` is ${refusal}`}`, () => {
    const parsed = parseOcspRequest(octets)
    assert.equal(parsed.ok ? undefined : parsed.refusal, refusal satisfies OcspRefusal | undefined)
    assert.equal(parsed.ok ? '' : parsed.detail['section'], section)
  })

for (const [name, single, refusal, section] of [
  ['a CRL number of 20 octets', crlNumber(2n ** 160n - 1n), undefined, ''],
  [
    'a CRL number of more',
    crlNumber(2n ** 160n),
    'der-value-malformed',
    'RFC 6960 §4.4.2, X.690 §8',
  ],
  ['a negative CRL number', crlNumber(-1n), 'der-value-malformed', 'RFC 6960 §4.4.2, X.690 §8'],
  [
    'a cutoff with two digits of year',
    extension(OCSP_OID.archiveCutoff, der.utcTime(AT)),
    'der-tag-unexpected',
    'RFC 6960 §4.4.4, X.690 §8.1.2',
  ],
  [
    'reason 7, which is not used',
    extension(OID.reasonCode, der.enumerated(7)),
    'ocsp-reason-unknown',
    'RFC 5280 §5.3.1',
  ],
] as const)
  test(`statement: ${name}${refusal === undefined ? ' is read' : ` is ${refusal}`}`, () => {
    const parsed = parseOcspResponse(response([], [single]))
    assert.equal(parsed.ok ? undefined : parsed.refusal, refusal satisfies OcspRefusal | undefined)
    assert.equal(parsed.ok ? '' : parsed.detail['section'], section)
  })
