import { type Crl, parseCrl } from '#codec/crl/crl.ts'
import { parseOcspResponse } from '#codec/ocsp/response.ts'
import { plannedDeltas, type PlannedFetch } from './planned-fetches.ts'
import type { StatusFetcher } from './ports.ts'
import type { OcspEvidence } from './question.ts'

/** What was fetched and is well-formed; nothing is verified. */
export interface FetchedStatus {
  readonly crls: readonly Crl[]
  readonly ocspResponses: readonly OcspEvidence[]
}

/**
 * Fetches what was planned, one object after the other, of each the first alternative that gives
 * something well-formed. What cannot be had is left out: whether the status is known without it is
 * for the judge to say.
 */
export async function fetchPlanned(
  fetcher: StatusFetcher,
  plans: readonly PlannedFetch[],
): Promise<FetchedStatus> {
  const crls: Crl[] = []
  const ocspResponses: OcspEvidence[] = []
  for (const plan of plans) {
    if (plan.kind === 'ocsp') {
      const evidence = await askResponder(fetcher, plan)
      if (evidence !== undefined) ocspResponses.push(evidence)
    } else {
      crls.push(...(await fetchLists(fetcher, plan)))
    }
  }
  return { crls, ocspResponses }
}

/** A list, and the delta over it where it says itself that there is one (RFC 5280 §5.2.6). */
async function fetchLists(
  fetcher: StatusFetcher,
  { kind, uris }: PlannedFetch,
): Promise<readonly Crl[]> {
  const crl = await fetchList(fetcher, uris)
  if (crl === undefined) return []
  const [plan] = kind === 'crl' ? plannedDeltas(crl) : []
  const delta = plan && (await fetchList(fetcher, plan.uris))
  return delta === undefined ? [crl] : [crl, delta]
}

async function fetchList(
  fetcher: StatusFetcher,
  uris: readonly string[],
): Promise<Crl | undefined> {
  for (const uri of uris) {
    const octets = await fetcher.fetchCrl(uri)
    const parsed = octets && parseCrl(octets)
    if (parsed?.ok === true) return parsed.value
  }
  return undefined
}

/** An unsigned refusal is no answer: the next alternative is asked. */
async function askResponder(
  fetcher: StatusFetcher,
  { uris, requestDer, nonce }: PlannedFetch & { readonly kind: 'ocsp' },
): Promise<OcspEvidence | undefined> {
  for (const uri of uris) {
    const octets = await fetcher.askOcsp(uri, requestDer)
    const parsed = octets && parseOcspResponse(octets)
    if (parsed?.ok === true && parsed.value.status === 'successful')
      return { response: parsed.value, nonce }
  }
  return undefined
}
