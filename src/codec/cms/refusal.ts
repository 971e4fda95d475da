import type { BerRefusal } from '#codec/ber/refusal.ts'

/** Why octets are not a SignedData of RFC 5652 §5 that this project reads. */
export type CmsRefusal =
  | BerRefusal
  | 'cms-content-type-other'
  | 'cms-version-unsupported'
  | 'cms-list-too-long'
  | 'cms-serial-malformed'
  | 'cms-attribute-missing'
  | 'cms-attribute-duplicate'
  | 'cms-attribute-value-count'
