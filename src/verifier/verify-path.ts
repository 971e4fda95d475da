import { OID } from '#codec/x509/oids.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { formatName } from '#codec/x509/name-text.ts'
import { digest } from '#crypto/digest.ts'
import { toHex } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Refused } from '#kernel/result.ts'
import { VERIFY_CHECKS } from '#va/messages.ts'
import type { PathReport } from '#va/path/path-report.ts'
import type { ExpectedName, InitialPolicies, PathRequest } from '#va/path/path-request.ts'
import { verifyPath as validate } from '#va/path/verify-path.ts'
import { policyOf } from './algorithms.ts'
import { readExpectedName } from './expected-name.ts'
import { VerifierInputError } from './input-error.ts'
import { isDotted, KEY_PURPOSES, askedPurpose } from './key-purpose.ts'
import { verdictText } from './messages.ts'
import type { PathQuestion } from './path-question.ts'
import type { PassedOver, PathCertificate, PathVerdict } from './path-verdict.ts'
import { ageOf, momentOf } from './time-values.ts'
import { readCertificate, suppliedObjects } from './supplied-objects.ts'

/**
 * Validates a certification path (RFC 5280 §6) from what is supplied: no clock, no network. A leaf
 * that is no certificate is the verdict `certificate-malformed`; everything else that cannot be
 * read is passed over and listed. Throws `VerifierInputError` for a question that no types would
 * allow.
 */
export function verifyPath(question: PathQuestion): PathVerdict {
  const at = momentOf('time', question.time)
  const leaf = readCertificate(question.leaf)
  if (!leaf.ok) return malformedLeaf(question.time, leaf)
  const { request, passedOver } = pathRequest(question, leaf.value, at)
  const report = validate(request)
  return pathVerdict(report, passedOver)
}

/** What a certificate that was pinned says of itself holds, unless its user says otherwise. */
const EVERY_LIMIT = 'constraints-and-expiry'

function pathRequest(
  question: PathQuestion,
  leaf: Certificate,
  at: Instant,
): { readonly request: PathRequest; readonly passedOver: readonly PassedOver[] } {
  const supplied = suppliedObjects()
  const { revocation = 'require', anchorLimits = EVERY_LIMIT, profile = 'rfc5280' } = question
  const request: PathRequest = {
    leaf,
    untrusted: supplied.certificates('untrusted', question.untrusted),
    anchors: supplied
      .certificates('trustAnchors', question.trustAnchors)
      .map((certificate) => ({ certificate, enforce: anchorLimits })),
    at,
    now: question.now === undefined ? undefined : momentOf('now', question.now),
    revocation: {
      mode: revocation,
      crls: supplied.crls('crls', question.crls),
      ocspResponses: supplied
        .ocspResponses('ocspResponses', question.ocspResponses)
        .map((response) => ({ response })),
      ageMaxMs: ageOf(question.maxAgeSeconds),
    },
    policies: policiesOf(question),
    keyPurpose: purposeOf(question),
    keyPurposeNamed: question.keyPurposeNamed,
    expectedName: nameOf(question),
    maxPathLength: question.maxPathLength,
    profile,
    algorithms: policyOf(question.algorithms ?? 'default'),
    budget: question.budget,
  }
  return { request, passedOver: supplied.passedOver }
}

/** RFC 5280 §6.1.1(c): "the special value any-policy" stands for a user who does not care. */
function policiesOf(question: PathQuestion): InitialPolicies {
  const { initialPolicySet: named = 'any' } = question
  const wrong = named === 'any' ? undefined : named.find((oid) => !isDotted(oid))
  if (wrong !== undefined)
    throw new VerifierInputError('initialPolicySet', "dotted identifiers, or 'any'")
  return {
    initialPolicySet: named === 'any' || named.includes(OID.anyPolicy) ? 'any' : named,
    requireExplicitPolicy: question.requireExplicitPolicy ?? false,
    inhibitPolicyMapping: question.inhibitPolicyMapping ?? false,
    inhibitAnyPolicy: question.inhibitAnyPolicy ?? false,
  }
}

function purposeOf({ keyPurpose = 'any' }: PathQuestion): string | undefined {
  const asked = askedPurpose(keyPurpose)
  if (asked === undefined) {
    const names = Object.keys(KEY_PURPOSES).join(' | ')
    throw new VerifierInputError('keyPurpose', `${names} | dotted identifier`)
  }
  return asked.oid
}

function nameOf({ expectedName }: PathQuestion): ExpectedName | undefined {
  if (expectedName === undefined) return undefined
  const name = readExpectedName(expectedName)
  if (name === undefined)
    throw new VerifierInputError('expectedName', 'a DNS name, IP or mail address')
  return name
}

function malformedLeaf(at: Date, { refusal, detail }: Refused<string>): PathVerdict {
  const code = 'certificate-malformed'
  const [form] = VERIFY_CHECKS
  const { field = '', offset = '' } = detail
  const seen = `${refusal} (${field} @${offset})`
  return {
    verdict: 'invalid',
    code,
    at,
    message: verdictText(code),
    policies: [],
    path: [],
    failure: { certificate: 0, check: 'certificate.form', refusal: code },
    checks: form === undefined ? [] : [{ ...form, certificate: 0, outcome: 'failed', seen }],
    spent: { candidatePaths: 0, signatures: 0 },
    passedOver: [],
  }
}

function pathVerdict(report: PathReport, passedOver: readonly PassedOver[]): PathVerdict {
  const { verdict, code, at, failure, policies, path, spent } = report
  return {
    verdict,
    code,
    at: new Date(at),
    message: verdictText(code),
    policies: policies === 'any' ? [OID.anyPolicy] : policies,
    path: path.map(pathCertificate),
    failure,
    // Most callers want the verdict alone: the sheet is written when it is read.
    get checks() {
      return report.checks
    },
    spent,
    passedOver,
  }
}

function pathCertificate({
  der,
  subject,
  issuer,
  serialHex,
  validity,
}: Certificate): PathCertificate {
  return {
    subject: formatName(subject),
    issuer: formatName(issuer),
    serialHex,
    notBefore: new Date(validity.notBefore),
    notAfter: new Date(validity.notAfter),
    sha256Hex: toHex(digest('sha256', der)),
    der,
  }
}
