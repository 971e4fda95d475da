import { parseSignedData } from '#codec/cms/signed-data.ts'
import { parseCrl } from '#codec/crl/crl.ts'
import { parseOcspRequest } from '#codec/ocsp/request.ts'
import { parseOcspResponse } from '#codec/ocsp/response.ts'
import { parseCertificationRequest } from '#codec/pkcs10/certification-request.ts'
import { parseTimeStampRequest } from '#codec/tsp/time-stamp-request.ts'
import { parseTimeStampResponse } from '#codec/tsp/time-stamp-response.ts'
import { parseTimeStampToken } from '#codec/tsp/time-stamp-token.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import type { Result } from '#kernel/result.ts'

/** The kinds of objects that `shomei pki parse` takes apart. */
export const PARSED_KINDS = [
  'certificate',
  'crl',
  'ocsp-request',
  'ocsp-response',
  'cms',
  'tsp',
  'pkcs10',
] as const

/** One of the kinds. */
export type ParsedKind = (typeof PARSED_KINDS)[number]

/** Whether a word names a kind. */
export function isParsedKind(word: string): word is ParsedKind {
  return PARSED_KINDS.some((kind) => kind === word)
}

/** Takes an object apart as the kind named, strictly. */
export function parseObject(kind: ParsedKind, octets: Uint8Array): Result<object, string> {
  switch (kind) {
    case 'certificate':
      return parseCertificate(octets)
    case 'crl':
      return parseCrl(octets)
    case 'ocsp-request':
      return parseOcspRequest(octets)
    case 'ocsp-response':
      return parseOcspResponse(octets)
    case 'cms':
      return parseSignedData(octets)
    case 'tsp':
      return parseTimeStamp(octets)
    case 'pkcs10':
      return parseCertificationRequest(octets)
  }
}

const [INTEGER, SEQUENCE] = [0x02, 0x30]

/**
 * A request, response or token of RFC 3161, told apart by what their SEQUENCE begins with: a
 * version, a PKIStatusInfo, or the identifier of a content type.
 */
function parseTimeStamp(octets: Uint8Array): Result<object, string> {
  switch (firstTagInside(octets)) {
    case INTEGER:
      return parseTimeStampRequest(octets)
    case SEQUENCE:
      return parseTimeStampResponse(octets)
    case undefined:
    default:
      return parseTimeStampToken(octets)
  }
}

/** The identifier octet behind the outer header; which parser is right is all that hangs on it. */
function firstTagInside(octets: Uint8Array): number | undefined {
  const length = octets[1] ?? 0
  const lengthOctets = length > 0x80 ? length & 0x7f : 0
  return octets[2 + lengthOctets]
}
