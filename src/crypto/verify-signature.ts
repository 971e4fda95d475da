import { constants, verify } from 'node:crypto'
import { HASH_OCTETS, type HashAlgorithm } from './digest.ts'
import { restrictedPssKey } from './restricted-pss-key.ts'
import type { KeyAlgorithm, VerificationKey } from './verification-key.ts'

/** A signature scheme, as an AlgorithmIdentifier with its parameters names one. */
export type SignatureScheme = HashedScheme | RsaPssScheme | PureScheme

/**
 * RSASSA-PKCS1-v1_5 (RFC 8017 §8.2), DSA and ECDSA with DER values (RFC 3279 §2.2.3), and ECDSA
 * with r and s side by side at the order's length (IEEE P1363, as RFC 7518 §3.4 has it).
 */
export interface HashedScheme {
  readonly scheme: 'rsa-pkcs1' | 'ecdsa' | 'ecdsa-p1363' | 'dsa'
  readonly digest: HashAlgorithm
}

/** RSASSA-PSS with MGF1 (RFC 8017 §8.1). */
export interface RsaPssScheme {
  readonly scheme: 'rsa-pss'
  readonly digest: HashAlgorithm
  /** The hash inside MGF1; `digest` where absent. */
  readonly maskDigest?: HashAlgorithm
  /** The exact length of the salt; the digest's where absent. */
  readonly saltOctets?: number
}

/** EdDSA (RFC 8032) and ML-DSA (FIPS 204) over the message itself, no context. */
export interface PureScheme {
  readonly scheme: 'ed25519' | 'ed448' | 'ml-dsa-44' | 'ml-dsa-65' | 'ml-dsa-87'
  readonly digest?: undefined
}

/**
 * Whether `signature` over `message` verifies under `key`. A key of another kind, or a malformed
 * signature, is `false`.
 */
export function verifySignature(
  scheme: SignatureScheme,
  key: VerificationKey,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (!KEYS_OF_SCHEME[scheme.scheme].includes(key.algorithm)) return false
  try {
    return verifies(scheme, key, message, signature)
  } catch {
    return false
  }
}

/**
 * RFC 4055 §1.2: a key named rsaEncryption serves both schemes, one named id-RSASSA-PSS its own
 * only.
 */
const KEYS_OF_SCHEME: Readonly<Record<SignatureScheme['scheme'], readonly KeyAlgorithm[]>> = {
  'rsa-pkcs1': ['rsa'],
  'rsa-pss': ['rsa', 'rsa-pss'],
  ecdsa: ['ec'],
  'ecdsa-p1363': ['ec'],
  dsa: ['dsa'],
  ed25519: ['ed25519'],
  ed448: ['ed448'],
  'ml-dsa-44': ['ml-dsa-44'],
  'ml-dsa-65': ['ml-dsa-65'],
  'ml-dsa-87': ['ml-dsa-87'],
}

/** OpenSSL throws for much that is no more than a signature that is not one. */
function verifies(
  scheme: SignatureScheme,
  { handle }: VerificationKey,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  switch (scheme.scheme) {
    case 'rsa-pkcs1':
    // DER is how Node reads the values of these where no other encoding is named; a key among
    // options takes longer, by a third of a verification and more.
    case 'ecdsa':
    case 'dsa':
      return verify(scheme.digest, message, handle, signature)
    case 'ecdsa-p1363':
      return verify(scheme.digest, message, { key: handle, dsaEncoding: 'ieee-p1363' }, signature)
    case 'rsa-pss': {
      const { digest, maskDigest = digest, saltOctets = HASH_OCTETS[digest] } = scheme
      const key = restrictedPssKey(handle, digest, maskDigest)
      if (key === undefined) return false
      const padding = constants.RSA_PKCS1_PSS_PADDING
      return verify(digest, message, { key, padding, saltLength: saltOctets }, signature)
    }
    case 'ed25519':
    case 'ed448':
    case 'ml-dsa-44':
    case 'ml-dsa-65':
    case 'ml-dsa-87':
      return verify(null, message, handle, signature)
  }
}
