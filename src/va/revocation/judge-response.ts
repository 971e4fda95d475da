import type {
  BasicOcspResponse,
  OcspErrorStatus,
  OcspResponse,
  SingleResponse,
} from '#codec/ocsp/response.ts'
import { equalBytes } from '#kernel/bytes.ts'
import { type Instant, plusMs } from '#kernel/instant.ts'
import { CLOCK_SKEW_MAX_MS } from '../verify-request.ts'
import { keepsExpired, timeDefect } from './freshness.ts'
import { isAbout, type OcspSubject } from './ocsp-subject.ts'
import { findResponder, type Responder, type ResponderQuestion } from './responder.ts'
import type { StatusDefect } from './status-defect.ts'
import { isFinalAt, type StatedStatus } from './status-verdict.ts'

/**
 * How long a statement without nextUpdate counts where the caller names no age: as long as ours do.
 * RFC 6960 §4.2.2.1 only says that newer information "is available all the time".
 */
export const OCSP_AGE_MAX_MS = 900_000

/** What a response is judged with. */
export interface ResponseQuestion extends ResponderQuestion {
  readonly certificate: OcspSubject & { readonly notAfter: Instant | undefined }
  readonly now: Instant
  /** Longest age of thisUpdate, in milliseconds; `undefined` leaves it to nextUpdate. */
  readonly ageMaxMs: number | undefined
  /** The nonce that was sent, which the response must repeat; `undefined` where none was. */
  readonly nonce: Uint8Array | undefined
}

/** One response judged: what it says of the certificate, or why it says nothing. */
export interface ResponseTrial {
  readonly defect: StatusDefect | undefined
  /** The unsigned error, where the responder sent no more. */
  readonly error: OcspErrorStatus | undefined
  readonly basic: BasicOcspResponse | undefined
  readonly responder: Responder | undefined
  /** The statement that counts, of those about the certificate. */
  readonly statement: SingleResponse | undefined
  readonly status: StatedStatus | undefined
}

/**
 * What an OCSP response says of a certificate (RFC 6960 §3.2): it must name the certificate, hold
 * nothing critical that is not understood, repeat the nonce, be signed by whoever may answer, and
 * be fresh. Of several statements about the certificate the worst counts.
 */
export function judgeResponse(response: OcspResponse, question: ResponseQuestion): ResponseTrial {
  // RFC 6960 §2.3: error messages "are not signed", so they say nothing of any certificate.
  if (response.status !== 'successful') {
    const trial = openTrial(undefined, undefined)
    trial.error = response.status
    trial.defect = 'ocsp-refused'
    return trial
  }
  const { basic } = response
  const statements = statementsAbout(basic, question)
  const trial = openTrial(basic, statements[0])
  trial.defect =
    statements.length === 0
      ? 'ocsp-certificate-other'
      : (criticalDefect(basic, statements) ?? nonceDefect(basic, question.nonce))
  if (trial.defect !== undefined) return trial
  trial.responder = findResponder(basic, question)
  trial.defect = trial.responder.defect
  if (trial.defect === undefined) noteWorst(trial, statements, basic, question)
  return trial
}

/** A trial under way: what is found is noted as it is found. */
type OpenTrial = { -readonly [K in keyof ResponseTrial]: ResponseTrial[K] }

function openTrial(
  basic: BasicOcspResponse | undefined,
  statement: SingleResponse | undefined,
): OpenTrial {
  return {
    defect: undefined,
    error: undefined,
    basic,
    responder: undefined,
    statement,
    status: undefined,
  }
}

function statementsAbout(
  { responses }: BasicOcspResponse,
  { certificate, issuer }: ResponseQuestion,
): readonly SingleResponse[] {
  const [only] = responses
  if (responses.length === 1 && only !== undefined)
    return isAbout(only.certId, certificate, issuer) ? responses : []
  return responses.filter(({ certId }) => isAbout(certId, certificate, issuer))
}

/**
 * RFC 6960 §4.4: what is critical must be understood. What the codec knows changes nothing of what
 * the status is; nor do signed certificate timestamps (RFC 6962 §3.3), which it leaves alone.
 */
function criticalDefect(
  { extensions }: BasicOcspResponse,
  statements: readonly SingleResponse[],
): StatusDefect | undefined {
  if (extensions.unknownCritical.length > 0) return 'ocsp-critical-extension'
  for (const { unknownCritical } of statements)
    for (const oid of unknownCritical)
      if (oid !== SIGNED_CERTIFICATE_TIMESTAMPS) return 'ocsp-critical-extension'
  return undefined
}

const SIGNED_CERTIFICATE_TIMESTAMPS = '1.3.6.1.4.1.11129.2.4.5'

/** RFC 9654 §3.1: a response without the nonce may be an old one, sent again. */
function nonceDefect(
  { extensions }: BasicOcspResponse,
  nonce: Uint8Array | undefined,
): StatusDefect | undefined {
  if (nonce === undefined) return undefined
  const isRepeated = extensions.nonce !== undefined && equalBytes(extensions.nonce, nonce)
  return isRepeated ? undefined : 'ocsp-nonce-wrong'
}

/** Revoked outweighs unknown, unknown what is not fresh, and that what is good. */
function noteWorst(
  trial: OpenTrial,
  statements: readonly SingleResponse[],
  basic: BasicOcspResponse,
  question: ResponseQuestion,
): void {
  let heaviest = -1
  for (const statement of statements) {
    const status = statedStatus(statement)
    const defect = isFinalAt(status, question.at) ? undefined : lateness(statement, basic, question)
    const weight = weightOf(status, defect)
    if (weight <= heaviest) continue
    heaviest = weight
    trial.statement = statement
    trial.status = status
    trial.defect = defect
  }
}

function weightOf({ state }: StatedStatus, defect: StatusDefect | undefined): number {
  if (defect !== undefined) return 1
  return state === 'revoked' ? 3 : state === 'unknown' ? 2 : 0
}

/** RFC 6960 §4.4.5: an extension may say more of a revocation than the status does. */
function statedStatus({ status, crlReason, invalidityDate }: SingleResponse): StatedStatus {
  if (status.state !== 'revoked') return status
  const reason = status.reason === 'unspecified' ? (crlReason ?? status.reason) : status.reason
  return { ...status, reason, invalidityDate }
}

/** How a statement fails in time. */
export function lateness(
  { thisUpdate, nextUpdate, archiveCutoff }: SingleResponse,
  { producedAt }: BasicOcspResponse,
  { at, now, ageMaxMs, certificate }: ResponseQuestion,
): StatusDefect | undefined {
  if (producedAt > plusMs(now, CLOCK_SKEW_MAX_MS)) return 'ocsp-in-future'
  const until = nextUpdate ?? (ageMaxMs === undefined ? plusMs(thisUpdate, OCSP_AGE_MAX_MS) : at)
  const late = timeDefect({ thisUpdate, nextUpdate: until, at, now, ageMaxMs })
  if (late !== undefined) return `ocsp-${late}`
  // RFC 6960 §2.4: thisUpdate is when the status "is known by the responder to have been correct",
  // which is not after the response was signed, nor after nextUpdate.
  const isKnownLater = thisUpdate > plusMs(producedAt, CLOCK_SKEW_MAX_MS)
  if (isKnownLater || (nextUpdate !== undefined && nextUpdate < thisUpdate))
    return 'ocsp-dates-wrong'
  const { notAfter } = certificate
  const isKept = notAfter === undefined || keepsExpired(thisUpdate, notAfter, archiveCutoff)
  return isKept ? undefined : 'ocsp-after-expiry'
}
