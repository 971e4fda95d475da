import { readKeyParameters } from '#codec/x509/key-parameters.ts'
import { describeKeyParameters, judgeKey } from '../algorithm-policy.ts'
import { isNamed } from './expected-name.ts'
import { allowsPurpose, describePurposes, usagesForPurpose } from './key-purpose.ts'
import type { ExpectedName } from './path-request.ts'
import { failAt, type PathOutcome, type PathState, type Placed } from './path-state.ts'
import type { PathFailure } from './path-trace.ts'
import { concludePolicies } from './policy-graph.ts'

/** RFC 5280 §6.1.5, and what the relying party asks of the certificate itself. */
export function checkLeaf(state: PathState, placed: Placed): PathOutcome {
  const { run, policies: policyState } = state
  const { extensions } = placed.certificate
  const { isAcceptable, policies } = concludePolicies(policyState, extensions, run.request.policies)
  const failure =
    checkConclusion(state, isAcceptable, policies) ??
    checkKey(state, placed) ??
    checkKeyUsages(state, placed) ??
    checkPurpose(state, placed) ??
    checkExpectedName(state, placed)
  return { failure, policies }
}

/** §6.1.5(g) and the success criterion of RFC 9618 §5.6. */
function checkConclusion(
  state: PathState,
  isAcceptable: boolean,
  policies: readonly string[] | 'any',
): PathFailure | undefined {
  if (isAcceptable && state.trace === undefined) return undefined
  const { initialPolicySet } = state.run.request.policies
  const seen = policies === 'any' ? 'any' : policies.join(', ')
  const wanted = initialPolicySet === 'any' ? 'any' : initialPolicySet.join(', ')
  if (!isAcceptable) {
    const refusal = 'policy-not-acceptable'
    const failure = { certificate: 0, check: 'leaf.policies', refusal } as const
    return failAt(state, failure, seen, wanted)
  }
  state.trace?.pass('leaf.policies', 0, { seen, wanted })
  return undefined
}

/**
 * §4.1.2.7: a weak key in a sound certificate protects nothing that the relying party does with it.
 */
export function checkKey(state: PathState, { certificate }: Placed): PathFailure | undefined {
  const read = readKeyParameters(certificate.spkiDer)
  const refusal = read.ok ? judgeKey(state.run.request.algorithms, read.value) : read.refusal
  if (refusal === undefined && state.trace === undefined) return undefined
  const seen = read.ok ? describeKeyParameters(read.value) : read.refusal
  if (refusal !== undefined)
    return failAt(state, { certificate: 0, check: 'leaf.key', refusal }, seen)
  state.trace?.pass('leaf.key', 0, { seen })
  return undefined
}

/** Every usage that was asked for, and one that is consistent with the purpose. */
function checkKeyUsages(state: PathState, { certificate }: Placed): PathFailure | undefined {
  const { keyUsages = [] } = state.run.request
  const consistent = usagesForPurpose(certificate, state.run.request)
  const { keyUsage } = certificate.extensions
  if (keyUsages.length === 0 && consistent === undefined) {
    state.trace?.waive('leaf.key-usage', 0, { seen: 'no usage asked' })
    return undefined
  }
  const holds =
    keyUsage === undefined ||
    (keyUsages.every((usage) => keyUsage.includes(usage)) &&
      (consistent?.some((usage) => keyUsage.includes(usage)) ?? true))
  if (holds && state.trace === undefined) return undefined
  const seen = keyUsage?.join(' ') ?? 'not limited'
  const oneOf = consistent === undefined ? [] : [consistent.join(' | ')]
  const wanted = [...keyUsages, ...oneOf].join(', ')
  if (!holds) {
    const failure = { certificate: 0, check: 'leaf.key-usage', refusal: 'key-usage-wrong' } as const
    return failAt(state, failure, seen, wanted)
  }
  state.trace?.pass('leaf.key-usage', 0, { seen, wanted })
  return undefined
}

function checkPurpose(state: PathState, { certificate }: Placed): PathFailure | undefined {
  const { request } = state.run
  if (request.keyPurpose === undefined) {
    state.trace?.waive('leaf.key-purpose', 0, { seen: 'no purpose asked' })
    return undefined
  }
  const compared = { seen: describePurposes(certificate), wanted: request.keyPurpose }
  if (!allowsPurpose(certificate, request, 'leaf')) {
    const refusal = 'key-purpose-wrong'
    const failure = { certificate: 0, check: 'leaf.key-purpose', refusal } as const
    return failAt(state, failure, compared.seen, compared.wanted)
  }
  state.trace?.pass('leaf.key-purpose', 0, compared)
  return undefined
}

function checkExpectedName(state: PathState, { certificate }: Placed): PathFailure | undefined {
  const { expectedName } = state.run.request
  if (expectedName === undefined) {
    state.trace?.waive('leaf.name', 0, { seen: 'no name asked' })
    return undefined
  }
  if (!isNamed(certificate, expectedName)) {
    const failure = { certificate: 0, check: 'leaf.name', refusal: 'name-mismatch' } as const
    return failAt(state, failure, undefined, describeExpected(expectedName))
  }
  state.trace?.pass('leaf.name', 0, { wanted: describeExpected(expectedName) })
  return undefined
}

/** The kind of name and, of a host, the name: an address of a person stays out of reports. */
function describeExpected(expected: ExpectedName): string {
  return expected.kind === 'dns' ? `DNS ${expected.name}` : expected.kind
}
