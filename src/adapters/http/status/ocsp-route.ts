import type { IncomingMessage } from 'node:http'
import { OCSP_REQUEST_LIMITS } from '#codec/ocsp/bounds.ts'
import { encodeOcspError } from '#codec/ocsp/encode-response.ts'
import { digest } from '#crypto/digest.ts'
import { concatBytes, fromBase64, toHex } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { answerOcsp, type OcspAnswer, type OcspPorts } from '#va/answer-ocsp.ts'
import { cacheable, type HttpAnswer, maxAge, refused } from './http-answer.ts'

/**
 * Characters of a GET's base64, percent-encoding included; RFC 5019 §5 sends larger requests by
 * POST.
 */
export const OCSP_GET_CHARACTERS_MAX = 4_096

/**
 * How long a cache on the way may repeat an answer: far less than the answer counts
 * (`OCSP_VALIDITY_MS`), so that a revocation is seen within a minute and not within fifteen.
 */
export const OCSP_CACHE_SECONDS_MAX = 60

/** Tells an operator of an outage or a bug. */
export type ReportFault = (fault: unknown) => void

/** An OCSP request by GET or POST (RFC 6960 appendix A); `undefined` where the asker went away. */
export async function answerOcspRequest(
  ports: OcspPorts & { readonly reportFault: ReportFault },
  authority: CertificateKind,
  encodedRequest: string,
  request: IncomingMessage,
): Promise<HttpAnswer | undefined> {
  const unverified =
    request.method === 'POST'
      ? await readPosted(request, encodedRequest)
      : readPath(request.method, encodedRequest)
  if (unverified === undefined || !(unverified instanceof Uint8Array)) return unverified
  const answer = await answerOcsp(ports, authority, unverified)
  if (answer.status !== 'successful' && answer.fault !== undefined) ports.reportFault(answer.fault)
  return toHttp(answer, request.method, ports.clock.now())
}

function readPath(method: string | undefined, encodedRequest: string): Uint8Array | HttpAnswer {
  if ((method !== 'GET' && method !== 'HEAD') || encodedRequest === '')
    return refused('method-not-allowed', { Allow: encodedRequest === '' ? 'POST' : 'GET, HEAD' })
  if (encodedRequest.length > OCSP_GET_CHARACTERS_MAX) return refused('path-too-long')
  return decodePath(encodedRequest) ?? ocspAnswer(encodeOcspError('malformedRequest'))
}

/**
 * Base64 as clients write it into a path: percent-encoded or not, with or without padding (RFC 6960
 * A.1).
 */
function decodePath(encodedRequest: string): Uint8Array | undefined {
  let base64: string
  try {
    base64 = decodeURIComponent(encodedRequest)
  } catch {
    return undefined
  }
  if (/\s/.test(base64)) return undefined
  const bare = base64.replace(/={1,2}$/, '')
  return fromBase64(bare.padEnd(Math.ceil(bare.length / 4) * 4, '='))
}

async function readPosted(
  request: IncomingMessage,
  encodedRequest: string,
): Promise<Uint8Array | HttpAnswer | undefined> {
  if (encodedRequest !== '') return refused('method-not-allowed', { Allow: 'GET, HEAD' })
  const [mediaType = ''] = (request.headers['content-type'] ?? '').split(';', 1)
  if (mediaType.trim().toLowerCase() !== 'application/ocsp-request')
    return refused('media-type-unsupported')
  const announced = Number(request.headers['content-length'] ?? 0)
  const tooLarge = refused('body-too-large', { Connection: 'close' })
  if (announced > OCSP_REQUEST_LIMITS.sizeOctetsMax) return tooLarge
  const chunks: Uint8Array[] = []
  let octets = 0
  try {
    for await (const chunk of request as AsyncIterable<Uint8Array>) {
      octets += chunk.length
      if (octets > OCSP_REQUEST_LIMITS.sizeOctetsMax) return tooLarge
      chunks.push(chunk)
    }
  } catch (error) {
    // A connection that broke off in the middle of a request has nobody left to answer.
    if (request.destroyed) return undefined
    throw error
  }
  return concatBytes(...chunks)
}

function ocspAnswer(responseDer: Uint8Array): HttpAnswer {
  // RFC 5019 §6.1 (3): what is not signed, or answers one asker alone, is kept by no cache.
  const headers = { 'Content-Type': 'application/ocsp-response', 'Cache-Control': 'no-store' }
  return { status: 200, headers, body: responseDer }
}

function toHttp(answer: OcspAnswer, method: string | undefined, now: Instant): HttpAnswer {
  const { responseDer } = answer
  if (answer.status !== 'successful' || answer.hasNonce || method === 'POST')
    return ocspAnswer(responseDer)
  return cacheable('application/ocsp-response', responseDer, {
    etag: toHex(digest('sha256', responseDer)),
    lastModified: answer.producedAt,
    expires: answer.nextUpdate,
    maxAgeSeconds: maxAge(now, answer.nextUpdate, OCSP_CACHE_SECONDS_MAX),
  })
}
