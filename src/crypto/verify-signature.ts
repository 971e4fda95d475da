import { constants, verify } from 'node:crypto'
import type { DigestAlgorithm } from './digest.ts'
import type { PublicKey } from './public-key.ts'

/**
 * A signature scheme: RSASSA-PKCS1-v1_5 or RSASSA-PSS (RFC 8017 §8), or ECDSA with DER values (RFC
 * 3279 §2.2.3).
 */
export interface SignatureScheme {
  readonly scheme: 'rsa-pkcs1' | 'rsa-pss' | 'ecdsa'
  readonly digest: DigestAlgorithm
}

/**
 * Whether `signature` over `message` verifies under `key`. A key of another kind, or a malformed
 * signature, is `false`.
 */
export function verifySignature(
  { scheme, digest }: SignatureScheme,
  key: PublicKey,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if ((scheme === 'ecdsa') !== (key.algorithm === 'ec')) return false
  try {
    switch (scheme) {
      case 'rsa-pkcs1':
        return verify(digest, message, key.handle, signature)
      case 'rsa-pss':
        return verify(
          digest,
          message,
          {
            key: key.handle,
            padding: constants.RSA_PKCS1_PSS_PADDING,
            saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
          },
          signature,
        )
      case 'ecdsa':
        return verify(digest, message, { key: key.handle, dsaEncoding: 'der' }, signature)
    }
  } catch {
    return false
  }
}
