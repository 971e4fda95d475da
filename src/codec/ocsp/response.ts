import { type CrlReason, crlReasonOf } from '#codec/crl/reason.ts'
import { decodeDer, type DerReader } from '#codec/der/decode.ts'
import { withSection } from '#codec/der/sections.ts'
import { context, contextConstructed } from '#codec/der/tag.ts'
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from '#codec/x509/algorithm.ts'
import type { Extension } from '#codec/x509/extension.ts'
import type { GeneralName } from '#codec/x509/general-name.ts'
import { type Name, readName } from '#codec/x509/name.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Result } from '#kernel/result.ts'
import { OCSP_RESPONSE_LIMITS, OCSP_RESPONSES_MAX } from './bounds.ts'
import { type CertId, readCertId } from './cert-id.ts'
import {
  type CrlReference,
  NO_RESPONSE_EXTENSIONS,
  readResponseExtensions,
  readSingleResponseExtensions,
  type ResponseExtensions,
} from './extensions.ts'
import { OCSP_OID } from './oids.ts'
import type { OcspRefusal } from './refusal.ts'
import { readOcspCertificates, readOcspVersion } from './request.ts'
import { OCSP_SECTIONS } from './sections.ts'

/** OCSPResponseStatus (RFC 6960 §4.2.1) other than successful; 4 is not used. */
export const OCSP_ERROR_CODES = {
  malformedRequest: 1,
  internalError: 2,
  tryLater: 3,
  sigRequired: 5,
  unauthorized: 6,
} as const

/** A refusal to answer, which is not signed. */
export type OcspErrorStatus = keyof typeof OCSP_ERROR_CODES

/**
 * An OCSP response (RFC 6960 §4.2.1): signed statements, or an unsigned refusal. Nothing is
 * verified.
 */
export type OcspResponse =
  | { readonly status: 'successful'; readonly basic: BasicOcspResponse }
  | { readonly status: OcspErrorStatus }

/** BasicOCSPResponse (RFC 6960 §4.2.1) taken apart. Octet fields are views into the input. */
export interface BasicOcspResponse {
  /** What the signature covers. */
  readonly tbsDer: Uint8Array
  readonly responderId: ResponderId
  readonly producedAt: Instant
  readonly responses: readonly SingleResponse[]
  readonly extensions: ResponseExtensions
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Uint8Array
  /** Certificates that may help to verify the signature, as they stand. */
  readonly certificatesDer: readonly Uint8Array[]
}

/** Who signed: by name, or by the SHA-1 hash of the key (RFC 6960 §4.2.1 KeyHash). */
export type ResponderId =
  | { readonly by: 'name'; readonly name: Name }
  | { readonly by: 'key'; readonly keyHash: Uint8Array }

/** The statement about one certificate. */
export interface SingleResponse {
  readonly certId: CertId
  readonly status: CertStatus
  readonly thisUpdate: Instant
  /** Absent: newer information is available all the time (RFC 6960 §4.2.2.1). */
  readonly nextUpdate: Instant | undefined
  readonly extensions: readonly Extension[]
  /** Identifiers of critical extensions without a known meaning. */
  readonly unknownCritical: readonly string[]
  readonly crlReference?: CrlReference | undefined
  /** Status is kept, for expired certificates too, back to this moment (RFC 6960 §4.4.4). */
  readonly archiveCutoff?: Instant | undefined
  /** reasonCode among the extensions; where the status is revoked, its own reason stands beside. */
  readonly crlReason?: CrlReason | undefined
  readonly invalidityDate?: Instant | undefined
  readonly certificateIssuer?: readonly GeneralName[] | undefined
}

/** CertStatus (RFC 6960 §4.2.1): `unknown` is never `good`. */
export type CertStatus =
  | { readonly state: 'good' }
  | {
      readonly state: 'revoked'
      readonly revokedAt: Instant
      /** `unspecified` where the response gives none. */
      readonly reason: CrlReason
    }
  | { readonly state: 'unknown' }

/** Decodes one response, strictly. */
export function parseOcspResponse(responseDer: Uint8Array): Result<OcspResponse, OcspRefusal> {
  return withSection(
    decodeDer<OcspResponse, OcspRefusal>(responseDer, readWhole, OCSP_RESPONSE_LIMITS),
    OCSP_SECTIONS,
  )
}

// Functions by name rather than closures, each value made at once: a response is read in
// microseconds, of which what it leaves behind would be a good part.
type Reader = DerReader<OcspRefusal>

const ERROR_OF_CODE: ReadonlyMap<number, OcspErrorStatus> = new Map([
  [OCSP_ERROR_CODES.malformedRequest, 'malformedRequest'],
  [OCSP_ERROR_CODES.internalError, 'internalError'],
  [OCSP_ERROR_CODES.tryLater, 'tryLater'],
  [OCSP_ERROR_CODES.sigRequired, 'sigRequired'],
  [OCSP_ERROR_CODES.unauthorized, 'unauthorized'],
])

function readWhole(reader: Reader): OcspResponse {
  return reader.sequence('ocspResponse', readResponse)
}

function readResponse(reader: Reader): OcspResponse {
  const code = reader.enumerated('responseStatus')
  if (code !== 0) {
    const status = ERROR_OF_CODE.get(code)
    if (status === undefined) reader.refuse('ocsp-status-unknown', 'responseStatus', { code })
    // RFC 6960 §4.2.1: "If the value of responseStatus is one of the error conditions, the
    // responseBytes field is not set."
    if (!reader.atEnd) reader.refuse('ocsp-response-unexpected', 'responseBytes')
    return { status }
  }
  if (reader.atEnd) reader.refuse('ocsp-response-absent', 'responseBytes')
  return { status: 'successful', basic: reader.explicit(0, 'responseBytes', readBytes) }
}

function readBytes(reader: Reader): BasicOcspResponse {
  return reader.sequence('', readTypeAndResponse)
}

function readTypeAndResponse(reader: Reader): BasicOcspResponse {
  const type = reader.oid('responseType')
  if (type !== OCSP_OID.basicResponse)
    reader.refuse('ocsp-response-type-unknown', 'responseType', { oid: type })
  return reader.octetStringContaining('response', readBasicResponse)
}

function readBasicResponse(reader: Reader): BasicOcspResponse {
  return reader.sequence('basicOCSPResponse', readBasic)
}

function readBasic(reader: Reader): BasicOcspResponse {
  const start = reader.offset
  const data = reader.sequence('tbsResponseData', readResponseData)
  const tbsDer = reader.since(start)
  const signatureAlgorithm = readAlgorithmIdentifier(reader, 'signatureAlgorithm')
  const signature = reader.bitStringOctets('signature')
  const certificatesDer = readOcspCertificates(reader)
  const { responderId, producedAt, responses, extensions } = data
  return {
    tbsDer,
    responderId,
    producedAt,
    responses,
    extensions,
    signatureAlgorithm,
    signature,
    certificatesDer,
  }
}

type ResponseData = Pick<
  BasicOcspResponse,
  'responderId' | 'producedAt' | 'responses' | 'extensions'
>

function readResponseData(reader: Reader): ResponseData {
  readOcspVersion(reader)
  const responderId = readResponderId(reader)
  const producedAt = reader.generalizedTime('producedAt')
  const responses = reader.sequenceOf('responses', readSingleResponse)
  if (responses.length === 0) reader.refuse('ocsp-list-empty', 'responses')
  if (responses.length > OCSP_RESPONSES_MAX)
    reader.refuse('ocsp-list-too-long', 'responses', { count: responses.length })
  const extensions =
    reader.nextTag === contextConstructed(1)
      ? reader.explicit(1, 'responseExtensions', readResponseExtensions)
      : NO_RESPONSE_EXTENSIONS
  return { responderId, producedAt, responses, extensions }
}

function readResponderId(reader: Reader): ResponderId {
  if (reader.nextTag === contextConstructed(1))
    return { by: 'name', name: reader.explicit(1, 'byName', readResponderName) }
  return { by: 'key', keyHash: reader.explicit(2, 'byKey', readKeyHash) }
}

function readResponderName(reader: Reader): Name {
  return readName(reader, '')
}

function readKeyHash(reader: Reader): Uint8Array {
  const keyHash = reader.octetString('keyHash')
  if (keyHash.length !== KEY_HASH_OCTETS) reader.refuse('ocsp-hash-length-wrong', 'keyHash')
  return keyHash
}

/** SHA-1, whatever the other algorithms (RFC 6960 §4.2.1). */
const KEY_HASH_OCTETS = 20

function readSingleResponse(reader: Reader): SingleResponse {
  return reader.sequence('singleResponse', readStatement)
}

function readStatement(reader: Reader): SingleResponse {
  const certId = readCertId(reader)
  const status = readCertStatus(reader)
  const thisUpdate = reader.generalizedTime('thisUpdate')
  const nextUpdate =
    reader.nextTag === contextConstructed(0)
      ? reader.explicit(0, 'nextUpdate', readUnnamedTime)
      : undefined
  if (reader.nextTag !== contextConstructed(1))
    return { certId, status, thisUpdate, nextUpdate, extensions: [], unknownCritical: [] }
  const { all, ...known } = reader.explicit(1, 'singleExtensions', readSingleResponseExtensions)
  return { certId, status, thisUpdate, nextUpdate, extensions: all, ...known }
}

function readUnnamedTime(reader: Reader): Instant {
  return reader.generalizedTime('')
}

const GOOD: CertStatus = { state: 'good' }

function readCertStatus(reader: Reader): CertStatus {
  switch (reader.nextTag ?? 0) {
    case context(0):
      reader.nullValue('good', context(0))
      return GOOD
    case contextConstructed(1):
      return reader.constructed(contextConstructed(1), 'revoked', () => ({
        state: 'revoked',
        revokedAt: reader.generalizedTime('revocationTime'),
        reason: readReason(reader),
      }))
    case context(2):
      reader.nullValue('unknown', context(2))
      return { state: 'unknown' }
    default:
      return reader.refuse('der-tag-unexpected', 'certStatus')
  }
}

function readReason(reader: Reader): CrlReason {
  const reason = reader.optional(contextConstructed(0), () =>
    reader.explicit(0, 'revocationReason', () => {
      const code = reader.enumerated('')
      return crlReasonOf(code) ?? reader.refuse('ocsp-reason-unknown', '', { code })
    }),
  )
  return reason ?? 'unspecified'
}
