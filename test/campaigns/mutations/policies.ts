/** certificatePolicies, mappings, constraints, inhibition: RFC 5280 §4.2.1.4 and on, RFC 9618. */
import * as der from '#codec/der/encode.ts'
import { OID } from '#codec/x509/oids.ts'
import { POLICIES } from '../base-corpus.ts'
import { touched } from '../certificate-plan.ts'
import { type Draft, type Mutation, onAny, onMiddle, placeOf, setExtension } from '../draft.ts'

/** Changes of what the relying party asks for. */
function askPolicies(draft: Draft): boolean {
  const { asked, random } = draft
  asked.requireExplicitPolicy = random.oneIn(2)
  asked.inhibitPolicyMapping = random.oneIn(4)
  asked.inhibitAnyPolicy = random.oneIn(4)
  const chosen = random.some([...POLICIES, '2.999.99'])
  asked.initialPolicySet = random.oneIn(2) || chosen.length === 0 ? 'any' : chosen
  return true
}

/** A whole random policy setting: asked, asserted, mapped and constrained at once. */
function rewrite(draft: Draft): boolean {
  const { random } = draft
  askPolicies(draft)
  for (let at = 1; at < draft.path.length; at++) {
    const plan = touched(placeOf(draft, at))
    const isLeaf = at === draft.path.length - 1
    const asserted = random.oneIn(5) ? [OID.anyPolicy] : random.some(POLICIES)
    const both = random.oneIn(6) ? [...new Set([...asserted, OID.anyPolicy])] : asserted
    setExtension(plan, OID.certificatePolicies, random.oneIn(4), policiesValue(both))
    if (isLeaf || random.oneIn(2)) continue
    const pairs = [0, 1].map(() => [random.pick(POLICIES), random.pick(POLICIES)] as const)
    setExtension(plan, OID.policyMappings, random.oneIn(2), mappingsValue(random.some(pairs)))
    if (random.oneIn(3)) setExtension(plan, OID.policyConstraints, true, constraintsValue(draft))
    if (random.oneIn(4)) setExtension(plan, OID.inhibitAnyPolicy, true, der.integer(random.next(3)))
  }
  return true
}

/** Mutations of policies; `policy` in a label is what the explanations look for. */
export const POLICY_MUTATIONS: readonly Mutation[] = [
  { name: 'policy-rewritten', effect: 'either', apply: rewrite },
  { name: 'policy-asked', effect: 'either', apply: askPolicies },
  onAny('policy-removed', 'either', (plan, draft) => {
    askPolicies(draft)
    setExtension(plan, OID.certificatePolicies, false, undefined)
  }),
  onAny('policy-malformed', 'either', (plan, draft) => {
    const { random } = draft
    const [name, value] = random.pick([
      ['empty', der.sequence()],
      ['twice', policiesValue([POLICIES[0], POLICIES[0]], false)],
      ['empty-qualifiers', der.sequence(der.sequence(der.oid(POLICIES[0]), der.sequence()))],
    ] as const)
    setExtension(plan, OID.certificatePolicies, random.oneIn(2), value)
    return name
  }),
  onAny('policy-qualifiers', 'harmless', (plan, { random }) => {
    const uri = der.sequence(der.oid(OID.cpsQualifier), der.ia5String('http://example.com/cps'))
    const notice = der.sequence(
      der.oid(OID.userNoticeQualifier),
      der.sequence(der.utf8String('notice')),
    )
    const odd = der.sequence(der.oid('2.999.55'), der.nullValue())
    const qualifiers = der.sequence(random.pick([uri, notice, odd]))
    const value = der.sequence(der.sequence(der.oid(POLICIES[0]), qualifiers))
    setExtension(plan, OID.certificatePolicies, false, value)
  }),
  onMiddle('policy-mapping-of-any', 'either', (plan, { random }) => {
    const pair = random.oneIn(2) ? [OID.anyPolicy, POLICIES[0]] : [POLICIES[0], OID.anyPolicy]
    setExtension(plan, OID.policyMappings, true, mappingsValue([pair as [string, string]]))
  }),
  onMiddle('policy-constraints-form', 'either', (plan, { random }) => {
    const [name, value] = random.pick([
      ['empty', der.sequence()],
      ['negative', der.sequence(der.implicit(0, der.integer(-1)))],
      ['huge', der.sequence(der.implicit(0, der.integer(2n ** 70n)))],
      ['trailing', der.sequence(der.implicit(0, der.integer(9)), der.nullValue())],
    ] as const)
    setExtension(plan, OID.policyConstraints, true, value)
    return name
  }),
  onMiddle('policy-inhibit-form', 'either', (plan, { random }) => {
    const [name, value] = random.pick([
      ['negative', der.integer(-1)],
      ['huge', der.integer(2n ** 70n)],
    ] as const)
    setExtension(plan, OID.inhibitAnyPolicy, true, value)
    return name
  }),
  onAny('policy-constraints-not-critical', 'either', (plan, draft) => {
    setExtension(plan, OID.policyConstraints, false, constraintsValue(draft))
  }),
]

function policiesValue(policies: readonly string[], distinct = true): der.DerNode | undefined {
  const listed = distinct ? [...new Set(policies)] : policies
  if (listed.length === 0) return undefined
  return der.sequence(...listed.map((policy) => der.sequence(der.oid(policy))))
}

function mappingsValue(pairs: readonly (readonly [string, string])[]): der.DerNode | undefined {
  if (pairs.length === 0) return undefined
  return der.sequence(...pairs.map(([from, to]) => der.sequence(der.oid(from), der.oid(to))))
}

function constraintsValue({ random }: Draft): der.DerNode {
  const explicit = random.oneIn(2)
  return der.sequence(
    explicit ? der.implicit(0, der.integer(random.next(3))) : undefined,
    !explicit || random.oneIn(2) ? der.implicit(1, der.integer(random.next(3))) : undefined,
  )
}
