import { allowsPurpose, describePurposes } from './key-purpose.ts'
import { constraintSet } from './name-constraints.ts'
import { failAt, isSelfIssued, type PathState, type Placed } from './path-state.ts'
import type { PathFailure } from './path-trace.ts'
import { applyMappings, countDown, mapsAnyPolicy } from './policy-graph.ts'

/** RFC 5280 §6.1.4: what an authority must be, and what it sets for the certificates below it. */
export function checkAuthority(state: PathState, placed: Placed): PathFailure | undefined {
  return (
    checkMappings(state, placed) ??
    checkConstraints(state, placed) ??
    checkIsCa(state, placed) ??
    checkPathLength(state, placed) ??
    checkKeyUsage(state, placed) ??
    checkPurpose(state, placed)
  )
}

/** (a), (b) and (h) to (j). */
function checkMappings(state: PathState, { certificate, place }: Placed): PathFailure | undefined {
  const { extensions } = certificate
  if (mapsAnyPolicy(extensions)) {
    const refusal = 'policy-mapping-of-any'
    const failure = { certificate: place, check: 'authority.mappings', refusal } as const
    return failAt(state, failure, 'anyPolicy')
  }
  applyMappings(state.policies, extensions)
  countDown(state.policies, extensions, isSelfIssued(certificate))
  state.trace?.pass('authority.mappings', place)
  return undefined
}

/** (g). */
function checkConstraints(
  state: PathState,
  { certificate, place }: Placed,
): PathFailure | undefined {
  const { nameConstraints } = certificate.extensions
  const set = nameConstraints === undefined ? undefined : constraintSet(nameConstraints)
  if (set === 'name-constraint-malformed') {
    const failure = { certificate: place, check: 'authority.constraints', refusal: set } as const
    return failAt(state, failure, undefined)
  }
  if (set !== undefined) state.constraints.push(set)
  state.trace?.pass('authority.constraints', place, {
    seen: set === undefined ? 'none' : [...set.keys()].join(', '),
  })
  return undefined
}

/**
 * (k): a version 3 certificate says that it is an authority's; of an older one that "MUST be
 * verified" out of band, which is what makes an anchor one, and is never so for what was found.
 */
function checkIsCa(
  state: PathState,
  { certificate, place, isAnchor }: Placed,
): PathFailure | undefined {
  const { version, extensions } = certificate
  const isCa = extensions.basicConstraints?.ca === true
  if (version !== 3 && isAnchor) {
    state.trace?.pass('authority.is-ca', place, { seen: `version ${version}, an anchor` })
    return undefined
  }
  if (version === 3 && isCa) {
    state.trace?.pass('authority.is-ca', place, { seen: `version ${version}, cA ${isCa}` })
    return undefined
  }
  const refusal = version === 3 ? 'authority-not-ca' : 'authority-version-too-low'
  const failure = { certificate: place, check: 'authority.is-ca', refusal } as const
  return failAt(state, failure, `version ${version}, cA ${isCa}`, 'version 3, cA true')
}

/** (l) and (m). An anchor is not counted, but its limit counts (RFC 5937 §3). */
function checkPathLength(
  state: PathState,
  { certificate, place, isAnchor }: Placed,
): PathFailure | undefined {
  const left = state.maxPathLength
  if (!isAnchor && !isSelfIssued(certificate)) {
    if (left <= 0) {
      const refusal = 'path-length-exceeded'
      const failure = { certificate: place, check: 'authority.path-length', refusal } as const
      return failAt(state, failure, 'one authority more', '0 authorities more')
    }
    state.maxPathLength = left - 1
  }
  const own = certificate.extensions.basicConstraints?.pathLengthMax ?? Number.POSITIVE_INFINITY
  state.maxPathLength = Math.min(state.maxPathLength, own)
  state.trace?.pass('authority.path-length', place, { seen: describeLength(state.maxPathLength) })
  return undefined
}

/** (n). */
function checkKeyUsage(state: PathState, { certificate, place }: Placed): PathFailure | undefined {
  const { keyUsage } = certificate.extensions
  if (keyUsage !== undefined && !keyUsage.includes('keyCertSign')) {
    const refusal = 'authority-key-usage-wrong'
    const failure = { certificate: place, check: 'authority.key-usage', refusal } as const
    return failAt(state, failure, keyUsage.join(' '), 'keyCertSign')
  }
  state.trace?.pass('authority.key-usage', place, { seen: keyUsage?.join(' ') })
  return undefined
}

function checkPurpose(state: PathState, { certificate, place }: Placed): PathFailure | undefined {
  const { request } = state.run
  if (request.keyPurpose === undefined) {
    state.trace?.waive('authority.key-purpose', place, { seen: 'no purpose asked' })
    return undefined
  }
  const compared = { seen: describePurposes(certificate), wanted: request.keyPurpose }
  if (!allowsPurpose(certificate, request, 'authority')) {
    const refusal = 'key-purpose-wrong'
    const failure = { certificate: place, check: 'authority.key-purpose', refusal } as const
    return failAt(state, failure, compared.seen, compared.wanted)
  }
  state.trace?.pass('authority.key-purpose', place, compared)
  return undefined
}

function describeLength(length: number): string {
  return length === Number.POSITIVE_INFINITY ? 'unlimited' : `${length} authorities more`
}
