import { addDays, type CivilDate, civilDate, daysFromCivil } from './civil-date.ts'
import type { Brand } from './brand.ts'
import { assert } from './assert.ts'

/** A moment: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = Brand<number, 'Instant'>

/** Japan Standard Time is UTC+9 all year (明治28年勅令第167号; no summer time since 1952). */
const JST_OFFSET_MS = 9 * 3_600_000
const DAY_MS = 86_400_000
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/

/** The instant of whole epoch milliseconds; a fraction or a non-finite number is a bug. */
export function instant(epochMs: number): Instant {
  assert(Number.isSafeInteger(epochMs), 'an instant is a whole number of milliseconds')
  return epochMs as Instant
}

/**
 * Reads ISO 8601 with an explicit offset (`Z` or `+09:00`), or a bare date meaning 00:00 Japan
 * time.
 */
export function parseInstant(text: string): Instant | undefined {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00+09:00` : text
  if (!ISO.test(day)) return undefined
  const epochMs = Date.parse(day)
  return Number.isNaN(epochMs) ? undefined : (epochMs as Instant)
}

/** The legal day in Japan on which `at` falls. */
export function civilDateInJapan(at: Instant): CivilDate {
  return addDays(civilDate(1970, 1, 1), Math.floor((at + JST_OFFSET_MS) / DAY_MS))
}

/** 00:00:00 Japan time of `date`. */
export function startOfDayInJapan(date: CivilDate): Instant {
  return (daysFromCivil(date) * DAY_MS - JST_OFFSET_MS) as Instant
}

/** 23:59:59 Japan time of `date`: the last second a certificate that ends on `date` is valid. */
export function lastSecondInJapan(date: CivilDate): Instant {
  return (startOfDayInJapan(date) + DAY_MS - 1000) as Instant
}

/** `at` cut to whole seconds, as certificates and status answers carry it. */
export function wholeSecond(at: Instant): Instant {
  return (Math.floor(at / 1000) * 1000) as Instant
}

/** `at` moved by `ms` (may be negative). */
export function plusMs(at: Instant, ms: number): Instant {
  return instant(at + ms)
}

/** `2026-03-01T14:59:59Z` (milliseconds only when there are any). */
export function formatInstant(at: Instant): string {
  return new Date(at).toISOString().replace('.000Z', 'Z')
}

/** `2026-03-01 23:59:59` in Japan time, for people. */
export function formatInJapan(at: Instant): string {
  return new Date(at + JST_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ')
}
