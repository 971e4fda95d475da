import type { DerLimits } from '#codec/der/decode.ts'

/** A signed document of 64 MiB; its lists of revoked certificates may be long. */
export const CMS_LIMITS: DerLimits = {
  sizeOctetsMax: 67_108_864,
  depthMax: 64,
  valuesMax: 1_048_576,
}

/** One attribute value of a signer: a time-stamp, the values of a long-term signature. */
export const CMS_VALUE_LIMITS: DerLimits = {
  sizeOctetsMax: 33_554_432,
  depthMax: 48,
  valuesMax: 1_048_576,
}

/** Signers of one document, and digest algorithms named for them. */
export const CMS_SIGNERS_MAX = 64

/** Certificates beside the signatures of one document, or in one attribute of it. */
export const CMS_CERTIFICATES_MAX = 256

/** CRLs and OCSP responses beside the signatures of one document, or in one attribute of it. */
export const CMS_REVOCATIONS_MAX = 256

/** Attributes beside one signer; CAdES knows about thirty, archived signatures repeat some. */
export const CMS_ATTRIBUTES_MAX = 128

/** Values of one attribute. */
export const CMS_ATTRIBUTE_VALUES_MAX = 64

/** References, or hashes of an index, in one attribute. */
export const CMS_REFERENCES_MAX = 1024
