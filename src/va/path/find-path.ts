import type { Certificate } from '#codec/x509/certificate.ts'
import { failureRank } from './failure-order.ts'
import { isLoop, issuerCandidates, NAMINGS } from './issuer-candidates.ts'
import { spendCandidatePath } from './path-budget.ts'
import { issuedUnder, type IssuerCandidate, type PathRun } from './path-run.ts'
import type { BuiltPath, PathOutcome } from './path-state.ts'
import type { PathFailure } from './path-trace.ts'
import type { PathRefusal } from './path-refusal.ts'
import { certificatesBelowAnchors } from './reachable-anchors.ts'

/** What the search found: a valid path, or the most specific failure by `FAILURE_ORDER`. */
export type FoundPath =
  | { readonly isValid: true; readonly path: BuiltPath; readonly outcome: PathOutcome }
  | { readonly isValid: false; readonly failed: FailedPath }

/** A candidate that is no valid path; without an anchor where none was reached. */
export interface FailedPath {
  readonly certificates: readonly Certificate[]
  readonly anchor: BuiltPath['anchor'] | undefined
  readonly failure: PathFailure
}

/**
 * Looks for a valid path from the leaf up, depth first, the likeliest issuer first (RFC 4158 §2.4),
 * trying every candidate until one is valid: a decoy or a cross-certificate that leads nowhere is
 * passed over. `judge` says whether a path whose signatures all hold is valid.
 */
export function findPath(run: PathRun, judge: (path: BuiltPath) => PathOutcome): FoundPath {
  const search: Search = {
    run,
    judge,
    best: undefined,
    isExhausted: false,
    belowAnchors: undefined,
  }
  const found = extend(search, [run.request.leaf])
  if (typeof found === 'object') return { isValid: true, path: found.path, outcome: found.outcome }
  const best = search.best ?? nothingFound([run.request.leaf])
  if (!search.isExhausted) return { isValid: false, failed: best }
  const failure = { certificate: undefined, check: 'path.budget', refusal: EXHAUSTED } as const
  return { isValid: false, failed: { ...best, failure } }
}

const EXHAUSTED = 'path-budget-exhausted'

interface Search {
  readonly run: PathRun
  readonly judge: (path: BuiltPath) => PathOutcome
  best: FailedPath | undefined
  isExhausted: boolean
  /** Certificates from which an anchor can be reached; asked for once a way led nowhere. */
  belowAnchors: ReadonlySet<Certificate> | undefined
}

interface Valid {
  readonly path: BuiltPath
  readonly outcome: PathOutcome
}

/**
 * Extends `path` by every issuer of its last certificate. Gives a valid path, or the length to
 * which the search goes back: what is wrong with a certificate itself is wrong on every path that
 * begins alike, so that none of them needs to be looked at.
 */
function extend(search: Search, path: readonly Certificate[]): Valid | number {
  const { run } = search
  const child = path.at(-1)
  if (child === undefined) return 0
  if (!spendCandidatePath(run.spending)) return giveUp(search)
  let hasIssuer = false
  for (const naming of NAMINGS)
    for (const candidate of issuerCandidates(run, child, naming)) {
      if (isLoop(run, path, candidate)) continue
      const refusal = issuedUnder(run, child, candidate.certificate)
      if (refusal === EXHAUSTED) return giveUp(search)
      if (refusal !== undefined) {
        noteUnrelated(search, path, candidate, refusal)
        continue
      }
      hasIssuer = true
      const result = follow(search, path, candidate)
      if (typeof result === 'object' || result < path.length) return result
    }
  if (!hasIssuer) note(search, nothingFound(path))
  // The way from here ends nowhere: the ways that can end at an anchor are worth finding out.
  search.belowAnchors ??= certificatesBelowAnchors(run)
  return path.length
}

function follow(
  search: Search,
  path: readonly Certificate[],
  { certificate, anchor }: IssuerCandidate,
): Valid | number {
  const longer = [...path, certificate]
  if (anchor !== undefined) return judgeWhole(search, { certificates: longer, anchor })
  if (search.belowAnchors?.has(certificate) === false) {
    note(search, nothingFound(longer))
    return path.length
  }
  // The anchor is still to come.
  if (longer.length >= search.run.spending.budget.pathLengthMax) {
    search.isExhausted = true
    return path.length
  }
  return extend(search, longer)
}

function judgeWhole(search: Search, built: BuiltPath): Valid | number {
  const outcome = search.judge(built)
  const { failure } = outcome
  if (failure === undefined) return { path: built, outcome }
  if (failure.refusal === EXHAUSTED) return giveUp(search)
  note(search, { ...built, failure })
  const isOfPrefix = failure.certificate !== undefined && OF_CERTIFICATE.has(failure.refusal)
  return isOfPrefix ? failure.certificate : built.certificates.length - 1
}

/** Failures that depend on the one certificate alone, whatever stands above it. */
const OF_CERTIFICATE: ReadonlySet<PathRefusal> = new Set<PathRefusal>([
  'profile-violated',
  'critical-extension-unknown',
  'not-yet-valid',
  'expired',
  'authority-not-yet-valid',
  'authority-expired',
  'authority-not-ca',
  'authority-version-too-low',
  'authority-key-usage-wrong',
  'name-constraint-malformed',
  'policy-mapping-of-any',
  'key-usage-wrong',
  'key-purpose-wrong',
  'name-mismatch',
])

function giveUp(search: Search): number {
  search.isExhausted = true
  return 0
}

/**
 * A candidate whose key did not issue the certificate. Where key identifiers already say that it is
 * another's, that it did not is no finding.
 */
function noteUnrelated(
  search: Search,
  path: readonly Certificate[],
  { certificate, anchor, keyIdentifier }: IssuerCandidate,
  refusal: PathRefusal,
): void {
  if (keyIdentifier === 'differs') return
  const place = path.length - 1
  const check = refusal === 'chain-signature-wrong' ? 'path.signature' : 'path.algorithm'
  const failure = { certificate: place, check, refusal } as const
  note(search, { certificates: [...path, certificate], anchor, failure })
}

function nothingFound(path: readonly Certificate[]): FailedPath {
  const failure = {
    certificate: path.length - 1,
    check: 'path.issuer',
    refusal: 'issuer-unknown',
  } as const
  return { certificates: path, anchor: undefined, failure }
}

function note(search: Search, failed: FailedPath): void {
  const { best } = search
  if (best === undefined || isMoreSpecific(failed, best)) search.best = failed
}

function isMoreSpecific(a: FailedPath, b: FailedPath): boolean {
  const [ofA, ofB] = [signaturesHeld(a), signaturesHeld(b)]
  if (ofA !== ofB) return ofA > ofB
  const byRank = failureRank(a.failure.refusal) - failureRank(b.failure.refusal)
  return byRank === 0 ? a.certificates.length > b.certificates.length : byRank > 0
}

/** How far up a candidate its signatures hold: of one that reached an anchor, all the way. */
function signaturesHeld({ failure }: FailedPath): number {
  const isBuilding = failure.check.startsWith('path.')
  return isBuilding ? (failure.certificate ?? 0) : Number.POSITIVE_INFINITY
}
