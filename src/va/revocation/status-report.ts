import type { CrlReason } from '#codec/crl/reason.ts'
import type { Check, Compared } from '#kernel/check-sheet.ts'
import { formatInstant, type Instant } from '#kernel/instant.ts'
import type { StatusDefect } from './status-defect.ts'
import { isRevokedAt, type StatedStatus } from './status-verdict.ts'

/** What one status object says of a certificate, and every check that led there. */
export interface StatusReport {
  /** `unusable`: the object says nothing that may be relied on; the code says why. */
  readonly status: 'good' | 'revoked' | 'unknown' | 'unusable'
  readonly code: StatusCode
  /** Why, where it is revoked. */
  readonly reason: CrlReason | undefined
  readonly revokedAt: Instant | undefined
  readonly checks: readonly Check[]
}

/** The outcome as one stable code. */
export type StatusCode = 'good' | 'revoked' | 'status-unknown' | StatusDefect

/** The sheet of a status object's checks. */
export interface StatusSheet<Id extends string> {
  pass(id: Id, compared?: Compared): void
  waive(id: Id, compared: Compared): void
  fail(id: Id, refusal: StatusCode, compared?: Compared): undefined
  checks(): readonly Check[]
}

/** The check `id` did not hold: the report of an object that says nothing. */
export function unusableReport<Id extends string>(
  sheet: StatusSheet<Id>,
  id: Id,
  code: StatusDefect,
  compared: Compared = {},
): StatusReport {
  sheet.fail(id, code, compared)
  return reportOf('unusable', code, sheet)
}

/** The check `id` did not hold: the responder does not know the certificate. */
export function unknownReport<Id extends string>(
  sheet: StatusSheet<Id>,
  id: Id,
  compared: Compared,
): StatusReport {
  sheet.fail(id, 'status-unknown', compared)
  return reportOf('unknown', 'status-unknown', sheet)
}

/** The last check, whether the certificate was revoked at `at`, and the report with it. */
export function concludedReport(
  sheet: StatusSheet<'status.not-revoked'>,
  status: StatedStatus,
  at: Instant,
): StatusReport {
  if (status.state !== 'revoked') {
    sheet.pass('status.not-revoked', { seen: status.state })
    return reportOf('good', 'good', sheet)
  }
  const { revokedAt, reason } = status
  const seen = `revoked ${formatInstant(revokedAt)} ${reason}`
  const compared: Compared = { seen, wanted: `after ${formatInstant(at)}` }
  if (!isRevokedAt(status, at)) {
    sheet.pass('status.not-revoked', compared)
    return reportOf('good', 'good', sheet)
  }
  sheet.fail('status.not-revoked', 'revoked', compared)
  return { ...reportOf('revoked', 'revoked', sheet), reason, revokedAt }
}

function reportOf(
  status: StatusReport['status'],
  code: StatusCode,
  sheet: Pick<StatusSheet<never>, 'checks'>,
): StatusReport {
  return { status, code, reason: undefined, revokedAt: undefined, checks: sheet.checks() }
}
