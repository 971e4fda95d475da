import type { IncomingHttpHeaders } from 'node:http'
import type { Instant } from '#kernel/instant.ts'
import { namesEtag } from './http-answer.ts'

/**
 * What the preconditions of a GET or HEAD come to, in the order of RFC 9110 §13.2.2: 304 or 412, or
 * `undefined` where it is answered.
 */
export function preconditionOf(
  headers: IncomingHttpHeaders,
  etag: string,
  lastModified: Instant,
): 304 | 412 | undefined {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers
  if (ifMatch !== undefined) {
    if (!namesStrongly(ifMatch, etag)) return 412
  } else if (isModifiedSince(headers['if-unmodified-since'], lastModified) === true) return 412
  if (ifNoneMatch !== undefined) return namesEtag(ifNoneMatch, etag) ? 304 : undefined
  return isModifiedSince(headers['if-modified-since'], lastModified) === false ? 304 : undefined
}

/** RFC 9110 §13.1.1: If-Match compares strongly, so that no weak tag matches. */
function namesStrongly(ifMatch: string, etag: string): boolean {
  const listed = ifMatch.split(',').map((each) => each.trim())
  return listed.includes(etag) || listed.includes('*')
}

/** Whether it is newer than a date; `undefined` without a date, or with a malformed one. */
function isModifiedSince(date: string | undefined, lastModified: Instant): boolean | undefined {
  if (date === undefined) return undefined
  const since = Date.parse(date)
  return Number.isNaN(since) ? undefined : Math.floor(lastModified / 1000) * 1000 > since
}
