import { decodeDer, type DerLimits, type DerReader } from '#codec/der/decode.ts'
import { withSection } from '#codec/der/sections.ts'
import { contextConstructed } from '#codec/der/tag.ts'
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from '#codec/x509/algorithm.ts'
import { type Name, readName } from '#codec/x509/name.ts'
import { OID } from '#codec/x509/oids.ts'
import {
  type CertificateExtensions,
  NO_EXTENSIONS,
  readCertificateExtensions,
} from '#codec/x509/read-extensions.ts'
import type { Result } from '#kernel/result.ts'
import type { RequestRefusal } from './refusal.ts'
import { REQUEST_SECTIONS } from './sections.ts'

/**
 * A CertificationRequest (PKCS #10, RFC 2986 §4) taken apart. Octet fields are views into `der`.
 * Nothing is verified: see `provesPossession`.
 */
export interface CertificationRequest {
  readonly der: Uint8Array
  /** CertificationRequestInfo: what the signature covers. */
  readonly infoDer: Uint8Array
  readonly subject: Name
  readonly spkiDer: Uint8Array
  /** All attributes in order, their values as they stand; challengePassword is one of them. */
  readonly attributes: readonly RequestAttribute[]
  /** What extensionRequest asks for (RFC 2985 §5.4.2). */
  readonly requestedExtensions: CertificateExtensions
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Uint8Array
}

/** One attribute of a request (RFC 2986 §4.1); the values' whole encodings. */
export interface RequestAttribute {
  readonly oid: string
  readonly valuesDer: readonly Uint8Array[]
}

/** Room for a request with as many names as a certificate may have. */
export const REQUEST_LIMITS: DerLimits = {
  sizeOctetsMax: 262_144,
  depthMax: 24,
  valuesMax: 32_768,
}

/** Attributes of one request. */
export const REQUEST_ATTRIBUTES_MAX = 64

/** Values of one attribute. */
export const ATTRIBUTE_VALUES_MAX = 64

/** Decodes one certification request. */
export function parseCertificationRequest(
  requestDer: Uint8Array,
): Result<CertificationRequest, RequestRefusal> {
  return withSection(decodeDer(requestDer, readWhole, REQUEST_LIMITS), REQUEST_SECTIONS)
}

type Reader = DerReader<RequestRefusal>

function readWhole(reader: Reader): CertificationRequest {
  const { value, der } = reader.captured(() =>
    reader.sequence('certificationRequest', () => readRequest(reader)),
  )
  return { der, ...value }
}

function readRequest(reader: Reader): Omit<CertificationRequest, 'der'> {
  const { value: info, der: infoDer } = reader.captured(() =>
    reader.sequence('certificationRequestInfo', () => readInfo(reader)),
  )
  return {
    infoDer,
    ...info,
    signatureAlgorithm: readAlgorithmIdentifier(reader, 'signatureAlgorithm'),
    signature: reader.bitStringOctets('signature'),
  }
}

type Info = Pick<CertificationRequest, 'subject' | 'spkiDer' | 'attributes' | 'requestedExtensions'>

function readInfo(reader: Reader): Info {
  // RFC 2986 §4.1: "It shall be 0 for this version of the standard".
  if (reader.integer('version') !== 0n) reader.refuse('request-version-unsupported', 'version')
  const subject = readName(reader, 'subject')
  const { der: spkiDer } = reader.captured(() =>
    reader.sequence('subjectPKInfo', () => {
      readAlgorithmIdentifier(reader, 'algorithm')
      reader.bitStringOctets('subjectPublicKey')
    }),
  )
  return { subject, spkiDer, ...readAttributes(reader) }
}

function readAttributes(reader: Reader): Pick<Info, 'attributes' | 'requestedExtensions'> {
  const seen = new Set<string>()
  let requestedExtensions = NO_EXTENSIONS
  const readAttribute = (): RequestAttribute => {
    const oid = reader.oid('type')
    if (seen.has(oid)) reader.refuse('request-attribute-duplicate', 'type', { oid })
    seen.add(oid)
    const readValue = (): Uint8Array => {
      if (oid !== OID.extensionRequest) return reader.any('value').der
      const { value, der } = reader.captured(() => readCertificateExtensions(reader))
      requestedExtensions = value
      return der
    }
    const field = oid === OID.extensionRequest ? 'extensionRequest' : 'values'
    const valuesDer = reader.setOf(field, readValue, { atLeast: 1, atMost: ATTRIBUTE_VALUES_MAX })
    // RFC 2985 §5.4.1, §5.4.2: both are SINGLE VALUE TRUE.
    if (SINGLE_VALUED.has(oid) && valuesDer.length > 1)
      reader.refuse('request-attribute-not-single', 'values', { oid })
    return { oid, valuesDer }
  }
  const attributes = reader.setOf('attributes', () => reader.sequence('', readAttribute), {
    tag: contextConstructed(0),
    atMost: REQUEST_ATTRIBUTES_MAX,
  })
  return { attributes, requestedExtensions }
}

const SINGLE_VALUED: ReadonlySet<string> = new Set([OID.extensionRequest, OID.challengePassword])
