import { decodeDer, type DerLimits, type DerReader } from '#codec/der/decode.ts'
import * as der from '#codec/der/encode.ts'
import { contextConstructed } from '#codec/der/tag.ts'
import { readAlgorithmIdentifier } from '#codec/x509/algorithm.ts'
import { type Extension, extensionsNode, readExtensions } from '#codec/x509/extension.ts'
import { readGeneralName } from '#codec/x509/general-name.ts'
import { assert } from '#kernel/assert.ts'
import type { Result } from '#kernel/result.ts'
import { type CertId, readCertId } from './cert-id.ts'
import {
  NO_OCSP_EXTENSIONS,
  nonceExtension,
  type OcspExtensions,
  readOcspExtensions,
} from './nonce.ts'
import type { OcspRefusal } from './refusal.ts'

/** CertIDs in one request: more than any client of ours asks, little enough to answer at once. */
export const OCSP_CERT_IDS_MAX = 64

/**
 * Room for `OCSP_CERT_IDS_MAX` CertIDs, and for the signature and certificates of a signed request.
 */
export const OCSP_REQUEST_LIMITS: DerLimits = {
  sizeOctetsMax: 16_384,
  depthMax: 20,
  valuesMax: 2_048,
}

/**
 * An OCSP request (RFC 6960 §4.1.1). The requestor's name and signature are read for form, never
 * relied on.
 */
export interface OcspRequest {
  readonly requests: readonly SingleRequest[]
  readonly extensions: OcspExtensions
  readonly isSigned: boolean
}

/** One question of a request. */
export interface SingleRequest {
  readonly certId: CertId
  readonly extensions: readonly Extension[]
}

/** The DER of an unsigned request for the given encoded CertIDs, 1 to `OCSP_CERT_IDS_MAX`. */
export function encodeOcspRequest(
  certIdDers: readonly Uint8Array[],
  nonce: Uint8Array | undefined,
): Uint8Array {
  const count = certIdDers.length
  assert(count > 0 && count <= OCSP_CERT_IDS_MAX, 'a request has 1 to 64 CertIDs')
  const extensions = extensionsNode(nonce === undefined ? [] : [nonceExtension(nonce)])
  const tbsRequest = der.sequence(
    der.sequenceOf(certIdDers, (certIdDer) => der.sequence(certIdDer)),
    extensions === undefined ? undefined : der.explicit(2, extensions),
  )
  return der.encode(der.sequence(tbsRequest))
}

/** Decodes one request, strictly. */
export function parseOcspRequest(requestDer: Uint8Array): Result<OcspRequest, OcspRefusal> {
  return decodeDer<OcspRequest, OcspRefusal>(
    requestDer,
    (reader) => reader.sequence('ocspRequest', () => readRequest(reader)),
    OCSP_REQUEST_LIMITS,
  )
}

type Reader = DerReader<OcspRefusal>

function readRequest(reader: Reader): OcspRequest {
  const tbs = reader.sequence('tbsRequest', () => {
    readOcspVersion(reader)
    reader.optional(contextConstructed(1), () =>
      reader.explicit(1, 'requestorName', () => readGeneralName(reader)),
    )
    const requests = reader.sequenceOf('requestList', () => readSingleRequest(reader))
    if (requests.length === 0) reader.refuse('ocsp-list-empty', 'requestList')
    if (requests.length > OCSP_CERT_IDS_MAX)
      reader.refuse('ocsp-list-too-long', 'requestList', { count: requests.length })
    const extensions = reader.optional(contextConstructed(2), () =>
      reader.explicit(2, 'requestExtensions', () => readOcspExtensions(reader)),
    )
    return { requests, extensions: extensions ?? NO_OCSP_EXTENSIONS }
  })
  const isSigned = reader.optional(contextConstructed(0), () =>
    reader.explicit(0, 'optionalSignature', () => skipSignature(reader)),
  )
  return { ...tbs, isSigned: isSigned ?? false }
}

/** Version `[0] EXPLICIT DEFAULT v1`: once encoded, a version is either the default or unknown. */
export function readOcspVersion(reader: DerReader<OcspRefusal>): void {
  reader.optional(contextConstructed(0), () => {
    const version = reader.explicit(0, 'version', () => reader.integer(''))
    reader.refuse(version === 0n ? 'der-default-encoded' : 'ocsp-version-unsupported', 'version')
  })
}

function readSingleRequest(reader: Reader): SingleRequest {
  return reader.sequence('request', () => {
    const certId = readCertId(reader)
    const extensions = reader.optional(contextConstructed(0), () =>
      reader.explicit(0, 'singleRequestExtensions', () => readExtensions(reader, () => false)),
    )
    return { certId, extensions: extensions ?? [] }
  })
}

function skipSignature(reader: Reader): true {
  return reader.sequence('signature', () => {
    readAlgorithmIdentifier(reader, 'signatureAlgorithm')
    reader.bitStringOctets('signature')
    reader.optional(contextConstructed(0), () =>
      reader.explicit(0, 'certs', () => reader.sequenceOf('', () => reader.any('certificate'))),
    )
    return true
  })
}
