import { ok, refuse, type Result } from '#kernel/result.ts'
import type { DerLimits } from './limits.ts'
import { DerReader } from './reader.ts'
import type { DerRefusal } from './refusal.ts'
import { Undecodable } from './undecodable.ts'

/** What decoding gives and takes, for those who write parsers. */
export type { DerElement, DerReader } from './reader.ts'
/** The bounds of a decoding and of a list. */
export type { DerLimits, ListOptions } from './limits.ts'

/** Room for any certificate, request, answer or signed message; a CRL has limits of its own. */
export const DER_LIMITS: DerLimits = { sizeOctetsMax: 1_048_576, depthMax: 32, valuesMax: 65_536 }

/**
 * Decodes `bytes` as exactly one DER value (X.690 §10, §11) that `read` takes apart. `read` reads
 * straight on: whatever is not as asked ends the decoding with a refusal, whose detail names field
 * and offset. `R` are the refusals that `read` itself gives by `reader.refuse`. Views returned
 * point into `bytes`.
 */
export function decodeDer<T, R extends string = never>(
  bytes: Uint8Array,
  read: (reader: DerReader<R>) => T,
  limits: DerLimits = DER_LIMITS,
): Result<T, DerRefusal | R> {
  if (bytes.length > limits.sizeOctetsMax)
    return refuse('der-too-large', { field: '', offset: 0, octets: bytes.length })
  const reader = new DerReader<R>(plainView(bytes), limits)
  try {
    const value = read(reader)
    reader.end()
    return ok(value)
  } catch (error) {
    if (error instanceof Undecodable) return refuse(error.refusal as DerRefusal | R, error.detail)
    throw error
  }
}

/** A `Buffer` as the `Uint8Array` it is, so that views taken from it are plain too. */
function plainView(bytes: Uint8Array): Uint8Array {
  if (Object.getPrototypeOf(bytes) === Uint8Array.prototype) return bytes
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
