import type { DerReader } from '#codec/der/decode.ts'
import * as der from '#codec/der/encode.ts'
import { type Extension, extension } from '#codec/x509/extension.ts'
import { assert } from '#kernel/assert.ts'
import { OCSP_OID } from './oids.ts'
import type { OcspRefusal } from './refusal.ts'

/**
 * RFC 9654 §2.1: `Nonce ::= OCTET STRING(SIZE(1..128))`; older clients send 1 to 32 octets, newer
 * ones 32.
 */
export const NONCE_OCTETS_MIN = 1
export const NONCE_OCTETS_MAX = 128

/** What a client of RFC 9654 §2.1 sends. */
export const NONCE_OCTETS = 32

/** The nonce extension (RFC 9654 §2.1); a nonce outside its size is a bug. */
export function nonceExtension(nonce: Uint8Array): Extension {
  assert(isNonceLength(nonce.length), 'a nonce has 1 to 128 octets (RFC 9654 §2.1)')
  return extension(OCSP_OID.nonce, der.octetString(nonce))
}

/** Reads the value of a nonce extension. RFC 9654 §2.1: one outside its size is refused. */
export function readNonce(reader: DerReader<OcspRefusal>): Uint8Array {
  const nonce = reader.octetString('nonce')
  if (!isNonceLength(nonce.length))
    reader.refuse('ocsp-nonce-length-wrong', 'nonce', { octets: nonce.length })
  return nonce
}

/** Whether a nonce of so many octets is one (RFC 9654 §2.1). */
export function isNonceLength(octets: number): boolean {
  return octets >= NONCE_OCTETS_MIN && octets <= NONCE_OCTETS_MAX
}
