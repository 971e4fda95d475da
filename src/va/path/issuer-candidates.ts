import { type Certificate, isWithinValidity } from '#codec/x509/certificate.ts'
import { namesIdentical } from '#codec/x509/name-match.ts'
import { equalBytes } from '#kernel/bytes.ts'
import { haveSameKey, type IssuerCandidate, type PathRun, type Pooled } from './path-run.ts'
import { isSameName, nameText } from './same-name.ts'

/**
 * How an issuer bears the name that a certificate gives, the likelier first: in the same octets, or
 * in others that match. Preparing names to compare takes time, which a path through the first does
 * not need.
 */
export const NAMINGS = ['identically', 'otherwise'] as const

/**
 * The certificates whose subject is the issuer name of `child`, named so, the likeliest first: key
 * identifier (RFC 4158 §3.5.12), anchors, validity at the time, cA. The order saves work and
 * decides nothing: whatever is wrong is found by its signature.
 */
export function issuerCandidates(
  run: PathRun,
  child: Certificate,
  naming: (typeof NAMINGS)[number],
): readonly IssuerCandidate[] {
  return naming === 'identically' ? identicallyNamed(run, child) : alsoNamed(run, child)
}

/** Ordered once a certificate, however many paths lead through it. */
function identicallyNamed(run: PathRun, child: Certificate): readonly IssuerCandidate[] {
  const known = run.identicallyNamed.get(child)
  if (known !== undefined) return known
  const named: Pooled[] = []
  for (const pooled of run.pool)
    if (namesIdentical(pooled.certificate.subject, child.issuer)) named.push(pooled)
  const ordered = inOrder(run, child, named)
  run.identicallyNamed.set(child, ordered)
  return ordered
}

function alsoNamed(run: PathRun, child: Certificate): readonly IssuerCandidate[] {
  const known = run.alsoNamed.get(child)
  if (known !== undefined) return known
  const named = indexOf(run).get(nameText(child.issuer)) ?? []
  const ordered = inOrder(
    run,
    child,
    named.filter(({ certificate }) => !namesIdentical(certificate.subject, child.issuer)),
  )
  run.alsoNamed.set(child, ordered)
  return ordered
}

function indexOf(run: PathRun): ReadonlyMap<string, readonly Pooled[]> {
  if (run.poolBySubject !== undefined) return run.poolBySubject
  const index = new Map<string, Pooled[]>()
  for (const pooled of run.pool) {
    const key = nameText(pooled.certificate.subject)
    const same = index.get(key)
    if (same === undefined) index.set(key, [pooled])
    else same.push(pooled)
  }
  run.poolBySubject = index
  return index
}

function inOrder(
  run: PathRun,
  child: Certificate,
  pooled: readonly Pooled[],
): readonly IssuerCandidate[] {
  const candidates: IssuerCandidate[] = []
  for (const { certificate, anchor } of pooled)
    candidates.push({
      certificate,
      anchor,
      keyIdentifier: compareKeyIdentifiers(child, certificate),
    })
  if (candidates.length < 2) return candidates
  const scored = candidates.map((each) => [likelihood(run, each), each] as const)
  return scored.sort(([a], [b]) => b - a).map(([, each]) => each)
}

/**
 * Whether a candidate would repeat a name with its key on the path (RFC 4158 §3.5.1's loop
 * detection, RFC 5280 §6.1: none "more than once in a prospective certification path"). A leaf that
 * is itself an anchor may end the path that consists of it alone.
 */
export function isLoop(
  run: PathRun,
  path: readonly Certificate[],
  { certificate, anchor }: IssuerCandidate,
): boolean {
  for (let i = anchor === undefined ? 0 : 1; i < path.length; i++) {
    const member = path[i]
    if (member === undefined || !haveSameKey(run, member, certificate)) continue
    if (isSameName(member.subject, certificate.subject)) return true
  }
  return false
}

function compareKeyIdentifiers(
  child: Certificate,
  issuer: Certificate,
): IssuerCandidate['keyIdentifier'] {
  const wanted = child.extensions.authorityKeyIdentifier?.keyIdentifier
  const has = issuer.extensions.subjectKeyIdentifier
  if (wanted === undefined || has === undefined) return 'unknown'
  return equalBytes(wanted, has) ? 'matched' : 'differs'
}

function likelihood({ request }: PathRun, candidate: IssuerCandidate): number {
  const { certificate, anchor, keyIdentifier } = candidate
  const byKey = { matched: 16, unknown: 8, differs: 0 }[keyIdentifier]
  const byAnchor = anchor === undefined ? 0 : 4
  const byTime = isWithinValidity(certificate, request.at) ? 2 : 0
  const byUsage = certificate.extensions.basicConstraints?.ca === true ? 1 : 0
  return byKey + byAnchor + byTime + byUsage
}
