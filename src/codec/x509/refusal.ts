import type { DerRefusal } from '#codec/der/refusal.ts'

/** A rule of RFC 5280 §4.2 that one extension breaks by itself. */
export type ExtensionRefusal =
  | 'extension-duplicate'
  | 'key-usage-empty'
  | 'policy-duplicate'
  | 'authority-key-identifier-incomplete'
  | 'distribution-point-empty'
  | 'general-name-malformed'
  | 'name-constraints-empty'
  | 'policy-constraints-empty'

/** Why octets are not a certificate of RFC 5280. */
export type CertificateRefusal =
  | DerRefusal
  | ExtensionRefusal
  | 'certificate-version-unsupported'
  | 'certificate-version-too-low'
  | 'certificate-serial-too-long'
  | 'certificate-algorithms-differ'
  | 'certificate-issuer-empty'
  | 'certificate-subject-empty'
