import { type Instant, plusMs } from '#kernel/instant.ts'
import { CLOCK_SKEW_MAX_MS } from '../verify-request.ts'

/** The period of a status object, and the times it is judged by. */
export interface FreshnessFacts {
  readonly thisUpdate: Instant
  /** The moment from which newer information was to be had; where none is named, see the caller. */
  readonly nextUpdate: Instant
  /** The moment for which validity is asked, and the present. */
  readonly at: Instant
  readonly now: Instant
  /** Longest age of thisUpdate at `at`, in milliseconds; `undefined` sets no bound. */
  readonly ageMaxMs: number | undefined
}

/**
 * How a status object fails in time. It may be newer than `at`, since it then knows all that
 * happened before.
 */
export function timeDefect(
  facts: FreshnessFacts,
): 'in-future' | 'out-of-date' | 'too-old' | undefined {
  const { thisUpdate, nextUpdate, at, now, ageMaxMs } = facts
  if (thisUpdate > plusMs(now, CLOCK_SKEW_MAX_MS)) return 'in-future'
  if (nextUpdate < at) return 'out-of-date'
  return ageMaxMs !== undefined && at - thisUpdate > ageMaxMs ? 'too-old' : undefined
}

/**
 * Whether a statement of `thisUpdate` still speaks of a certificate that ended at `notAfter`. An
 * authority may drop a certificate from what follows its end (RFC 5280 §3.3), so that a later
 * silence says nothing; unless it promises to keep what ended from `keptSince` on (RFC 6960 §4.4.4,
 * ITU-T X.509 §9.5.2.8).
 */
export function keepsExpired(
  thisUpdate: Instant,
  notAfter: Instant,
  keptSince: Instant | undefined,
): boolean {
  return thisUpdate <= notAfter || (keptSince !== undefined && keptSince <= notAfter)
}
