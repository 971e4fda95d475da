import type { Sections } from '#codec/der/sections.ts'
import { EXTENSION_SECTIONS } from '#codec/x509/sections.ts'
import type { OcspRefusal } from './refusal.ts'

/** Where RFC 6960 speaks of each field, and forbids what it is refused for. */
export const OCSP_SECTIONS: Sections<OcspRefusal> = {
  fields: {
    ...EXTENSION_SECTIONS.fields,
    ocspRequest: 'RFC 6960 §4.1.1',
    tbsRequest: 'RFC 6960 §4.1.1',
    requestorName: 'RFC 6960 §4.1.2',
    optionalSignature: 'RFC 6960 §4.1.2',
    certID: 'RFC 6960 §4.1.1',
    ocspResponse: 'RFC 6960 §4.2.1',
    responseBytes: 'RFC 6960 §4.2.1',
    basicOCSPResponse: 'RFC 6960 §4.2.1',
    tbsResponseData: 'RFC 6960 §4.2.1',
    byName: 'RFC 6960 §4.2.2.3',
    byKey: 'RFC 6960 §4.2.2.3',
    producedAt: 'RFC 6960 §4.2.2.1',
    thisUpdate: 'RFC 6960 §4.2.2.1',
    nextUpdate: 'RFC 6960 §4.2.2.1',
    nonce: 'RFC 9654 §2.1',
    crlID: 'RFC 6960 §4.4.2',
    acceptableResponses: 'RFC 6960 §4.4.3',
    archiveCutoff: 'RFC 6960 §4.4.4',
    serviceLocator: 'RFC 6960 §4.4.6',
    preferredSignatureAlgorithms: 'RFC 6960 §4.4.7.1',
    extendedRevoke: 'RFC 6960 §4.4.8',
    reasonCode: 'RFC 6960 §4.4.5, RFC 5280 §5.3.1',
    invalidityDate: 'RFC 6960 §4.4.5, RFC 5280 §5.3.2',
    certificateIssuer: 'RFC 6960 §4.4.5, RFC 5280 §5.3.3',
  },
  refusals: {
    ...EXTENSION_SECTIONS.refusals,
    'ocsp-version-unsupported': 'RFC 6960 §4.1.1, §4.2.1',
    'ocsp-list-empty': 'RFC 6960 §4.1.1, §4.2.1',
    'ocsp-list-too-long': '',
    'ocsp-hash-length-wrong': 'RFC 6960 §4.1.1, §4.2.1',
    'ocsp-serial-malformed': 'RFC 6960 §4.1.1',
    'ocsp-nonce-length-wrong': 'RFC 9654 §2.1',
    'ocsp-status-unknown': 'RFC 6960 §4.2.1',
    'ocsp-response-absent': 'RFC 6960 §4.2.1',
    'ocsp-response-unexpected': 'RFC 6960 §4.2.1',
    'ocsp-response-type-unknown': 'RFC 6960 §4.2.1',
    'ocsp-reason-unknown': 'RFC 5280 §5.3.1',
  },
}
