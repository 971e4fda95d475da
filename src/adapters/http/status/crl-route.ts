import { once } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import {
  CRL_PART_OCTETS,
  type CrlEncoding,
  type CrlForm,
  type CrlRef,
  type PublishedCrl,
} from '#ca/contract.ts'
import type { Clock } from '#kernel/ports.ts'
import type { CrlSource } from '#va/ports.ts'
import { asksForGzip } from './accept-encoding.ts'
import { preconditionOf } from './crl-conditions.ts'
import { type OctetRange, rangeAsked } from './crl-range.ts'
import { httpDate, maxAge, refused, writeAnswer } from './http-answer.ts'

/**
 * How long a cache may repeat a list. A list counts for a day and more, but a newer one may come
 * after any revocation.
 */
export const CRL_CACHE_SECONDS_MAX = 300

/** Downloads at a time; each holds one part of a list in memory. */
export const CRL_DOWNLOADS_MAX = 128

/** A reader that takes nothing for so long has gone, or wants to hold the place. */
export const CRL_STALL_MS_MAX = 60_000

/** A list may be replaced between finding and reading it; then the newer one is served. */
const FIND_ATTEMPTS_MAX = 3
const RETRY_AFTER_SECONDS = '5'

/** Which list a path asks for. */
export interface CrlPath extends CrlRef {
  readonly what: 'crl'
  readonly form: CrlForm
  readonly generation: number | undefined
}

/** What lists are served from. */
export interface CrlRoutePorts {
  readonly reader: CrlSource
  readonly clock: Clock
}

/** Lists over HTTP: whole or one range, compressed where accepted, never more than asked for. */
export class CrlRoute {
  readonly #ports: CrlRoutePorts
  #downloads = 0

  constructor(ports: CrlRoutePorts) {
    this.#ports = ports
  }

  /** Answers a GET or HEAD; rejects only before anything was written. */
  async serve(path: CrlPath, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = { now: this.#ports.clock.now(), method: request.method, ifNoneMatch: undefined }
    if (this.#downloads >= CRL_DOWNLOADS_MAX) {
      const busy = refused('temporarily-unavailable', { 'Retry-After': RETRY_AFTER_SECONDS })
      writeAnswer(response, busy, asked)
      return
    }
    this.#downloads++
    try {
      const found = await this.#find(path, request)
      if (found === undefined) writeAnswer(response, refused('not-found'), asked)
      else await this.#write(found, request, response)
    } finally {
      this.#downloads--
    }
  }

  /** The list with the first octets that are asked for, so that they are there when it begins. */
  async #find(path: CrlPath, { method, headers }: IncomingMessage): Promise<Found | undefined> {
    for (let attempt = 1; attempt <= FIND_ATTEMPTS_MAX; attempt++) {
      const list = await this.#ports.reader.currentCrl(path, path.form, path.generation)
      if (list === undefined) return undefined
      const chosen = choose(list, method, headers)
      if (chosen.status === 304 || chosen.status === 412 || method === 'HEAD')
        return { chosen, first: undefined }
      const first = await this.#part(chosen, partAt(chosen, chosen.range.from))
      if (first !== undefined) return { chosen, first }
    }
    throw new Error('a list was replaced each time it was to be read')
  }

  async #write(
    { chosen, first }: Found,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    response.sendDate = false
    response.writeHead(chosen.status, headersOf(chosen, this.#ports.clock))
    if (first === undefined || chosen.status === 416) {
      response.end()
      return
    }
    response.setTimeout(CRL_STALL_MS_MAX, () => response.destroy())
    const { from, to } = chosen.range
    let part: Uint8Array | undefined = first
    for (let at = from; at <= to;) {
      if (response.destroyed) return
      const number = partAt(chosen, at)
      part ??= await this.#part(chosen, number)
      // Whoever reads sees by Content-Length that the rest is missing, and asks anew.
      if (part === undefined) {
        response.destroy()
        return
      }
      const start = partStart(chosen, number)
      const slice = part.subarray(at - start, to + 1 - start)
      at += slice.length
      part = undefined
      if (!response.write(slice)) await drained(response)
    }
    response.end()
    if (request.method === 'GET' && !response.writableFinished) await finished(response)
  }

  #part({ list, encoding }: Chosen, number: number): Promise<Uint8Array | undefined> {
    return this.#ports.reader.crlPart(list, encoding, number)
  }
}

/** One representation of a list, and what of it is answered. */
interface Chosen {
  readonly list: PublishedCrl
  readonly encoding: CrlEncoding
  readonly octets: number
  readonly etag: string
  readonly status: 200 | 206 | 304 | 412 | 416
  readonly range: OctetRange
}

interface Found {
  readonly chosen: Chosen
  readonly first: Uint8Array | undefined
}

function choose(
  list: PublishedCrl,
  method: string | undefined,
  headers: IncomingHttpHeaders,
): Chosen {
  const gzipOctets = asksForGzip(headers['accept-encoding']) ? list.gzipOctets : undefined
  const encoding = gzipOctets === undefined ? 'identity' : 'gzip'
  const octets = gzipOctets ?? list.octets
  // The two are different octets, and a strong tag says that octets are the same.
  const etag = `"${list.generation}-${list.crlNumber}${encoding === 'gzip' ? '-gzip' : ''}"`
  const range = { from: 0, to: octets - 1 }
  const whole = { list, encoding, octets, etag, range } as const
  const condition = preconditionOf(headers, etag, list.thisUpdate)
  if (condition !== undefined) return { ...whole, status: condition }
  const asked = method === 'GET' ? rangeAsked(headers, etag, octets) : undefined
  if (asked === 'unsatisfiable') return { ...whole, status: 416 }
  return asked === undefined ? { ...whole, status: 200 } : { ...whole, status: 206, range: asked }
}

function headersOf(chosen: Chosen, clock: Clock): Record<string, string> {
  const { list, encoding, octets, etag, status, range } = chosen
  const now = clock.now()
  const seconds = maxAge(now, list.nextUpdate, CRL_CACHE_SECONDS_MAX)
  const headers: Record<string, string> = {
    Date: httpDate(now),
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': `public, max-age=${seconds}, no-transform, must-revalidate`,
    ETag: etag,
    'Last-Modified': httpDate(list.thisUpdate),
    Expires: httpDate(list.nextUpdate),
    Vary: 'Accept-Encoding',
    'Accept-Ranges': 'bytes',
  }
  if (status === 304 || status === 412) return headers
  if (status === 416)
    return { ...headers, 'Content-Range': `bytes */${octets}`, 'Content-Length': '0' }
  headers['Content-Type'] = 'application/pkix-crl'
  headers['Content-Length'] = String(range.to + 1 - range.from)
  if (encoding === 'gzip') headers['Content-Encoding'] = 'gzip'
  if (status === 206) headers['Content-Range'] = `bytes ${range.from}-${range.to}/${octets}`
  return headers
}

function firstPartOctets({ list, encoding }: Chosen): number {
  return encoding === 'gzip' ? CRL_PART_OCTETS : list.firstPartOctets
}

/** The part that an octet is in. */
function partAt(chosen: Chosen, octet: number): number {
  const first = firstPartOctets(chosen)
  return octet < first ? 0 : 1 + Math.floor((octet - first) / CRL_PART_OCTETS)
}

/** The first octet of a part. */
function partStart(chosen: Chosen, number: number): number {
  return number === 0 ? 0 : firstPartOctets(chosen) + (number - 1) * CRL_PART_OCTETS
}

/** Resolves when the reader took what was written, or went away. */
async function drained(response: ServerResponse): Promise<void> {
  const gone = new AbortController()
  const { signal } = gone
  try {
    await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })])
  } finally {
    gone.abort()
  }
}

async function finished(response: ServerResponse): Promise<void> {
  if (!response.destroyed) await once(response, 'close')
}
