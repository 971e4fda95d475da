import { parseOcspRequest } from '#codec/ocsp/request.ts'
import { parseOcspResponse } from '#codec/ocsp/response.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { namesMatch } from '#codec/x509/name-match.ts'
import { CheckSheet } from '#kernel/check-sheet.ts'
import type { Instant } from '#kernel/instant.ts'
import type { AlgorithmPolicy } from '../algorithm-policy.ts'
import {
  judgeResponse,
  lateness,
  type ResponseQuestion,
  type ResponseTrial,
} from './judge-response.ts'
import { OCSP_CHECKS, type OcspCheckId } from './messages.ts'
import { checkOfResponseDefect, comparedByResponse, RESPONSE_CHECKS } from './ocsp-check.ts'
import { isAbout } from './ocsp-subject.ts'
import { isSignedBy } from './signed-by.ts'
import {
  concludedReport,
  type StatusCode,
  type StatusReport,
  unknownReport,
  unusableReport,
} from './status-report.ts'
import { isFinalAt } from './status-verdict.ts'

/** One OCSP response to check for one certificate. */
export interface OcspCheckRequest {
  readonly unverifiedResponseDer: Uint8Array
  /** The certificate of the authority that issued `certificate`; the caller trusts it. */
  readonly issuer: Certificate
  /** The certificate, or its serial number alone, in lower-case hexadecimal whole octets. */
  readonly certificate: Certificate | { readonly serialHex: string }
  /** The request that was sent: it must be about the certificate, and its nonce be repeated. */
  readonly unverifiedRequestDer?: Uint8Array | undefined
  /** The moment for which the status is asked. */
  readonly at: Instant
  /** The present, against which the response may not lie in the future; `at` where absent. */
  readonly now?: Instant | undefined
  /** Longest age of thisUpdate, in milliseconds; `undefined` leaves it to nextUpdate. */
  readonly ageMaxMs?: number | undefined
  readonly algorithms: AlgorithmPolicy
}

type Sheet = CheckSheet<OcspCheckId, StatusCode>

/**
 * What one OCSP response says of a certificate (RFC 6960 §3.2), each check named with its clause
 * and outcome. Nothing is looked up: whether `issuer` may be trusted is the caller's to know by
 * path validation.
 */
export function checkOcsp(request: OcspCheckRequest): StatusReport {
  const { issuer, certificate } = request
  const sheet: Sheet = new CheckSheet(OCSP_CHECKS)
  if (!('tbsDer' in certificate))
    sheet.waive('certificate.issuer', { seen: 'only the serial number was given' })
  else if (namesMatch(certificate.issuer, issuer.subject) && isSignedBy(certificate, issuer))
    sheet.pass('certificate.issuer')
  else return unusableReport(sheet, 'certificate.issuer', 'certificate-issuer-other')
  const response = parseOcspResponse(request.unverifiedResponseDer)
  if (!response.ok) {
    const seen = `${response.refusal} (${response.detail['field'] ?? ''})`
    return unusableReport(sheet, 'ocsp.form', 'ocsp-malformed', { seen })
  }
  sheet.pass('ocsp.form')
  const sent = readRequest(request)
  if (sent === 'other') return unusableReport(sheet, 'ocsp.request', 'ocsp-request-other')
  if (sent === 'none') sheet.waive('ocsp.request', { seen: 'no request was given' })
  else sheet.pass('ocsp.request')
  const nonce = sent === 'none' ? undefined : sent.nonce
  const question = questionOf(request, nonce)
  const trial = judgeResponse(response.value, question)
  return trial.defect === undefined
    ? statedReport(sheet, trial, question)
    : defectReport(sheet, trial, question)
}

/** The nonce of the request that was sent, if it was about this certificate. */
function readRequest({
  unverifiedRequestDer,
  certificate,
  issuer,
}: OcspCheckRequest): { readonly nonce: Uint8Array | undefined } | 'none' | 'other' {
  if (unverifiedRequestDer === undefined) return 'none'
  const parsed = parseOcspRequest(unverifiedRequestDer)
  if (!parsed.ok) return 'other'
  const { requests, extensions } = parsed.value
  const isAsked = requests.some(({ certId }) => isAbout(certId, certificate, issuer))
  return isAsked ? { nonce: extensions.nonce } : 'other'
}

function questionOf(
  { certificate, issuer, at, now = at, ageMaxMs, algorithms }: OcspCheckRequest,
  nonce: Uint8Array | undefined,
): ResponseQuestion {
  const subject =
    'tbsDer' in certificate
      ? { issuer: certificate.issuer, notAfter: certificate.validity.notAfter }
      : { issuer: undefined, notAfter: undefined }
  return {
    certificate: { serialHex: certificate.serialHex, ...subject },
    issuer,
    at,
    now,
    algorithms,
    ageMaxMs,
    nonce,
    spend: () => true,
    signatures: new Map(),
    isRevoked: () => false,
  }
}

/** The checks up to the one that found the defect. */
function defectReport(
  sheet: Sheet,
  trial: ResponseTrial,
  question: ResponseQuestion,
): StatusReport {
  const { defect = 'ocsp-certificate-other' } = trial
  const failing = checkOfResponseDefect(defect)
  for (const id of RESPONSE_CHECKS) {
    const compared = comparedByResponse(id, trial, question)
    if (id === failing) return unusableReport(sheet, id, defect, compared)
    passOrWaive(sheet, id, trial, question)
  }
  return unusableReport(sheet, 'ocsp.known', defect)
}

/** From the first check on that a final revocation did without, none is asked for any more. */
function statedReport(
  sheet: Sheet,
  trial: ResponseTrial,
  question: ResponseQuestion,
): StatusReport {
  const { status = { state: 'unknown' } } = trial
  const late = isFinalAt(status, question.at) ? latenessOf(trial, question) : undefined
  const unneeded = late && checkOfResponseDefect(late)
  let isNeeded = true
  for (const id of RESPONSE_CHECKS) {
    if (id === unneeded) isNeeded = false
    if (isNeeded) passOrWaive(sheet, id, trial, question)
    else sheet.waive(id, { seen: 'not needed: a revocation is final' })
  }
  if (status.state === 'unknown') return unknownReport(sheet, 'ocsp.known', { seen: 'unknown' })
  sheet.pass('ocsp.known', { seen: status.state })
  return concludedReport(sheet, status, question.at)
}

function latenessOf({ statement, basic }: ResponseTrial, question: ResponseQuestion) {
  return statement === undefined || basic === undefined
    ? undefined
    : lateness(statement, basic, question)
}

function passOrWaive(
  sheet: Sheet,
  id: (typeof RESPONSE_CHECKS)[number],
  trial: ResponseTrial,
  question: ResponseQuestion,
): void {
  if (id === 'ocsp.nonce' && question.nonce === undefined)
    sheet.waive(id, { seen: 'no nonce was sent' })
  else sheet.pass(id, comparedByResponse(id, trial, question))
}
