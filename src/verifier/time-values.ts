import { type Instant, instant } from '#kernel/instant.ts'
import { VerifierInputError } from './input-error.ts'

/** The moment of a `Date`; one that is no date is the caller's mistake. */
export function momentOf(field: string, date: Date): Instant {
  const epochMs = date.getTime()
  if (Number.isNaN(epochMs)) throw new VerifierInputError(field, 'a Date')
  return instant(epochMs)
}

/** An age in milliseconds; anything but whole seconds from 0 on is the caller's mistake. */
export function ageOf(maxAgeSeconds: number | undefined): number | undefined {
  if (maxAgeSeconds === undefined) return undefined
  const isWhole = Number.isInteger(maxAgeSeconds) && maxAgeSeconds >= 0
  const isSafe = Number.isSafeInteger(maxAgeSeconds * 1000)
  if (!isWhole || !isSafe) throw new VerifierInputError('maxAgeSeconds', 'whole seconds from 0 on')
  return maxAgeSeconds * 1000
}
