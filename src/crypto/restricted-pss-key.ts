import { createPublicKey, type KeyObject } from 'node:crypto'
import { concatBytes, fromHex } from '#kernel/bytes.ts'
import { assert } from '#kernel/assert.ts'
import type { HashAlgorithm } from './digest.ts'

/**
 * The key to verify an RSASSA-PSS signature under whose message hash is `digest` and whose mask
 * hash is `maskDigest`; `undefined` where the key's own parameters forbid them (RFC 4055 §3.3).
 * Node takes the mask's hash from the key, or else uses the message's: for a plain key and two
 * different hashes the same modulus is imported again with both as its parameters.
 */
export function restrictedPssKey(
  handle: KeyObject,
  digest: HashAlgorithm,
  maskDigest: HashAlgorithm,
): KeyObject | undefined {
  const { hashAlgorithm, mgf1HashAlgorithm } = handle.asymmetricKeyDetails ?? {}
  if (hashAlgorithm !== undefined || mgf1HashAlgorithm !== undefined)
    return hashAlgorithm === digest && mgf1HashAlgorithm === maskDigest ? handle : undefined
  if (digest === maskDigest) return handle
  const spki = new Uint8Array(handle.export({ format: 'der', type: 'spki' }))
  const bitString = elementAfter(spki, insideOf(spki))
  const identifier = tlv(SEQUENCE, octets(RSASSA_PSS), parametersOf(digest, maskDigest))
  const key = Buffer.from(tlv(SEQUENCE, identifier, bitString))
  return createPublicKey({ key, format: 'der', type: 'spki' })
}

const SEQUENCE = 0x30
const RSASSA_PSS = '06092a864886f70d01010a'
const MGF1 = '06092a864886f70d010108'

/** OBJECT IDENTIFIER of each hash function, whole. */
const HASH_OIDS: Readonly<Record<HashAlgorithm, string>> = {
  md5: '06082a864886f70d0205',
  sha1: '06052b0e03021a',
  sha224: '0609608648016503040204',
  sha256: '0609608648016503040201',
  sha384: '0609608648016503040202',
  sha512: '0609608648016503040203',
  'sha512-224': '0609608648016503040205',
  'sha512-256': '0609608648016503040206',
  'sha3-224': '0609608648016503040207',
  'sha3-256': '0609608648016503040208',
  'sha3-384': '0609608648016503040209',
  'sha3-512': '060960864801650304020a',
}

/** RSASSA-PSS-params with a least salt of 0: the exact length is asked of the signature. */
function parametersOf(digest: HashAlgorithm, maskDigest: HashAlgorithm): Uint8Array {
  const hash = (name: HashAlgorithm): Uint8Array => tlv(SEQUENCE, octets(HASH_OIDS[name] + '0500'))
  return tlv(
    SEQUENCE,
    tlv(0xa0, hash(digest)),
    tlv(0xa1, tlv(SEQUENCE, octets(MGF1), hash(maskDigest))),
    tlv(0xa2, octets('020100')),
  )
}

function tlv(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const contents = concatBytes(...parts)
  return concatBytes(Uint8Array.of(tag, ...lengthOctets(contents.length)), contents)
}

/** X.690 §10.1; a modulus within OpenSSL's bounds stays below 65,536 octets. */
function lengthOctets(length: number): readonly number[] {
  if (length < 0x80) return [length]
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
}

/** Where the contents of an encoding that OpenSSL made begin. */
function insideOf(der: Uint8Array): number {
  const first = der[1] ?? 0
  return first < 0x80 ? 2 : 2 + (first & 0x7f)
}

/** All that follows the element at `start`. */
function elementAfter(der: Uint8Array, start: number): Uint8Array {
  const element = der.subarray(start)
  const from = insideOf(element)
  let length = 0
  if (from === 2) length = element[1] ?? 0
  else for (const octet of element.subarray(2, from)) length = length * 256 + octet
  return element.subarray(from + length)
}

function octets(hex: string): Uint8Array {
  const read = fromHex(hex)
  assert(read !== undefined, 'a table of hexadecimal')
  return read
}
