/** Object identifiers of CMS (RFC 5652), ESS (RFC 2634, RFC 5035), TSP and CAdES (EN 319 122-1). */
export const CMS_OID = {
  // Content types (RFC 5652 §4 to §9, RFC 3274, RFC 5083, RFC 3161 §2.4.2)
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  envelopedData: '1.2.840.113549.1.7.3',
  digestedData: '1.2.840.113549.1.7.5',
  encryptedData: '1.2.840.113549.1.7.6',
  authenticatedData: '1.2.840.113549.1.9.16.1.2',
  contentInfo: '1.2.840.113549.1.9.16.1.6',
  compressedData: '1.2.840.113549.1.9.16.1.9',
  authEnvelopedData: '1.2.840.113549.1.9.16.1.23',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  // Other revocation information (RFC 5940 §2)
  ocspResponseInfo: '1.3.6.1.5.5.7.16.2',
  // Signed attributes (RFC 5652 §11, RFC 8551 §2.5, RFC 6211, RFC 2634, RFC 5035)
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  smimeCapabilities: '1.2.840.113549.1.9.15',
  cmsAlgorithmProtection: '1.2.840.113549.1.9.52',
  contentHints: '1.2.840.113549.1.9.16.2.4',
  contentIdentifier: '1.2.840.113549.1.9.16.2.7',
  contentReference: '1.2.840.113549.1.9.16.2.10',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  // Signed attributes of CAdES (EN 319 122-1 §5.2)
  signaturePolicy: '1.2.840.113549.1.9.16.2.15',
  commitmentType: '1.2.840.113549.1.9.16.2.16',
  signerLocation: '1.2.840.113549.1.9.16.2.17',
  signerAttributes: '1.2.840.113549.1.9.16.2.18',
  signerAttributesV2: '0.4.0.19122.1.1',
  contentTimeStamp: '1.2.840.113549.1.9.16.2.20',
  mimeType: '0.4.0.1733.2.1',
  // Unsigned attributes (RFC 5652 §11.4, EN 319 122-1 §5.3 to §5.5, annex A)
  counterSignature: '1.2.840.113549.1.9.6',
  signatureTimeStamp: '1.2.840.113549.1.9.16.2.14',
  certificateReferences: '1.2.840.113549.1.9.16.2.21',
  revocationReferences: '1.2.840.113549.1.9.16.2.22',
  certificateValues: '1.2.840.113549.1.9.16.2.23',
  revocationValues: '1.2.840.113549.1.9.16.2.24',
  escTimeStamp: '1.2.840.113549.1.9.16.2.25',
  certCrlTimeStamp: '1.2.840.113549.1.9.16.2.26',
  archiveTimeStamp: '1.2.840.113549.1.9.16.2.27',
  attributeCertificateReferences: '1.2.840.113549.1.9.16.2.44',
  attributeRevocationReferences: '1.2.840.113549.1.9.16.2.45',
  archiveTimeStampV2: '1.2.840.113549.1.9.16.2.48',
  archiveTimeStampV3: '0.4.0.1733.2.4',
  longTermValidation: '0.4.0.1733.2.2',
  atsHashIndex: '0.4.0.1733.2.5',
  atsHashIndexV3: '0.4.0.19122.1.5',
  signaturePolicyStore: '0.4.0.19122.1.3',
  evidenceRecordInternal: '1.2.840.113549.1.9.16.2.49',
  evidenceRecordExternal: '1.2.840.113549.1.9.16.2.50',
} as const

/** What a message that is not signed data is, for the refusal to name. */
export type CmsContentName =
  | 'data'
  | 'envelopedData'
  | 'digestedData'
  | 'encryptedData'
  | 'authenticatedData'
  | 'compressedData'
  | 'authEnvelopedData'
  | 'unknown'

/** The name of a content type other than signed data; `unknown` for one outside CMS. */
export function cmsContentName(oid: string): CmsContentName {
  return OTHER_CONTENTS.find((name) => CMS_OID[name] === oid) ?? 'unknown'
}

const OTHER_CONTENTS = [
  'data',
  'envelopedData',
  'digestedData',
  'encryptedData',
  'authenticatedData',
  'compressedData',
  'authEnvelopedData',
] as const
