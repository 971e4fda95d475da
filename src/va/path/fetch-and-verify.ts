import type { Certificate } from '#codec/x509/certificate.ts'
import { fetchPlanned } from '../revocation/fetch-planned.ts'
import { plannedFetches } from '../revocation/planned-fetches.ts'
import type { StatusFetcher } from '../revocation/ports.ts'
import type { RevocationEvidence } from '../revocation/question.ts'
import type { PathReport } from './path-report.ts'
import type { PathRequest } from './path-request.ts'
import { verifyPath } from './verify-path.ts'

/** Paths for which status objects are fetched, one after the other, until one is valid. */
export const FETCH_ROUNDS_MAX = 4

/** Certificates whose status is fetched; beyond them counts what was supplied. */
export const FETCHED_CERTIFICATES_MAX = 32

/**
 * Verifies a path and fetches the status objects that are missing, from where the certificates of
 * the path say that they are found. What was supplied counts first: nothing is fetched where it
 * suffices, and nothing where the path fails for another reason, so that a decoy sends nobody
 * anywhere. Whatever is fetched is judged as if it had been supplied; what cannot be had leaves the
 * status unavailable.
 */
export async function verifyPathFetching(
  port: FetchingPort,
  request: PathRequest,
): Promise<PathReport> {
  const asked = new Set<Certificate>()
  let { revocation } = request
  let report = verifyPath(request)
  for (let round = 0; round < FETCH_ROUNDS_MAX && MISSING.has(report.code); round++) {
    const askedBefore = asked.size
    revocation = await withFetched(port, revocation, report.path, asked)
    // Nobody is left to ask: what is not known now stays so.
    if (asked.size === askedBefore) return report
    report = verifyPath({ ...request, revocation })
  }
  return report
}

/** What fetching needs from outside. */
export interface FetchingPort extends StatusFetcher {
  /** Octets for the nonce of an OCSP request, never the same twice; `undefined` sends none. */
  nonce(): Uint8Array | undefined
}

/** The codes of a path on which all holds but that the status is not known. */
const MISSING: ReadonlySet<PathReport['code']> = new Set(['status-unavailable', 'status-stale'])

async function withFetched(
  port: FetchingPort,
  evidence: RevocationEvidence,
  path: readonly Certificate[],
  asked: Set<Certificate>,
): Promise<RevocationEvidence> {
  const crls = [...evidence.crls]
  const ocspResponses = [...evidence.ocspResponses]
  for (const [place, certificate] of path.entries()) {
    const issuer = path[place + 1]
    if (issuer === undefined || asked.size === FETCHED_CERTIFICATES_MAX) break
    if (asked.has(certificate)) continue
    asked.add(certificate)
    const plans = plannedFetches(certificate, issuer, evidence.mode, port.nonce())
    const fetched = await fetchPlanned(port, plans)
    crls.push(...fetched.crls)
    ocspResponses.push(...fetched.ocspResponses)
  }
  return { ...evidence, crls, ocspResponses }
}
