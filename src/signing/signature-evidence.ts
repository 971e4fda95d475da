import { attributeValues } from '#codec/cms/attribute.ts'
import { CMS_OID } from '#codec/cms/oids.ts'
import type { SignedData } from '#codec/cms/signed-data.ts'
import { parseCertificateValues, parseRevocationValues } from '#codec/cms/validation-values.ts'
import { type Crl, parseCrl } from '#codec/crl/crl.ts'
import * as der from '#codec/der/encode.ts'
import { OCSP_OID } from '#codec/ocsp/oids.ts'
import { type OcspResponse, parseOcspResponse } from '#codec/ocsp/response.ts'
import { parseTimeStampToken } from '#codec/tsp/time-stamp-token.ts'
import { type Certificate, parseCertificate } from '#codec/x509/certificate.ts'
import { digest } from '#crypto/digest.ts'
import { toHex } from '#kernel/bytes.ts'
import type { Result } from '#kernel/result.ts'

/** Certificates and status objects that came with a signature: help to validate, never trusted. */
export interface SignatureEvidence {
  readonly certificates: readonly Certificate[]
  readonly crls: readonly Crl[]
  readonly ocspResponses: readonly OcspResponse[]
  /** Objects that could not be read, or were more than are kept. */
  readonly passedOver: number
}

/** Certificates, and status objects, that are kept of one document; a path needs a dozen. */
export const EVIDENCE_MAX = 512

/**
 * Everything a SignedData brings along: beside the signatures (RFC 5652 §10.2, RFC 5940), in the
 * unsigned attributes of long-term signatures (EN 319 122-1 §5.4, annex A) and in the tokens of its
 * time-stamps. What cannot be read is passed over: anyone may have added it.
 */
export function collectEvidence(
  signedData: SignedData,
  furtherCertificatesDer: readonly Uint8Array[] = [],
): SignatureEvidence {
  const found: Gathering = {
    certificates: new Map(),
    crls: new Map(),
    ocspResponses: new Map(),
    passedOver: 0,
  }
  keepAll(found, furtherCertificatesDer, [], [])
  gather(found, signedData, TOKENS_DEPTH)
  return {
    certificates: [...found.certificates.values()],
    crls: [...found.crls.values()],
    ocspResponses: [...found.ocspResponses.values()],
    passedOver: found.passedOver,
  }
}

/** Time-stamps of time-stamps are not followed further: their values stand in the outer one. */
const TOKENS_DEPTH = 2

function gather(found: Gathering, signedData: SignedData, depth: number): void {
  const basicResponses = signedData.otherRevocations
    .filter(({ oid }) => oid === OCSP_OID.basicResponse)
    .map(({ infoDer }) => wholeResponse(infoDer))
  keepAll(found, signedData.certificatesDer, signedData.crlsDer, [
    ...signedData.ocspResponsesDer,
    ...basicResponses,
  ])
  for (const { signedAttributes, unsignedAttributes } of signedData.signers) {
    const attributes = [...(signedAttributes?.all ?? []), ...unsignedAttributes]
    for (const octets of attributeValues(attributes, CMS_OID.certificateValues))
      gatherCertificateValues(found, octets)
    for (const octets of attributeValues(attributes, CMS_OID.revocationValues))
      gatherRevocationValues(found, octets)
    if (depth === 0) continue
    for (const octets of TOKEN_OIDS.flatMap((oid) => attributeValues(attributes, oid))) {
      const token = parseTimeStampToken(octets)
      if (token.ok) gather(found, token.value.signedData, depth - 1)
    }
  }
}

const TOKEN_OIDS: readonly string[] = [
  CMS_OID.contentTimeStamp,
  CMS_OID.signatureTimeStamp,
  CMS_OID.archiveTimeStampV3,
  CMS_OID.archiveTimeStampV2,
]

function gatherCertificateValues(found: Gathering, octets: Uint8Array): void {
  const values = parseCertificateValues(octets)
  if (values.ok) keepAll(found, values.value, [], [])
  else found.passedOver++
}

function gatherRevocationValues(found: Gathering, octets: Uint8Array): void {
  const values = parseRevocationValues(octets)
  if (!values.ok) found.passedOver++
  else
    keepAll(found, [], values.value.crlsDer, values.value.basicOcspResponsesDer.map(wholeResponse))
}

/** OCSPResponse (RFC 6960 §4.2.1) around a BasicOCSPResponse, which CAdES keeps alone. */
function wholeResponse(basicDer: Uint8Array): Uint8Array {
  const bytes = der.sequence(der.oid(OCSP_OID.basicResponse), der.octetString(basicDer))
  return der.encode(der.sequence(der.enumerated(0), der.explicit(0, bytes)))
}

/** What was found so far, each object once, under its digest. */
interface Gathering {
  readonly certificates: Map<string, Certificate>
  readonly crls: Map<string, Crl>
  readonly ocspResponses: Map<string, OcspResponse>
  passedOver: number
}

function keep<T>(
  found: Gathering,
  kept: Map<string, T>,
  octets: Uint8Array,
  parse: (octets: Uint8Array) => Result<T, string>,
): void {
  const content = toHex(digest('sha256', octets))
  if (kept.has(content)) return
  const parsed = kept.size < EVIDENCE_MAX ? parse(octets) : undefined
  if (parsed?.ok === true) kept.set(content, parsed.value)
  else found.passedOver++
}

function keepAll(
  found: Gathering,
  certificatesDer: readonly Uint8Array[],
  crlsDer: readonly Uint8Array[],
  ocspResponsesDer: readonly Uint8Array[],
): void {
  for (const octets of certificatesDer) keep(found, found.certificates, octets, parseCertificate)
  for (const octets of crlsDer) keep(found, found.crls, octets, parseCrl)
  for (const octets of ocspResponsesDer) keep(found, found.ocspResponses, octets, parseOcspResponse)
}
