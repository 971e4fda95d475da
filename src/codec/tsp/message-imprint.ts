import type { DerReader } from '#codec/der/decode.ts'
import * as der from '#codec/der/encode.ts'
import {
  type AlgorithmIdentifier,
  digestIdentifierDer,
  readAlgorithmIdentifier,
} from '#codec/x509/algorithm.ts'
import { hashAlgorithmOf } from '#codec/x509/signature-algorithm.ts'
import { type DigestAlgorithm, HASH_OCTETS, type HashAlgorithm } from '#crypto/digest.ts'
import { TSP_DIGEST_OCTETS_MAX } from './bounds.ts'
import type { TspRefusal } from './refusal.ts'

/** MessageImprint (RFC 3161 §2.4.1): the digest of what is stamped. */
export interface MessageImprint {
  readonly hashAlgorithm: AlgorithmIdentifier
  /** The digest function; `undefined` for one this project does not compute. */
  readonly digest: HashAlgorithm | undefined
  readonly hashedMessage: Uint8Array
}

/** A MessageImprint to encode; the hash's parameters are NULL, as clients write them. */
export function messageImprintNode(
  digest: DigestAlgorithm,
  hashedMessage: Uint8Array,
): der.DerNode {
  return der.sequence(digestIdentifierDer(digest, 'null'), der.octetString(hashedMessage))
}

/** Reads a MessageImprint. */
export function readMessageImprint(reader: DerReader<TspRefusal>): MessageImprint {
  return reader.sequence('messageImprint', () => {
    const hashAlgorithm = readAlgorithmIdentifier(reader, 'hashAlgorithm')
    const digest = hashAlgorithmOf(hashAlgorithm)
    const hashedMessage = reader.octetString('hashedMessage')
    const { length } = hashedMessage
    // RFC 3161 §2.4.1: "Its length MUST match the length of the hash value for that algorithm".
    const isWrong =
      digest === undefined ? length > TSP_DIGEST_OCTETS_MAX : length !== HASH_OCTETS[digest]
    if (isWrong) reader.refuse('tsp-hash-length-wrong', 'hashedMessage', { octets: length })
    return { hashAlgorithm, digest, hashedMessage }
  })
}
