/**
 * ReasonFlags (RFC 5280 §4.2.1.13) as a set of bits. Bit 0 is unused; bits 1 to 8 are keyCompromise
 * to aACompromise.
 */
export type ReasonMask = number

/** RFC 5280 §6.3.2: "the set of all reasons". */
export const ALL_REASONS: ReasonMask = 0b1_1111_1110

/** The reasons of a ReasonFlags value, by bit positions; absent means all of them. */
export function reasonMaskOf(bits: readonly number[] | undefined): ReasonMask {
  if (bits === undefined) return ALL_REASONS
  return bits.reduce((mask, bit) => mask | (1 << bit), 0) & ALL_REASONS
}

/** `keyCompromise, cACompromise`: the reasons of a mask, for people. */
export function describeReasons(mask: ReasonMask): string {
  if (mask === ALL_REASONS) return 'all reasons'
  const named = REASON_FLAGS.filter((_, bit) => (mask & (1 << bit)) !== 0)
  return named.length === 0 ? 'no reason' : named.join(', ')
}

const REASON_FLAGS = [
  'unused',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
  'aACompromise',
] as const
