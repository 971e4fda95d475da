import type { DerRefusal } from '#codec/der/refusal.ts'
import type { ExtensionRefusal } from '#codec/x509/refusal.ts'

/** Why octets are not a certification request of RFC 2986. */
export type RequestRefusal =
  | DerRefusal
  | ExtensionRefusal
  | 'request-version-unsupported'
  | 'request-attribute-duplicate'
  | 'request-attribute-not-single'

/** Why a certification request does not prove that its sender holds the key. */
export type ProofRefusal =
  | 'algorithm-unknown'
  | 'algorithm-parameters-wrong'
  | 'key-malformed'
  | 'request-signature-wrong'
