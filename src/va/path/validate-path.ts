import type { Certificate } from '#codec/x509/certificate.ts'
import { OID } from '#codec/x509/oids.ts'
import { checkAuthority } from './check-authority.ts'
import {
  checkCertificate,
  checkCritical,
  checkProfile,
  checkValidity,
} from './check-certificate.ts'
import { checkLeaf } from './check-leaf.ts'
import type { TrustAnchor } from './path-request.ts'
import type { PathRun } from './path-run.ts'
import {
  type BuiltPath,
  newPathState,
  type PathOutcome,
  type PathState,
  type Placed,
} from './path-state.ts'
import type { PathFailure, PathTrace } from './path-trace.ts'
import { applyPolicies } from './policy-graph.ts'

/**
 * RFC 5280 §6.1.2 to §6.1.5 over one path, all but signatures, which building it has checked, and
 * status, which is judged when everything else holds. Stops at the first failure.
 */
export function validatePath(
  run: PathRun,
  { certificates, anchor }: BuiltPath,
  trace?: PathTrace,
): PathOutcome {
  const state = newPathState(run, certificates.length, trace)
  const last = certificates.length - 1
  for (let place = last; place > 0; place--) {
    const certificate = certificates[place]
    if (certificate === undefined) break
    const failure =
      place === last
        ? checkAnchor(state, anchor, place)
        : checkIntermediate(state, { certificate, place, isAnchor: false })
    if (failure !== undefined) return { failure, policies: [] }
  }
  return checkLast(state, run.request.leaf)
}

/**
 * RFC 5280 §6.1.1(d) takes an anchor's name and key alone; RFC 5937 §3 says which of its own limits
 * bind where the relying party wants them to. It is then processed as the certificate before the
 * first, except that no policies mean any.
 */
function checkAnchor(
  state: PathState,
  { certificate, enforce }: TrustAnchor,
  place: number,
): PathFailure | undefined {
  if (enforce === 'none') {
    state.trace?.waive('anchor.limits', place, { seen: 'none: its name and key alone' })
    return undefined
  }
  state.trace?.pass('anchor.limits', place, { seen: enforce })
  const placed = { certificate, place, isAnchor: true }
  return (
    (enforce === 'constraints-and-expiry' ? checkValidity(state, placed) : undefined) ??
    checkCritical(state, placed) ??
    checkAnchorPolicies(state, placed) ??
    checkAuthority(state, placed) ??
    checkProfile(state, placed)
  )
}

/**
 * An anchor is certificate 0: what it says of policies holds for those below, and where it says
 * nothing it is for any. The graph begins with anyPolicy: a depth of anyPolicy alone, which nothing
 * is mapped to, adds nothing to it.
 */
export function checkAnchorPolicies(state: PathState, { certificate }: Placed): undefined {
  const { extensions } = certificate
  if (extensions.certificatePolicies !== undefined) applyPolicies(state.policies, extensions, true)
  else if (extensions.policyMappings !== undefined) applyPolicies(state.policies, ANY_POLICY, true)
}

const ANY_POLICY = { certificatePolicies: [{ policyOid: OID.anyPolicy, qualifiers: [] }] }

function checkIntermediate(state: PathState, placed: Placed): PathFailure | undefined {
  return checkCertificate(state, placed) ?? checkAuthority(state, placed)
}

function checkLast(state: PathState, certificate: Certificate): PathOutcome {
  const placed = { certificate, place: 0, isAnchor: false }
  const failure = checkCertificate(state, placed)
  return failure === undefined ? checkLeaf(state, placed) : { failure, policies: [] }
}
