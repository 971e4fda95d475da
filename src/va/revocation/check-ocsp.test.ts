import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as der from '#codec/der/encode.ts'
import { encodeCertId, issuerHashes } from '#codec/ocsp/cert-id.ts'
import { encodeOcspError } from '#codec/ocsp/encode-response.ts'
import { nonceExtension } from '#codec/ocsp/nonce.ts'
import { OCSP_OID } from '#codec/ocsp/oids.ts'
import { encodeOcspRequest } from '#codec/ocsp/request.ts'
import type { CertStatus } from '#codec/ocsp/response.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { critical, type Extension, extension } from '#codec/x509/extension.ts'
import {
  basicConstraints,
  extKeyUsage,
  keyUsage,
  ocspNoCheck,
} from '#codec/x509/extension-values.ts'
import { nameOf } from '#codec/x509/name.ts'
import { OID } from '#codec/x509/oids.ts'
import { subjectKeyIdentifier } from '#codec/x509/public-key-info.ts'
import type { DigestAlgorithm } from '#crypto/digest.ts'
import {
  type AnyCertificate,
  anyCertificate,
  type AnyResponse,
  anyResponse,
  type AnyStatement,
  invalidityDate,
  reasonCode,
} from '../../../test/support/status-objects.ts'
import { at, keysOf, type TestKeys, weakKeys } from '../../../test/support/status-authority.ts'
import { DEFAULT_ALGORITHMS } from '../algorithm-policy.ts'
import { checkOcsp, type OcspCheckRequest } from './check-ocsp.ts'
import { OCSP_CHECKS, type OcspCheckId } from './messages.ts'
import type { StatusCode } from './status-report.ts'

const NOW = at('2026-04-01T12:00:00Z')
const AUTHORITY = nameOf([
  ['C', 'JP'],
  ['CN', 'Authority'],
])
const RESPONDER = nameOf([
  ['C', 'JP'],
  ['CN', 'Responder'],
])
const keys = keysOf('ocsp-authority', 'P-256')
const otherKeys = keysOf('ocsp-other', 'P-256')
const responderKeys = keysOf('ocsp-responder', 'P-256')
const CA = [critical(keyUsage(['keyCertSign'])), critical(basicConstraints({ ca: true }))]
const issuer = authorityOf(keys)
const other = authorityOf(otherKeys)
const certificate = anyCertificate({
  subject: nameOf([['CN', 'Holder']]),
  issuer: AUTHORITY,
  keys: keysOf('ocsp-holder', 'P-256'),
  signedBy: keys,
  serialHex: '0102',
  notAfter: at('2030-12-10T14:59:59Z'),
})
const DELEGATION = [extKeyUsage([OID.ocspSigning]), ocspNoCheck()]

function authorityOf(own: TestKeys): Certificate {
  const names = { subject: AUTHORITY, issuer: AUTHORITY }
  return anyCertificate({ ...names, keys: own, signedBy: own, extensions: CA })
}

function responder(changes: Partial<AnyCertificate> = {}): Certificate {
  return anyCertificate({
    subject: RESPONDER,
    issuer: AUTHORITY,
    keys: responderKeys,
    signedBy: keys,
    serialHex: '22',
    notBefore: at('2026-03-01T00:00:00Z'),
    notAfter: at('2026-05-01T00:00:00Z'),
    extensions: DELEGATION,
    ...changes,
  })
}

function certId(of = issuer, serialHex = '0102', digest: DigestAlgorithm = 'sha1'): Uint8Array {
  return encodeCertId(digest, issuerHashes(digest, of.subject, of.spkiDer), serialHex)
}

function statement(changes: Partial<AnyStatement> = {}): AnyStatement {
  return {
    certIdDer: certId(),
    status: { state: 'good' },
    thisUpdate: at('2026-04-01T11:55:00Z'),
    nextUpdate: at('2026-04-01T12:10:00Z'),
    ...changes,
  }
}

/** A response signed by the authority itself. */
function response(changes: Partial<AnyResponse> = {}): Uint8Array {
  return anyResponse({
    responderId: { by: 'key', keyHash: subjectKeyIdentifier(keys.spkiDer) },
    keys,
    producedAt: at('2026-04-01T11:55:00Z'),
    statements: [statement()],
    ...changes,
  })
}

/** One signed by a responder that the authority delegated. */
function delegated(by: Certificate = responder(), changes: Partial<AnyResponse> = {}) {
  return only({
    responderId: { by: 'name', name: RESPONDER },
    keys: responderKeys,
    certificatesDer: [by.der],
    ...changes,
  })
}

const only = (changes: Partial<AnyResponse>): Partial<OcspCheckRequest> => ({
  unverifiedResponseDer: response(changes),
})
const says = (...statements: readonly Partial<AnyStatement>[]): Partial<OcspCheckRequest> =>
  only({ statements: statements.map(statement) })
const revoked = (moment: string, reason: 'superseded' | 'certificateHold' = 'superseded') =>
  ({ state: 'revoked', revokedAt: at(moment), reason }) as const satisfies CertStatus
const REVOKED = revoked('2026-03-20T00:00:00Z')
const HELD = revoked('2026-03-20T00:00:00Z', 'certificateHold')
const UNKNOWN: CertStatus = { state: 'unknown' }
const STALE = { nextUpdate: at('2026-04-01T11:59:59Z') }
const STRANGE = extension('2.999.77', der.nullValue())
const NONCE = new Uint8Array(32).fill(7)
const cutoff = (moment: string): Extension =>
  extension(OCSP_OID.archiveCutoff, der.generalizedTime(at(moment)))

type Row = readonly [
  name: string,
  changes: () => Partial<OcspCheckRequest>,
  code: StatusCode,
  failed?: OcspCheckId,
]

const ROWS: readonly Row[] = [
  ['good', () => ({}), 'good'],
  ['revoked', () => says({ status: REVOKED }), 'revoked', 'status.not-revoked'],
  ['on hold', () => says({ status: HELD }), 'revoked', 'status.not-revoked'],
  ['unknown', () => says({ status: UNKNOWN }), 'status-unknown', 'ocsp.known'],
  [
    'octets cut off',
    () => ({ unverifiedResponseDer: response().subarray(1) }),
    'ocsp-malformed',
    'ocsp.form',
  ],
  [
    'an unsigned error',
    () => ({ unverifiedResponseDer: encodeOcspError('tryLater') }),
    'ocsp-refused',
    'ocsp.answered',
  ],
  [
    'an issuer of the same name with another key',
    () => ({ issuer: other }),
    'certificate-issuer-other',
    'certificate.issuer',
  ],
  ['the serial number alone', () => ({ certificate: { serialHex: '0102' } }), 'good'],
  // Which certificate.
  ['SHA-256', () => says({ certIdDer: certId(issuer, '0102', 'sha256') }), 'good'],
  ['SHA-384', () => says({ certIdDer: certId(issuer, '0102', 'sha384') }), 'good'],
  ['SHA-512', () => says({ certIdDer: certId(issuer, '0102', 'sha512') }), 'good'],
  [
    'another number',
    () => says({ certIdDer: certId(issuer, '0103') }),
    'ocsp-certificate-other',
    'ocsp.certificate',
  ],
  [
    'another key',
    () => says({ certIdDer: certId(other) }),
    'ocsp-certificate-other',
    'ocsp.certificate',
  ],
  [
    'another name',
    () => says({ certIdDer: certId({ ...issuer, subject: RESPONDER }) }),
    'ocsp-certificate-other',
    'ocsp.certificate',
  ],
  [
    'the right one among others',
    () =>
      says(
        { certIdDer: certId(issuer, '0103'), status: REVOKED },
        {},
        { certIdDer: certId(other) },
      ),
    'good',
  ],
  ['good and revoked', () => says({}, { status: REVOKED }), 'revoked', 'status.not-revoked'],
  ['good and unknown', () => says({}, { status: UNKNOWN }), 'status-unknown', 'ocsp.known'],
  [
    'revoked and unknown',
    () => says({ status: UNKNOWN }, { status: REVOKED }),
    'revoked',
    'status.not-revoked',
  ],
  ['good, and good no more', () => says({}, STALE), 'ocsp-out-of-date', 'ocsp.up-to-date'],
  // Extensions.
  ['an extension nobody knows', () => only({ extensions: [STRANGE] }), 'good'],
  [
    'a critical one',
    () => only({ extensions: [critical(STRANGE)] }),
    'ocsp-critical-extension',
    'ocsp.critical-extensions',
  ],
  [
    'a critical one of the statement',
    () => says({ extensions: [critical(STRANGE)] }),
    'ocsp-critical-extension',
    'ocsp.critical-extensions',
  ],
  [
    'a critical one of another statement',
    () => says({}, { certIdDer: certId(issuer, '0103'), extensions: [critical(STRANGE)] }),
    'good',
  ],
  [
    'critical ones with a known meaning',
    () => says({ extensions: [critical(cutoff('2020-01-01T00:00:00Z')), critical(TIMESTAMPS)] }),
    'good',
  ],
  [
    'a later revocation, invalid since before',
    () =>
      says({
        status: revoked('2026-04-01T12:06:00Z'),
        extensions: [invalidityDate(at('2026-04-01T12:05:00Z'))],
      }),
    'revoked',
    'status.not-revoked',
  ],
  // Request and nonce.
  ['the request for it', () => asked(certId(), undefined), 'good'],
  [
    'the request for another',
    () => asked(certId(issuer, '0103'), undefined),
    'ocsp-request-other',
    'ocsp.request',
  ],
  [
    'no request at all',
    () => ({ unverifiedRequestDer: new Uint8Array(3) }),
    'ocsp-request-other',
    'ocsp.request',
  ],
  [
    'the nonce repeated',
    () => ({ ...asked(certId(), NONCE), ...only({ extensions: [nonceExtension(NONCE)] }) }),
    'good',
  ],
  ['the nonce left out', () => asked(certId(), NONCE), 'ocsp-nonce-wrong', 'ocsp.nonce'],
  [
    'another nonce',
    () => ({
      ...asked(certId(), NONCE),
      ...only({ extensions: [nonceExtension(NONCE.with(0, 0))] }),
    }),
    'ocsp-nonce-wrong',
    'ocsp.nonce',
  ],
  ['a nonce nobody sent', () => only({ extensions: [nonceExtension(NONCE)] }), 'good'],
  // Who signed.
  ['the issuer by name', () => only({ responderId: { by: 'name', name: AUTHORITY } }), 'good'],
  [
    'the issuer by a wrong name',
    () => only({ responderId: { by: 'name', name: RESPONDER } }),
    'ocsp-responder-unknown',
    'ocsp.responder',
  ],
  [
    'the issuer by a wrong key',
    () => only({ responderId: { by: 'key', keyHash: new Uint8Array(20) } }),
    'ocsp-responder-unknown',
    'ocsp.responder',
  ],
  ['another key', () => only({ keys: otherKeys }), 'ocsp-signature-wrong', 'ocsp.signature'],
  [
    'the issuer named, its name borne by another that is enclosed',
    () =>
      only({
        keys: otherKeys,
        responderId: { by: 'name', name: AUTHORITY },
        certificatesDer: [other.der],
      }),
    'ocsp-signature-wrong',
    'ocsp.signature',
  ],
  ['a delegate', () => delegated(), 'good'],
  [
    'a delegate by key',
    () =>
      delegated(responder(), {
        responderId: { by: 'key', keyHash: subjectKeyIdentifier(responderKeys.spkiDer) },
      }),
    'good',
  ],
  [
    'a delegate among others',
    () => delegated(responder(), { certificatesDer: [other.der, responder().der] }),
    'good',
  ],
  [
    'a delegate that is not enclosed',
    () => delegated(responder(), { certificatesDer: [issuer.der] }),
    'ocsp-responder-unknown',
    'ocsp.responder',
  ],
  [
    'a delegate that cannot be read',
    () => delegated(responder(), { certificatesDer: [der.encode(der.sequence())] }),
    'ocsp-responder-malformed',
    'ocsp.responder',
  ],
  [
    'a delegate of another name than the response says',
    () => delegated(responder({ subject: nameOf([['CN', 'Someone']]) })),
    'ocsp-responder-unknown',
    'ocsp.responder',
  ],
  [
    'a delegate that another key of that name certified',
    () => delegated(responder({ signedBy: otherKeys })),
    'ocsp-responder-unknown',
    'ocsp.responder',
  ],
  [
    'a delegate of a delegate',
    () => {
      const name = nameOf([['CN', 'Delegate']])
      const names = { subject: name, issuer: RESPONDER }
      const child = responder({ ...names, signedBy: responderKeys, keys: otherKeys })
      return delegated(child, {
        responderId: { by: 'name', name },
        keys: otherKeys,
        certificatesDer: [child.der, responder().der],
      })
    },
    'ocsp-responder-unknown',
    'ocsp.responder',
  ],
  [
    'a delegate without the purpose',
    () => delegated(responder({ extensions: [ocspNoCheck()] })),
    'ocsp-responder-not-delegated',
    'ocsp.responder',
  ],
  [
    'a delegate for any purpose',
    () => delegated(responder({ extensions: [extKeyUsage([OID.anyExtendedKeyUsage])] })),
    'ocsp-responder-not-delegated',
    'ocsp.responder',
  ],
  [
    'a delegate whose key is for other things',
    () =>
      delegated(responder({ extensions: [...DELEGATION, critical(keyUsage(['keyAgreement']))] })),
    'ocsp-responder-not-delegated',
    'ocsp.responder',
  ],
  [
    'a delegate whose key signs',
    () =>
      delegated(responder({ extensions: [...DELEGATION, critical(keyUsage(['nonRepudiation']))] })),
    'good',
  ],
  [
    'a delegate with an unknown critical extension',
    () => delegated(responder({ extensions: [...DELEGATION, critical(STRANGE)] })),
    'ocsp-responder-not-delegated',
    'ocsp.responder',
  ],
  [
    'a delegate without ocsp-nocheck',
    () => delegated(responder({ extensions: DELEGATION.slice(0, 1) })),
    'good',
  ],
  ['a delegate in its last second', () => delegated(responder({ notAfter: NOW })), 'good'],
  [
    'a delegate that ended',
    () => delegated(responder({ notAfter: at('2026-04-01T11:59:59Z') })),
    'ocsp-responder-not-valid',
    'ocsp.responder',
  ],
  [
    'a delegate in its first second',
    () => delegated(responder({ notBefore: at('2026-04-01T11:55:00Z') })),
    'good',
  ],
  [
    'a delegate not yet one',
    () => delegated(responder({ notBefore: at('2026-04-01T11:55:01Z') })),
    'ocsp-responder-not-valid',
    'ocsp.responder',
  ],
  [
    'a delegate, another key',
    () => delegated(responder(), { keys: otherKeys }),
    'ocsp-signature-wrong',
    'ocsp.signature',
  ],
  [
    'a delegate with a small key',
    () => {
      const small = weakKeys(1024)
      return delegated(responder({ keys: small }), { keys: small })
    },
    'rsa-key-too-small',
    'ocsp.algorithm',
  ],
  // Time.
  ['at its last second', () => says({ nextUpdate: NOW }), 'good'],
  ['past its nextUpdate', () => says(STALE), 'ocsp-out-of-date', 'ocsp.up-to-date'],
  [
    'past it, yet revoked',
    () => says({ ...STALE, status: REVOKED }),
    'revoked',
    'status.not-revoked',
  ],
  [
    'past it, and on hold',
    () => says({ ...STALE, status: HELD }),
    'ocsp-out-of-date',
    'ocsp.up-to-date',
  ],
  [
    'past it, and unknown',
    () => says({ ...STALE, status: UNKNOWN }),
    'ocsp-out-of-date',
    'ocsp.up-to-date',
  ],
  [
    'revoked from the skew on',
    () => says({ status: revoked('2026-04-01T12:05:00Z') }),
    'revoked',
    'status.not-revoked',
  ],
  ['revoked from later on', () => says({ status: revoked('2026-04-01T12:05:01Z') }), 'good'],
  ['within the skew', () => dated('2026-04-01T12:05:00Z', '2026-04-01T12:05:00Z'), 'good'],
  [
    'from the future',
    () => dated('2026-04-01T12:05:01Z', '2026-04-01T12:05:01Z'),
    'ocsp-in-future',
    'ocsp.not-in-future',
  ],
  [
    'produced in the future',
    () => dated('2026-04-01T11:55:00Z', '2026-04-01T12:05:01Z'),
    'ocsp-in-future',
    'ocsp.not-in-future',
  ],
  ['known as it was produced', () => dated('2026-04-01T11:55:00Z', '2026-04-01T11:50:00Z'), 'good'],
  [
    'known only after it was produced',
    () => dated('2026-04-01T11:55:01Z', '2026-04-01T11:50:00Z'),
    'ocsp-dates-wrong',
    'ocsp.dates',
  ],
  [
    'newer information before this',
    () => ({
      ...says({ nextUpdate: at('2026-04-01T11:54:59Z') }),
      at: at('2026-04-01T11:54:00Z'),
      now: NOW,
    }),
    'ocsp-dates-wrong',
    'ocsp.dates',
  ],
  ['no nextUpdate, a quarter of an hour old', () => undated('2026-04-01T11:45:00Z'), 'good'],
  [
    'no nextUpdate, older',
    () => undated('2026-04-01T11:44:59Z'),
    'ocsp-out-of-date',
    'ocsp.up-to-date',
  ],
  [
    'no nextUpdate, within the age',
    () => ({ ...undated('2026-04-01T11:00:00Z'), ageMaxMs: 3_600_000 }),
    'good',
  ],
  [
    'no nextUpdate, beyond the age',
    () => ({ ...undated('2026-04-01T11:00:00Z'), ageMaxMs: 3_599_999 }),
    'ocsp-too-old',
    'ocsp.up-to-date',
  ],
  ['as old as allowed', () => ({ ageMaxMs: 300_000 }), 'good'],
  ['older than allowed', () => ({ ageMaxMs: 299_999 }), 'ocsp-too-old', 'ocsp.up-to-date'],
  ['of the last second of the certificate', () => afterEnd('2030-12-10T14:59:59Z'), 'good'],
  [
    'of after its end',
    () => afterEnd('2030-12-10T15:00:00Z'),
    'ocsp-after-expiry',
    'ocsp.certificate-kept',
  ],
  [
    'of after its end, from an archive',
    () => afterEnd('2030-12-10T15:00:00Z', '2030-12-10T14:59:59Z'),
    'good',
  ],
  [
    'of after its end, from a younger archive',
    () => afterEnd('2030-12-10T15:00:00Z', '2030-12-10T15:00:00Z'),
    'ocsp-after-expiry',
    'ocsp.certificate-kept',
  ],
]

for (const [name, changes, code, failed] of ROWS) {
  test(`OCSP: ${name}`, () => {
    const report = checkOcsp({
      unverifiedResponseDer: response(),
      issuer,
      certificate,
      at: NOW,
      algorithms: DEFAULT_ALGORITHMS,
      ...changes(),
    })
    assert.equal(report.code, code)
    assert.equal(report.status, statusOf(code))
    assert.equal(report.checks.find(({ outcome }) => outcome === 'failed')?.id, failed)
    assert.deepEqual(
      report.checks.map(({ id }) => id),
      OCSP_CHECKS.map(({ id }) => id),
    )
    const isReached = report.checks.filter(({ outcome }) => outcome !== 'not-reached')
    assert.equal(isReached.at(-1)?.id, failed ?? 'status.not-revoked')
  })
}

test('a revocation is told with its date, and the reason that an extension gives', () => {
  const plain = { ...REVOKED, reason: 'unspecified' } as const
  const report = checkOcsp({
    unverifiedResponseDer: response({
      statements: [
        statement({ ...STALE, status: plain, extensions: [reasonCode('keyCompromise')] }),
      ],
    }),
    issuer,
    certificate,
    at: NOW,
    algorithms: DEFAULT_ALGORITHMS,
  })
  assert.equal(report.reason, 'keyCompromise')
  assert.equal(report.revokedAt, at('2026-03-20T00:00:00Z'))
  const waived = report.checks.filter(({ outcome }) => outcome === 'waived').map(({ id }) => id)
  const late = ['ocsp.up-to-date', 'ocsp.dates', 'ocsp.certificate-kept']
  assert.deepEqual(waived, ['ocsp.request', 'ocsp.nonce', ...late])
})

for (const [name, extensions, seen] of [
  ['with', DELEGATION, /delegated, with ocsp-nocheck$/],
  ['without', DELEGATION.slice(0, 1), /delegated, without ocsp-nocheck$/],
] as const)
  test(`OCSP: the report records a responder ${name} ocsp-nocheck`, () => {
    const { checks } = checkOcsp({
      unverifiedResponseDer: response(),
      issuer,
      certificate,
      at: NOW,
      algorithms: DEFAULT_ALGORITHMS,
      ...delegated(responder({ extensions })),
    })
    assert.match(checks.find(({ id }) => id === 'ocsp.responder')?.seen ?? '', seen)
  })

function statusOf(code: StatusCode): string {
  if (code === 'status-unknown') return 'unknown'
  return code === 'good' || code === 'revoked' ? code : 'unusable'
}

/** SCT list of RFC 6962 §3.3: an OCTET STRING. */
const TIMESTAMPS = extension('1.3.6.1.4.1.11129.2.4.5', der.octetString(new Uint8Array(2)))

function asked(certIdDer: Uint8Array, nonce: Uint8Array | undefined): Partial<OcspCheckRequest> {
  return { unverifiedRequestDer: encodeOcspRequest([certIdDer], nonce) }
}

function dated(thisUpdate: string, producedAt: string): Partial<OcspCheckRequest> {
  return only({
    producedAt: at(producedAt),
    statements: [statement({ thisUpdate: at(thisUpdate) })],
  })
}

function undated(thisUpdate: string): Partial<OcspCheckRequest> {
  return only({
    statements: [statement({ thisUpdate: at(thisUpdate), nextUpdate: undefined })],
  })
}

/** Asked about the last day, with a response of the given moment. */
function afterEnd(thisUpdate: string, keptSince?: string): Partial<OcspCheckRequest> {
  const extensions = keptSince === undefined ? [] : [cutoff(keptSince)]
  const statements = [
    statement({
      thisUpdate: at(thisUpdate),
      nextUpdate: at('2030-12-11T00:00:00Z'),
      extensions,
    }),
  ]
  const unverifiedResponseDer = response({ producedAt: at(thisUpdate), statements })
  return { unverifiedResponseDer, at: at('2030-12-10T12:00:00Z'), now: at('2030-12-11T00:00:00Z') }
}

test('one bit of a response turned anywhere, and it is good no more', () => {
  const { unverifiedResponseDer: whole = new Uint8Array() } = delegated()
  for (let place = 0; place < whole.length; place++) {
    const report = checkOcsp({
      unverifiedResponseDer: whole.with(place, (whole[place] ?? 0) ^ 1),
      issuer,
      certificate,
      at: NOW,
      algorithms: DEFAULT_ALGORITHMS,
    })
    assert.equal(report.status, 'unusable', `octet ${place}`)
  }
})
