import * as der from '#codec/der/encode.ts'
import { contextConstructed, TAG } from '#codec/der/tag.ts'
import { digestIdentifierDer } from '#codec/x509/algorithm.ts'
import type { DigestAlgorithm } from '#crypto/digest.ts'
import { concatBytes } from '#kernel/bytes.ts'
import { OCSP_CERT_IDS_MAX, OCSP_REQUEST_LIMITS } from './bounds.ts'
import type { IssuerHashes } from './cert-id.ts'
import { isNonceLength } from './nonce.ts'
import { OCSP_OID } from './oids.ts'

/** An issuer as CertIDs name it, octet by octet. */
export interface IssuerForm {
  /** hashAlgorithm, issuerNameHash and issuerKeyHash, one after the other. */
  readonly octets: Uint8Array
}

/**
 * A request as nearly all clients write it: unsigned, nameless, every CertID of one issuer that is
 * known, a nonce or no extension at all. Octet fields are views into the request.
 */
export interface UsualRequest<F extends IssuerForm> {
  readonly form: F
  readonly certIds: readonly UsualCertId[]
  readonly nonce: Uint8Array | undefined
}

/** One CertID of a usual request: its place in the octets, and its serial as a number. */
export interface UsualCertId {
  readonly start: number
  readonly end: number
  /** Positive and below 2^53. */
  readonly serial: number
}

/** The octets by which CertIDs with this hash name the issuer; clients differ in `parameters`. */
export function issuerFormOctets(
  algorithm: DigestAlgorithm,
  { nameHash, keyHash }: IssuerHashes,
  parameters: 'null' | 'absent',
): Uint8Array {
  return concatBytes(
    der.preEncoded(digestIdentifierDer(algorithm, parameters)),
    der.encode(der.octetString(nameHash)),
    der.encode(der.octetString(keyHash)),
  )
}

/**
 * Reads a usual request of one of the issuers. `undefined` says nothing about the octets but that
 * `parseOcspRequest` has to look; whatever is read here, that reads in the same way.
 */
export function readUsualRequest<F extends IssuerForm>(
  octets: Uint8Array,
  forms: readonly F[],
): UsualRequest<F> | undefined {
  const end = octets.length
  if (end > OCSP_REQUEST_LIMITS.sizeOctetsMax) return undefined
  const cursor = new Cursor(octets)
  if (cursor.enter(TAG.sequence, end) !== end || cursor.enter(TAG.sequence, end) !== end)
    return undefined
  const listEnd = cursor.enter(TAG.sequence, end)
  const first = cursor.at
  const form = firstForm(cursor, listEnd, forms)
  if (form === undefined) return undefined
  cursor.at = first
  const certIds: UsualCertId[] = []
  while (cursor.at < listEnd) {
    const certId = readCertId(cursor, listEnd, form)
    if (certId === undefined || certIds.length === OCSP_CERT_IDS_MAX) return undefined
    certIds.push(certId)
  }
  if (listEnd === end) return { form, certIds, nonce: undefined }
  const nonce = readNonceAlone(cursor, end)
  return nonce === undefined ? undefined : { form, certIds, nonce }
}

function firstForm<F extends IssuerForm>(
  cursor: Cursor,
  listEnd: number,
  forms: readonly F[],
): F | undefined {
  const end = cursor.enter(TAG.sequence, listEnd)
  if (cursor.enter(TAG.sequence, end) !== end) return undefined
  for (const form of forms) if (cursor.stands(form.octets, end)) return form
  return undefined
}

function readCertId(cursor: Cursor, listEnd: number, form: IssuerForm): UsualCertId | undefined {
  const end = cursor.enter(TAG.sequence, listEnd)
  const start = cursor.at
  // A request without extensions of its own ends with its CertID.
  if (cursor.enter(TAG.sequence, end) !== end || !cursor.stands(form.octets, end)) return undefined
  cursor.at += form.octets.length
  if (cursor.enter(TAG.integer, end) !== end) return undefined
  const serial = cursor.positive(end)
  return serial === undefined ? undefined : { start, end, serial }
}

const NONCE_OID = der.encode(der.oid(OCSP_OID.nonce))

/** The one extension of a request whose only extension is a nonce. */
function readNonceAlone(cursor: Cursor, end: number): Uint8Array | undefined {
  if (cursor.enter(contextConstructed(2), end) !== end) return undefined
  if (cursor.enter(TAG.sequence, end) !== end || cursor.enter(TAG.sequence, end) !== end)
    return undefined
  if (!cursor.stands(NONCE_OID, end)) return undefined
  cursor.at += NONCE_OID.length
  if (cursor.enter(TAG.octetString, end) !== end || cursor.enter(TAG.octetString, end) !== end)
    return undefined
  return isNonceLength(end - cursor.at) ? cursor.rest(end) : undefined
}

/** No place ends here: what `enter` gives where the octets are not what was looked for. */
const NOWHERE = -1

/** A place in the octets of a request. */
class Cursor {
  at = 0
  readonly #octets: Uint8Array

  constructor(octets: Uint8Array) {
    this.#octets = octets
  }

  /**
   * Steps into a value with the identifier `tag`, its length in the fewest octets; gives where it
   * ends, at or before `limit`.
   */
  enter(tag: number, limit: number): number {
    const octets = this.#octets
    const at = this.at
    if (at + 2 > limit || octets[at] !== tag) return NOWHERE
    const first = octets[at + 1] ?? 0
    let start = at + 2
    let length = first
    if (first === 0x81) {
      length = octets[at + 2] ?? 0
      if (length < 0x80) return NOWHERE
      start = at + 3
    } else if (first === 0x82) {
      length = ((octets[at + 2] ?? 0) << 8) | (octets[at + 3] ?? 0)
      if (length < 0x100) return NOWHERE
      start = at + 4
    } else if (first >= 0x80) {
      return NOWHERE
    }
    const end = start + length
    if (end > limit) return NOWHERE
    this.at = start
    return end
  }

  /** Whether `wanted` stands here, before `limit`. */
  stands(wanted: Uint8Array, limit: number): boolean {
    const octets = this.#octets
    const at = this.at
    if (at + wanted.length > limit) return false
    for (let i = 0; i < wanted.length; i++) if (octets[at + i] !== wanted[i]) return false
    return true
  }

  /** The INTEGER whose contents go to `end`, where it is positive, minimal and below 2^53. */
  positive(end: number): number | undefined {
    const octets = this.#octets
    let at = this.at
    const first = octets[at] ?? 0
    if (end === at || first >= 0x80) return undefined
    if (first === 0) {
      at++
      if ((octets[at] ?? 0) < 0x80) return undefined
    }
    let value = 0
    if (end - at > SERIAL_OCTETS_MAX) return undefined
    for (; at < end; at++) value = value * 0x100 + (octets[at] ?? 0)
    this.at = end
    return value > 0 && value <= Number.MAX_SAFE_INTEGER ? value : undefined
  }

  rest(end: number): Uint8Array {
    return this.#octets.subarray(this.at, end)
  }
}

/** Octets of a number below 2^53. */
const SERIAL_OCTETS_MAX = 7
