import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { CRL_REASON_CODES, type CrlReason } from '#codec/crl/reason.ts'
import * as der from '#codec/der/encode.ts'
import { SIGNATURE_ALGORITHMS } from '#codec/x509/algorithm.ts'
import { nameOf } from '#codec/x509/name.ts'
import { concatBytes, fromHex, toHex } from '#kernel/bytes.ts'
import { instant } from '#kernel/instant.ts'
import { CERT_ID_SERIAL_OCTETS_MAX, OCSP_CERT_IDS_MAX, OCSP_CERTIFICATES_MAX } from './bounds.ts'
import { encodeCertId } from './cert-id.ts'
import { assembleOcspResponse, encodeOcspError, encodeResponseData } from './encode-response.ts'
import type { OcspRefusal } from './refusal.ts'
import { encodeOcspRequest, parseOcspRequest } from './request.ts'
import {
  type CertStatus,
  OCSP_ERROR_CODES,
  type OcspErrorStatus,
  parseOcspResponse,
} from './response.ts'

fc.configureGlobal({ seed: 6960 })

const HASHES = { nameHash: new Uint8Array(20).fill(1), keyHash: new Uint8Array(20).fill(2) }
const CERT_ID = encodeCertId('sha1', HASHES, '0132c4ab')
const ALGORITHM = SIGNATURE_ALGORITHMS.ecdsaWithSHA256
const CERTIFICATE = der.encode(der.sequence(der.integer(1)))

const seconds = fc.integer({ min: 0, max: 4_000_000_000 }).map((n) => instant(n * 1000))
const reasons = fc.constantFrom(...(Object.keys(CRL_REASON_CODES) as CrlReason[]))
const statuses = fc.oneof(
  fc.constant<CertStatus>({ state: 'good' }),
  fc.constant<CertStatus>({ state: 'unknown' }),
  fc
    .tuple(seconds, reasons)
    .map(([revokedAt, reason]): CertStatus => ({ state: 'revoked', revokedAt, reason })),
)
const nonces = fc.option(fc.uint8Array({ minLength: 1, maxLength: 128 }), { nil: undefined })
const serials = fc
  .uint8Array({ minLength: 1, maxLength: 20 })
  .filter(([first]) => first !== 0)
  .map(toHex)

test('a request reads back as it was written', () => {
  fc.assert(
    fc.property(fc.array(serials, { minLength: 1, maxLength: 8 }), nonces, (asked, nonce) => {
      const ids = asked.map((serial) => encodeCertId('sha1', HASHES, serial))
      const parsed = parseOcspRequest(encodeOcspRequest(ids, nonce))
      assert.ok(parsed.ok)
      assert.deepEqual(
        parsed.value.requests.map(({ certId }) => certId.serialHex),
        asked,
      )
      assert.deepEqual(
        parsed.value.requests.map(({ certId }) => toHex(certId.der)),
        ids.map(toHex),
      )
      assert.deepEqual(
        toHex(parsed.value.extensions.nonce ?? new Uint8Array()),
        toHex(nonce ?? new Uint8Array()),
      )
      assert.equal(parsed.value.optionalSignature, undefined)
    }),
  )
})

test('a response reads back as it was written', () => {
  const responder = { by: 'key', keyHash: new Uint8Array(20).fill(3) } as const
  const byName = { by: 'name', name: nameOf([['CN', '応答者']]) } as const
  fc.assert(
    fc.property(
      fc.array(fc.tuple(statuses, seconds, seconds), { minLength: 1, maxLength: 5 }),
      seconds,
      nonces,
      fc.constantFrom(responder, byName),
      (given, producedAt, nonce, responderId) => {
        const responses = given.map(([status, thisUpdate, nextUpdate]) => {
          return { certIdDer: CERT_ID, status, thisUpdate, nextUpdate }
        })
        const tbs = encodeResponseData({ responderId, producedAt, responses, nonce })
        const signature = Uint8Array.of(1, 2, 3)
        const parsed = parseOcspResponse(
          assembleOcspResponse(tbs, ALGORITHM, signature, CERTIFICATE),
        )
        assert.ok(parsed.ok && parsed.value.status === 'successful')
        const { basic } = parsed.value
        assert.deepEqual(
          basic.responses.map(({ status, thisUpdate, nextUpdate }) => [
            status,
            thisUpdate,
            nextUpdate,
          ]),
          given,
        )
        assert.equal(basic.producedAt, producedAt)
        assert.equal(toHex(basic.tbsDer), toHex(tbs))
        assert.deepEqual([...basic.signature], [1, 2, 3])
        assert.deepEqual(basic.certificatesDer.map(toHex), [toHex(CERTIFICATE)])
        assert.equal(basic.responderId.by, responderId.by)
        assert.deepEqual(basic.extensions.nonce?.length, nonce?.length)
      },
    ),
  )
})

for (const status of Object.keys(OCSP_ERROR_CODES) as OcspErrorStatus[]) {
  test(`the refusal ${status} is one ENUMERATED, unsigned`, () => {
    const octets = encodeOcspError(status)
    assert.equal(toHex(octets), `30030a010${OCSP_ERROR_CODES[status]}`)
    assert.deepEqual(parseOcspResponse(octets), { ok: true, value: { status } })
  })
}

function tbsRequest(...parts: readonly der.DerPart[]): Uint8Array {
  return der.encode(der.sequence(der.sequence(...parts)))
}

function certIdNode(changes: {
  serial?: der.DerValue
  keyHash?: Uint8Array
  algorithm?: der.DerValue
}) {
  return der.sequence(
    changes.algorithm ?? der.sequence(der.oid('1.3.14.3.2.26'), der.nullValue()),
    der.octetString(HASHES.nameHash),
    der.octetString(changes.keyHash ?? HASHES.keyHash),
    changes.serial ?? der.integer(1),
  )
}

function listOf(...ids: readonly der.DerValue[]): der.DerNode {
  return der.sequence(...ids.map((id) => der.sequence(id)))
}

function extensions(...oids: readonly string[]): der.DerNode {
  const nonce = der.octetString(new Uint8Array(8))
  return der.sequence(...oids.map((oid) => der.sequence(der.oid(oid), der.octetStringOf(nonce))))
}

const NONCE_OID = '1.3.6.1.5.5.7.48.1.2'
const MANY = Array.from({ length: OCSP_CERT_IDS_MAX + 1 }, () => CERT_ID)

const REQUESTS: readonly (readonly [string, Uint8Array, OcspRefusal | undefined])[] = [
  ['one CertID', tbsRequest(listOf(CERT_ID)), undefined],
  [
    'a hash function nobody computes here',
    tbsRequest(listOf(certIdNode({ algorithm: der.sequence(der.oid('2.999.7')) }))),
    undefined,
  ],
  [
    'the default version, encoded',
    tbsRequest(der.explicit(0, der.integer(0)), listOf(CERT_ID)),
    'der-default-encoded',
  ],
  [
    'version 2',
    tbsRequest(der.explicit(0, der.integer(1)), listOf(CERT_ID)),
    'ocsp-version-unsupported',
  ],
  ['no CertID', tbsRequest(listOf()), 'ocsp-list-empty'],
  ['a CertID too many', tbsRequest(listOf(...MANY)), 'ocsp-list-too-long'],
  [
    'a hash of another length',
    tbsRequest(listOf(certIdNode({ keyHash: new Uint8Array(32) }))),
    'ocsp-hash-length-wrong',
  ],
  ['a negative serial', tbsRequest(listOf(certIdNode({ serial: der.integer(-1) }))), undefined],
  [
    'the longest serial',
    tbsRequest(
      listOf(
        certIdNode({ serial: der.integer(2n ** BigInt(8 * CERT_ID_SERIAL_OCTETS_MAX - 1) - 1n) }),
      ),
    ),
    undefined,
  ],
  [
    'a longer serial',
    tbsRequest(
      listOf(certIdNode({ serial: der.integer(2n ** BigInt(8 * CERT_ID_SERIAL_OCTETS_MAX - 1)) })),
    ),
    'ocsp-serial-malformed',
  ],
  ['a nonce', tbsRequest(listOf(CERT_ID), der.explicit(2, extensions(NONCE_OID))), undefined],
  [
    'two nonces',
    tbsRequest(listOf(CERT_ID), der.explicit(2, extensions(NONCE_OID, NONCE_OID))),
    'extension-duplicate',
  ],
  [
    'no extension in the list of extensions',
    tbsRequest(listOf(CERT_ID), der.explicit(2, extensions())),
    'der-value-malformed',
  ],
  [
    'extensions in the wrong place',
    tbsRequest(der.explicit(2, extensions(NONCE_OID)), listOf(CERT_ID)),
    'der-tag-unexpected',
  ],
  [
    'something after the request',
    concatBytes(tbsRequest(listOf(CERT_ID)), Uint8Array.of(0)),
    'der-trailing-bytes',
  ],
]

for (const [name, octets, refusal] of REQUESTS) {
  test(`request: ${name}${refusal === undefined ? ' is read' : ` is ${refusal}`}`, () => {
    const parsed = parseOcspRequest(octets)
    assert.equal(parsed.ok ? undefined : parsed.refusal, refusal)
  })
}

test('a signed request is read with all that its verification needs', () => {
  const signature = der.sequence(
    ALGORITHM.der,
    der.bitString(Uint8Array.of(1)),
    der.explicit(0, der.sequence(CERTIFICATE)),
  )
  const requestor = der.explicit(1, der.explicit(4, nameOf([['CN', 'asker']]).der))
  const tbs = der.encode(der.sequence(requestor, listOf(CERT_ID)))
  const parsed = parseOcspRequest(der.encode(der.sequence(tbs, der.explicit(0, signature))))
  assert.ok(parsed.ok)
  const { tbsDer, requestorName, optionalSignature } = parsed.value
  assert.equal(toHex(tbsDer), toHex(tbs))
  assert.equal(requestorName?.kind, 'directoryName')
  assert.equal(optionalSignature?.signatureAlgorithm.oid, ALGORITHM.oid)
  assert.deepEqual(optionalSignature.signature, Uint8Array.of(1))
  assert.deepEqual(optionalSignature.certificatesDer.map(toHex), [toHex(CERTIFICATE)])
})

const KEY_ID = der.explicit(2, der.octetString(new Uint8Array(20)))
const TIME = der.generalizedTime(instant(1_775_001_600_000))
const GOOD = fromHex('8000') ?? new Uint8Array()
const SINGLE = der.sequence(CERT_ID, GOOD, TIME)

function basicOf(data: readonly der.DerPart[], ...after: readonly der.DerPart[]): Uint8Array {
  const octets = der.octetStringOf(
    der.sequence(der.sequence(...data), ALGORITHM.der, der.bitString(Uint8Array.of(1)), ...after),
  )
  const bytes = der.sequence(der.oid('1.3.6.1.5.5.7.48.1.1'), octets)
  return der.encode(der.sequence(der.enumerated(0), der.explicit(0, bytes)))
}

function single(...parts: readonly der.DerPart[]): Uint8Array {
  return basicOf([KEY_ID, TIME, der.sequence(der.sequence(CERT_ID, ...parts))])
}

function revoked(...parts: readonly der.DerPart[]): Uint8Array {
  return single(der.implicit(1, der.sequence(...parts)), TIME)
}

const OTHER_TYPE = der.sequence(der.oid('2.999.1'), der.octetStringOf(der.nullValue()))
const UTC = der.utcTime(instant(1_775_001_600_000))
const CERTS = Array.from({ length: OCSP_CERTIFICATES_MAX + 1 }, () => CERTIFICATE)

const RESPONSES: readonly (readonly [string, Uint8Array, OcspRefusal | undefined])[] = [
  ['without nextUpdate and certificates', basicOf([KEY_ID, TIME, der.sequence(SINGLE)]), undefined],
  ['an unknown status code', der.encode(der.sequence(der.enumerated(4))), 'ocsp-status-unknown'],
  ['successful, but empty', der.encode(der.sequence(der.enumerated(0))), 'ocsp-response-absent'],
  [
    'an error that says something',
    der.encode(der.sequence(der.enumerated(3), der.explicit(0, OTHER_TYPE))),
    'ocsp-response-unexpected',
  ],
  [
    'another response type',
    der.encode(der.sequence(der.enumerated(0), der.explicit(0, OTHER_TYPE))),
    'ocsp-response-type-unknown',
  ],
  ['no statement', basicOf([KEY_ID, TIME, der.sequence()]), 'ocsp-list-empty'],
  [
    'a key hash that is not SHA-1',
    basicOf([der.explicit(2, der.octetString(new Uint8Array(32))), TIME, der.sequence(SINGLE)]),
    'ocsp-hash-length-wrong',
  ],
  [
    'a time with two digits of year',
    basicOf([KEY_ID, UTC, der.sequence(SINGLE)]),
    'der-tag-unexpected',
  ],
  ['a status of another tag', single(fromHex('8300') ?? GOOD, TIME), 'der-tag-unexpected'],
  ['good with something in it', single(fromHex('800100') ?? GOOD, TIME), 'der-value-malformed'],
  ['a reason', revoked(TIME, der.explicit(0, der.enumerated(1))), undefined],
  [
    'reason 7, which is not used',
    revoked(TIME, der.explicit(0, der.enumerated(7))),
    'ocsp-reason-unknown',
  ],
  [
    'a certificate that is no SEQUENCE',
    basicOf([KEY_ID, TIME, der.sequence(SINGLE)], der.explicit(0, der.sequence(der.nullValue()))),
    'der-tag-unexpected',
  ],
  [
    'a certificate too many',
    basicOf([KEY_ID, TIME, der.sequence(SINGLE)], der.explicit(0, der.sequence(...CERTS))),
    'ocsp-list-too-long',
  ],
  [
    'a statement too many',
    basicOf([KEY_ID, TIME, der.sequence(...MANY.map(() => SINGLE))]),
    'ocsp-list-too-long',
  ],
]

for (const [name, octets, refusal] of RESPONSES) {
  test(`response: ${name}${refusal === undefined ? ' is read' : ` is ${refusal}`}`, () => {
    const parsed = parseOcspResponse(octets)
    assert.equal(parsed.ok ? undefined : parsed.refusal, refusal)
  })
}

test('cut off anywhere, neither is read', () => {
  const request = encodeOcspRequest([CERT_ID], new Uint8Array(32))
  for (let length = 0; length < request.length; length++)
    assert.equal(parseOcspRequest(request.subarray(0, length)).ok, false)
  const response = basicOf([KEY_ID, TIME, der.sequence(SINGLE)])
  for (let length = 0; length < response.length; length++)
    assert.equal(parseOcspResponse(response.subarray(0, length)).ok, false)
})
