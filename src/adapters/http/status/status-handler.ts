import type { IncomingMessage, ServerResponse } from 'node:http'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { assert } from '#kernel/assert.ts'
import type { Clock } from '#kernel/ports.ts'
import type { OcspPorts } from '#va/answer-ocsp.ts'
import type { OcspSigner, StatusReading } from '#va/ports.ts'
import { rememberedResponders } from '#va/responder-table.ts'
import { cacheable, type HttpAnswer, maxAge, refused, writeAnswer } from './http-answer.ts'
import { answerOcspRequest, type ReportFault } from './ocsp-route.ts'
import { parseStatusPath, type StatusPath } from './status-path.ts'

/** What the status service is wired to. */
export interface StatusHandlerPorts {
  /** The committed records of the authorities; nothing here can write. */
  readonly reader: StatusReading
  readonly signer: OcspSigner
  readonly clock: Clock
  readonly reportFault: ReportFault
}

/**
 * How long a cache may repeat a list. A list counts for a day and more, but a newer one may come
 * after any revocation.
 */
export const CRL_CACHE_SECONDS_MAX = 300

/**
 * A generation's certificate never changes; an hour keeps a wrong path from being remembered for
 * long.
 */
export const CERTIFICATE_CACHE_SECONDS_MAX = 3_600

/** Seconds after which to come back while the records are out of reach. */
const RETRY_AFTER_SECONDS = '30'

/**
 * The status service as a request listener for `node:http`: OCSP, CRLs and the authorities'
 * certificates.
 */
export function statusHandler(
  ports: StatusHandlerPorts,
): (request: IncomingMessage, response: ServerResponse) => void {
  const { reader, signer, clock, reportFault } = ports
  const responders = rememberedResponders(reader, clock)
  const wired: Wired = { ...ports, ocsp: { statuses: reader, responders, signer, clock } }
  return (request, response) => {
    serve(wired, request, response).catch(reportFault)
  }
}

async function serve(
  wired: Wired,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = await answerOrApologise(wired, request)
  if (answer === undefined) return
  const { method, headers } = request
  const ifNoneMatch = headers['if-none-match']
  writeAnswer(response, answer, { now: wired.clock.now(), method, ifNoneMatch })
}

async function answerOrApologise(
  wired: Wired,
  request: IncomingMessage,
): Promise<HttpAnswer | undefined> {
  try {
    return await answerRequest(wired, request)
  } catch (fault) {
    wired.reportFault(fault)
    return refused('temporarily-unavailable', { 'Retry-After': RETRY_AFTER_SECONDS })
  }
}

type Wired = StatusHandlerPorts & { readonly ocsp: OcspPorts }

async function answerRequest(
  wired: Wired,
  request: IncomingMessage,
): Promise<HttpAnswer | undefined> {
  const path = parseStatusPath(request.url ?? '')
  if (path === undefined) return refused('not-found')
  if (path.what === 'ocsp') {
    const ports = { ...wired.ocsp, reportFault: wired.reportFault }
    return answerOcspRequest(ports, path.authority, path.encodedRequest, request)
  }
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refused('method-not-allowed', { Allow: 'GET, HEAD' })
  return path.what === 'crl' ? answerCrl(wired, path) : answerCertificate(wired, path)
}

async function answerCrl(
  { reader, clock }: Wired,
  path: StatusPath & { readonly what: 'crl' },
): Promise<HttpAnswer> {
  const { authority, municipalityCode, generation } = path
  const crl = await reader.currentCrl({ authority, municipalityCode }, generation)
  if (crl === undefined) return refused('not-found')
  return cacheable('application/pkix-crl', crl.crlDer, {
    etag: `${crl.generation}-${crl.crlNumber}`,
    lastModified: crl.thisUpdate,
    expires: crl.nextUpdate,
    maxAgeSeconds: maxAge(clock.now(), crl.nextUpdate, CRL_CACHE_SECONDS_MAX),
  })
}

async function answerCertificate(
  { reader, clock }: Wired,
  path: StatusPath & { readonly what: 'authority-certificate' },
): Promise<HttpAnswer> {
  const generations = await reader.authorityGenerations()
  const found = generations.find(
    ({ authority, generation }) => authority === path.authority && generation === path.generation,
  )
  if (found === undefined) return refused('not-found')
  const certificate = parseCertificate(found.certificateDer)
  assert(certificate.ok, `the stored certificate of ${found.authority} is a certificate`)
  const { notBefore, notAfter } = certificate.value.validity
  return cacheable('application/pkix-cert', found.certificateDer, {
    etag: found.keyIdHex,
    lastModified: notBefore,
    expires: notAfter,
    maxAgeSeconds: maxAge(clock.now(), notAfter, CERTIFICATE_CACHE_SECONDS_MAX),
  })
}
