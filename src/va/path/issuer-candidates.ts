import { type Certificate, isWithinValidity } from '#codec/x509/certificate.ts'
import { namesIdentical } from '#codec/x509/name-match.ts'
import { equalBytes } from '#kernel/bytes.ts'
import { haveSameKey, type IssuerCandidate, type PathRun, type Pooled } from './path-run.ts'
import { isSameName, nameText } from './same-name.ts'

/**
 * The certificates whose subject is the issuer name of the path's last certificate, the likeliest
 * first: octet-identical names before names that only match, then key identifier (RFC 4158
 * §3.5.12), anchors, validity at the time, cA. The order saves work and decides nothing: whatever
 * is wrong is found by its signature. What would repeat a name with its key on the path is left out
 * (RFC 4158 §3.5.1's loop detection, RFC 5280 §6.1: none "more than once in a prospective
 * certification path").
 */
export function* issuerCandidates(
  run: PathRun,
  path: readonly Certificate[],
): Generator<IssuerCandidate, void> {
  const child = path.at(-1)
  if (child === undefined) return
  for (const candidate of identicallyNamed(run, child))
    if (!isLoop(run, path, candidate)) yield candidate
  for (const candidate of alsoNamed(run, child)) if (!isLoop(run, path, candidate)) yield candidate
}

/** Ordered once a certificate, however many paths lead through it. */
function identicallyNamed(run: PathRun, child: Certificate): readonly IssuerCandidate[] {
  const known = run.identicallyNamed.get(child)
  if (known !== undefined) return known
  const named = run.pool.filter(({ certificate }) =>
    namesIdentical(certificate.subject, child.issuer),
  )
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
  const candidates = pooled.map(({ certificate, anchor }): IssuerCandidate => ({
    certificate,
    anchor,
    keyIdentifier: compareKeyIdentifiers(child, certificate),
  }))
  if (candidates.length < 2) return candidates
  const scored = candidates.map((each) => [likelihood(run, each), each] as const)
  return scored.sort(([a], [b]) => b - a).map(([, each]) => each)
}

/** A leaf that is itself an anchor may end the path that consists of it alone. */
function isLoop(
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
