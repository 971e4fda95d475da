import { randomBytes } from 'node:crypto'
import {
  AEAD_NONCE_OCTETS,
  AEAD_TAG_OCTETS,
  seal,
  unseal,
} from '#crypto/authenticated-encryption.ts'
import { hmacSha256 } from '#crypto/digest.ts'
import { concatBytes, equalBytes, utf8 } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'

/**
 * A card file, all integers big-endian:
 *
 * | octets | field |
 * |---|---|
 * | 8 | `SHOMEICF` |
 * | 4 | version, 1 |
 * | 16 | key check: the first half of HMAC-SHA-256(seal key, the 12 octets above) |
 * | 4 | length of all that follows |
 * | 12 | nonce, fresh with every write |
 * | … | AES-256-GCM of the memory, the first 32 octets as additional data; its tag |
 */
const MAGIC = utf8('SHOMEICF')
const VERSION = 1
const KEY_CHECK_OCTETS = 16
const HEADER_OCTETS = 32

/** What a sealed file can be told to be wrong with, in the order in which it is looked for. */
export type SealedFileRefusal =
  | 'card-file-not-a-card'
  | 'card-file-truncated'
  | 'card-file-damaged'
  | 'card-file-wrong-key'
  | 'card-file-newer-version'

/** The file that holds `memory` under `sealKey` (32 octets). */
export function encodeSealedFile(memory: Uint8Array, sealKey: Uint8Array): Uint8Array {
  const nonce = randomBytes(AEAD_NONCE_OCTETS)
  const length = AEAD_NONCE_OCTETS + memory.length + AEAD_TAG_OCTETS
  const preamble = concatBytes(MAGIC, uint32(VERSION))
  const header = concatBytes(preamble, keyCheck(sealKey, preamble), uint32(length))
  return concatBytes(header, nonce, seal(sealKey, nonce, header, memory))
}

/** Opens a file; what is wrong with it is named as exactly as its octets allow. */
export function decodeSealedFile(
  file: Uint8Array,
  sealKey: Uint8Array,
): Result<Uint8Array, SealedFileRefusal> {
  if (!equalBytes(file.subarray(0, MAGIC.length), MAGIC.subarray(0, file.length)))
    return refuse('card-file-not-a-card')
  if (file.length === 0) return refuse('card-file-not-a-card')
  if (file.length < HEADER_OCTETS) return refuse('card-file-truncated')
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  const version = view.getUint32(MAGIC.length)
  if (version > VERSION) return refuse('card-file-newer-version', { version })
  if (version !== VERSION) return refuse('card-file-damaged')
  const preamble = file.subarray(0, MAGIC.length + 4)
  const check = file.subarray(preamble.length, preamble.length + KEY_CHECK_OCTETS)
  if (!equalBytes(check, keyCheck(sealKey, preamble))) return refuse('card-file-wrong-key')
  const body = file.subarray(HEADER_OCTETS)
  const length = view.getUint32(HEADER_OCTETS - 4)
  if (body.length < length) return refuse('card-file-truncated')
  const [nonce, sealed] = [body.subarray(0, AEAD_NONCE_OCTETS), body.subarray(AEAD_NONCE_OCTETS)]
  const memory =
    body.length === length && nonce.length === AEAD_NONCE_OCTETS
      ? unseal(sealKey, nonce, file.subarray(0, HEADER_OCTETS), sealed)
      : undefined
  return memory === undefined ? refuse('card-file-damaged') : ok(memory)
}

/** Tells a wrong key from a damaged file; it says nothing about the key itself. */
function keyCheck(sealKey: Uint8Array, preamble: Uint8Array): Uint8Array {
  return hmacSha256(sealKey, preamble).subarray(0, KEY_CHECK_OCTETS)
}

function uint32(value: number): Uint8Array {
  const octets = new Uint8Array(4)
  new DataView(octets.buffer).setUint32(0, value)
  return octets
}
