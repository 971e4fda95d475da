import { decodeDer, type DerReader } from '#codec/der/decode.ts'
import * as der from '#codec/der/encode.ts'
import { withSection } from '#codec/der/sections.ts'
import { contextConstructed } from '#codec/der/tag.ts'
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from '#codec/x509/algorithm.ts'
import { type Extension, extensionsNode } from '#codec/x509/extension.ts'
import { type GeneralName, readGeneralName } from '#codec/x509/general-name.ts'
import { assert } from '#kernel/assert.ts'
import type { Result } from '#kernel/result.ts'
import { OCSP_CERT_IDS_MAX, OCSP_CERTIFICATES_MAX, OCSP_REQUEST_LIMITS } from './bounds.ts'
import { type CertId, readCertId } from './cert-id.ts'
import {
  NO_REQUEST_EXTENSIONS,
  NO_SINGLE_EXTENSIONS,
  readRequestExtensions,
  readSingleRequestExtensions,
  type RequestExtensions,
  type ServiceLocator,
} from './extensions.ts'
import { nonceExtension } from './nonce.ts'
import type { OcspRefusal } from './refusal.ts'
import { OCSP_SECTIONS } from './sections.ts'

/**
 * An OCSP request (RFC 6960 §4.1.1). Octet fields are views into the input. Nothing is verified.
 */
export interface OcspRequest {
  /** What an optional signature covers. */
  readonly tbsDer: Uint8Array
  /** Who asks, by its own word; RFC 6960 §4.1.2 has signed requests say it. */
  readonly requestorName: GeneralName | undefined
  readonly requests: readonly SingleRequest[]
  readonly extensions: RequestExtensions
  readonly optionalSignature: OcspRequestSignature | undefined
}

/** Signature of a request (RFC 6960 §4.1.1). */
export interface OcspRequestSignature {
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Uint8Array
  /** Certificates that may help to verify it, as they stand. */
  readonly certificatesDer: readonly Uint8Array[]
}

/** One question of a request. */
export interface SingleRequest {
  readonly certId: CertId
  readonly extensions: readonly Extension[]
  /** Identifiers of critical extensions without a known meaning. */
  readonly unknownCritical: readonly string[]
  readonly serviceLocator?: ServiceLocator | undefined
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
  return withSection(
    decodeDer<OcspRequest, OcspRefusal>(
      requestDer,
      (reader) => reader.sequence('ocspRequest', () => readRequest(reader)),
      OCSP_REQUEST_LIMITS,
    ),
    OCSP_SECTIONS,
  )
}

type Reader = DerReader<OcspRefusal>

function readRequest(reader: Reader): OcspRequest {
  const { value: tbs, der: tbsDer } = reader.captured(() =>
    reader.sequence('tbsRequest', () => readTbs(reader)),
  )
  const optionalSignature = reader.optional(contextConstructed(0), () =>
    reader.explicit(0, 'optionalSignature', () => readSignature(reader)),
  )
  return { ...tbs, tbsDer, optionalSignature }
}

function readTbs(reader: Reader): Omit<OcspRequest, 'tbsDer' | 'optionalSignature'> {
  readOcspVersion(reader)
  const requestorName = reader.optional(contextConstructed(1), () =>
    reader.explicit(1, 'requestorName', () => readGeneralName(reader)),
  )
  const requests = reader.sequenceOf('requestList', () => readSingleRequest(reader))
  if (requests.length === 0) reader.refuse('ocsp-list-empty', 'requestList')
  if (requests.length > OCSP_CERT_IDS_MAX)
    reader.refuse('ocsp-list-too-long', 'requestList', { count: requests.length })
  const extensions = reader.optional(contextConstructed(2), () =>
    reader.explicit(2, 'requestExtensions', () => readRequestExtensions(reader)),
  )
  return { requestorName, requests, extensions: extensions ?? NO_REQUEST_EXTENSIONS }
}

/** Version `[0] EXPLICIT DEFAULT v1`: once encoded, a version is either the default or unknown. */
export function readOcspVersion(reader: DerReader<OcspRefusal>): void {
  if (reader.nextTag !== contextConstructed(0)) return
  const version = reader.explicit(0, 'version', () => reader.integer(''))
  reader.refuse(version === 0n ? 'der-default-encoded' : 'ocsp-version-unsupported', 'version')
}

function readSingleRequest(reader: Reader): SingleRequest {
  return reader.sequence('request', () => {
    const certId = readCertId(reader)
    const { all, ...known } =
      reader.optional(contextConstructed(0), () =>
        reader.explicit(0, 'singleRequestExtensions', () => readSingleRequestExtensions(reader)),
      ) ?? NO_SINGLE_EXTENSIONS
    return { certId, extensions: all, ...known }
  })
}

function readSignature(reader: Reader): OcspRequestSignature {
  return reader.sequence('signature', () => ({
    signatureAlgorithm: readAlgorithmIdentifier(reader, 'signatureAlgorithm'),
    signature: reader.bitStringOctets('signature'),
    certificatesDer: readOcspCertificates(reader),
  }))
}

function readCertificateList(reader: Reader): readonly Uint8Array[] {
  return reader.sequenceOf('', readCertificateDer)
}

function readCertificateDer(reader: Reader): Uint8Array {
  const start = reader.offset
  reader.sequence('certificate', skipRest)
  return reader.since(start)
}

function skipRest(reader: Reader): void {
  reader.skipRest()
}

/** `certs [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL`, of a request or a response. */
export function readOcspCertificates(reader: DerReader<OcspRefusal>): readonly Uint8Array[] {
  if (reader.nextTag !== contextConstructed(0)) return []
  const all = reader.explicit(0, 'certs', readCertificateList)
  if (all.length > OCSP_CERTIFICATES_MAX)
    reader.refuse('ocsp-list-too-long', 'certs', { count: all.length })
  return all
}
