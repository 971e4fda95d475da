import type { IncomingMessage, ServerResponse } from 'node:http'
import { type PeerCertificate, TLSSocket } from 'node:tls'
import { OCSP_REQUEST_LIMITS } from '#codec/ocsp/bounds.ts'
import { encodeOcspError } from '#codec/ocsp/encode-response.ts'
import { concatBytes, fromBase64 } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { OcspAnswer, OcspResponder } from '#va/answer-ocsp.ts'
import { type HttpAnswer, namesEtag, refused, writeAnswer } from './http-answer.ts'
import { OcspHeaders } from './ocsp-headers.ts'

/**
 * Characters of a GET's base64, percent-encoding included; RFC 5019 §5 sends larger requests by
 * POST.
 */
export const OCSP_GET_CHARACTERS_MAX = 4_096

/** Tells an operator of an outage or a bug. */
export type ReportFault = (fault: unknown) => void

/** What the route needs. */
export interface OcspRoutePorts {
  readonly responder: OcspResponder
  /** Whether anybody may ask: what is told to registered parties alone is kept by no cache. */
  readonly isOpen: boolean
  readonly clock: Clock
  readonly reportFault: ReportFault
}

/**
 * OCSP over HTTP (RFC 6960 appendix A, RFC 5019 §5, §6), straight on `node:http`: no promise and no
 * stream stands between a request that came in one piece and an answer that is at hand.
 */
export class OcspRoute {
  readonly #ports: OcspRoutePorts
  readonly #headers: OcspHeaders

  constructor(ports: OcspRoutePorts) {
    this.#ports = ports
    this.#headers = new OcspHeaders(ports.clock)
  }

  /** A request to the path of a POST; one by another method is refused. */
  post(authority: CertificateKind, request: IncomingMessage, response: ServerResponse): void {
    if (request.method !== 'POST') {
      this.#refuse(request, response, refused('method-not-allowed', { Allow: 'POST' }))
    } else if (!isOcspRequest(request.headers['content-type'])) {
      this.#refuse(request, response, refused('media-type-unsupported'))
    } else if (Number(request.headers['content-length'] ?? 0) > OCSP_REQUEST_LIMITS.sizeOctetsMax) {
      this.#refuse(request, response, tooLarge())
    } else {
      this.#readBody(authority, request, response)
    }
  }

  /** A request whose path carries the base64 of the question. */
  get(
    authority: CertificateKind,
    encodedRequest: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return this.#refuse(request, response, refused('method-not-allowed', { Allow: 'GET, HEAD' }))
    if (encodedRequest.length > OCSP_GET_CHARACTERS_MAX)
      return this.#refuse(request, response, refused('path-too-long'))
    const requestDer = decodePath(encodedRequest)
    if (requestDer === undefined) return this.#write(response, encodeOcspError('malformedRequest'))
    return this.#answer(authority, requestDer, response, request)
  }

  #readBody(authority: CertificateKind, request: IncomingMessage, response: ServerResponse): void {
    let body: Uint8Array | undefined
    let isOver = false
    request.on('data', (chunk: Uint8Array) => {
      if (isOver) return
      body = body === undefined ? chunk : concatBytes(body, chunk)
      if (body.length <= OCSP_REQUEST_LIMITS.sizeOctetsMax) return
      isOver = true
      this.#refuse(request, response, tooLarge())
    })
    request.on('end', () => {
      if (!isOver) this.#answer(authority, body ?? new Uint8Array(), response, undefined)
    })
    // A connection that broke off in the middle of a request has nobody left to answer.
    request.on('error', ignore)
  }

  /** `cacheable` is the GET whose answer caches on the way may keep. */
  #answer(
    authority: CertificateKind,
    requestDer: Uint8Array,
    response: ServerResponse,
    cacheable: IncomingMessage | undefined,
  ): void {
    const certificateDer = connectionCertificateOf(response.req)
    const answer = this.#ports.responder.answer(authority, requestDer, certificateDer)
    if (answer instanceof Promise)
      answer
        .then((made) => this.#send(made, response, cacheable))
        .catch((fault: unknown) => this.#fail(fault, response))
    else this.#send(answer, response, cacheable)
  }

  #send(
    answer: OcspAnswer,
    response: ServerResponse,
    cacheable: IncomingMessage | undefined,
  ): void {
    if (answer.status !== 'successful' && answer.fault !== undefined)
      this.#ports.reportFault(answer.fault)
    const { isOpen } = this.#ports
    const isForAll = isOpen && answer.status === 'successful' && !answer.hasNonce
    if (cacheable === undefined || !isForAll) {
      this.#write(response, answer.responseDer, cacheable?.method === 'HEAD')
      return
    }
    const { etag, headers } = this.#headers.ofCacheable(answer)
    if (namesEtag(cacheable.headers['if-none-match'], etag)) {
      response.writeHead(304, headers).end()
      return
    }
    response.writeHead(200, [...headers, 'Content-Length', String(answer.responseDer.length)])
    if (cacheable.method === 'HEAD') response.end()
    else response.end(answer.responseDer)
  }

  /** What is not signed, or answers one asker alone, is kept by no cache (RFC 5019 §6.1). */
  #write(response: ServerResponse, responseDer: Uint8Array, isHead = false): void {
    response.writeHead(200, this.#headers.ofOwn(responseDer.length))
    if (isHead) response.end()
    else response.end(responseDer)
  }

  #refuse(request: IncomingMessage, response: ServerResponse, answer: HttpAnswer): void {
    const { method } = request
    writeAnswer(response, answer, { now: this.#now(), method, ifNoneMatch: undefined })
  }

  #fail(fault: unknown, response: ServerResponse): void {
    this.#ports.reportFault(fault)
    if (!response.headersSent) this.#write(response, encodeOcspError('internalError'))
  }

  #now(): Instant {
    return this.#ports.clock.now()
  }
}

/** What the other side proved to hold, where the connection is TLS and it gave a certificate. */
function connectionCertificateOf({ socket }: IncomingMessage): Uint8Array | undefined {
  if (!(socket instanceof TLSSocket)) return undefined
  const { raw } = socket.getPeerCertificate() as Partial<PeerCertificate>
  return raw
}

function ignore(): void {
  // Nothing is left to do.
}

function tooLarge(): HttpAnswer {
  return refused('body-too-large', { Connection: 'close' })
}

function isOcspRequest(contentType: string | undefined): boolean {
  if (contentType === 'application/ocsp-request') return true
  const [mediaType = ''] = (contentType ?? '').split(';', 1)
  return mediaType.trim().toLowerCase() === 'application/ocsp-request'
}

/**
 * Base64 as clients write it into a path: percent-encoded or not, with or without padding (RFC 6960
 * A.1). The alphabet is that of RFC 4648 §4; the URL-safe one of §5 is not base64 there.
 */
function decodePath(encodedRequest: string): Uint8Array | undefined {
  let base64: string
  try {
    base64 = encodedRequest.includes('%') ? decodeURIComponent(encodedRequest) : encodedRequest
  } catch {
    return undefined
  }
  if (/\s/.test(base64)) return undefined
  const isPadded = base64.endsWith('=')
  return fromBase64(isPadded ? base64 : base64.padEnd(Math.ceil(base64.length / 4) * 4, '='))
}
