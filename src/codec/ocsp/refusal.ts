import type { DerRefusal } from '#codec/der/refusal.ts'
import type { ExtensionRefusal } from '#codec/x509/refusal.ts'

/** Why octets are not an OCSP request or response of RFC 6960 §4. */
export type OcspRefusal =
  | DerRefusal
  | ExtensionRefusal
  | 'ocsp-version-unsupported'
  | 'ocsp-list-empty'
  | 'ocsp-list-too-long'
  | 'ocsp-hash-length-wrong'
  | 'ocsp-serial-malformed'
  | 'ocsp-nonce-length-wrong'
  | 'ocsp-status-unknown'
  | 'ocsp-response-absent'
  | 'ocsp-response-unexpected'
  | 'ocsp-response-type-unknown'
  | 'ocsp-reason-unknown'
