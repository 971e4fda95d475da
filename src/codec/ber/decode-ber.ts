import { decodeDer, type DerLimits, type DerReader } from '#codec/der/decode.ts'
import type { Result } from '#kernel/result.ts'
import { asItStands, type BerSource, normaliseBer } from './normalise.ts'
import type { BerRefusal } from './refusal.ts'

/**
 * As `decodeDer`, for structures that their standard lets be written in BER (RFC 5652 §1, §5.3):
 * `read` sees the distinguished form, and `source` gives the octets of a value as they stand. The
 * offsets of refusals count in `bytes`. Views returned point into `bytes` or into its DER form.
 */
export function decodeBer<T, R extends string = never>(
  bytes: Uint8Array,
  read: (reader: DerReader<R>, source: BerSource) => T,
  limits: DerLimits,
): Result<T, BerRefusal | R> {
  const normalised = normaliseBer(bytes, limits)
  if (!normalised.ok) {
    // Where plain DER is cut off, or is something else, its reader also knows which field that is.
    const named = decodeDer<T, R>(bytes, (reader) => read(reader, asItStands(bytes)), limits)
    const isSame = !named.ok && named.refusal === normalised.refusal
    const isOther = !named.ok && named.refusal === 'der-tag-unexpected' && named.detail.offset === 0
    return isSame || isOther ? named : normalised
  }
  const source = normalised.value
  const decoded = decodeDer<T, R>(source.der, (reader) => read(reader, source), limits)
  if (decoded.ok || !source.isBer || typeof decoded.detail.offset !== 'number') return decoded
  const offset = source.originalOffset(decoded.detail.offset)
  return { ...decoded, detail: { ...decoded.detail, offset } }
}
