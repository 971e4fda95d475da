import { decodeDer } from '#codec/der/decode.ts'
import type { DerRefusal } from '#codec/der/refusal.ts'
import { digest } from '#crypto/digest.ts'
import { assert } from '#kernel/assert.ts'
import type { Result } from '#kernel/result.ts'
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from './algorithm.ts'

/**
 * SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), taken apart but not interpreted: `crypto/public-key.ts`
 * imports it.
 */
export interface SubjectPublicKeyInfo {
  readonly algorithm: AlgorithmIdentifier
  /** The octets of the BIT STRING: RSAPublicKey, or an EC point. */
  readonly publicKey: Uint8Array
}

/** Takes a SubjectPublicKeyInfo apart. */
export function parseSubjectPublicKeyInfo(
  spkiDer: Uint8Array,
): Result<SubjectPublicKeyInfo, DerRefusal> {
  return decodeDer(spkiDer, (reader) =>
    reader.sequence('subjectPublicKeyInfo', () => ({
      algorithm: readAlgorithmIdentifier(reader, 'algorithm'),
      publicKey: reader.bitStringOctets('subjectPublicKey'),
    })),
  )
}

/**
 * The key identifier of method (1) of RFC 5280 §4.2.1.2: SHA-1 over the BIT STRING's octets, 20
 * octets. `spkiDer` comes from an imported key; octets that are no SubjectPublicKeyInfo are a bug.
 */
export function subjectKeyIdentifier(spkiDer: Uint8Array): Uint8Array {
  const parsed = parseSubjectPublicKeyInfo(spkiDer)
  assert(parsed.ok, 'a key identifier is taken of a SubjectPublicKeyInfo')
  return digest('sha1', parsed.value.publicKey)
}
