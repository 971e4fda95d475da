import * as der from '#codec/der/encode.ts'
import { contextConstructed, TAG } from '#codec/der/tag.ts'
import type { SignatureAlgorithm } from '#codec/x509/algorithm.ts'
import { assert } from '#kernel/assert.ts'
import { briefRoom } from '#kernel/bytes.ts'
import { type Instant, instant } from '#kernel/instant.ts'
import { certStatusNode, singleExtensionsNode } from './encode-response.ts'
import { isNonceLength } from './nonce.ts'
import { OCSP_OID } from './oids.ts'
import type { CertStatus } from './response.ts'

/** What all answers of a responder have in common. */
export interface TemplateFields {
  /** SHA-1 of the responder's key: its ResponderID. */
  readonly keyHash: Uint8Array
  /** See `ResponseFields`. */
  readonly archiveCutoff: Instant | undefined
  readonly algorithm: SignatureAlgorithm
  readonly certificateDer: Uint8Array
}

/** One statement; `certIdDer` as it stood in the request. */
export interface TemplateStatement {
  readonly certIdDer: Uint8Array
  readonly status: CertStatus
}

/** An encoded GeneralizedTime: identifier, length and `YYYYMMDDHHMMSSZ`. */
const TIME_OCTETS = 17
const NONCE_OID = der.encode(der.oid(OCSP_OID.nonce))
const SUCCESSFUL = der.encode(der.enumerated(0))
const BASIC_RESPONSE = der.encode(der.oid(OCSP_OID.basicResponse))
const GOOD = der.preEncoded(certStatusNode({ state: 'good' }))
const UNKNOWN = der.preEncoded(certStatusNode({ state: 'unknown' }))

/**
 * Answers of one responder, written around what they have in common: the same octets as
 * `encodeResponseData` and `assembleOcspResponse` give for statements of one moment, in a tenth of
 * the time. The responder's certificate and signature algorithm, and the octets of the last second,
 * are encoded once. What comes from here lies in `briefRoom`.
 */
export class ResponseTemplate {
  /** `[2] KeyHash`. */
  readonly #responderId: Uint8Array
  readonly #singleExtensions: Uint8Array
  readonly #algorithm: Uint8Array
  /** `[0] SEQUENCE OF Certificate`. */
  readonly #certificates: Uint8Array
  readonly #producedAt = new KeptTime()
  readonly #nextUpdate = new KeptTime()

  constructor(fields: TemplateFields) {
    const { keyHash, archiveCutoff, algorithm, certificateDer } = fields
    this.#responderId = der.encode(der.explicit(2, der.octetString(keyHash)))
    this.#singleExtensions =
      archiveCutoff === undefined
        ? new Uint8Array()
        : der.encode(singleExtensionsNode(archiveCutoff))
    this.#algorithm = algorithm.der
    this.#certificates = der.encode(der.explicit(0, der.sequence(certificateDer)))
  }

  /** The DER of a ResponseData, to be signed; every statement is of `producedAt`. */
  responseData(
    statements: readonly TemplateStatement[],
    producedAt: Instant,
    nextUpdate: Instant,
    nonce: Uint8Array | undefined,
  ): Uint8Array {
    const statuses = statements.map(({ status }) => statusDer(status))
    let list = 0
    for (const [i, { certIdDer }] of statements.entries())
      list += wholeOctets(this.#singleOctets(certIdDer, statuses[i] ?? UNKNOWN))
    const extensions = nonce === undefined ? 0 : nonceLengths(nonce.length).whole
    const content = this.#responderId.length + TIME_OCTETS + wholeOctets(list) + extensions
    const writer = new Writer(briefRoom(wholeOctets(content)))
    const producedAtDer = this.#producedAt.der(producedAt)
    writer.header(TAG.sequence, content)
    writer.put(this.#responderId)
    writer.put(producedAtDer)
    writer.header(TAG.sequence, list)
    const nextUpdateDer = this.#nextUpdate.der(nextUpdate)
    for (const [i, { certIdDer }] of statements.entries()) {
      const status = statuses[i] ?? UNKNOWN
      writer.header(TAG.sequence, this.#singleOctets(certIdDer, status))
      writer.put(certIdDer)
      writer.put(status)
      // thisUpdate: the records were read for this answer.
      writer.put(producedAtDer)
      writer.header(contextConstructed(0), TIME_OCTETS)
      writer.put(nextUpdateDer)
      writer.put(this.#singleExtensions)
    }
    if (nonce !== undefined) writeNonce(writer, nonce)
    return writer.whole()
  }

  /** A successful response around the signed ResponseData. */
  response(tbsDer: Uint8Array, signature: Uint8Array): Uint8Array {
    const bits = signature.length + 1
    const basic =
      tbsDer.length + this.#algorithm.length + wholeOctets(bits) + this.#certificates.length
    const typed = BASIC_RESPONSE.length + wholeOctets(wholeOctets(basic))
    const content = SUCCESSFUL.length + wholeOctets(wholeOctets(typed))
    const writer = new Writer(briefRoom(wholeOctets(content)))
    writer.header(TAG.sequence, content)
    writer.put(SUCCESSFUL)
    writer.header(contextConstructed(0), wholeOctets(typed))
    writer.header(TAG.sequence, typed)
    writer.put(BASIC_RESPONSE)
    writer.header(TAG.octetString, wholeOctets(basic))
    writer.header(TAG.sequence, basic)
    writer.put(tbsDer)
    writer.put(this.#algorithm)
    writer.header(TAG.bitString, bits)
    writer.octet(0)
    writer.put(signature)
    writer.put(this.#certificates)
    return writer.whole()
  }

  #singleOctets(certIdDer: Uint8Array, status: Uint8Array): number {
    return (
      certIdDer.length +
      status.length +
      TIME_OCTETS +
      wholeOctets(TIME_OCTETS) +
      this.#singleExtensions.length
    )
  }
}

function statusDer(status: CertStatus): Uint8Array {
  switch (status.state) {
    case 'good':
      return GOOD
    case 'unknown':
      return UNKNOWN
    case 'revoked':
      return der.preEncoded(certStatusNode(status))
  }
}

/** Contents' octets of the nested values of `responseExtensions` with a nonce alone. */
function nonceLengths(octets: number): {
  readonly value: number
  readonly extension: number
  readonly list: number
  readonly tagged: number
  readonly whole: number
} {
  assert(isNonceLength(octets), 'a nonce has 1 to 128 octets (RFC 9654 §2.1)')
  const value = wholeOctets(octets)
  const single = NONCE_OID.length + wholeOctets(value)
  const list = wholeOctets(single)
  const tagged = wholeOctets(list)
  return { value, extension: single, list, tagged, whole: wholeOctets(tagged) }
}

function writeNonce(writer: Writer, nonce: Uint8Array): void {
  const { value, extension, list, tagged } = nonceLengths(nonce.length)
  writer.header(contextConstructed(1), tagged)
  writer.header(TAG.sequence, list)
  writer.header(TAG.sequence, extension)
  writer.put(NONCE_OID)
  writer.header(TAG.octetString, value)
  writer.header(TAG.octetString, nonce.length)
  writer.put(nonce)
}

/** Octets of a value whose contents have `length` octets, identifier and length included. */
function wholeOctets(length: number): number {
  if (length < 0x80) return length + 2
  if (length < 0x100) return length + 3
  return length < 0x1_00_00 ? length + 4 : length + 5
}

/** The encoding of the last moment asked for: answers of one second have it in common. */
class KeptTime {
  #at = instant(0)
  #der = der.encode(der.generalizedTime(instant(0)))

  der(at: Instant): Uint8Array {
    if (at !== this.#at) {
      this.#der = der.encode(der.generalizedTime(at))
      this.#at = at
    }
    return this.#der
  }
}

/** From here on one call out of the language costs less than the loop. */
const LONG_OCTETS = 32

/** Fills a buffer of exactly the right size from its beginning. */
class Writer {
  readonly #octets: Uint8Array
  #at = 0

  constructor(octets: Uint8Array) {
    this.#octets = octets
  }

  octet(octet: number): void {
    this.#octets[this.#at++] = octet
  }

  header(tag: number, length: number): void {
    this.octet(tag)
    if (length >= 0x80) this.octet(length < 0x100 ? 0x81 : length < 0x1_00_00 ? 0x82 : 0x83)
    if (length >= 0x1_00_00) this.octet(length >> 16)
    if (length >= 0x100) this.octet((length >> 8) & 0xff)
    this.octet(length & 0xff)
  }

  put(octets: Uint8Array): void {
    if (octets.length > LONG_OCTETS) this.#octets.set(octets, this.#at)
    else for (let i = 0; i < octets.length; i++) this.#octets[this.#at + i] = octets[i] ?? 0
    this.#at += octets.length
  }

  whole(): Uint8Array {
    assert(this.#at === this.#octets.length, 'every length was counted before it was written')
    return this.#octets
  }
}
