import type { CmsRefusal } from '#codec/cms/refusal.ts'
import type { ExtensionRefusal } from '#codec/x509/refusal.ts'

/** Why octets are not a time-stamp request, response or token of RFC 3161 §2.4. */
export type TspRefusal =
  | CmsRefusal
  | ExtensionRefusal
  | 'tsp-version-unsupported'
  | 'tsp-hash-length-wrong'
  | 'tsp-nonce-malformed'
  | 'tsp-serial-malformed'
  | 'tsp-content-type-other'
  | 'tsp-content-absent'
  | 'tsp-signers-not-one'
  | 'tsp-status-unknown'
  | 'tsp-token-absent'
  | 'tsp-token-unexpected'
