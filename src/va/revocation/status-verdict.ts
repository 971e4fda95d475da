import type { CrlReason } from '#codec/crl/reason.ts'
import { formatInstant, type Instant, plusMs } from '#kernel/instant.ts'
import { CLOCK_SKEW_MAX_MS } from '../verify-request.ts'
import { isOutOfTime, mostSpecific, type StatusDefect } from './status-defect.ts'

/** What a status object says of a certificate; `unknown` is never `good`. */
export type StatedStatus = { readonly state: 'good' } | { readonly state: 'unknown' } | Revoked

/** A revocation, as a list or a response states it. */
export interface Revoked {
  readonly state: 'revoked'
  readonly revokedAt: Instant
  readonly reason: CrlReason
  /** RFC 5280 §5.3.2: when the key was compromised, or the certificate ceased to be valid. */
  readonly invalidityDate?: Instant | undefined
}

/**
 * What one status object (a CRL, an OCSP response, the records) says of a certificate, or why it
 * says nothing.
 */
export type StatusVerdict =
  | { readonly usable: true; readonly status: StatedStatus }
  | { readonly usable: false; readonly defect: StatusDefect }

/** A verdict of an object that says nothing. */
export function unusable(defect: StatusDefect): StatusVerdict & { readonly usable: false } {
  return { usable: false, defect }
}

/**
 * Whether a revocation held at `at`: it counts from its own date, or from an earlier one since when
 * the certificate "otherwise became invalid" (RFC 5280 §5.3.2). The skew tolerated
 * between two clocks is settled against the certificate.
 */
export function isRevokedAt({ revokedAt, invalidityDate }: Revoked, at: Instant): boolean {
  return Math.min(revokedAt, invalidityDate ?? revokedAt) <= plusMs(at, CLOCK_SKEW_MAX_MS)
}

/** The reasons of what the authority may take back (RFC 5280 §5.3.1). */
const PASSING: ReadonlySet<CrlReason> = new Set(['certificateHold', 'removeFromCRL'])

/**
 * Whether a status can never change again, so that even an old object proves it: revoked by then,
 * for a reason that is not passing.
 */
export function isFinalAt(status: StatedStatus, at: Instant): boolean {
  return status.state === 'revoked' && !PASSING.has(status.reason) && isRevokedAt(status, at)
}

/** The verdicts together. */
export type StatusConclusion =
  | { readonly refusal: undefined; readonly seen: string }
  | { readonly refusal: 'revoked'; readonly seen: string; readonly revoked: Revoked }
  | { readonly refusal: 'status-unknown'; readonly seen: string }
  | {
      readonly refusal: 'status-stale' | 'status-unavailable'
      readonly seen: string
      readonly defect: StatusDefect | undefined
    }

/**
 * Concludes from every verdict: revoked outweighs unknown, unknown outweighs good, and a defect
 * only counts alone. A certificate revoked after `at` was not revoked at `at`.
 */
export function concludeStatus(verdicts: readonly StatusVerdict[], at: Instant): StatusConclusion {
  let good: string | undefined
  let isUnknown = false
  for (const verdict of verdicts) {
    if (!verdict.usable) continue
    const { status } = verdict
    switch (status.state) {
      case 'revoked': {
        const seen = `revoked ${formatInstant(status.revokedAt)} ${status.reason}`
        if (isRevokedAt(status, at)) return { refusal: 'revoked', seen, revoked: status }
        good = `${seen}, after the moment asked about`
        break
      }
      case 'unknown':
        isUnknown = true
        break
      case 'good':
        good ??= 'good'
    }
  }
  if (isUnknown) return { refusal: 'status-unknown', seen: 'unknown' }
  if (good !== undefined) return { refusal: undefined, seen: good }
  return concludeDefects(verdicts.flatMap((verdict) => (verdict.usable ? [] : [verdict.defect])))
}

/** Defects named to a person; the rest of a long list would say nothing more. */
const DEFECTS_NAMED_MAX = 4

function concludeDefects(defects: readonly StatusDefect[]): StatusConclusion {
  const defect = mostSpecific(defects)
  if (defect === undefined)
    return { refusal: 'status-unavailable', seen: 'no status object', defect }
  const named = [...new Set([defect, ...defects])].slice(0, DEFECTS_NAMED_MAX)
  const seen = named.join(', ')
  return { refusal: isOutOfTime(defect) ? 'status-stale' : 'status-unavailable', seen, defect }
}
