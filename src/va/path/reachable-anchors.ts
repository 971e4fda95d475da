import type { Certificate } from '#codec/x509/certificate.ts'
import { isLoop, issuerCandidates, NAMINGS } from './issuer-candidates.ts'
import { issuedUnder, type IssuerCandidate, type PathRun } from './path-run.ts'

/**
 * The part of the signatures left that finding out may take: a quarter, the search has the rest.
 */
const SHARE = 4

/**
 * The certificates of the pool from which a trust anchor can be reached by signatures: a walk of a
 * dense graph that cannot end well is not begun. Without it, n authorities of one name that have
 * all certified each other make n! ways to nowhere. `undefined` where finding out would cost too
 * much: then nothing is ruled out.
 */
export function certificatesBelowAnchors(run: PathRun): ReadonlySet<Certificate> | undefined {
  const { budget, signatures } = run.spending
  const signaturesEnd = signatures + Math.floor((budget.signaturesMax - signatures) / SHARE)
  const below = new Set<Certificate>()
  const issuedBy = new Map<Certificate, Certificate[]>()
  // A Set is walked in the order of insertion, what is added on the way included.
  const seen = new Set([run.request.leaf])
  for (const child of seen)
    for (const { certificate, anchor } of everyCandidate(run, child)) {
      if (run.spending.signatures >= signaturesEnd) return undefined
      if (issuedUnder(run, child, certificate) !== undefined) continue
      if (anchor !== undefined) below.add(child)
      else {
        seen.add(certificate)
        const children = issuedBy.get(certificate)
        if (children === undefined) issuedBy.set(certificate, [child])
        else children.push(child)
      }
    }
  for (const certificate of below)
    for (const child of issuedBy.get(certificate) ?? []) below.add(child)
  return below
}

function* everyCandidate(run: PathRun, child: Certificate): Generator<IssuerCandidate, void> {
  const path = [child]
  for (const naming of NAMINGS)
    for (const candidate of issuerCandidates(run, child, naming))
      if (!isLoop(run, path, candidate)) yield candidate
}
