import { equalBytes } from '#kernel/bytes.ts'
import * as der from '#codec/der/encode.ts'
import {
  type AlgorithmIdentifier,
  SIGNATURE_ALGORITHMS,
  type SignatureAlgorithm,
  signatureAlgorithmOf,
} from '#codec/x509/algorithm.ts'
import { OID } from '#codec/x509/oids.ts'
import type { DigestAlgorithm } from '#crypto/digest.ts'
import type { SignatureScheme } from '#crypto/verify-signature.ts'

/**
 * How a signer signed, from its two algorithm identifiers; `undefined` for SHA-1, for an algorithm
 * this project does not verify, and where the two name different digests, of which one would then
 * go unused.
 *
 * RFC 3370 §3.2 lets `rsaEncryption` stand for RSASSA-PKCS1-v1_5 with the digest named beside it,
 * which is what OpenSSL and most cards' software write.
 */
export function signerScheme(
  digestAlgorithm: DigestAlgorithm | undefined,
  signatureAlgorithm: AlgorithmIdentifier,
): SignatureScheme | undefined {
  if (digestAlgorithm === undefined || digestAlgorithm === 'sha1') return undefined
  if (isRsaEncryption(signatureAlgorithm)) return { scheme: 'rsa-pkcs1', digest: digestAlgorithm }
  const named = signatureAlgorithmOf(signatureAlgorithm)
  return named?.digest === digestAlgorithm
    ? { scheme: named.scheme, digest: named.digest }
    : undefined
}

/** An algorithm that documents are signed with; SHA-1 is not among their digests. */
export interface SigningAlgorithm extends SignatureAlgorithm {
  readonly digest: Exclude<DigestAlgorithm, 'sha1'>
}

/**
 * The algorithm a document is signed with, by the key: RSA of today's card, P-384 of the next
 * (spec/jpki.md §1.10).
 */
export const SIGNING_ALGORITHM: Readonly<
  Record<'rsa' | 'P-256' | 'P-384' | 'P-521', SigningAlgorithm>
> = {
  rsa: { ...SIGNATURE_ALGORITHMS.sha256WithRSAEncryption, digest: 'sha256' },
  'P-256': { ...SIGNATURE_ALGORITHMS.ecdsaWithSHA256, digest: 'sha256' },
  'P-384': { ...SIGNATURE_ALGORITHMS.ecdsaWithSHA384, digest: 'sha384' },
  'P-521': { ...SIGNATURE_ALGORITHMS.ecdsaWithSHA512, digest: 'sha512' },
}

function isRsaEncryption({ oid, parametersDer }: AlgorithmIdentifier): boolean {
  if (oid !== OID.rsaEncryption) return false
  return parametersDer === undefined || equalBytes(parametersDer, NULL_DER)
}

const NULL_DER = der.encode(der.nullValue())
