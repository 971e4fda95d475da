import { lookup as lookupHost } from 'node:dns'
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { StatusFetcher } from '#va/revocation/ports.ts'
import { isPublicAddress } from './public-address.ts'

/** What a fetch may cost, and where it may lead. */
export interface StatusFetcherOptions {
  /** Milliseconds for one object, redirections included. */
  readonly withinMs?: number
  /** Octets of a list. */
  readonly crlOctetsMax?: number
  /**
   * Whether addresses of this machine and of private networks are asked too. Addresses come from
   * certificates that nobody has verified yet, so that a stranger could otherwise have this process
   * call upon services that trust its network.
   */
  readonly privateAddressesAllowed?: boolean
}

/** Ten seconds for one object. */
export const FETCH_WITHIN_MS = 10_000

/** Octets of a list: some of the largest public ones have 20 million. */
export const FETCHED_CRL_OCTETS_MAX = 33_554_432

/** Octets of a response; `OCSP_RESPONSE_LIMITS` reads no more. */
export const FETCHED_OCSP_OCTETS_MAX = 131_072

/** Redirections followed for one list; a responder's answer is never redirected. */
export const REDIRECTS_MAX = 3

/**
 * Fetches lists and responses over HTTP: bounded in size and time, no credentials, cookies, proxies
 * or compression, every redirection judged like the first address, and every address a name
 * resolves to. TLS certificates are verified without their own revocation, so that one fetch never
 * asks for another (RFC 5280 §8); what is fetched is signed in any case.
 */
export function statusFetcher(options: StatusFetcherOptions = {}): StatusFetcher {
  const { withinMs = FETCH_WITHIN_MS, crlOctetsMax = FETCHED_CRL_OCTETS_MAX } = options
  const isAllowed = options.privateAddressesAllowed === true ? () => true : isPublicAddress
  return {
    fetchCrl: (uri) =>
      bounded(withinMs, (signal) =>
        fetchFrom(uri, { isAllowed, signal, octetsMax: crlOctetsMax }, REDIRECTS_MAX),
      ),
    askOcsp: (uri, requestDer) =>
      bounded(withinMs, (signal) => {
        const octetsMax = FETCHED_OCSP_OCTETS_MAX
        return fetchFrom(uri, { isAllowed, signal, octetsMax, requestDer }, 0)
      }),
  }
}

interface Fetch {
  readonly isAllowed: (address: string) => boolean
  readonly signal: AbortSignal
  readonly octetsMax: number
  /** Posted where there is one (RFC 6960 App. A.1). */
  readonly requestDer?: Uint8Array
}

/** Something others did, or a bound: no octets, whatever it was. */
async function bounded(
  withinMs: number,
  run: (signal: AbortSignal) => Promise<Uint8Array | undefined>,
): Promise<Uint8Array | undefined> {
  try {
    return await run(AbortSignal.timeout(withinMs))
  } catch {
    return undefined
  }
}

async function fetchFrom(
  uri: string,
  fetch: Fetch,
  redirectsLeft: number,
): Promise<Uint8Array | undefined> {
  const url = URL.parse(uri)
  if (url === null || !isAskable(url, fetch.isAllowed)) return undefined
  const response = await answerOf(send(url, fetch))
  const { statusCode = 0, headers } = response
  const isRedirect = [301, 302, 303, 307, 308].includes(statusCode)
  if (isRedirect && redirectsLeft > 0 && headers.location !== undefined) {
    response.destroy()
    const next = URL.parse(headers.location, url.href)
    return next === null ? undefined : fetchFrom(next.href, fetch, redirectsLeft - 1)
  }
  if (statusCode !== 200) {
    response.destroy()
    return undefined
  }
  return octetsOf(response, fetch.octetsMax)
}

function isAskable(url: URL, isAllowed: (address: string) => boolean): boolean {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return false
  if (url.username !== '' || url.password !== '') return false
  // An address written out is never looked up, so it is judged here.
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return isIP(host) === 0 || isAllowed(host)
}

function send(url: URL, { isAllowed, signal, requestDer }: Fetch): ClientRequest {
  const open = url.protocol === 'https:' ? httpsRequest : httpRequest
  const headers = { 'accept-encoding': 'identity', 'user-agent': 'shomei' }
  const lookup = lookupOf(isAllowed)
  const common = { agent: false, lookup, signal, maxHeaderSize: HEADER_OCTETS_MAX } as const
  if (requestDer === undefined) return open(url, { ...common, method: 'GET', headers }).end()
  const posted = {
    ...headers,
    'content-type': 'application/ocsp-request',
    'content-length': requestDer.length,
  }
  return open(url, { ...common, method: 'POST', headers: posted }).end(requestDer)
}

const HEADER_OCTETS_MAX = 16_384

/**
 * Looks a name up, and gives the connection only addresses that are allowed: the address judged is
 * the address connected to, so that a name that resolves otherwise the second time gains nothing.
 */
function lookupOf(isAllowed: (address: string) => boolean): LookupFunction {
  return (host, options, callback) => {
    lookupHost(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, [])
      const allowed = addresses.filter(({ address }) => isAllowed(address))
      const [first] = allowed
      if (first === undefined) return callback(new Error('no address is allowed'), [])
      return options.all === true
        ? callback(null, allowed)
        : callback(null, first.address, first.family)
    })
  }
}

function answerOf(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve)
    request.once('error', reject)
  })
}

async function octetsOf(
  response: IncomingMessage,
  octetsMax: number,
): Promise<Uint8Array | undefined> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    length += part.length
    // Leaving the loop destroys the connection.
    if (length > octetsMax) return undefined
    parts.push(part)
  }
  return response.complete ? new Uint8Array(Buffer.concat(parts, length)) : undefined
}
