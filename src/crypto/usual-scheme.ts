import type { PublicKey } from './public-key.ts'
import type { SignatureScheme } from './verify-signature.ts'

/**
 * The scheme in which a card answers a challenge: RSASSA-PKCS1-v1_5 with SHA-256; ECDSA with the
 * hash of its field (FIPS 186-5 §6.1.1).
 */
export function usualSchemeOf({ algorithm, curve }: PublicKey): SignatureScheme {
  if (algorithm === 'rsa') return { scheme: 'rsa-pkcs1', digest: 'sha256' }
  switch (curve) {
    case 'P-384':
      return { scheme: 'ecdsa', digest: 'sha384' }
    case 'P-521':
      return { scheme: 'ecdsa', digest: 'sha512' }
    case 'P-256':
    case undefined:
      return { scheme: 'ecdsa', digest: 'sha256' }
  }
}
