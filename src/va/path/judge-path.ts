import type { Crl } from '#codec/crl/crl.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { judgeRevocation } from '../revocation/judge-revocation.ts'
import type { RevocationAnswer, RevocationHelp } from '../revocation/question.ts'
import { findPath } from './find-path.ts'
import { spendSignature } from './path-budget.ts'
import type { TrustAnchor } from './path-request.ts'
import { innerRun, type ListSigner, type PathRun } from './path-run.ts'
import type { BuiltPath, PathOutcome } from './path-state.ts'
import type { PathFailure, PathTrace } from './path-trace.ts'
import { validatePath } from './validate-path.ts'
import { isSameName } from './same-name.ts'

/**
 * Whether a path on which every signature holds is valid: first all that RFC 5280 §6.1 asks without
 * status, then the status of every certificate.
 */
export function judgePath(run: PathRun, path: BuiltPath, trace?: PathTrace): PathOutcome {
  const outcome = validatePath(run, path, trace)
  if (outcome.failure !== undefined) return outcome
  const failure = checkStatuses(run, path, trace)
  return failure === undefined ? outcome : { ...outcome, failure }
}

/**
 * RFC 5280 §6.1.3(a)(3) for every certificate below the anchor, the anchor's end first: the key
 * that vouches for a status is known not to be revoked before its word is taken.
 */
function checkStatuses(
  run: PathRun,
  { certificates, anchor }: BuiltPath,
  trace: PathTrace | undefined,
): PathFailure | undefined {
  const { at, now = at, algorithms } = run.request
  let help: RevocationHelp | undefined
  for (let place = certificates.length - 2; place >= 0; place--) {
    const [certificate, issuer] = [certificates[place], certificates[place + 1]]
    if (certificate === undefined || issuer === undefined) break
    if (run.evidence.mode === 'none') {
      trace?.waive('certificate.status', place, { seen: 'not asked: revocation none' })
      continue
    }
    const question = { certificate, issuer, at, now, algorithms }
    help ??= revocationHelp(run, anchor)
    const answer = judgeRevocation(question, run.evidence, help)
    const failure = statusFailure(answer, place)
    if (failure !== undefined) {
      trace?.fail(failure, { seen: answer.seen, wanted: 'good' })
      return failure
    }
    trace?.pass('certificate.status', place, { seen: answer.seen })
  }
  return undefined
}

function statusFailure(answer: RevocationAnswer, place: number): PathFailure | undefined {
  const at = { certificate: place, check: 'certificate.status' } as const
  switch (answer.state) {
    case 'good':
      return undefined
    case 'revoked':
      return { ...at, refusal: 'revoked' }
    case 'undetermined': {
      const isSpent = answer.defect === 'status-budget-exhausted'
      return { ...at, refusal: isSpent ? 'path-budget-exhausted' : answer.refusal }
    }
  }
}

function revocationHelp(run: PathRun, anchor: TrustAnchor): RevocationHelp {
  return {
    crlIssuers: (crl) => listSigners(run, anchor, crl),
    spendSignature: () => spendSignature(run.spending),
    signatures: run.statusSignatures,
  }
}

/**
 * RFC 5280 §6.3.3(f): the certificates that bear the name of a list's issuer and have a valid path,
 * status included; "the trust anchor for the certification path MUST be the same as the trust
 * anchor used to validate the target certificate".
 */
function listSigners(run: PathRun, anchor: TrustAnchor, crl: Crl): readonly Certificate[] {
  const signers: Certificate[] = []
  for (const { certificate, anchor: own } of run.pool) {
    if (own !== undefined && own !== anchor) continue
    if (!isSameName(certificate.subject, crl.issuer)) continue
    if (own === anchor || mayVouch(run, anchor, certificate)) signers.push(certificate)
  }
  return signers
}

/**
 * A candidate that is just being judged is taken at its word until shown otherwise: an authority's
 * list may cover the very certificate that signs it. What was found on that assumption is not kept
 * beyond it.
 */
function mayVouch(run: PathRun, anchor: TrustAnchor, candidate: Certificate): boolean {
  const findings = run.listSigners.get(anchor) ?? new Map<Certificate, ListSigner>()
  run.listSigners.set(anchor, findings)
  const known = findings.get(candidate)
  if (known !== undefined) return known !== 'refused'
  const isOutermost = ![...findings.values()].includes('judging')
  findings.set(candidate, 'judging')
  const isValid = hasPath(run, anchor, candidate)
  if (isOutermost) findings.set(candidate, isValid ? 'verified' : 'refused')
  else findings.delete(candidate)
  return isValid
}

/** What the relying party asks of the leaf is not asked of who signs lists. */
function hasPath(run: PathRun, anchor: TrustAnchor, candidate: Certificate): boolean {
  const request = {
    ...run.request,
    leaf: candidate,
    anchors: [anchor],
    policies: ANY_POLICIES,
    maxPathLength: undefined,
    keyUsages: undefined,
    keyPurpose: undefined,
    expectedName: undefined,
  }
  const inner = innerRun(run, request)
  return findPath(inner, (path) => judgePath(inner, path)).isValid
}

const ANY_POLICIES = {
  initialPolicySet: 'any',
  requireExplicitPolicy: false,
  inhibitPolicyMapping: false,
  inhibitAnyPolicy: false,
} as const
