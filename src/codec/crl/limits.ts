import type { DerLimits } from '#codec/der/decode.ts'

/**
 * Room for the largest municipality many times over: about 1.5 million entries (spec/jpki.md, CRL
 * size).
 */
export const CRL_LIMITS: DerLimits = {
  sizeOctetsMax: 67_108_864,
  depthMax: 24,
  valuesMax: 12_000_000,
}

/** Entries of one CRL; few of them have extensions where there are this many. */
export const CRL_ENTRIES_MAX = 2_097_152

/** RFC 5280 §5.2.3: "CRL verifiers MUST be able to handle CRLNumber values up to 20 octets". */
export const CRL_NUMBER_OCTETS_MAX = 20
