import type { Brand } from '#kernel/brand.ts'
import { assert } from '#kernel/assert.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'

/**
 * Twelve digits in the place of an 個人番号 whose check digit is deliberately wrong, so that they can
 * never be anyone's: the only numbers a virtual card holds.
 */
export type SyntheticIndividualNumber = Brand<string, 'SyntheticIndividualNumber'>

/** Reads a synthetic number; a number that could be somebody's is refused. */
export function parseSyntheticIndividualNumber(
  digits: string,
): Result<
  SyntheticIndividualNumber,
  'individual-number-malformed' | 'individual-number-could-be-real'
> {
  if (!/^\d{12}$/.test(digits)) return refuse('individual-number-malformed')
  if (Number(digits[11]) === checkDigit(digits.slice(0, 11)))
    return refuse('individual-number-could-be-real')
  return ok(digits as SyntheticIndividualNumber)
}

/**
 * The synthetic number of index `index` (0 to 99,999,999): `999`, the index, and a wrong check
 * digit.
 */
export function syntheticIndividualNumber(index: number): SyntheticIndividualNumber {
  assert(Number.isInteger(index) && index >= 0 && index <= 99_999_999, 'eight digits of index')
  const body = `999${String(index).padStart(8, '0')}`
  const parsed = parseSyntheticIndividualNumber(`${body}${(checkDigit(body) + 5) % 10}`)
  assert(parsed.ok, 'the check digit was made wrong')
  return parsed.value
}

/**
 * 検査用数字 of the first eleven digits (番号法に基づく総務省令 (平成26年総務省令第85号) 第5条): 11 − (Σ Pn·Qn mod 11), Qn =
 * n+1 for n ≤ 6 and n−5 above, Pn the n-th digit from the right; 0 where the remainder is 0 or 1.
 */
function checkDigit(elevenDigits: string): number {
  let sum = 0
  for (let n = 1; n <= 11; n++) sum += Number(elevenDigits[11 - n]) * (n <= 6 ? n + 1 : n - 5)
  const remainder = sum % 11
  return remainder <= 1 ? 0 : 11 - remainder
}
