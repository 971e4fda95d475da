/** Object identifiers of RFC 6960 §4.2.1 and §4.4 beyond those of certificates. */
export const OCSP_OID = {
  basicResponse: '1.3.6.1.5.5.7.48.1.1',
  nonce: '1.3.6.1.5.5.7.48.1.2',
} as const
