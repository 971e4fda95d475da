import type { SignerInfo } from '#codec/cms/signer-info.ts'
import type { AlgorithmIdentifier } from '#codec/x509/algorithm.ts'
import { OID } from '#codec/x509/oids.ts'
import {
  hashAlgorithmOf,
  messageDigestOf,
  readSignatureScheme,
} from '#codec/x509/signature-algorithm.ts'
import { TAG } from '#codec/der/tag.ts'
import type { MessageDigest } from '#crypto/digest.ts'
import type { SignatureScheme } from '#crypto/verify-signature.ts'
import { equalBytes } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'

/** How a signer signed. */
export interface SignerScheme {
  readonly scheme: SignatureScheme
  /** Of the message digest; `undefined` where there is none: no signed attributes, pure scheme. */
  readonly contentDigest: MessageDigest | undefined
}

/** Why the two algorithm identifiers of a signer make no scheme. */
export type SignerSchemeRefusal =
  | 'algorithm-unknown'
  | 'algorithm-parameters-wrong'
  | 'digests-differ'

/**
 * How a signer signed, from its two algorithm identifiers. RFC 8933 §3.1: "the same digest
 * algorithm MUST be used to compute the digest of the encapContentInfo eContent … and the digest of
 * the DER-encoded signedAttrs". RFC 3370 §3.2 lets `rsaEncryption` stand for RSASSA-PKCS1-v1_5 with
 * the digest named beside it.
 */
export function readSignerScheme(
  info: Pick<SignerInfo, 'digestAlgorithm' | 'signatureAlgorithm' | 'signedAttributes'>,
): Result<SignerScheme, SignerSchemeRefusal> {
  const isDirect = info.signedAttributes === undefined
  if (isRsaEncryption(info.signatureAlgorithm)) {
    const digest = hashAlgorithmOf(info.digestAlgorithm)
    if (digest === undefined) return unknown(info.digestAlgorithm)
    return ok({ scheme: { scheme: 'rsa-pkcs1', digest }, contentDigest: digest })
  }
  const read = readSignatureScheme(info.signatureAlgorithm)
  if (!read.ok) return read
  const scheme = read.value
  // RFC 8419 §3.2, RFC 9882 §3.3: over the content itself a pure scheme uses no digest.
  if (scheme.digest === undefined && isDirect) return ok({ scheme, contentDigest: undefined })
  const digest = messageDigestOf(info.digestAlgorithm)
  if (digest === undefined) return unknown(info.digestAlgorithm)
  const wanted: readonly MessageDigest[] =
    scheme.digest === undefined ? DIGESTS_OF_PURE[scheme.scheme] : [scheme.digest]
  return wanted.includes(digest)
    ? ok({ scheme, contentDigest: digest })
    : refuse('digests-differ', { seen: digest, wanted: wanted.join(' ') })
}

/**
 * RFC 8419 §3.1: with signed attributes, SHA-512 beside Ed25519 and SHAKE256 of 512 bits beside
 * Ed448; RFC 9882 §3.3 table 1 for ML-DSA.
 */
const DIGESTS_OF_PURE: Readonly<
  Record<
    Extract<SignatureScheme, { readonly digest?: undefined }>['scheme'],
    readonly MessageDigest[]
  >
> = {
  ed25519: ['sha512'],
  ed448: ['shake256-512'],
  'ml-dsa-44': ['sha256', 'sha384', 'sha512', 'sha3-256', 'sha3-384', 'sha3-512', 'shake256-512'],
  'ml-dsa-65': ['sha384', 'sha512', 'sha3-384', 'sha3-512', 'shake256-512'],
  'ml-dsa-87': ['sha512', 'sha3-512', 'shake256-512'],
}

const NULL_DER = Uint8Array.of(TAG.null, 0)

function isRsaEncryption({ oid, parametersDer }: AlgorithmIdentifier): boolean {
  if (oid !== OID.rsaEncryption) return false
  return parametersDer === undefined || equalBytes(parametersDer, NULL_DER)
}

function unknown({ oid }: AlgorithmIdentifier): Result<never, 'algorithm-unknown'> {
  return refuse('algorithm-unknown', { oid })
}
