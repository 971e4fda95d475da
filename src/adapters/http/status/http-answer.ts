import type { ServerResponse } from 'node:http'
import { utf8 } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'

/** An answer of the status service, to be written as it stands. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** Why a request is not answered with what it asked for. */
export type HttpRefusal =
  | 'not-found'
  | 'method-not-allowed'
  | 'body-too-large'
  | 'path-too-long'
  | 'media-type-unsupported'
  | 'temporarily-unavailable'

const REFUSALS: Readonly<Record<HttpRefusal, { readonly status: number; readonly text: string }>> =
  {
    'not-found': { status: 404, text: 'ありません / not found' },
    'method-not-allowed': { status: 405, text: 'この方法では使えません / method not allowed' },
    'body-too-large': { status: 413, text: '問い合わせが大きすぎます / request too large' },
    'path-too-long': { status: 414, text: 'POST を使ってください / too long for GET, use POST' },
    'media-type-unsupported': {
      status: 415,
      text: 'Content-Type: application/ocsp-request が必要です / is required',
    },
    'temporarily-unavailable': { status: 503, text: 'しばらくして再度お試しください / try later' },
  }

/** A refusal in words, never cached. */
export function refused(
  refusal: HttpRefusal,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  const { status, text } = REFUSALS[refusal]
  const own = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }
  return { status, headers: { ...own, ...headers }, body: utf8(`${text}\n`) }
}

/**
 * A signed object that caches may keep for `maxAgeSeconds`, with what RFC 5019 §6.2 lets them
 * compare.
 */
export function cacheable(
  contentType: string,
  body: Uint8Array,
  freshness: {
    readonly etag: string
    readonly lastModified: Instant
    readonly expires: Instant
    readonly maxAgeSeconds: number
  },
): HttpAnswer {
  const { etag, lastModified, expires, maxAgeSeconds } = freshness
  const headers = {
    'Content-Type': contentType,
    'Cache-Control': `public, max-age=${maxAgeSeconds}, no-transform, must-revalidate`,
    ETag: `"${etag}"`,
    'Last-Modified': httpDate(lastModified),
    Expires: httpDate(expires),
  }
  return { status: 200, headers, body }
}

/**
 * Seconds that a cache may keep an object until `expires`: never negative, never more than
 * `secondsMax`.
 */
export function maxAge(now: Instant, expires: Instant, secondsMax: number): number {
  return Math.max(0, Math.min(secondsMax, Math.floor((expires - now) / 1000)))
}

/**
 * Writes an answer. `Date` is the system's own time, since freshness is counted from it (RFC 9110
 * §6.6.1). A HEAD gets the headers alone; a validator that still holds gets 304 (RFC 9110 §13.1.2).
 */
export function writeAnswer(
  response: ServerResponse,
  answer: HttpAnswer,
  asked: {
    readonly now: Instant
    readonly method: string | undefined
    readonly ifNoneMatch: string | undefined
  },
): void {
  const etag = answer.headers['ETag']
  const isKnown = etag !== undefined && namesEtag(asked.ifNoneMatch, etag)
  response.sendDate = false
  const headers = {
    ...answer.headers,
    Date: httpDate(asked.now),
    'X-Content-Type-Options': 'nosniff',
  }
  if (isKnown && asked.method !== 'POST') {
    response.writeHead(304, headers).end()
    return
  }
  response.writeHead(answer.status, { ...headers, 'Content-Length': String(answer.body.length) })
  if (asked.method === 'HEAD') response.end()
  else response.end(answer.body)
}

/** Whether an If-None-Match names the entity tag, weakly compared (RFC 9110 §13.1.2). */
export function namesEtag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  const listed = ifNoneMatch.split(',').map((each) => each.trim().replace(/^W\//, ''))
  return listed.includes(etag) || listed.includes('*')
}

/** IMF-fixdate (RFC 9110 §5.6.7). */
export function httpDate(at: Instant): string {
  return new Date(at).toUTCString()
}
