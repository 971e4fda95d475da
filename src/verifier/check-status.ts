import type { Certificate } from '#codec/x509/certificate.ts'
import {
  type AlgorithmPolicy,
  type AlgorithmRefusal,
  DEFAULT_ALGORITHMS,
} from '#va/algorithm-policy.ts'
import { checkCrl } from '#va/revocation/check-crl.ts'
import { checkOcsp } from '#va/revocation/check-ocsp.ts'
import { STATUS_DEFECT_TEXTS } from '#va/revocation/messages.ts'
import type { StatusReport } from '#va/revocation/status-report.ts'
import { policyOf } from './algorithms.ts'
import { type Encoded, type EncodedKind, firstOctetsOf } from './encoded.ts'
import { VerifierInputError } from './input-error.ts'
import { verdictText } from './messages.ts'
import type { CrlQuestion, OcspQuestion, StatusQuestion, StatusVerdict } from './status-question.ts'
import { readCertificate } from './supplied-objects.ts'
import { ageOf, momentOf } from './time-values.ts'

/**
 * Says what one OCSP response, or one CRL with its deltas, says of one certificate, and whether it
 * may be believed: signature, signer, scope, freshness. No clock, no network. Octets that are not
 * what they are given as are a verdict, `unusable`. Throws `VerifierInputError` for a question that
 * no types would allow.
 */
export function checkStatus(question: StatusQuestion): StatusVerdict {
  const issuer = readCertificate(question.issuer)
  const reportUnder = readQuestion(question)
  if (reportUnder === undefined) return unusable('certificate-malformed')
  if (!issuer.ok) return unusable('authority-certificate-malformed')
  const policy = policyOf(question.algorithms ?? 'legacy')
  const report = reportUnder(issuer.value, policy)
  const { status, code, reason, revokedAt, checks } = report
  const believed = status !== 'unusable' && policy.id !== DEFAULT_ALGORITHMS.id
  return {
    status,
    code,
    message: verdictText(code),
    reason,
    revokedAt: revokedAt === undefined ? undefined : new Date(revokedAt),
    weak: believed ? weaknessIn(reportUnder(issuer.value, DEFAULT_ALGORITHMS)) : undefined,
    checks,
  }
}

type ReportUnder = (issuer: Certificate, algorithms: AlgorithmPolicy) => StatusReport

/** The report, once issuer and policy are known; `undefined` where the certificate is none. */
function readQuestion(question: StatusQuestion): ReportUnder | undefined {
  if ('response' in question) {
    const subject = readSubject(question.certificate)
    return subject && ((...under) => ocspReport(question, subject, ...under))
  }
  const certificate = readCertificate(question.certificate)
  if (!certificate.ok) return undefined
  return (...under) => crlReport(question, certificate.value, ...under)
}

type OcspSubject = Certificate | { readonly serialHex: string }

function readSubject(given: OcspQuestion['certificate']): OcspSubject | undefined {
  if (typeof given === 'object' && 'serialHex' in given) {
    const isSerial = /^-?(?:[0-9a-f]{2})+$/.test(given.serialHex)
    if (!isSerial) throw new VerifierInputError('certificate.serialHex', 'lower-case hexadecimal')
    return given
  }
  const certificate = readCertificate(given)
  return certificate.ok ? certificate.value : undefined
}

/** The default policy's word, where it is against the algorithm or the key. */
function weaknessIn({ status, code }: StatusReport): AlgorithmRefusal | undefined {
  return status === 'unusable' && isAlgorithmRefusal(code) ? code : undefined
}

/** Whatever is no defect of the object itself is the policy's. */
function isAlgorithmRefusal(code: StatusReport['code']): code is AlgorithmRefusal {
  return code !== 'status-unknown' && !Object.hasOwn(STATUS_DEFECT_TEXTS, code)
}

function ocspReport(
  question: OcspQuestion,
  certificate: OcspSubject,
  issuer: Certificate,
  algorithms: AlgorithmPolicy,
): StatusReport {
  const { response, request } = question
  return checkOcsp({
    unverifiedResponseDer: octetsAsGiven('ocsp-response', response),
    unverifiedRequestDer:
      request === undefined ? undefined : octetsAsGiven('ocsp-request', request),
    certificate,
    issuer,
    at: momentOf('time', question.time),
    ageMaxMs: ageOf(question.maxAgeSeconds),
    algorithms,
  })
}

function crlReport(
  question: CrlQuestion,
  certificate: Certificate,
  issuer: Certificate,
  algorithms: AlgorithmPolicy,
): StatusReport {
  return checkCrl({
    unverifiedCrlDer: octetsAsGiven('crl', question.crl),
    unverifiedDeltasDer: question.deltas?.map((delta) => octetsAsGiven('crl', delta)),
    certificate,
    issuer,
    at: momentOf('time', question.time),
    ageMaxMs: ageOf(question.maxAgeSeconds),
    algorithms,
  })
}

/** Text that holds no such object holds no DER either: the check itself says `malformed`. */
function octetsAsGiven(kind: EncodedKind, encoded: Encoded): Uint8Array {
  const octets = firstOctetsOf(kind, encoded)
  return octets.ok ? octets.value : new Uint8Array()
}

function unusable(
  code: 'certificate-malformed' | 'authority-certificate-malformed',
): StatusVerdict {
  return {
    status: 'unusable',
    code,
    message: verdictText(code),
    reason: undefined,
    revokedAt: undefined,
    weak: undefined,
    checks: [],
  }
}
