/** Octets of one filter: the whole of a nation (100 million, a fifth revoked) takes 9.5 million. */
export const FILTER_OCTETS_MAX = 64 * 1024 * 1024

/** Serials that one filter covers: four times a nation's. */
export const FILTER_SERIALS_MAX = 2 ** 29

/** Key generations that one filter names. */
export const FILTER_GENERATIONS_MAX = 255

/** Stretches of serials of one key generation each; issuing goes on under the newest alone. */
export const FILTER_RUNS_MAX = 1_000_000

/** Serials whose state a delta changes. */
export const FILTER_CHANGES_MAX = 2 ** 24

/** Serials of one block: what is decoded to read one state. */
export const FILTER_BLOCK_SERIALS = 1_024
