import * as der from '#codec/der/encode.ts'
import { TAG } from '#codec/der/tag.ts'
import type { SignatureAlgorithm } from '#codec/x509/algorithm.ts'
import { extensionsNode } from '#codec/x509/extension.ts'
import { assert } from '#kernel/assert.ts'
import { concatBytes } from '#kernel/bytes.ts'
import { type TbsCrlFields, VERSION_2 } from './encode-crl.ts'

/** What stands around the entries of a TBSCertList: with them between, it is the whole DER. */
export interface CrlFrame {
  readonly head: Uint8Array
  readonly tail: Uint8Array
}

/** What a list says but for its entries. */
export type CrlFrameFields = Omit<TbsCrlFields, 'entries'>

/** No list is longer: four octets of length, and room for what stands around the entries. */
export const CRL_OCTETS_MAX = 2 ** 32 - 2 ** 16

/**
 * The frame of a TBSCertList (RFC 5280 §5.1.2) whose entries, together `entriesOctets`, follow one
 * by one and are never all in memory.
 */
export function crlFrame(fields: CrlFrameFields, entriesOctets: number): CrlFrame {
  assert(entriesOctets < CRL_OCTETS_MAX, 'a list has a length of 32 bits')
  const { signatureAlgorithm, issuer, thisUpdate, nextUpdate } = fields
  const extensions = extensionsNode(fields.extensions)
  const tail = extensions === undefined ? new Uint8Array() : der.encode(der.explicit(0, extensions))
  const inner = concatBytes(
    VERSION_2,
    signatureAlgorithm.der,
    issuer.der,
    der.encode(der.time(thisUpdate)),
    der.encode(der.time(nextUpdate)),
    // RFC 5280 §5.1.2.6: "When there are no revoked certificates, the … list MUST be absent".
    entriesOctets === 0 ? new Uint8Array() : header(TAG.sequence, entriesOctets),
  )
  const octets = inner.length + entriesOctets + tail.length
  return { head: concatBytes(header(TAG.sequence, octets), inner), tail }
}

/** What stands around a signed TBSCertList of `tbsOctets`: with it between, it is the CRL. */
export function signedFrame(
  tbsOctets: number,
  signatureAlgorithm: SignatureAlgorithm,
  signature: Uint8Array,
): CrlFrame {
  const tail = concatBytes(signatureAlgorithm.der, der.encode(der.bitString(signature)))
  return { head: header(TAG.sequence, tbsOctets + tail.length), tail }
}

/** Octets that `signedFrame` puts before the list at most. */
export const SIGNED_HEAD_OCTETS_MAX = 6

/** Identifier and length in the fewest octets (X.690 §10.1). */
function header(tag: number, length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(tag, length)
  const digits: number[] = []
  for (let left = length; left > 0; left = Math.floor(left / 256)) digits.unshift(left % 256)
  return Uint8Array.of(tag, 0x80 | digits.length, ...digits)
}
