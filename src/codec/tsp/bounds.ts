import type { DerLimits } from '#codec/der/decode.ts'

/** A request: a digest, a policy, a nonce and a few extensions. */
export const TSP_REQUEST_LIMITS: DerLimits = {
  sizeOctetsMax: 16_384,
  depthMax: 20,
  valuesMax: 1_024,
}

/** A response: some words and one token with the certificates and CRLs of its authority. */
export const TSP_RESPONSE_LIMITS: DerLimits = {
  sizeOctetsMax: 33_554_432,
  depthMax: 64,
  valuesMax: 1_048_576,
}

/** What a token says, TSTInfo. */
export const TST_INFO_LIMITS: DerLimits = { sizeOctetsMax: 65_536, depthMax: 20, valuesMax: 4_096 }

/**
 * Octets of a serial number: RFC 3161 §2.4.2 has users "ready to accommodate integers up to 160
 * bits"; one more keeps a positive number positive, and the rest is for authorities that go beyond.
 */
export const TSP_SERIAL_OCTETS_MAX = 32

/** Octets of a nonce; RFC 3161 §2.4.1 advises "a large random number, e.g., a 64 bit integer". */
export const TSP_NONCE_OCTETS_MAX = 64

/** Octets of a digest of a function that is not computed here. */
export const TSP_DIGEST_OCTETS_MAX = 128

/** Lines of PKIFreeText. */
export const TSP_STATUS_LINES_MAX = 64

/** Seconds of accuracy: a day, beyond which a token proves little. */
export const TSP_ACCURACY_SECONDS_MAX = 86_400
