import type { FilterNotice } from '#ca/contract.ts'
import { toHex, utf8 } from '#kernel/bytes.ts'
import { digest } from '#crypto/digest.ts'
import { formatInstant, type Instant } from '#kernel/instant.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { FilterSource } from '#va/ports.ts'
import { cacheable, type HttpAnswer, maxAge, refused } from './http-answer.ts'

/** How long a cache may go on saying which filters there are. */
export const FILTER_INDEX_CACHE_SECONDS_MAX = 300

/** A filter of a number never changes. */
export const FILTER_CACHE_SECONDS_MAX = 86_400

/** Which filters make up the status now, or one of them (docs/status-filter.md, “Fetching”). */
export async function answerFilter(
  filters: FilterSource,
  {
    authority,
    number,
  }: { readonly authority: CertificateKind; readonly number: number | undefined },
  now: Instant,
): Promise<HttpAnswer> {
  if (number === undefined) return await answerIndex(filters, authority, now)
  const filter = await filters.filter(authority, number)
  if (filter === undefined) return refused('not-found')
  // RFC 7193: application/cms, and what is inside.
  return cacheable('application/cms; encapsulatingContent=signedData', filter.cmsDer, {
    etag: `${authority}-${filter.number}`,
    lastModified: filter.thisUpdate,
    expires: filter.nextUpdate,
    maxAgeSeconds: FILTER_CACHE_SECONDS_MAX,
  })
}

async function answerIndex(
  filters: FilterSource,
  authority: CertificateKind,
  now: Instant,
): Promise<HttpAnswer> {
  const chain = await filters.filterChain(authority)
  const newest = chain.at(-1)
  if (newest === undefined) return refused('not-found')
  const body = utf8(`${JSON.stringify({ authority, filters: chain.map(entryOf) }, undefined, 2)}\n`)
  return cacheable('application/json', body, {
    etag: toHex(digest('sha256', body)).slice(0, 32),
    lastModified: newest.thisUpdate,
    expires: newest.nextUpdate,
    maxAgeSeconds: maxAge(now, newest.nextUpdate, FILTER_INDEX_CACHE_SECONDS_MAX),
  })
}

function entryOf({ authority, number, baseNumber, thisUpdate, nextUpdate }: FilterNotice): object {
  return {
    kind: baseNumber === 0 ? 'complete' : 'delta',
    number,
    ...(baseNumber === 0 ? {} : { baseNumber }),
    thisUpdate: formatInstant(thisUpdate),
    nextUpdate: formatInstant(nextUpdate),
    path: `/filter/${authority}/${number}.p7m`,
  }
}
