import { type AuthorityId, type CertificateStatus, parseSerialHex } from '#ca/contract.ts'
import {
  assembleOcspResponse,
  encodeOcspError,
  encodeResponseData,
} from '#codec/ocsp/encode-response.ts'
import { OCSP_OID } from '#codec/ocsp/oids.ts'
import { type OcspRequest, parseOcspRequest } from '#codec/ocsp/request.ts'
import type { OcspErrorStatus } from '#codec/ocsp/response.ts'
import { isWithinValidity } from '#codec/x509/certificate.ts'
import { criticalBeyond } from '#codec/x509/read-extensions.ts'
import { assert } from '#kernel/assert.ts'
import { type Instant, plusMs, wholeSecond } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import type { OcspSigner, StatusSource } from './ports.ts'
import {
  mayAnswer,
  type Responder,
  type ResponderEntry,
  type ResponderTable,
} from './responder-table.ts'

/**
 * How long an answer counts: the real service renews its records every 15 minutes (spec/jpki.md
 * §2.4).
 */
export const OCSP_VALIDITY_MS = 900_000

/** What the responder needs. It reads and signs; it never writes. */
export interface OcspPorts {
  readonly statuses: Pick<StatusSource, 'certificateStatuses'>
  readonly responders: () => Promise<ResponderTable>
  readonly signer: OcspSigner
  readonly clock: Clock
}

/** An answer to send, and what a cache may know of it. */
export type OcspAnswer =
  | {
      readonly status: 'successful'
      readonly responseDer: Uint8Array
      readonly producedAt: Instant
      readonly nextUpdate: Instant
      /** Whether the answer repeats a nonce, and so is for one asker only. */
      readonly hasNonce: boolean
    }
  | {
      readonly status: OcspErrorStatus
      readonly responseDer: Uint8Array
      /**
       * The outage or bug behind `tryLater` and `internalError`, for the operator; else
       * `undefined`.
       */
      readonly fault: unknown
    }

/**
 * Answers one OCSP request to an authority (RFC 6960 §2.2, §4.2). Every CertID must name the same
 * key generation of this authority, since one answer bears one signature and a generation's
 * responder may speak for that generation only; any other issuer is `unauthorized`. A serial
 * without a record is `unknown`, never good. A request that is not one is `malformedRequest`. Never
 * rejects: an outage of the records is `tryLater`, any other fault `internalError`, and both are
 * handed out in `fault`.
 */
export async function answerOcsp(
  ports: OcspPorts,
  authority: AuthorityId,
  requestDer: Uint8Array,
): Promise<OcspAnswer> {
  const parsed = parseOcspRequest(requestDer)
  if (!parsed.ok || hasUnknownCritical(parsed.value)) return refusal('malformedRequest')
  // Taken before the records are read, so that the answer never claims to be newer than they are.
  const now = wholeSecond(ports.clock.now())
  const found = await attempt(() => findEntry(ports, authority, parsed.value))
  if (!found.done) return refusal('tryLater', found.fault)
  const entry = found.value
  if (entry === undefined) return refusal('unauthorized')
  const { responder } = entry
  if (responder === undefined || !mayAnswer(responder, now)) {
    // An authority that has ended has no responder any more and never will; otherwise one is being
    // renewed.
    const isOver = !isWithinValidity(entry.authorityCertificate, now)
    return refusal(isOver ? 'unauthorized' : 'tryLater')
  }
  const statuses = await attempt(() => readStatuses(ports, entry, parsed.value))
  if (!statuses.done) return refusal('tryLater', statuses.fault)
  const answer = await attempt(() =>
    sign(ports.signer, responder, parsed.value, statuses.value, now),
  )
  return answer.done ? answer.value : refusal('internalError', answer.fault)
}

type Attempt<T> =
  | { readonly done: true; readonly value: T }
  | { readonly done: false; readonly fault: unknown }

async function attempt<T>(act: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { done: true, value: await act() }
  } catch (fault) {
    return { done: false, fault }
  }
}

function refusal(status: OcspErrorStatus, fault?: unknown): OcspAnswer {
  return { status, responseDer: encodeOcspError(status), fault }
}

const UNDERSTOOD: ReadonlySet<string> = new Set([OCSP_OID.nonce])
const NONE_UNDERSTOOD: ReadonlySet<string> = new Set()

/**
 * RFC 5280 §4.2 by way of RFC 6960 §4.4: a critical extension that is not understood may not be
 * passed over.
 */
function hasUnknownCritical({ requests, extensions }: OcspRequest): boolean {
  return (
    criticalBeyond(extensions.all, UNDERSTOOD).length > 0 ||
    requests.some((single) => criticalBeyond(single.extensions, NONE_UNDERSTOOD).length > 0)
  )
}

async function findEntry(
  ports: OcspPorts,
  authority: AuthorityId,
  { requests }: OcspRequest,
): Promise<ResponderEntry | undefined> {
  const table = await ports.responders()
  const [first, ...others] = requests.map(({ certId }) => table.find(authority, certId))
  return others.every((entry) => entry === first) ? first : undefined
}

async function readStatuses(
  ports: OcspPorts,
  { authority, generation }: ResponderEntry,
  { requests }: OcspRequest,
): Promise<readonly CertificateStatus[]> {
  const serials = requests.map(({ certId }) => parseSerialHex(certId.serialHex))
  const known = serials.filter((serial) => serial !== undefined)
  const states = await ports.statuses.certificateStatuses(authority, known, generation)
  assert(states.length === known.length, 'the records answer every serial')
  const rest = states.values()
  // A serial outside the authority's form was never given out by it.
  return serials.map((serial) => (serial && rest.next().value) ?? { state: 'unknown' })
}

async function sign(
  signer: OcspSigner,
  responder: Responder,
  request: OcspRequest,
  statuses: readonly CertificateStatus[],
  now: Instant,
): Promise<OcspAnswer> {
  const { certificate, keyName, algorithm, keyHash } = responder
  const nextUpdate = nextUpdateOf(responder, now)
  const { nonce } = request.extensions
  const tbsDer = encodeResponseData({
    responderId: { by: 'key', keyHash },
    producedAt: now,
    responses: request.requests.map(({ certId }, i) => ({
      certIdDer: certId.der,
      status: statuses[i] ?? { state: 'unknown' },
      thisUpdate: now,
      nextUpdate,
    })),
    nonce,
  })
  const signature = await signer.sign(keyName, { what: 'ocsp-response', tbsDer })
  const responseDer = assembleOcspResponse(tbsDer, algorithm, signature, certificate.der)
  const hasNonce = nonce !== undefined
  return { status: 'successful', responseDer, producedAt: now, nextUpdate, hasNonce }
}

/** An answer does not outlive the certificate that makes it believable. */
function nextUpdateOf({ certificate }: Responder, now: Instant): Instant {
  const planned = plusMs(now, OCSP_VALIDITY_MS)
  const { notAfter } = certificate.validity
  return planned < notAfter ? planned : notAfter
}
