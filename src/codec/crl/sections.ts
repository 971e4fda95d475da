import type { Sections } from '#codec/der/sections.ts'
import { EXTENSION_SECTIONS } from '#codec/x509/sections.ts'
import type { CrlRefusal } from './refusal.ts'

/** Where RFC 5280 speaks of each field of a CRL, and forbids what it is refused for. */
export const CRL_SECTIONS: Sections<CrlRefusal> = {
  fields: {
    ...EXTENSION_SECTIONS.fields,
    crl: 'RFC 5280 §5.1',
    tbsCertList: 'RFC 5280 §5.1.1.1',
    signatureAlgorithm: 'RFC 5280 §5.1.1.2',
    signatureValue: 'RFC 5280 §5.1.1.3',
    version: 'RFC 5280 §5.1.2.1',
    signature: 'RFC 5280 §5.1.2.2',
    issuer: 'RFC 5280 §5.1.2.3',
    thisUpdate: 'RFC 5280 §5.1.2.4',
    nextUpdate: 'RFC 5280 §5.1.2.5',
    revokedCertificates: 'RFC 5280 §5.1.2.6',
    crlExtensions: 'RFC 5280 §5.1.2.7',
    authorityKeyIdentifier: 'RFC 5280 §5.2.1',
    cRLNumber: 'RFC 5280 §5.2.3',
    baseCRLNumber: 'RFC 5280 §5.2.4',
    issuingDistributionPoint: 'RFC 5280 §5.2.5',
    freshestCRL: 'RFC 5280 §5.2.6',
    crlEntryExtensions: 'RFC 5280 §5.3',
    reasonCode: 'RFC 5280 §5.3.1',
    invalidityDate: 'RFC 5280 §5.3.2',
    certificateIssuer: 'RFC 5280 §5.3.3',
  },
  refusals: {
    ...EXTENSION_SECTIONS.refusals,
    'crl-version-unsupported': 'RFC 5280 §5.1.2.1',
    'crl-version-too-low': 'RFC 5280 §5.1.2.1',
    'crl-algorithms-differ': 'RFC 5280 §5.1.1.2',
    'crl-issuer-empty': 'RFC 5280 §5.1.2.3',
    'crl-list-empty': 'RFC 5280 §5.1.2.6',
    'crl-serial-malformed': 'RFC 5280 §4.1.2.2, §5.1.2.6',
    'crl-reason-unknown': 'RFC 5280 §5.3.1',
    'crl-number-malformed': 'RFC 5280 §5.2.3',
    'crl-scope-malformed': 'RFC 5280 §5.2.5',
  },
}
