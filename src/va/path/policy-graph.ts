import type { PolicyInformation } from '#codec/x509/extension-values.ts'
import type { CertificateExtensions } from '#codec/x509/read-extensions.ts'
import { OID } from '#codec/x509/oids.ts'
import type { InitialPolicies } from './path-request.ts'

/**
 * One node of the valid policy graph (RFC 9618 §3): at every depth at most one for a policy,
 * however many certificates and mappings lead to it, so that the graph stays linear in its input
 * where RFC 5280's tree grew exponentially.
 */
interface PolicyNode {
  readonly validPolicy: string
  readonly parents: readonly PolicyNode[]
  readonly expectedPolicies: readonly string[]
}

/** The nodes of one depth, by policy. */
type PolicyLevel = ReadonlyMap<string, PolicyNode>
type OpenLevel = Map<string, PolicyNode>

/**
 * The policy state of §6.1.2: the graph, and the three counters of certificates that may still
 * follow before each demand binds.
 */
export interface PolicyState {
  /** Nodes of the depth reached; `undefined` once the graph is NULL. */
  level: PolicyLevel | undefined
  explicitPolicy: number
  policyMapping: number
  inhibitAnyPolicy: number
}

/** §6.1.2(a): the one node of depth 0. */
const ROOT: PolicyNode = {
  validPolicy: OID.anyPolicy,
  parents: [],
  expectedPolicies: [OID.anyPolicy],
}
const FIRST_LEVEL: PolicyLevel = new Map([[OID.anyPolicy, ROOT]])
const EXPECTING_ROOT = parentsByExpectedPolicy(FIRST_LEVEL)

/**
 * The state before the first of `certificates` certificates (RFC 5280 §6.1.2(a), (d), (e), (f)).
 */
export function initialPolicyState(initial: InitialPolicies, certificates: number): PolicyState {
  return {
    level: FIRST_LEVEL,
    explicitPolicy: initial.requireExplicitPolicy ? 0 : certificates + 1,
    policyMapping: initial.inhibitPolicyMapping ? 0 : certificates + 1,
    inhibitAnyPolicy: initial.inhibitAnyPolicy ? 0 : certificates + 1,
  }
}

/**
 * Steps (d) to (f) of RFC 9618 §5.4 for one certificate; `isAnyPolicyAllowed` where it is
 * self-issued and not the last. `false` where an explicit policy is demanded and none is left.
 */
export function applyPolicies(
  state: PolicyState,
  { certificatePolicies }: Pick<CertificateExtensions, 'certificatePolicies'>,
  isAnyPolicyAllowed: boolean,
): boolean {
  if (certificatePolicies === undefined) state.level = undefined
  else if (state.level !== undefined) {
    const takesAny = state.inhibitAnyPolicy > 0 || isAnyPolicyAllowed
    const next = nextLevel(state.level, certificatePolicies, takesAny)
    state.level = next.size === 0 ? undefined : next
  }
  return state.explicitPolicy > 0 || state.level !== undefined
}

/** What going through the policies of one certificate takes, those of the depth before included. */
export function policySteps(
  { level }: PolicyState,
  { certificatePolicies, policyMappings }: CertificateExtensions,
): number {
  return (level?.size ?? 0) + (certificatePolicies?.length ?? 0) + (policyMappings?.length ?? 0)
}

/** Whether a mapping names anyPolicy, which RFC 5280 §6.1.4(a) forbids. */
export function mapsAnyPolicy({ policyMappings }: CertificateExtensions): boolean {
  return (
    policyMappings !== undefined &&
    policyMappings.some(
      ({ issuerDomainPolicy, subjectDomainPolicy }) =>
        issuerDomainPolicy === OID.anyPolicy || subjectDomainPolicy === OID.anyPolicy,
    )
  )
}

/** Step (b) of RFC 9618 §5.5 for one certificate that is not the last. */
export function applyMappings(state: PolicyState, { policyMappings }: CertificateExtensions): void {
  const { level } = state
  if (policyMappings === undefined || level === undefined) return
  const mapped = new Map<string, string[]>()
  for (const { issuerDomainPolicy, subjectDomainPolicy } of policyMappings) {
    const subjects = mapped.get(issuerDomainPolicy)
    if (subjects === undefined) mapped.set(issuerDomainPolicy, [subjectDomainPolicy])
    else subjects.push(subjectDomainPolicy)
  }
  const next: OpenLevel = new Map(level)
  for (const [policy, subjects] of mapped)
    if (state.policyMapping > 0) mapPolicy(next, policy, subjects)
    else next.delete(policy)
  state.level = next.size === 0 ? undefined : next
}

/** Steps (h) to (j) of RFC 5280 §6.1.4; a self-issued certificate counts for nothing. */
export function countDown(
  state: PolicyState,
  { policyConstraints, inhibitAnyPolicy }: CertificateExtensions,
  isSelfIssued: boolean,
): void {
  if (!isSelfIssued) {
    state.explicitPolicy = Math.max(0, state.explicitPolicy - 1)
    state.policyMapping = Math.max(0, state.policyMapping - 1)
    state.inhibitAnyPolicy = Math.max(0, state.inhibitAnyPolicy - 1)
  }
  if (policyConstraints !== undefined) {
    const { requireExplicitPolicy, inhibitPolicyMapping } = policyConstraints
    state.explicitPolicy = lesser(state.explicitPolicy, requireExplicitPolicy)
    state.policyMapping = lesser(state.policyMapping, inhibitPolicyMapping)
  }
  state.inhibitAnyPolicy = lesser(state.inhibitAnyPolicy, inhibitAnyPolicy)
}

function lesser(counter: number, limit: number | undefined): number {
  return limit === undefined || counter < limit ? counter : limit
}

/**
 * Steps (a), (b) and (g) of RFC 9618 §5.6: the user-constrained-policy-set, and whether the path
 * is acceptable under it.
 */
export function concludePolicies(
  state: PolicyState,
  { policyConstraints }: CertificateExtensions,
  { initialPolicySet }: InitialPolicies,
): { readonly isAcceptable: boolean; readonly policies: readonly string[] | 'any' } {
  const mustBeExplicit = state.explicitPolicy <= 1 || policyConstraints?.requireExplicitPolicy === 0
  const authority = authorityConstrainedPolicies(state.level)
  const policies = userConstrained(authority, initialPolicySet)
  return { isAcceptable: !mustBeExplicit || policies === 'any' || policies.length > 0, policies }
}

/**
 * RFC 9618 §5.4 (d)(1) and (2): the depth below `level`; nodes without children need no pruning.
 */
function nextLevel(
  level: PolicyLevel,
  policies: readonly PolicyInformation[],
  takesAny: boolean,
): PolicyLevel {
  const anyParent = level.get(OID.anyPolicy)
  const expecting = level === FIRST_LEVEL ? EXPECTING_ROOT : parentsByExpectedPolicy(level)
  const next: OpenLevel = new Map()
  let namesAny = false
  for (const { policyOid: policy } of policies) {
    if (policy === OID.anyPolicy) {
      namesAny = true
      continue
    }
    const parents = expecting.get(policy)
    if (parents !== undefined) addNode(next, policy, parents)
    else if (anyParent !== undefined) addNode(next, policy, [anyParent])
  }
  if (takesAny && namesAny)
    for (const [policy, parents] of expecting) if (!next.has(policy)) addNode(next, policy, parents)
  return next
}

function parentsByExpectedPolicy(level: PolicyLevel): ReadonlyMap<string, readonly PolicyNode[]> {
  const parents = new Map<string, PolicyNode[]>()
  for (const node of level.values())
    for (const policy of node.expectedPolicies) {
      const known = parents.get(policy)
      if (known === undefined) parents.set(policy, [node])
      else known.push(node)
    }
  return parents
}

function addNode(level: OpenLevel, validPolicy: string, parents: readonly PolicyNode[]): void {
  level.set(validPolicy, { validPolicy, parents, expectedPolicies: [validPolicy] })
}

/** RFC 9618 §5.5 (b)(1), the case of policy_mapping > 0. */
function mapPolicy(level: OpenLevel, policy: string, subjects: readonly string[]): void {
  const node = level.get(policy)
  const distinct = [...new Set(subjects)]
  if (node !== undefined) {
    level.set(policy, { ...node, expectedPolicies: distinct })
    return
  }
  const anyNode = level.get(OID.anyPolicy)
  if (anyNode === undefined) return
  const { parents } = anyNode
  level.set(policy, { validPolicy: policy, parents, expectedPolicies: distinct })
}

/**
 * RFC 9618 §5.6 (g)(2) to (4): the policies of the authorities' own domain that reach the last
 * depth. Walking up from there visits what pruning would have left.
 */
function authorityConstrainedPolicies(level: PolicyLevel | undefined): readonly string[] {
  if (level === undefined) return []
  if (isBelowRoot(level)) return anyFirst([...level.keys()])
  const policies = new Set<string>()
  const seen = new Set<PolicyNode>()
  for (const node of level.values()) seen.add(node)
  if (level.has(OID.anyPolicy)) policies.add(OID.anyPolicy)
  for (const node of seen) {
    const [parent] = node.parents
    if (node.validPolicy !== OID.anyPolicy && parent?.validPolicy === OID.anyPolicy)
      policies.add(node.validPolicy)
    // A Set is walked in the order of insertion, what is added on the way included.
    for (const each of node.parents) if (each !== ROOT) seen.add(each)
  }
  return [...policies]
}

/** Depth 1: where the path has one authority, the anchor, and this says nothing of policies. */
function isBelowRoot(level: PolicyLevel): boolean {
  for (const { parents } of level.values())
    if (parents.length !== 1 || parents[0] !== ROOT) return false
  return true
}

function anyFirst(policies: readonly string[]): readonly string[] {
  const at = policies.indexOf(OID.anyPolicy)
  return at <= 0 ? policies : [OID.anyPolicy, ...policies.toSpliced(at, 1)]
}

/** RFC 9618 §5.6 (g)(5) and (6). */
function userConstrained(
  authority: readonly string[],
  initial: readonly string[] | 'any',
): readonly string[] | 'any' {
  const isAny = authority.includes(OID.anyPolicy)
  if (initial === 'any' || initial.includes(OID.anyPolicy)) return isAny ? 'any' : authority
  if (isAny) return [...new Set(initial)]
  const ofAuthority = new Set(authority)
  return [...new Set(initial)].filter((oid) => ofAuthority.has(oid))
}
