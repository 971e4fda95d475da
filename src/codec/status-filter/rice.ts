import { assert } from '#kernel/assert.ts'

/** The largest `remainderBits` of a Rice code. */
export const RICE_BITS_MAX = 30
const QUOTIENT_BITS_MAX = 4_096

/**
 * Gaps between changed serials as Rice codes: the quotient by 2^k in unary ones ended by a zero,
 * then the k bits of the remainder. For changes that fall anywhere this is within 0.03 bits a gap
 * of the best code there is.
 */
export interface RiceCode {
  readonly remainderBits: number
  readonly octets: Uint8Array
}

/** Codes whole numbers from 0. */
export function encodeRice(gaps: readonly number[]): RiceCode {
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / Math.max(1, gaps.length)
  let remainderBits = Math.min(RICE_BITS_MAX, Math.max(0, Math.floor(Math.log2(mean * 0.7 + 1))))
  // One gap far beyond the others must not take thousands of ones.
  const longest = gaps.reduce((most, gap) => Math.max(most, gap), 0)
  while (longest / 2 ** remainderBits > QUOTIENT_BITS_MAX) remainderBits++
  const bits: boolean[] = []
  for (const gap of gaps) {
    assert(Number.isSafeInteger(gap) && gap >= 0, 'a gap is a whole number')
    for (let ones = Math.floor(gap / 2 ** remainderBits); ones > 0; ones--) bits.push(true)
    bits.push(false)
    for (let bit = remainderBits - 1; bit >= 0; bit--) bits.push(((gap >>> bit) & 1) === 1)
  }
  const octets = new Uint8Array(Math.ceil(bits.length / 8))
  for (const [place, isOne] of bits.entries())
    if (isOne) octets[place >>> 3] = (octets[place >>> 3] ?? 0) | (0x80 >>> (place & 7))
  return { remainderBits, octets }
}

/**
 * The `count` numbers of a code; `undefined` where octets are missing, are left over, or end in
 * bits that are not zero.
 */
export function decodeRice(
  { remainderBits, octets }: RiceCode,
  count: number,
): readonly number[] | undefined {
  const gaps: number[] = []
  let place = 0
  const next = (): boolean => {
    const isOne = (((octets[place >>> 3] ?? 0) << (place & 7)) & 0x80) !== 0
    place++
    return isOne
  }
  while (gaps.length < count) {
    let gap = 0
    while (next()) if (++gap > QUOTIENT_BITS_MAX) return undefined
    for (let bit = 0; bit < remainderBits; bit++) gap = gap * 2 + (next() ? 1 : 0)
    if (place > octets.length * 8) return undefined
    gaps.push(gap)
  }
  const isWhole = Math.ceil(place / 8) === octets.length
  const filling = place % 8 === 0 ? 0 : (octets[place >>> 3] ?? 0) & (0xff >>> (place % 8))
  return isWhole && filling === 0 ? gaps : undefined
}
