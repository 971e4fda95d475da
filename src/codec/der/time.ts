import { assert } from '#kernel/assert.ts'
import { daysInMonth } from '#kernel/civil-date.ts'
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
 * Reads `YYMMDDHHMMSSZ`, YY from 50 meaning 19YY (RFC 5280 §4.1.2.5.1), from the octets from
 * `start` to `end`; `undefined` for any other form.
 */
export function parseUtcTime(octets: Uint8Array, start: number, end: number): Instant | undefined {
  if (end - start !== 13 || octets[end - 1] !== ZULU) return undefined
  const shortYear = digits(octets, start, 2)
  return parseFrom(octets, start + 2, shortYear >= 50 ? 1900 + shortYear : 2000 + shortYear)
}

/** Reads `YYYYMMDDHHMMSSZ`, no fraction (RFC 5280 §4.1.2.5.2); `undefined` for any other form. */
export function parseGeneralizedTime(
  octets: Uint8Array,
  start: number,
  end: number,
): Instant | undefined {
  if (end - start !== 15 || octets[end - 1] !== ZULU) return undefined
  return parseFrom(octets, start + 4, digits(octets, start, 4))
}

/**
 * Reads `YYYYMMDDHHMMSS[.f…]Z` with a fraction that does not end in 0 (X.690 §11.7, as RFC 3161
 * §2.4.2 allows for genTime), cut to milliseconds; `undefined` for any other form.
 */
export function parseFractionalTime(
  octets: Uint8Array,
  start: number,
  end: number,
): Instant | undefined {
  if (end - start <= 15) return parseGeneralizedTime(octets, start, end)
  if (end - start > 14 + FRACTION_OCTETS_MAX) return undefined
  const text = String.fromCharCode(...octets.subarray(start + 14, end))
  const fraction = /^\.(\d*[1-9])Z$/.exec(text)?.[1]
  const whole = parseFrom(octets, start + 4, digits(octets, start, 4))
  if (fraction === undefined || whole === undefined) return undefined
  return instant(whole + Number(fraction.slice(0, 3).padEnd(3, '0')))
}

/** Point, eighteen digits and Z: finer than any clock. */
const FRACTION_OCTETS_MAX = 20

/** `Z` in ASCII. */
const ZULU = 0x5a

const DAY_MS = 86_400_000

/** Month to second from `at`; NaN from a non-digit makes every comparison false. */
function parseFrom(octets: Uint8Array, at: number, year: number): Instant | undefined {
  const month = digits(octets, at, 2)
  const day = digits(octets, at + 2, 2)
  const hour = digits(octets, at + 4, 2)
  const minute = digits(octets, at + 6, 2)
  const second = digits(octets, at + 8, 2)
  if (!(year >= 0 && month >= 1 && month <= 12 && hour <= 23 && minute <= 59 && second <= 59))
    return undefined
  if (!(day >= 1 && day <= daysInMonth(year, month))) return undefined
  const seconds = 3_600 * hour + 60 * minute + second
  return instant(DAY_MS * daysSince1970(year, month, day) + 1_000 * seconds)
}

/** From 1 March of the year 0, the last before that being 29 February, to 1970-01-01. */
const DAYS_TO_1970 = 719_468

/**
 * Days of the Gregorian calendar, in years that begin with March, so that a leap day ends its year;
 * `Date.UTC` takes years below 100 for 19YY, and longer.
 */
function daysSince1970(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1
  const leapDays =
    Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400)
  // From March on, five months have 153 days, and again: 31, 30, 31, 30, 31.
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  return 365 * marchYear + leapDays + dayOfYear - DAYS_TO_1970
}

function digits(octets: Uint8Array, at: number, count: number): number {
  let value = 0
  for (let i = at; i < at + count; i++) {
    const digit = (octets[i] ?? 0) - 0x30
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}
