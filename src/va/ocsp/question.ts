import { type AuthorityId, parseSerialHex } from '#ca/contract.ts'
import { OCSP_OID } from '#codec/ocsp/oids.ts'
import { type OcspRequest, parseOcspRequest } from '#codec/ocsp/request.ts'
import type { UsualRequest } from '#codec/ocsp/usual-request.ts'
import { criticalBeyond } from '#codec/x509/read-extensions.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { EntryForm, ResponderEntry, ResponderTable } from '../responder-table.ts'

/** What a request asks one key generation of an authority. */
export interface OcspQuestion {
  readonly entry: ResponderEntry
  readonly certIds: readonly AskedCertId[]
  readonly nonce: Uint8Array | undefined
}

/** One certificate asked about. */
export interface AskedCertId {
  /** As it stood in the request, for the answer to repeat. */
  readonly certIdDer: Uint8Array
  /** `undefined` for a serial that no counter of ours has reached or will reach. */
  readonly serial: number | undefined
}

/** The question of a usual request. */
export function usualQuestion(
  octets: Uint8Array,
  { form, certIds, nonce }: UsualRequest<EntryForm>,
): OcspQuestion {
  const asked = certIds.map(({ start, end, serial }) => ({
    certIdDer: octets.subarray(start, end),
    serial,
  }))
  return { entry: form.entry, certIds: asked, nonce }
}

/** Reads any request, strictly; one with a critical extension unknown here is none. */
export function parseAnyRequest(octets: Uint8Array): Result<OcspRequest, 'malformedRequest'> {
  const parsed = parseOcspRequest(octets)
  return parsed.ok && !hasUnknownCritical(parsed.value)
    ? ok(parsed.value)
    : refuse('malformedRequest')
}

/**
 * The question of any request. One answer bears one signature, and a generation's responder may
 * speak for that generation only: CertIDs of several are nobody's here, as are those of others.
 */
export function anyQuestion(
  authority: AuthorityId,
  { requests, extensions }: OcspRequest,
  table: ResponderTable,
): Result<OcspQuestion, 'unauthorized'> {
  const [first, ...others] = requests.map(({ certId }) => table.find(authority, certId))
  if (first === undefined || others.some((entry) => entry !== first)) return refuse('unauthorized')
  const certIds = requests.map(({ certId }) => ({
    certIdDer: certId.der,
    serial: serialOf(certId.serialHex),
  }))
  return ok({ entry: first, certIds, nonce: extensions.nonce })
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

/** An authority's serials are positive values of a counter below 2^53. */
function serialOf(serialHex: string): number | undefined {
  const own = parseSerialHex(serialHex)
  if (own === undefined) return undefined
  const value = BigInt(`0x${own}`)
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(value)
}
