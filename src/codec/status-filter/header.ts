import type { Instant } from '#kernel/instant.ts'

/** What every filter says before its states (docs/status-filter.md, “Header”). */
export interface StatusFilterHeader {
  /** `complete` says all; `delta` says what changed since the filter `baseNumber`. */
  readonly kind: 'complete' | 'delta'
  /** The key generations of the one authority, in the order of their indexes in the runs. */
  readonly generations: readonly FilterGeneration[]
  /** Strictly increasing for one authority, complete filters and deltas together. */
  readonly number: number
  /** The filter that a delta continues; 0 in a complete one. */
  readonly baseNumber: number
  /**
   * SHA-256 of the octets of that filter, so that one signature vouches for the whole chain behind
   * it; empty in a complete filter.
   */
  readonly baseDigest: Uint8Array
  /** The states as they stood at this whole second. */
  readonly thisUpdate: Instant
  /** When the next delta or filter is out at the latest. */
  readonly nextUpdate: Instant
  /** The lowest serial in the blocks: in a delta, the `endSerial` of its base. */
  readonly firstSerial: number
}

/** One key generation of the authority. */
export interface FilterGeneration {
  readonly generation: number
  /** subjectKeyIdentifier of its key, 20 octets: what tells issuers of one name apart. */
  readonly keyId: Uint8Array
}

/** `SHSF`, what every filter begins with. */
export const FILTER_MAGIC = 'SHSF'
/** The version of the format. */
export const FILTER_VERSION = 1
/** The kinds as they are numbered. */
export const FILTER_KINDS = ['complete', 'delta'] as const
/** Octets of `baseDigest` in a delta. */
export const BASE_DIGEST_OCTETS = 32
/** Octets of a key identifier (RFC 5280 §4.2.1.2 method 1). */
export const KEY_ID_OCTETS = 20
