import { type Instant, instant } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'

/**
 * A step back of at most this is a correction (NTP, a leap second): the clock waits until time
 * catches up.
 */
export const CORRECTION_MS_MAX = 5_000

/**
 * The computer's clock. `readMs` gives epoch milliseconds; small corrections backwards are waited
 * out, a larger one is an operator setting the clock, and is followed.
 */
export function systemClock(readMs: () => number = Date.now): Clock {
  let last: Instant | undefined
  return {
    now() {
      const read = instant(readMs())
      const corrected = last !== undefined && read < last && last - read <= CORRECTION_MS_MAX
      if (last === undefined || !corrected) last = read
      return last
    },
  }
}
