import { type Crl, parseCrl } from '#codec/crl/crl.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { namesMatch } from '#codec/x509/name-match.ts'
import { CheckSheet } from '#kernel/check-sheet.ts'
import type { Instant } from '#kernel/instant.ts'
import { ok, type Refused, type Result } from '#kernel/result.ts'
import type { AlgorithmPolicy } from '../algorithm-policy.ts'
import { checkOfDefect, comparedByList, TRIAL_CHECKS } from './crl-check.ts'
import { judgeCrls } from './judge-crls.ts'
import { lateness, type ListQuestion, type ListTrial } from './judge-list.ts'
import { CRL_CHECKS, type CrlCheckId } from './messages.ts'
import type { RevocationHelp } from './question.ts'
import { isSignedBy } from './signed-by.ts'
import type { StatusDefect } from './status-defect.ts'
import {
  concludedReport,
  type StatusCode,
  type StatusReport,
  unusableReport,
} from './status-report.ts'
import { isFinalAt, type StatedStatus } from './status-verdict.ts'

/** One CRL to check for one certificate. */
export interface CrlCheckRequest {
  readonly unverifiedCrlDer: Uint8Array
  /** The certificate of the authority that issued `certificate`; the caller trusts it. */
  readonly issuer: Certificate
  /** That of the list's signer, where it is another one; the caller trusts it too. */
  readonly crlIssuer?: Certificate | undefined
  readonly certificate: Certificate
  readonly unverifiedDeltasDer?: readonly Uint8Array[] | undefined
  /** The moment for which the status is asked. */
  readonly at: Instant
  /** The present, against which the list may not lie in the future; `at` where absent. */
  readonly now?: Instant | undefined
  /** Longest age of thisUpdate, in milliseconds; `undefined` leaves it to nextUpdate. */
  readonly ageMaxMs?: number | undefined
  readonly algorithms: AlgorithmPolicy
}

/**
 * What one CRL, with its deltas, says of a certificate (RFC 5280 §6.3), each check named with its
 * clause and outcome. Nothing is looked up: whether `issuer` may be trusted is the caller's to know
 * by path validation.
 */
export function checkCrl(request: CrlCheckRequest): StatusReport {
  const { certificate, issuer, at, now = at, ageMaxMs, algorithms } = request
  const sheet = new CheckSheet<CrlCheckId, StatusCode>(CRL_CHECKS)
  if (!namesMatch(certificate.issuer, issuer.subject) || !isSignedBy(certificate, issuer))
    return unusableReport(sheet, 'certificate.issuer', 'certificate-issuer-other')
  sheet.pass('certificate.issuer')
  const crls = parseLists([request.unverifiedCrlDer, ...(request.unverifiedDeltasDer ?? [])])
  if (!crls.ok) {
    const seen = `${crls.detail['code']} (${crls.detail['field']})`
    return unusableReport(sheet, 'crl.form', 'crl-malformed', { seen })
  }
  sheet.pass('crl.form')
  const help = helpOf(request.crlIssuer)
  const question: ListQuestion = { certificate, issuer, at, now, algorithms, ageMaxMs, help }
  const { verdict, decisive } = judgeCrls(crls.value, question)
  if (decisive === undefined) return unusableReport(sheet, 'crl.issuer', 'too-many-objects')
  return verdict.usable
    ? statedReport(sheet, decisive, verdict.status, question)
    : defectReport(sheet, decisive, verdict.defect, question)
}

type Sheet = CheckSheet<CrlCheckId, StatusCode>

function parseLists(
  dersUnverified: readonly Uint8Array[],
): Result<readonly Crl[], 'crl-malformed'> {
  const crls: Crl[] = []
  for (const der of dersUnverified) {
    const parsed = parseCrl(der)
    if (!parsed.ok) return malformed(parsed)
    crls.push(parsed.value)
  }
  return ok(crls)
}

function malformed({ refusal, detail }: Refused<string>): Refused<'crl-malformed'> {
  return { ok: false, refusal: 'crl-malformed', detail: { field: '', ...detail, code: refusal } }
}

/** The caller's own word stands for the path to the list's signer. */
function helpOf(crlIssuer: Certificate | undefined): RevocationHelp {
  return {
    crlIssuers: (crl) =>
      crlIssuer !== undefined && namesMatch(crlIssuer.subject, crl.issuer) ? [crlIssuer] : [],
    spendSignature: () => true,
  }
}

function defectReport(
  sheet: Sheet,
  trial: ListTrial,
  defect: StatusDefect,
  question: ListQuestion,
): StatusReport {
  const failing = checkOfDefect(defect, trial)
  for (const id of TRIAL_CHECKS) {
    const compared = comparedByList(id, trial, question)
    if (id === failing) return unusableReport(sheet, id, defect, compared)
    sheet.pass(id, compared)
  }
  return unusableReport(sheet, 'status.not-revoked', defect)
}

/** From the first check on that a final revocation did without, none is asked for any more. */
function statedReport(
  sheet: Sheet,
  trial: ListTrial,
  status: StatedStatus,
  question: ListQuestion,
): StatusReport {
  const isFinal = isFinalAt(status, question.at)
  const late = isFinal ? lateness(trial.crl, trial.delta, question) : undefined
  const unneeded = late === undefined ? 'crl.all-reasons' : checkOfDefect(late, trial)
  let isNeeded = true
  for (const id of TRIAL_CHECKS) {
    if (isFinal && id === unneeded) isNeeded = false
    if (isNeeded) sheet.pass(id, comparedByList(id, trial, question))
    else sheet.waive(id, { seen: 'not needed: a revocation is final' })
  }
  return concludedReport(sheet, status, question.at)
}
