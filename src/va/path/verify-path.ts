import type { Certificate } from '#codec/x509/certificate.ts'
import { formatName } from '#codec/x509/name-text.ts'
import { readSignatureScheme } from '#codec/x509/signature-algorithm.ts'
import { describeKeyParameters, describeScheme } from '../algorithm-policy.ts'
import { keyParametersOf } from '../signer-key.ts'
import { judgePath } from './judge-path.ts'
import { type FailedPath, findPath, type FoundPath } from './find-path.ts'
import { DEFAULT_PATH_BUDGET } from './path-budget.ts'
import type { PathCheck, PathReport } from './path-report.ts'
import type { PathRequest } from './path-request.ts'
import { newRun, type PathRun } from './path-run.ts'
import { newTrace, type PathFailure, type PathTrace } from './path-trace.ts'
import { describeChecks } from './planned-checks.ts'

/**
 * Builds and validates a certification path (RFC 5280 §6, RFC 4158, RFC 9618): the leaf's path to
 * one of the anchors on which everything holds at the moment asked for, or the most specific reason
 * why there is none. Everything needed is in the request; whatever graph that holds, the budget
 * ends the work.
 */
export function verifyPath(request: PathRequest): PathReport {
  const run = newRun(request)
  const found = isTooLarge(request)
    ? tooLarge(request)
    : findPath(run, (path) => judgePath(run, path))
  return reportOf(run, found)
}

function isTooLarge({ anchors, untrusted, budget = DEFAULT_PATH_BUDGET }: PathRequest): boolean {
  return anchors.length + untrusted.length > budget.certificatesMax
}

function tooLarge({ leaf }: PathRequest): FoundPath {
  const refusal = 'path-budget-exhausted'
  const failure = { certificate: undefined, check: 'path.budget', refusal } as const
  return { isValid: false, failed: { certificates: [leaf], anchor: undefined, failure } }
}

function reportOf(run: PathRun, found: FoundPath): PathReport {
  if (!found.isValid) return new Report(run, found.failed, [])
  const { certificates, anchor } = found.path
  return new Report(run, { certificates, anchor, failure: undefined }, found.outcome.policies)
}

/** A leaf that is itself the anchor stands once. */
function withoutRepeat(certificates: readonly Certificate[]): readonly Certificate[] {
  const [leaf, anchor] = certificates
  return certificates.length === 2 && leaf === anchor ? certificates.slice(0, 1) : certificates
}

type Reported = Omit<FailedPath, 'failure'> & { readonly failure: PathFailure | undefined }

/**
 * A class for the sake of the one getter: in an object literal every report would have a getter,
 * and with it a hidden class, of its own, which keeps the report alive until the whole heap is
 * looked through.
 */
class Report implements PathReport {
  readonly verdict: PathReport['verdict']
  readonly code: PathReport['code']
  readonly at: PathReport['at']
  readonly failure: PathReport['failure']
  readonly path: PathReport['path']
  readonly policies: PathReport['policies']
  readonly spent: PathReport['spent']
  readonly #run: PathRun
  readonly #reported: Reported
  #checks: readonly PathCheck[] | undefined

  constructor(run: PathRun, reported: Reported, policies: PathReport['policies']) {
    const { failure, certificates } = reported
    const { candidatePaths, signatures } = run.spending
    this.verdict = failure === undefined ? 'valid' : 'invalid'
    this.code = failure?.refusal ?? 'valid'
    this.at = run.request.at
    this.failure = failure
    this.path = withoutRepeat(certificates)
    this.policies = policies
    this.spent = { candidatePaths, signatures }
    this.#run = run
    this.#reported = reported
  }

  get checks(): readonly PathCheck[] {
    this.#checks ??= explain(this.#run, this.#reported)
    return this.#checks
  }
}

/**
 * Goes over the reported path once more, writing down what is seen. Nothing is decided anew: the
 * signatures are remembered, and the rest follows from the request.
 */
function explain(run: PathRun, { certificates, anchor, failure }: Reported): readonly PathCheck[] {
  const trace = newTrace()
  const again = { ...run, spending: { ...run.spending, nameComparisons: 0, policySteps: 0 } }
  explainBuilding(certificates, trace, failure)
  const isBuilt = anchor !== undefined && !(failure?.check.startsWith('path.') ?? false)
  if (isBuilt) judgePath(again, { certificates, anchor }, trace)
  return describeChecks(trace.checks, certificates.length)
}

function explainBuilding(
  certificates: readonly Certificate[],
  trace: PathTrace,
  failure: PathFailure | undefined,
): void {
  for (const [place, certificate] of certificates.entries()) {
    const issuer = certificates[place + 1]
    if (issuer === undefined) break
    if (!explainEdge(certificate, issuer, place, trace, failure)) return
  }
  if (failure === undefined || !failure.check.startsWith('path.'))
    trace.pass('path.anchor', undefined)
  else trace.fail(failure)
}

/** `false` where the failure lies here. */
function explainEdge(
  certificate: Certificate,
  issuer: Certificate,
  place: number,
  trace: PathTrace,
  failure: PathFailure | undefined,
): boolean {
  const scheme = readSignatureScheme(certificate.signatureAlgorithm)
  const key = keyParametersOf(issuer)
  const seen = `${scheme.ok ? describeScheme(scheme.value) : certificate.signatureAlgorithm.oid}, ${
    key.ok ? describeKeyParameters(key.value) : key.refusal
  }`
  trace.pass('path.issuer', place, { seen: formatName(certificate.issuer) })
  for (const check of ['path.algorithm', 'path.signature'] as const) {
    if (failure?.check === check && failure.certificate === place) {
      trace.fail(failure, { seen })
      return false
    }
    trace.pass(check, place, check === 'path.algorithm' ? { seen } : {})
  }
  return true
}
