import type { Brand } from './brand.ts'
import { assert } from './assert.ts'

/**
 * A legal day of the Gregorian calendar, `YYYY-MM-DD`, years 1868 (明治元年) to 9999. Compares as text.
 */
export type CivilDate = Brand<string, 'CivilDate'>

export const YEAR_MIN = 1868
export const YEAR_MAX = 9999

/** Reads `YYYY-MM-DD`; `undefined` for a day that does not exist or lies outside the bounds. */
export function parseCivilDate(text: string): CivilDate | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (match === null) return undefined
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  return exists(year, month, day) ? (text as CivilDate) : undefined
}

/** The day from its parts (month 1 to 12); a day that does not exist is a bug. */
export function civilDate(year: number, month: number, day: number): CivilDate {
  assert(exists(year, month, day), `no such day: ${year}-${month}-${day}`)
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}` as CivilDate
}

/** Year, month (1 to 12) and day (1 to 31). */
export function dateParts(date: CivilDate): { year: number; month: number; day: number } {
  return {
    year: Number(date.slice(0, 4)),
    month: Number(date.slice(5, 7)),
    day: Number(date.slice(8, 10)),
  }
}

/** Days since 1970-01-01 (negative before). */
export function daysFromCivil(date: CivilDate): number {
  const { year, month, day } = dateParts(date)
  return Date.UTC(year, month - 1, day) / 86_400_000
}

/** The day `days` later (earlier when negative). */
export function addDays(date: CivilDate, days: number): CivilDate {
  const moved = new Date((daysFromCivil(date) + days) * 86_400_000)
  return civilDate(moved.getUTCFullYear(), moved.getUTCMonth() + 1, moved.getUTCDate())
}

/**
 * The corresponding day (応当日) `months` later, clamped to the end of a shorter month (民法143条2項ただし書).
 */
export function addMonths(date: CivilDate, months: number): CivilDate {
  const { year, month, day } = dateParts(date)
  const index = year * 12 + (month - 1) + months
  const [targetYear, targetMonth] = [Math.floor(index / 12), (index % 12) + 1]
  return civilDate(targetYear, targetMonth, Math.min(day, daysInMonth(targetYear, targetMonth)))
}

/** The earliest of the given days. */
export function earliest(first: CivilDate, ...others: readonly CivilDate[]): CivilDate {
  return others.reduce((least, date) => (date < least ? date : least), first)
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

/** 28 to 31, for month 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  const days = MONTH_DAYS[month - 1]
  assert(days !== undefined, 'a month is 1 to 12')
  return month === 2 && isLeapYear(year) ? days + 1 : days
}

/** Whether `year` has a 29 February, by the Gregorian rule. */
export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

function exists(year: number, month: number, day: number): boolean {
  if (!Number.isInteger(year) || year < YEAR_MIN || year > YEAR_MAX) return false
  if (!Number.isInteger(month) || month < 1 || month > 12) return false
  return Number.isInteger(day) && day >= 1 && day <= daysInMonth(year, month)
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}
