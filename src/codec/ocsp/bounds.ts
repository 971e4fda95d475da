import type { DerLimits } from '#codec/der/decode.ts'

/** CertIDs in one request: more than any client of ours asks, little enough to answer at once. */
export const OCSP_CERT_IDS_MAX = 64

/** Statements in one response; as many as questions may stand in a request. */
export const OCSP_RESPONSES_MAX = 64

/** Certificates beside a signature: the signer's, and a few more that do no harm. */
export const OCSP_CERTIFICATES_MAX = 16

/**
 * Octets of a serial number asked about. Ours have 20 at most (RFC 5280 §4.1.2.2); a longer one of
 * another authority's is a question to answer, not a malformed one.
 */
export const CERT_ID_SERIAL_OCTETS_MAX = 64

/** Octets of a hash of a function that is not computed here. */
export const OCSP_HASH_OCTETS_MAX = 128

/** Response types, or preferred algorithms, that a request may list. */
export const OCSP_PREFERENCES_MAX = 64

/** Octets of the number of a CRL that a statement refers to (RFC 5280 §5.2.3: 20). */
export const OCSP_CRL_NUMBER_OCTETS_MAX = 20

/**
 * Room for `OCSP_CERT_IDS_MAX` CertIDs, and for the signature and certificates of a signed request.
 */
export const OCSP_REQUEST_LIMITS: DerLimits = {
  sizeOctetsMax: 16_384,
  depthMax: 20,
  valuesMax: 2_048,
}

/** Room for `OCSP_RESPONSES_MAX` statements and the certificates. */
export const OCSP_RESPONSE_LIMITS: DerLimits = {
  sizeOctetsMax: 262_144,
  depthMax: 24,
  valuesMax: 16_384,
}
