import type { CertificateStatus } from '#ca/contract.ts'
import { CRL_REASON_CODES } from '#codec/crl/reason.ts'
import { type Instant, instant } from '#kernel/instant.ts'

/**
 * A status as one number: `STATE_UNKNOWN`, `STATE_GOOD`, or `STATE_REVOKED` plus the CRLReason code
 * (RFC 5280 §5.3.1).
 */
export type StateCode = number

/** No certificate of the authority has the serial, as far as is known. */
export const STATE_UNKNOWN = 0
/** Issued, and not revoked. */
export const STATE_GOOD = 1
/** Revoked for the reason whose code is 0; the code of any other reason is added. */
export const STATE_REVOKED = 2

/** The reasons an authority of ours revokes for. */
export type RevokedFor = (CertificateStatus & { readonly state: 'revoked' })['reason']

const REASONS: readonly RevokedFor[] = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
]

const REASON_OF_STATE = new Map<StateCode, RevokedFor>(
  REASONS.map((reason) => [revokedStateCode(reason), reason]),
)

/** The state code of a revocation for `reason`. */
export function revokedStateCode(reason: RevokedFor): StateCode {
  return STATE_REVOKED + CRL_REASON_CODES[reason]
}

/** The reason that a state code stands for; `undefined` for one that is not revoked. */
export function reasonOfState(code: StateCode): RevokedFor | undefined {
  return REASON_OF_STATE.get(code)
}

/** Whether a number is a state code of ours. */
export function isStateCode(code: number): boolean {
  return code === STATE_UNKNOWN || code === STATE_GOOD || REASON_OF_STATE.has(code)
}

/**
 * The epoch from which seconds of revocation are counted in 32 bits, and the last of them, in 2106.
 */
export const REVOKED_AT_MIN = instant(0)
/** The last moment of revocation that 32 bits of seconds hold. */
export const REVOKED_AT_MAX = instant(0xffff_ffff * 1000 + 999)

/** The second in which a revocation took effect: answers carry no finer time. */
export function revokedSecondOf(revokedAt: Instant): number {
  return Math.floor(revokedAt / 1000)
}

/** The moment of a second of revocation. */
export function revokedAtOf(second: number): Instant {
  return instant(second * 1000)
}

const UNKNOWN: CertificateStatus = { state: 'unknown' }
const GOOD: CertificateStatus = { state: 'good' }

/** The status that a state code and the second of a revocation stand for. */
export function statusOfState(code: StateCode, revokedSecond: number): CertificateStatus {
  const reason = reasonOfState(code)
  if (reason !== undefined)
    return { state: 'revoked', revokedAt: revokedAtOf(revokedSecond), reason }
  return code === STATE_GOOD ? GOOD : UNKNOWN
}
