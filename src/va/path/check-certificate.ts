import { type Certificate, isWithinValidity } from '#codec/x509/certificate.ts'
import { OID } from '#codec/x509/oids.ts'
import { criticalBeyond, findExtension } from '#codec/x509/read-extensions.ts'
import { formatInstant } from '#kernel/instant.ts'
import { profileViolation } from './certificate-profile.ts'
import { checkNames } from './name-constraints.ts'
import { spendPolicySteps } from './path-budget.ts'
import { failAt, isSelfIssued, type PathState, type Placed } from './path-state.ts'
import type { PathFailure } from './path-trace.ts'
import { applyPolicies, policySteps } from './policy-graph.ts'

/**
 * The extensions whose demands are met here or by the judgement of status; RFC 5280 §4.2: a
 * certificate with another critical one "MUST" be refused. issuerAltName and the key identifiers
 * demand nothing of a validator.
 */
const UNDERSTOOD_EXTENSIONS: ReadonlySet<string> = new Set([
  OID.authorityKeyIdentifier,
  OID.subjectKeyIdentifier,
  OID.keyUsage,
  OID.certificatePolicies,
  OID.policyMappings,
  OID.subjectAltName,
  OID.issuerAltName,
  OID.basicConstraints,
  OID.nameConstraints,
  OID.policyConstraints,
  OID.extKeyUsage,
  OID.cRLDistributionPoints,
  OID.freshestCRL,
  OID.inhibitAnyPolicy,
])

/** RFC 5280 §6.1.3, which holds for every certificate; and §4.2's rule on critical extensions. */
export function checkCertificate(state: PathState, placed: Placed): PathFailure | undefined {
  return (
    checkProfile(state, placed) ??
    checkValidity(state, placed) ??
    checkCritical(state, placed) ??
    checkSubjects(state, placed) ??
    checkPolicies(state, placed)
  )
}

/** RFC 5280 §4, where the relying party asks for it. */
export function checkProfile(
  state: PathState,
  { certificate, place, isAnchor }: Placed,
): PathFailure | undefined {
  const { trace, run } = state
  if (run.request.profile !== 'rfc5280') {
    trace?.waive('certificate.profile', place, { seen: 'not asked for' })
    return undefined
  }
  const violation = profileViolation(certificate, isAnchor)
  if (violation !== undefined) {
    const failure = { certificate: place, check: 'certificate.profile' } as const
    const { seen, clause } = violation
    return failAt(state, { ...failure, refusal: 'profile-violated' }, seen, clause)
  }
  trace?.pass('certificate.profile', place)
  return undefined
}

/** §6.1.3(a)(2); an authority's period has codes of its own. */
export function checkValidity(
  state: PathState,
  { certificate, place }: Placed,
): PathFailure | undefined {
  const { at } = state.run.request
  const { notBefore, notAfter } = certificate.validity
  if (isWithinValidity(certificate, at)) {
    state.trace?.pass('certificate.validity', place, {
      seen: formatInstant(at),
      wanted: `${formatInstant(notBefore)} – ${formatInstant(notAfter)}`,
    })
    return undefined
  }
  const isEarly = at < notBefore
  const [early, late] = place === 0 ? LEAF_TIMES : AUTHORITY_TIMES
  const refusal = isEarly ? early : late
  const wanted = isEarly ? `≥ ${formatInstant(notBefore)}` : `≤ ${formatInstant(notAfter)}`
  const failure = { certificate: place, check: 'certificate.validity', refusal } as const
  return failAt(state, failure, formatInstant(at), wanted)
}

const LEAF_TIMES = ['not-yet-valid', 'expired'] as const
const AUTHORITY_TIMES = ['authority-not-yet-valid', 'authority-expired'] as const

/** §6.1.4(o) and §6.1.5(f). */
export function checkCritical(
  state: PathState,
  { certificate, place }: Placed,
): PathFailure | undefined {
  const extensions = criticalBeyond(certificate.extensions.all, UNDERSTOOD_EXTENSIONS)
  const qualifiers = criticalQualifiers(certificate)
  if (extensions.length > 0 || qualifiers.length > 0) {
    const refusal = 'critical-extension-unknown'
    const failure = { certificate: place, check: 'certificate.critical', refusal } as const
    return failAt(state, failure, [...extensions, ...qualifiers].join(', '))
  }
  state.trace?.pass('certificate.critical', place)
  return undefined
}

/**
 * RFC 5280 §4.2.1.4: where certificatePolicies are critical, "the path validation software MUST be
 * able to interpret this extension (including the optional qualifier), or MUST reject the
 * certificate". The two qualifiers of the RFC are understood: they bind no machine.
 */
function criticalQualifiers({ extensions }: Certificate): readonly string[] {
  const { all, certificatePolicies } = extensions
  if (certificatePolicies === undefined) return NONE
  if (findExtension(all, OID.certificatePolicies)?.critical !== true) return NONE
  let unknown: string[] | undefined
  for (const { qualifiers } of certificatePolicies)
    for (const qualifier of qualifiers)
      if (qualifier.kind === 'other' && qualifier.oid !== OID.userNoticeQualifier)
        (unknown ??= []).push(qualifier.oid)
  return unknown ?? NONE
}

const NONE: readonly string[] = []

/** §6.1.3(b) and (c): a self-issued certificate is exempt unless it is the last. */
export function checkSubjects(
  state: PathState,
  { certificate, place }: Placed,
): PathFailure | undefined {
  const { constraints, run, trace } = state
  if (constraints.length === 0) {
    trace?.pass('certificate.names', place, { seen: 'no constraints' })
    return undefined
  }
  if (place > 0 && isSelfIssued(certificate)) {
    trace?.pass('certificate.names', place, { seen: 'self-issued' })
    return undefined
  }
  const finding = checkNames(certificate, constraints, run.spending, run.constrainedNames)
  if (finding !== undefined) {
    const { refusal, form } = finding
    // The form alone: a name may be a person's.
    return failAt(state, { certificate: place, check: 'certificate.names', refusal }, form)
  }
  trace?.pass('certificate.names', place)
  return undefined
}

/** §6.1.3(d) to (f), in the form of RFC 9618. */
export function checkPolicies(
  state: PathState,
  { certificate, place }: Placed,
): PathFailure | undefined {
  const failed = { certificate: place, check: 'certificate.policies' } as const
  const steps = policySteps(state.policies, certificate.extensions)
  if (!spendPolicySteps(state.run.spending, steps))
    return failAt(state, { ...failed, refusal: 'path-budget-exhausted' }, `${steps} policies more`)
  const isAnyAllowed = place > 0 && isSelfIssued(certificate)
  const holds = applyPolicies(state.policies, certificate.extensions, isAnyAllowed)
  if (!holds) {
    const failure = { ...failed, refusal: 'policy-not-acceptable' } as const
    return failAt(state, failure, describePolicies(certificate))
  }
  state.trace?.pass('certificate.policies', place, { seen: describePolicies(certificate) })
  return undefined
}

function describePolicies({ extensions }: Certificate): string {
  return (extensions.certificatePolicies ?? []).map(({ policyOid }) => policyOid).join(', ')
}
