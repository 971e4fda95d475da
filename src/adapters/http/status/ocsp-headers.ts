import { digest } from '#crypto/digest.ts'
import { toHex } from '#kernel/bytes.ts'
import { type Instant, wholeSecond } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import type { SignedOcspAnswer } from '#va/answer-ocsp.ts'
import { httpDate, maxAge } from './http-answer.ts'

/**
 * How long a cache on the way may repeat an answer: far less than the answer counts
 * (`OCSP_VALIDITY_MS`), so that a revocation is seen within a minute and not within fifteen.
 */
export const OCSP_CACHE_SECONDS_MAX = 60

/** Names and values in turn, as `writeHead` takes them. */
export type RawHeaders = readonly string[]

/** What of an answer's headers does not change while it is given. */
interface Lasting {
  readonly etag: string
  readonly lastModified: string
  readonly expires: string
}

/**
 * The headers of OCSP answers, as few of them as can be made anew for each. `Date` is the system's
 * own time, since freshness is counted from it (RFC 9110 §6.6.1).
 */
export class OcspHeaders {
  readonly #clock: Clock
  readonly #lasting = new WeakMap<SignedOcspAnswer, Lasting>()
  #second: Instant | undefined
  #date = ''

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Of an answer for one asker alone. */
  ofOwn(octets: number): string[] {
    return [
      'Content-Type',
      'application/ocsp-response',
      'Cache-Control',
      'no-store',
      'Date',
      this.#dateAt(this.#clock.now()),
      'X-Content-Type-Options',
      'nosniff',
      'Content-Length',
      String(octets),
    ]
  }

  /** Of an answer that caches on the way may keep for a while (RFC 5019 §6.2), but its length. */
  ofCacheable(answer: SignedOcspAnswer): { readonly etag: string; readonly headers: string[] } {
    const { etag, lastModified, expires } = this.#lastingOf(answer)
    const now = this.#clock.now()
    const seconds = maxAge(now, answer.nextUpdate, OCSP_CACHE_SECONDS_MAX)
    const headers = [
      'Content-Type',
      'application/ocsp-response',
      'Cache-Control',
      `public, max-age=${seconds}, no-transform, must-revalidate`,
      'ETag',
      etag,
      'Last-Modified',
      lastModified,
      'Expires',
      expires,
      'Date',
      this.#dateAt(now),
      'X-Content-Type-Options',
      'nosniff',
    ]
    return { etag, headers }
  }

  #lastingOf(answer: SignedOcspAnswer): Lasting {
    const known = this.#lasting.get(answer)
    if (known !== undefined) return known
    const made = {
      etag: `"${toHex(digest('sha256', answer.responseDer))}"`,
      lastModified: httpDate(answer.producedAt),
      expires: httpDate(answer.nextUpdate),
    }
    this.#lasting.set(answer, made)
    return made
  }

  #dateAt(now: Instant): string {
    const second = wholeSecond(now)
    if (second !== this.#second) {
      this.#second = second
      this.#date = httpDate(second)
    }
    return this.#date
  }
}
