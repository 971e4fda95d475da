import { signatureAlgorithmOf } from '#codec/x509/algorithm.ts'
import { type Certificate, isWithinValidity, parseCertificate } from '#codec/x509/certificate.ts'
import { namesMatch } from '#codec/x509/name-match.ts'
import { formatName } from '#codec/x509/name-text.ts'
import { OID } from '#codec/x509/oids.ts'
import { equalBytes, toHex } from '#kernel/bytes.ts'
import type { CheckSheet } from '#kernel/check-sheet.ts'
import { formatInstant } from '#kernel/instant.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { DEFAULT_ALGORITHMS, describeKeyParameters } from './algorithm-policy.ts'
import type { VerifyRefusal } from './contract.ts'
import { keyParametersOf } from './signer-key.ts'
import type { VerifyCheckId } from './messages.ts'
import { checkAuthority } from './path/check-authority.ts'
import { checkCritical, checkSubjects, checkValidity } from './path/check-certificate.ts'
import { checkKey } from './path/check-leaf.ts'
import { issuedUnder, newRun, type PathRun } from './path/path-run.ts'
import { newPathState, type PathState, type Placed } from './path/path-state.ts'
import { newTrace, type PathFailure, type PathTrace } from './path/path-trace.ts'
import { checkAnchorPolicies } from './path/validate-path.ts'
import type { PinnedAuthority } from './pinned-authority.ts'
import type { VerifyRequest } from './verify-request.ts'

/** The sheet of a certificate's verification. */
export type VerifySheet = CheckSheet<VerifyCheckId, VerifyRefusal>

/** A certificate and the pinned authority whose signature it bears. */
export interface Chain {
  readonly certificate: Certificate
  readonly anchor: PinnedAuthority
}

/**
 * The two-level chain, all but the status, in the order of spec/jpki.md §9: form, issuer by key
 * identifier and signature, critical extensions, authority, kind, policy, key usage, validity. What
 * RFC 5280 asks is found by the path engine's own checks; kind, exact policy and mandatory key
 * usage are the service's. `undefined` at the first failure.
 */
export function checkChain(sheet: VerifySheet, request: VerifyRequest): Chain | undefined {
  const certificate = readForm(sheet, request)
  const chain = certificate && findIssuer(sheet, certificate, request)
  if (chain === undefined) return undefined
  const engine = engineOf(chain, request)
  const { state, leaf, authority } = engine
  const holds =
    checkSignature(sheet, chain, engine) &&
    enter(sheet, 'certificate.key', engine, checkKey(state, leaf)) &&
    enter(
      sheet,
      'extensions.critical',
      engine,
      checkCritical(state, leaf) ?? checkCritical(state, authority),
    ) &&
    checkAuthorityOf(sheet, engine) &&
    checkKind(sheet, chain, request.kind) &&
    checkPolicy(sheet, chain, request) &&
    checkKeyUsage(sheet, chain, request.kind) &&
    checkTimes(sheet, chain, engine)
  return holds ? chain : undefined
}

function readForm(sheet: VerifySheet, request: VerifyRequest): Certificate | undefined {
  const parsed = parseCertificate(request.unverifiedCertificateDer)
  if (!parsed.ok) {
    const seen = `${parsed.refusal} (${parsed.detail['field'] ?? ''})`
    return sheet.fail('certificate.form', 'certificate-malformed', { seen })
  }
  sheet.pass('certificate.form')
  return parsed.value
}

/**
 * The generations of an authority share one name, so the key identifier chooses and the name only
 * agrees.
 */
function findIssuer(
  sheet: VerifySheet,
  certificate: Certificate,
  { anchors, at }: VerifyRequest,
): Chain | undefined {
  const keyId = certificate.extensions.authorityKeyIdentifier?.keyIdentifier
  const candidates = anchors.filter(
    (anchor) => keyId !== undefined && equalBytes(anchor.keyId, keyId),
  )
  // One key may have been certified twice; the certificate in force at the time is the one that
  // counts.
  const inForce = candidates.find((anchor) => isWithinValidity(anchor.certificate, at))
  const anchor = inForce ?? candidates[0]
  const seen = keyId === undefined ? 'no authorityKeyIdentifier' : toHex(keyId)
  const wanted = anchors.map((known) => toHex(known.keyId)).join(', ')
  if (anchor === undefined)
    return sheet.fail('issuer.key-identifier', 'issuer-unknown', { seen, wanted })
  sheet.pass('issuer.key-identifier', { seen })
  if (!namesMatch(certificate.issuer, anchor.certificate.subject))
    return sheet.fail('issuer.name', 'issuer-unknown', {
      seen: formatName(certificate.issuer),
      wanted: formatName(anchor.certificate.subject),
    })
  sheet.pass('issuer.name', { seen: formatName(certificate.issuer) })
  return { certificate, anchor }
}

/** The engine's findings about one chain: what is not the service's own rule is found there. */
interface Engine {
  readonly run: PathRun
  readonly state: PathState
  readonly trace: PathTrace
  readonly leaf: Placed
  readonly authority: Placed
}

function engineOf({ certificate, anchor }: Chain, { at }: VerifyRequest): Engine {
  const trust = { certificate: anchor.certificate, enforce: 'constraints-and-expiry' } as const
  const run = newRun({
    leaf: certificate,
    untrusted: [],
    anchors: [trust],
    at,
    revocation: { mode: 'none', crls: [], ocspResponses: [] },
    policies: ANY_POLICIES,
    algorithms: DEFAULT_ALGORITHMS,
  })
  const trace = newTrace()
  return {
    run,
    trace,
    state: newPathState(run, 2, trace),
    leaf: { certificate, place: 0, isAnchor: false },
    authority: { certificate: anchor.certificate, place: 1, isAnchor: true },
  }
}

/** The service's own policy rule is `checkPolicy`'s. */
const ANY_POLICIES = {
  initialPolicySet: 'any',
  requireExplicitPolicy: false,
  inhibitPolicyMapping: false,
  inhibitAnyPolicy: false,
} as const

/** Enters a finding of the engine under the sheet's own check. */
function enter(
  sheet: VerifySheet,
  id: VerifyCheckId,
  { trace }: Engine,
  failure: PathFailure | undefined,
): boolean {
  const { seen, wanted } = trace.checks.at(-1) ?? {}
  if (failure !== undefined) sheet.fail(id, failure.refusal, { seen, wanted })
  else sheet.pass(id, { seen, wanted })
  return failure === undefined
}

function checkSignature(
  sheet: VerifySheet,
  { certificate, anchor }: Chain,
  engine: Engine,
): boolean {
  const refusal = issuedUnder(engine.run, certificate, anchor.certificate)
  const isSignature = refusal === undefined || refusal === 'chain-signature-wrong'
  const algorithm = signatureAlgorithmOf(certificate.signatureAlgorithm)
  const named = algorithm?.name ?? certificate.signatureAlgorithm.oid
  const key = keyParametersOf(anchor.certificate)
  const seen = `${named}, ${key.ok ? describeKeyParameters(key.value) : key.refusal}`
  if (!isSignature) {
    sheet.fail('chain.algorithm', refusal, { seen })
    return false
  }
  sheet.pass('chain.algorithm', { seen })
  if (refusal !== undefined) {
    sheet.fail('chain.signature', refusal)
    return false
  }
  sheet.pass('chain.signature')
  return true
}

/** The names of the holder must lie within what the authority may certify. */
function checkAuthorityOf(sheet: VerifySheet, engine: Engine): boolean {
  const { state, authority, leaf } = engine
  checkAnchorPolicies(state, authority)
  const failure = checkAuthority(state, authority) ?? checkSubjects(state, leaf)
  return enter(sheet, 'authority.is-ca', engine, failure ?? withoutKeyUsage(authority))
}

/** The service's authorities always say what their keys are for (spec/jpki.md §2.1). */
function withoutKeyUsage({ certificate, place }: Placed): PathFailure | undefined {
  if (certificate.extensions.keyUsage !== undefined) return undefined
  const refusal = 'authority-key-usage-wrong'
  return { certificate: place, check: 'authority.key-usage', refusal }
}

/** The kind is the authority's, and a holder's certificate is no authority's. */
function checkKind(sheet: VerifySheet, chain: Chain, wanted: CertificateKind): boolean {
  const { basicConstraints, keyUsage } = chain.certificate.extensions
  const isAuthority = basicConstraints?.ca === true || keyUsage?.includes('keyCertSign') === true
  const seen = isAuthority ? 'authority' : chain.anchor.authority
  if (seen !== wanted) {
    sheet.fail('certificate.kind', 'kind-wrong', { seen, wanted })
    return false
  }
  sheet.pass('certificate.kind', { seen })
  return true
}

function checkPolicy(sheet: VerifySheet, chain: Chain, request: VerifyRequest): boolean {
  const wanted = request.policyOids[request.kind]
  const policies = chain.certificate.extensions.certificatePolicies ?? []
  const seen = policies.map(({ policyOid }) => policyOid).join(', ')
  // anyPolicy names no kind: RFC 5280 §6.1.5(g) would let it stand for every policy, which a
  // holder's certificate of this service never claims.
  if (!policies.some(({ policyOid }) => policyOid === wanted)) {
    sheet.fail('certificate.policy', 'policy-wrong', { seen, wanted })
    return false
  }
  sheet.pass('certificate.policy', { seen })
  return true
}

function checkKeyUsage(sheet: VerifySheet, chain: Chain, kind: CertificateKind): boolean {
  const { keyUsage, extKeyUsage } = chain.certificate.extensions
  const { usages, purposes } = NEEDED[kind]
  const hasUsages = usages.every((usage) => keyUsage?.includes(usage) === true)
  const hasPurpose = extKeyUsage?.some((oid) => purposes.has(oid)) ?? true
  const seen = [...(keyUsage ?? []), ...(extKeyUsage ?? [])].join(' ')
  if (!hasUsages || !hasPurpose) {
    const wanted = [...usages, ...(extKeyUsage === undefined ? [] : purposes)].join(' ')
    sheet.fail('certificate.key-usage', 'key-usage-wrong', { seen, wanted })
    return false
  }
  sheet.pass('certificate.key-usage', { seen })
  return true
}

/**
 * What each kind must allow (spec/jpki.md §2.2, §2.3); a purpose counts only where purposes are
 * limited at all.
 */
const NEEDED = {
  'user-authentication': {
    usages: ['digitalSignature'],
    purposes: new Set<string>([OID.clientAuth, OID.anyExtendedKeyUsage]),
  },
  signature: {
    usages: ['digitalSignature', 'nonRepudiation'],
    purposes: new Set<string>([OID.emailProtection, OID.anyExtendedKeyUsage]),
  },
} as const

function checkTimes(sheet: VerifySheet, { certificate }: Chain, engine: Engine): boolean {
  const { state, leaf, authority, run } = engine
  const { notBefore } = certificate.validity
  const failure = checkValidity(state, leaf)
  const seen = formatInstant(run.request.at)
  if (failure?.refusal === 'not-yet-valid')
    return enter(sheet, 'validity.not-before', engine, failure)
  sheet.pass('validity.not-before', { seen, wanted: `≥ ${formatInstant(notBefore)}` })
  if (!enter(sheet, 'validity.not-after', engine, failure)) return false
  return enter(sheet, 'authority.validity', engine, checkValidity(state, authority))
}
