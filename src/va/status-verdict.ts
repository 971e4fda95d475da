import type { CertStatus } from '#codec/ocsp/response.ts'
import { formatInstant, type Instant, plusMs } from '#kernel/instant.ts'
import { CLOCK_SKEW_MAX_MS } from './verify-request.ts'

/**
 * What one status object (a CRL, an OCSP response, the records) says of a certificate, or why it
 * says nothing.
 */
export type StatusVerdict =
  | { readonly usable: true; readonly status: CertStatus }
  | { readonly usable: false; readonly defect: StatusDefect }

/** Why a status object says nothing of the certificate asked about. */
export type StatusDefect =
  | 'too-many-objects'
  | 'crl-malformed'
  | 'crl-issuer-other'
  | 'crl-signature-wrong'
  | 'crl-critical-extension'
  | 'crl-scope-other'
  | 'crl-partition-other'
  | 'crl-out-of-date'
  | 'crl-in-future'
  | 'crl-after-expiry'
  | 'ocsp-malformed'
  | 'ocsp-refused'
  | 'ocsp-certificate-other'
  | 'ocsp-critical-extension'
  | 'ocsp-nonce-wrong'
  | 'ocsp-responder-unknown'
  | 'ocsp-responder-not-delegated'
  | 'ocsp-responder-not-valid'
  | 'ocsp-algorithm-not-allowed'
  | 'ocsp-signature-wrong'
  | 'ocsp-out-of-date'
  | 'ocsp-in-future'
  | 'ocsp-after-expiry'

/** The defects that a fetch of the same object, later, mends. */
const OUT_OF_TIME: ReadonlySet<StatusDefect> = new Set([
  'crl-out-of-date',
  'crl-in-future',
  'ocsp-out-of-date',
  'ocsp-in-future',
])

/**
 * Whether a state can never change again, so that even an old object proves it: revoked, unless on
 * hold, which the authority may lift (RFC 5280 §5.3.1).
 */
export function isFinal(status: CertStatus): boolean {
  return status.state === 'revoked' && status.reason !== 'certificateHold'
}

/** The period of a status object, and the times it is judged by. */
export interface FreshnessFacts {
  readonly thisUpdate: Instant
  readonly nextUpdate: Instant
  /** The moment for which validity is asked, and the present. */
  readonly at: Instant
  readonly now: Instant
  /** The end of the certificate's own validity. */
  readonly notAfter: Instant
}

/**
 * How a status object fails in time. It may be newer than `at`, since it then knows all that
 * happened before; but an authority may drop a certificate from its lists once it has expired, so
 * that a later silence says nothing (RFC 5280 §3.3).
 */
export function timeDefect(
  facts: FreshnessFacts,
): 'out-of-date' | 'in-future' | 'after-expiry' | undefined {
  if (facts.thisUpdate > plusMs(facts.now, CLOCK_SKEW_MAX_MS)) return 'in-future'
  if (facts.nextUpdate < facts.at) return 'out-of-date'
  return facts.thisUpdate > facts.notAfter ? 'after-expiry' : undefined
}

/**
 * The verdicts together: revoked outweighs unknown, unknown outweighs good, and a defect only
 * counts alone.
 */
export type StatusConclusion =
  | { readonly refusal: undefined; readonly seen: string }
  | {
      readonly refusal: 'revoked' | 'status-unknown' | 'status-stale' | 'status-unavailable'
      readonly seen: string
    }

/**
 * Concludes from every verdict. A revocation counts from its time on: a certificate revoked after
 * `at` was not revoked at `at`. The skew tolerated between two clocks is settled against the
 * certificate.
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
        if (status.revokedAt <= plusMs(at, CLOCK_SKEW_MAX_MS)) return { refusal: 'revoked', seen }
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
  const defects = verdicts.flatMap((verdict) => (verdict.usable ? [] : [verdict.defect]))
  const isStale = defects.some((defect) => OUT_OF_TIME.has(defect))
  const seen = defects.length === 0 ? 'no status object' : defects.join(', ')
  return { refusal: isStale ? 'status-stale' : 'status-unavailable', seen }
}
