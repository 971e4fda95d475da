/**
 * What a filter says of one serial. `absent`: the authority never completed a certificate of this
 * number, or it ended before the filter's first serial.
 */
export type FilterState = 'absent' | 'good' | 'revoked'

/** The states as they are counted in octets and blocks: the code is the place in this list. */
export const FILTER_STATES: readonly FilterState[] = ['absent', 'good', 'revoked']

/** The codes of `FILTER_STATES`. */
export const FILTER_CODE = { absent: 0, good: 1, revoked: 2 } as const
