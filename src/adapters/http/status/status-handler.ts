import type { IncomingMessage, ServerResponse } from 'node:http'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { assert } from '#kernel/assert.ts'
import type { Clock } from '#kernel/ports.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from '#law/certificate-kind.ts'
import { ocspResponder } from '#va/answer-ocsp.ts'
import type { FilterSource, FreshStatuses, OcspSigner, StatusReading } from '#va/ports.ts'
import { type GuardPorts, guardedResponder } from '#va/relying-parties/guarded-responder.ts'
import { rememberedResponders } from '#va/responder-table.ts'
import { type CrlPath, CrlRoute } from './crl-route.ts'
import { answerFilter } from './filter-route.ts'
import { cacheable, type HttpAnswer, maxAge, refused, writeAnswer } from './http-answer.ts'
import { OcspRoute, type ReportFault } from './ocsp-route.ts'
import { parseStatusPath, type StatusPath } from './status-path.ts'

/** What the status service is wired to. */
export interface StatusHandlerPorts {
  /** The committed records of the authorities; nothing here can write. */
  readonly reader: StatusReading
  /** The statuses in memory; without it the records are asked for each. */
  readonly fresh?: FreshStatuses | undefined
  /** Who may ask by OCSP; whoever likes, where it is left out. */
  readonly guard?: Pick<GuardPorts, 'parties' | 'journal'> | undefined
  readonly filters: FilterSource
  readonly signer: OcspSigner
  readonly clock: Clock
  readonly reportFault: ReportFault
}

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
  const { reader, fresh = NOTHING_IN_MEMORY, guard, signer, clock, reportFault } = ports
  const responders = rememberedResponders(reader, clock)
  const open = ocspResponder({ statuses: reader, fresh, responders, signer, clock })
  const responder = guard === undefined ? open : guardedResponder(open, { ...guard, clock })
  const ocsp = new OcspRoute({ responder, isOpen: guard === undefined, clock, reportFault })
  const crls = new CrlRoute({ reader, clock })
  return (request, response) => {
    const posted = POST_PATHS.get(request.url ?? '')
    if (posted !== undefined) {
      ocsp.post(posted, request, response)
      return
    }
    const path = parseStatusPath(request.url ?? '')
    if (path?.what === 'crl') serveList(ports, crls, path, request, response).catch(reportFault)
    else if (path?.what !== 'ocsp') serve(ports, path, request, response).catch(reportFault)
    else if (path.encodedRequest === '') ocsp.post(path.authority, request, response)
    else ocsp.get(path.authority, path.encodedRequest, request, response)
  }
}

const NOTHING_IN_MEMORY: FreshStatuses = { current: () => undefined }

/** Where nearly all requests go, without taking the path apart. */
const POST_PATHS: ReadonlyMap<string, CertificateKind> = new Map(
  CERTIFICATE_KINDS.flatMap((kind) => [
    [`/ocsp/${kind}`, kind],
    [`/ocsp/${kind}/`, kind],
  ]),
)

type OtherPath = Exclude<StatusPath, { readonly what: 'ocsp' | 'crl' }>

async function serve(
  ports: StatusHandlerPorts,
  path: OtherPath | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = await answerOrApologise(ports, path, request)
  const { method, headers } = request
  const ifNoneMatch = headers['if-none-match']
  writeAnswer(response, answer, { now: ports.clock.now(), method, ifNoneMatch })
}

async function serveList(
  { clock, reportFault }: StatusHandlerPorts,
  crls: CrlRoute,
  path: CrlPath,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method } = request
  const asked = { now: clock.now(), method, ifNoneMatch: undefined }
  if (method !== 'GET' && method !== 'HEAD') {
    writeAnswer(response, refused('method-not-allowed', { Allow: 'GET, HEAD' }), asked)
    return
  }
  try {
    await crls.serve(path, request, response)
  } catch (fault) {
    reportFault(fault)
    if (response.headersSent) response.destroy()
    else writeAnswer(response, UNAVAILABLE, asked)
  }
}

const UNAVAILABLE = refused('temporarily-unavailable', { 'Retry-After': RETRY_AFTER_SECONDS })

async function answerOrApologise(
  ports: StatusHandlerPorts,
  path: OtherPath | undefined,
  request: IncomingMessage,
): Promise<HttpAnswer> {
  try {
    return await answerRequest(ports, path, request)
  } catch (fault) {
    ports.reportFault(fault)
    return UNAVAILABLE
  }
}

async function answerRequest(
  ports: StatusHandlerPorts,
  path: OtherPath | undefined,
  request: IncomingMessage,
): Promise<HttpAnswer> {
  if (path === undefined) return refused('not-found')
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refused('method-not-allowed', { Allow: 'GET, HEAD' })
  if (path.what === 'filter') return answerFilter(ports.filters, path, ports.clock.now())
  return answerCertificate(ports, path)
}

async function answerCertificate(
  { reader, clock }: StatusHandlerPorts,
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
