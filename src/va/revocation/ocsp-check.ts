import type { ResponderId } from '#codec/ocsp/response.ts'
import { formatName } from '#codec/x509/name-text.ts'
import { toHex } from '#kernel/bytes.ts'
import type { Compared } from '#kernel/check-sheet.ts'
import { formatInstant, type Instant } from '#kernel/instant.ts'
import type { ResponseQuestion, ResponseTrial } from './judge-response.ts'
import type { OcspCheckId } from './messages.ts'
import { describeAlgorithm, describeKey } from './signed-by.ts'
import type { StatusDefect } from './status-defect.ts'

/** The checks that the trial of a response is made of, in order. */
export const RESPONSE_CHECKS = [
  'ocsp.answered',
  'ocsp.certificate',
  'ocsp.critical-extensions',
  'ocsp.nonce',
  'ocsp.responder',
  'ocsp.algorithm',
  'ocsp.signature',
  'ocsp.not-in-future',
  'ocsp.up-to-date',
  'ocsp.dates',
  'ocsp.certificate-kept',
] as const satisfies readonly OcspCheckId[]

/** One of those. */
export type ResponseCheckId = (typeof RESPONSE_CHECKS)[number]

const CHECKS: Readonly<Partial<Record<StatusDefect, ResponseCheckId>>> = {
  'ocsp-refused': 'ocsp.answered',
  'ocsp-certificate-other': 'ocsp.certificate',
  'ocsp-critical-extension': 'ocsp.critical-extensions',
  'ocsp-nonce-wrong': 'ocsp.nonce',
  'ocsp-responder-unknown': 'ocsp.responder',
  'ocsp-responder-malformed': 'ocsp.responder',
  'ocsp-responder-not-delegated': 'ocsp.responder',
  'ocsp-responder-not-valid': 'ocsp.responder',
  'ocsp-responder-revoked': 'ocsp.responder',
  'ocsp-signature-wrong': 'ocsp.signature',
  'status-budget-exhausted': 'ocsp.signature',
  'ocsp-in-future': 'ocsp.not-in-future',
  'ocsp-out-of-date': 'ocsp.up-to-date',
  'ocsp-too-old': 'ocsp.up-to-date',
  'ocsp-dates-wrong': 'ocsp.dates',
  'ocsp-after-expiry': 'ocsp.certificate-kept',
}

/** The check that a defect is found by; what has no place of its own is an algorithm. */
export function checkOfResponseDefect(defect: StatusDefect): ResponseCheckId {
  return CHECKS[defect] ?? 'ocsp.algorithm'
}

/** What a check of a response compared, for people. */
export function comparedByResponse(
  id: ResponseCheckId,
  trial: ResponseTrial,
  question: ResponseQuestion,
): Compared {
  const { basic, responder } = trial
  switch (id) {
    case 'ocsp.answered':
      return { seen: trial.error ?? 'successful' }
    case 'ocsp.certificate':
      return {
        seen: basic?.responses.map(({ certId }) => certId.serialHex).join(', '),
        wanted: question.certificate.serialHex,
      }
    case 'ocsp.nonce': {
      const repeated = basic?.extensions.nonce
      const wanted = question.nonce && toHex(question.nonce)
      return { seen: repeated === undefined ? 'none' : toHex(repeated), wanted }
    }
    case 'ocsp.responder':
      return { seen: basic && describeResponder(basic.responderId, trial) }
    case 'ocsp.algorithm': {
      const signer = responder?.signer ?? question.issuer
      return { seen: basic && `${describeAlgorithm(basic)}, ${describeKey(signer)}` }
    }
    case 'ocsp.not-in-future':
    case 'ocsp.up-to-date':
    case 'ocsp.dates':
    case 'ocsp.certificate-kept':
      return comparedTimes(id, trial, question)
    case 'ocsp.critical-extensions':
    case 'ocsp.signature':
      return {}
  }
}

function describeResponder(responderId: ResponderId, { responder }: ResponseTrial): string {
  const named =
    responderId.by === 'name' ? formatName(responderId.name) : `key ${toHex(responderId.keyHash)}`
  const signer = responder?.signer
  if (responder === undefined || signer === undefined) return named
  if (!responder.isDelegated) return `${named}, the issuer itself`
  const noCheck = signer.extensions.ocspNoCheck === true ? 'with' : 'without'
  return `${named}, delegated, ${noCheck} ocsp-nocheck`
}

function comparedTimes(
  id: 'ocsp.not-in-future' | 'ocsp.up-to-date' | 'ocsp.dates' | 'ocsp.certificate-kept',
  { statement, basic }: ResponseTrial,
  { at, now, ageMaxMs, certificate }: ResponseQuestion,
): Compared {
  if (statement === undefined || basic === undefined) return {}
  const seen = `thisUpdate ${formatInstant(statement.thisUpdate)}`
  switch (id) {
    case 'ocsp.not-in-future':
      return { seen, wanted: `≤ ${formatInstant(now)}` }
    case 'ocsp.dates':
      return { seen, wanted: `≤ producedAt ${formatInstant(basic.producedAt)}` }
    case 'ocsp.certificate-kept':
      return { seen, wanted: `≤ ${formatted(certificate.notAfter)}` }
    case 'ocsp.up-to-date': {
      const age = ageMaxMs === undefined ? '' : `, age ≤ ${ageMaxMs / 1000} s`
      return {
        seen: `${seen}, nextUpdate ${formatted(statement.nextUpdate)}`,
        wanted: `nextUpdate ≥ ${formatInstant(at)}${age}`,
      }
    }
  }
}

function formatted(moment: Instant | undefined): string {
  return moment === undefined ? 'none' : formatInstant(moment)
}
