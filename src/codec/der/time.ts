import { assert } from '#kernel/assert.ts'
import { instant, type Instant } from '#kernel/instant.ts'

/** RFC 5280 §4.1.2.5: dates through 2049 are UTCTime, dates from 2050 GeneralizedTime. */
const UTC_TIME_END = Date.UTC(2050, 0, 1)
const UTC_TIME_START = Date.UTC(1950, 0, 1)
const YEAR_10000 = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** Whether RFC 5280 §4.1.2.5 wants `at` as UTCTime. */
export function fitsUtcTime(at: Instant): boolean {
  return at >= UTC_TIME_START && at < UTC_TIME_END
}

/**
 * `YYMMDDHHMMSSZ` (RFC 5280 §4.1.2.5.1), the fraction of a second cut off; outside 1950 to 2049 a
 * bug.
 */
export function formatUtcTime(at: Instant): string {
  assert(fitsUtcTime(at), 'UTCTime covers 1950 to 2049')
  return formatGeneralizedTime(at).slice(2)
}

/**
 * `YYYYMMDDHHMMSSZ` (RFC 5280 §4.1.2.5.2), the fraction of a second cut off; outside 0000 to 9999 a
 * bug.
 */
export function formatGeneralizedTime(at: Instant): string {
  assert(at <= YEAR_10000, 'GeneralizedTime ends with the year 9999')
  const date = new Date(at)
  const year = date.getUTCFullYear()
  assert(year >= 0, 'GeneralizedTime starts with the year 0')
  const day = `${String(year).padStart(4, '0')}${two(date.getUTCMonth() + 1)}${two(date.getUTCDate())}`
  return `${day}${two(date.getUTCHours())}${two(date.getUTCMinutes())}${two(date.getUTCSeconds())}Z`
}

/**
 * Reads `YYMMDDHHMMSSZ`, YY from 50 meaning 19YY (RFC 5280 §4.1.2.5.1); `undefined` for any other
 * form.
 */
export function parseUtcTime(contents: Uint8Array): Instant | undefined {
  if (contents.length !== 13) return undefined
  const shortYear = digits(contents, 0, 2)
  return parseFrom(contents, 2, shortYear >= 50 ? 1900 + shortYear : 2000 + shortYear)
}

/** Reads `YYYYMMDDHHMMSSZ`, no fraction (RFC 5280 §4.1.2.5.2); `undefined` for any other form. */
export function parseGeneralizedTime(contents: Uint8Array): Instant | undefined {
  if (contents.length !== 15) return undefined
  return parseFrom(contents, 4, digits(contents, 0, 4))
}

/**
 * Reads `YYYYMMDDHHMMSS[.f…]Z` with a fraction that does not end in 0 (X.690 §11.7, as RFC 3161
 * §2.4.2 allows for genTime), cut to milliseconds; `undefined` for any other form.
 */
export function parseFractionalTime(contents: Uint8Array): Instant | undefined {
  if (contents.length <= 15) return parseGeneralizedTime(contents)
  const text = String.fromCharCode(...contents.subarray(14, 14 + FRACTION_OCTETS_MAX))
  const fraction = /^\.(\d*[1-9])Z$/.exec(text)?.[1]
  const whole = parseFrom(contents.subarray(0, 14), 4, digits(contents, 0, 4), true)
  if (fraction === undefined || whole === undefined) return undefined
  return instant(whole + Number(fraction.slice(0, 3).padEnd(3, '0')))
}

/** Point, eighteen digits and Z: finer than any clock. */
const FRACTION_OCTETS_MAX = 20

/**
 * Month to second from `at`, then `Z` unless `bare`; NaN from a non-digit makes every comparison
 * false.
 */
function parseFrom(
  contents: Uint8Array,
  at: number,
  year: number,
  bare = false,
): Instant | undefined {
  const month = digits(contents, at, 2)
  const day = digits(contents, at + 2, 2)
  const hour = digits(contents, at + 4, 2)
  const minute = digits(contents, at + 6, 2)
  const second = digits(contents, at + 8, 2)
  if (!bare && contents[at + 10] !== 0x5a) return undefined
  if (!(year >= 0 && month >= 1 && month <= 12 && hour <= 23 && minute <= 59 && second <= 59))
    return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second)
  return date.getUTCDate() === day && day >= 1 ? instant(date.getTime()) : undefined
}

function digits(contents: Uint8Array, at: number, count: number): number {
  let value = 0
  for (let i = at; i < at + count; i++) {
    const digit = (contents[i] ?? 0) - 0x30
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}
