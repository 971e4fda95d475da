import type { DerRefusal } from '#codec/der/refusal.ts'
import type { ExtensionRefusal } from '#codec/x509/refusal.ts'

/** Why octets are not a certificate revocation list of RFC 5280 §5. */
export type CrlRefusal =
  | DerRefusal
  | ExtensionRefusal
  | 'crl-version-unsupported'
  | 'crl-version-too-low'
  | 'crl-algorithms-differ'
  | 'crl-issuer-empty'
  | 'crl-list-empty'
  | 'crl-serial-malformed'
  | 'crl-reason-unknown'
  | 'crl-number-malformed'
  | 'crl-scope-malformed'
