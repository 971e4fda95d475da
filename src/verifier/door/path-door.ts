import type { Instant } from '#kernel/instant.ts'
import { ok, type Result } from '#kernel/result.ts'
import { ALLOWANCES, type Algorithms } from '../algorithms.ts'
import { type ExpectedNameQuestion, readExpectedName } from '../expected-name.ts'
import { isDotted, type KeyPurpose, KEY_PURPOSES, askedPurpose } from '../key-purpose.ts'
import type { PathQuestion } from '../path-question.ts'
import type { PathVerdict } from '../path-verdict.ts'
import { verifyPath } from '../verify-path.ts'
import { checkJson, type Door, messageLine, momentJson, nextLine, unreadMembers } from './answer.ts'
import { readRequest, type RequestFields, type RequestRefusal } from './request-fields.ts'

/** `shomei pki verify-path`: docs/verifier.md lists the fields of request and verdict. */
export const pathDoor: Door = {
  answer: (request, now) => {
    const read = readPathRequest(request, now)
    if (!read.ok) return pathDoor.unread(read, now)
    const { question, report } = read.value
    return { json: pathJson(verifyPath(question), report), isVerdict: true }
  },
  unread: (refused, now) => {
    const { code, message, field } = unreadMembers(refused)
    const at = momentJson(new Date(now))
    const json = { verdict: 'invalid', code, at, message, policies: [], path: [], field }
    return { json, isVerdict: false }
  },
}

/** A request taken apart, and whether the whole report is wanted. */
interface PathDoorRequest {
  readonly question: PathQuestion
  readonly report: boolean
}

/** Reads a request of `verify-path`; `now` stands for an absent `time`. */
export function readPathRequest(
  request: unknown,
  now: Instant,
): Result<PathDoorRequest, RequestRefusal> {
  const read = readRequest(request, (fields) => ({
    question: readQuestion(fields, now),
    report: fields.flag('report'),
  }))
  return read.ok ? ok(read.value) : read
}

function readQuestion(fields: RequestFields, now: Instant): PathQuestion {
  const present = fields.moment('now')
  return {
    trustAnchors: fields.objects('trustAnchors', 'certificate'),
    untrusted: fields.objects('untrusted', 'certificate'),
    leaf: fields.object('leaf', 'certificate'),
    crls: fields.objects('crls', 'crl'),
    ocspResponses: fields.objects('ocspResponses', 'ocsp-response'),
    time: new Date(fields.moment('time') ?? now),
    now: present === undefined ? undefined : new Date(present),
    revocation: fields.oneOf('revocation', ['require', 'crl', 'ocsp', 'none']),
    maxAgeSeconds: readAge(fields),
    initialPolicySet: readPolicySet(fields),
    requireExplicitPolicy: fields.flag('requireExplicitPolicy'),
    inhibitPolicyMapping: fields.flag('inhibitPolicyMapping'),
    inhibitAnyPolicy: fields.flag('inhibitAnyPolicy'),
    keyPurpose: readPurpose(fields),
    keyPurposeNamed: fields.oneOf('keyPurposeNamed', ['leaf', 'path']),
    expectedName: readName(fields),
    maxPathLength: fields.wholeNumber('maxPathLength', PATH_LENGTH_MAX),
    profile: fields.oneOf('profile', ['rfc5280', 'path-only']),
    anchorLimits: fields.oneOf('anchorLimits', ['none', 'constraints', 'constraints-and-expiry']),
    algorithms: readAlgorithms(fields),
  }
}

/** pathLenConstraint is INTEGER (0..MAX); more certificates than this never come. */
const PATH_LENGTH_MAX = 1_000_000

/** A hundred years. */
const AGE_SECONDS_MAX = 3_155_760_000

/** `maxAgeSeconds`, wherever a door has it. */
export function readAge(fields: RequestFields): number | undefined {
  return fields.wholeNumber('maxAgeSeconds', AGE_SECONDS_MAX)
}

/** `algorithms`, wherever a door has it. */
export function readAlgorithms(fields: RequestFields): Algorithms | undefined {
  const wanted = `default | legacy | array of ${ALLOWANCES.join(' | ')}`
  if (!fields.has('algorithms')) return undefined
  if (!fields.isArray('algorithms')) return fields.oneOf('algorithms', ['default', 'legacy'])
  return (fields.texts('algorithms') ?? []).map((word, index) =>
    isAllowance(word) ? word : fields.malformed(`algorithms[${index}]`, wanted),
  )
}

function isAllowance(word: string): word is Exclude<Algorithms, string>[number] {
  return ALLOWANCES.includes(word)
}

function readPolicySet(fields: RequestFields): readonly string[] | 'any' | undefined {
  if (!fields.has('initialPolicySet')) return undefined
  const wanted = "'any' | array of dotted identifiers"
  if (!fields.isArray('initialPolicySet'))
    return fields.text('initialPolicySet') === 'any'
      ? 'any'
      : fields.malformed('initialPolicySet', wanted)
  const named = fields.texts('initialPolicySet') ?? []
  const wrong = named.findIndex((oid) => oid !== 'any' && !isDotted(oid))
  if (wrong >= 0) fields.malformed(`initialPolicySet[${wrong}]`, 'any | dotted identifier')
  return named.includes('any') ? 'any' : named
}

function readPurpose(fields: RequestFields): KeyPurpose | undefined {
  const text = fields.text('keyPurpose')
  if (text === undefined) return undefined
  if (!isPurpose(text))
    fields.malformed('keyPurpose', `${Object.keys(KEY_PURPOSES).join(' | ')} | dotted identifier`)
  return text
}

function isPurpose(text: string): text is KeyPurpose {
  return askedPurpose(text) !== undefined
}

function readName(fields: RequestFields): ExpectedNameQuestion | undefined {
  if (!fields.has('expectedName')) return undefined
  const name = fields.isObject('expectedName')
    ? fields.nested('expectedName', readNameOfKind)
    : fields.text('expectedName')
  if (name === undefined || readExpectedName(name) === undefined)
    return fields.malformed('expectedName', 'DNS name | IP address | mail address')
  return name
}

function readNameOfKind(fields: RequestFields): ExpectedNameQuestion | undefined {
  const [dns, ip, email] = [fields.text('dns'), fields.text('ip'), fields.text('email')]
  const given = [dns, ip, email].filter((text) => text !== undefined)
  if (given.length !== 1) return undefined
  if (dns !== undefined) return { dns }
  return ip === undefined ? { email: email ?? '' } : { ip }
}

function pathJson(verdict: PathVerdict, isWholeReport: boolean): object {
  const { code, at, message, policies, path, failure, passedOver, spent } = verdict
  const json = {
    verdict: verdict.verdict,
    code,
    at: momentJson(at),
    message: messageLine(message),
    policies,
    path: path.map(({ subject, issuer, serialHex, notBefore, notAfter, sha256Hex }) => ({
      subject,
      issuer,
      serialHex,
      notBefore: momentJson(notBefore),
      notAfter: momentJson(notAfter),
      sha256Hex,
    })),
  }
  if (!isWholeReport) return json
  return {
    ...json,
    next: nextLine(message),
    failure,
    passedOver,
    spent,
    checks: verdict.checks.map((check) => ({
      certificate: check.certificate,
      ...checkJson(check),
    })),
  }
}
