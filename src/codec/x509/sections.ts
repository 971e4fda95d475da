import type { Sections } from '#codec/der/sections.ts'
import type { CertificateRefusal, ExtensionRefusal } from './refusal.ts'

/** Where RFC 5280 speaks of each extension that certificates and CRLs share. */
export const EXTENSION_SECTIONS: Sections<ExtensionRefusal> = {
  fields: {
    authorityKeyIdentifier: 'RFC 5280 §4.2.1.1',
    subjectKeyIdentifier: 'RFC 5280 §4.2.1.2',
    keyUsage: 'RFC 5280 §4.2.1.3',
    certificatePolicies: 'RFC 5280 §4.2.1.4',
    policyMappings: 'RFC 5280 §4.2.1.5',
    subjectAltName: 'RFC 5280 §4.2.1.6',
    issuerAltName: 'RFC 5280 §4.2.1.7',
    basicConstraints: 'RFC 5280 §4.2.1.9',
    nameConstraints: 'RFC 5280 §4.2.1.10',
    policyConstraints: 'RFC 5280 §4.2.1.11',
    extKeyUsage: 'RFC 5280 §4.2.1.12',
    cRLDistributionPoints: 'RFC 5280 §4.2.1.13',
    inhibitAnyPolicy: 'RFC 5280 §4.2.1.14',
    freshestCRL: 'RFC 5280 §4.2.1.15',
    authorityInfoAccess: 'RFC 5280 §4.2.2.1',
    subjectInfoAccess: 'RFC 5280 §4.2.2.2',
    ocspNoCheck: 'RFC 6960 §4.2.2.2.1',
  },
  refusals: {
    'extension-duplicate': 'RFC 5280 §4.2',
    'key-usage-empty': 'RFC 5280 §4.2.1.3',
    'policy-duplicate': 'RFC 5280 §4.2.1.4',
    'authority-key-identifier-incomplete': 'RFC 5280 §4.2.1.1',
    'distribution-point-empty': 'RFC 5280 §4.2.1.13',
    'general-name-malformed': 'RFC 5280 §4.2.1.6, §4.2.1.10',
    'name-constraints-empty': 'RFC 5280 §4.2.1.10',
    'policy-constraints-empty': 'RFC 5280 §4.2.1.11',
  },
}

/** Where RFC 5280 speaks of each field of a certificate, and forbids what it is refused for. */
export const CERTIFICATE_SECTIONS: Sections<CertificateRefusal> = {
  fields: {
    certificate: 'RFC 5280 §4.1',
    tbsCertificate: 'RFC 5280 §4.1.1.1',
    signatureAlgorithm: 'RFC 5280 §4.1.1.2',
    signatureValue: 'RFC 5280 §4.1.1.3',
    version: 'RFC 5280 §4.1.2.1',
    serialNumber: 'RFC 5280 §4.1.2.2',
    signature: 'RFC 5280 §4.1.2.3',
    issuer: 'RFC 5280 §4.1.2.4',
    validity: 'RFC 5280 §4.1.2.5',
    subject: 'RFC 5280 §4.1.2.6',
    subjectPublicKeyInfo: 'RFC 5280 §4.1.2.7',
    uniqueID: 'RFC 5280 §4.1.2.8',
    extensions: 'RFC 5280 §4.1.2.9',
    ...EXTENSION_SECTIONS.fields,
  },
  refusals: {
    'certificate-version-unsupported': 'RFC 5280 §4.1.2.1',
    'certificate-version-too-low': 'RFC 5280 §4.1.2.1, §4.1.2.8, §4.1.2.9',
    'certificate-serial-too-long': 'RFC 5280 §4.1.2.2',
    'certificate-algorithms-differ': 'RFC 5280 §4.1.1.2',
    'certificate-issuer-empty': 'RFC 5280 §4.1.2.4',
    'certificate-subject-empty': 'RFC 5280 §4.1.2.6',
    ...EXTENSION_SECTIONS.refusals,
  },
}
