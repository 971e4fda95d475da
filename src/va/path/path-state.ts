import type { Certificate } from '#codec/x509/certificate.ts'
import type { ConstraintSet } from './name-constraints.ts'
import type { TrustAnchor } from './path-request.ts'
import type { PathRun } from './path-run.ts'
import type { PathFailure, PathTrace } from './path-trace.ts'
import { initialPolicyState, type PolicyState } from './policy-graph.ts'
import { isSameName } from './same-name.ts'

/** A path on which every signature holds: leaf first, anchor last. */
export interface BuiltPath {
  readonly certificates: readonly Certificate[]
  readonly anchor: TrustAnchor
}

/** What the validation of one path comes to. */
export interface PathOutcome {
  readonly failure: PathFailure | undefined
  readonly policies: readonly string[] | 'any'
}

/** The state of RFC 5280 §6.1.2, which each certificate from the anchor down moves on. */
export interface PathState {
  readonly run: PathRun
  readonly trace: PathTrace | undefined
  readonly policies: PolicyState
  readonly constraints: ConstraintSet[]
  /** Authorities that may still follow, self-issued ones not counted. */
  maxPathLength: number
}

/** The state before the first of `certificates` certificates, the anchor's own counted. */
export function newPathState(
  run: PathRun,
  certificates: number,
  trace: PathTrace | undefined,
): PathState {
  const { policies, maxPathLength } = run.request
  return {
    run,
    trace,
    policies: initialPolicyState(policies, certificates),
    constraints: [],
    maxPathLength: maxPathLength ?? Number.POSITIVE_INFINITY,
  }
}

/** One certificate of a path and its place in it, 0 being the leaf. */
export interface Placed {
  readonly certificate: Certificate
  readonly place: number
  readonly isAnchor: boolean
}

/** Fails `check` at a certificate, in the trace too. */
export function failAt(
  state: PathState,
  failure: PathFailure,
  seen: string | undefined,
  wanted?: string,
): PathFailure {
  state.trace?.fail(failure, { seen, wanted })
  return failure
}

/**
 * RFC 5280 §6.1: "A certificate is self-issued if the same DN appears in the subject and issuer".
 */
export function isSelfIssued({ subject, issuer }: Certificate): boolean {
  return isSameName(subject, issuer)
}
