import { createPublicKey, type KeyObject } from 'node:crypto'
import { ok, refuse, type Result } from '#kernel/result.ts'

/** A SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) that OpenSSL could import and whose kind we know. */
export interface PublicKey {
  readonly spkiDer: Uint8Array
  readonly algorithm: 'rsa' | 'ec'
  /** Modulus bits for RSA, field bits for EC. */
  readonly sizeBits: number
  /** `P-256`, `P-384` or `P-521` for EC. */
  readonly curve: 'P-256' | 'P-384' | 'P-521' | undefined
  /** RSA public exponent. */
  readonly exponent: bigint | undefined
  readonly handle: KeyObject
}

const CURVES: Readonly<Record<string, { curve: 'P-256' | 'P-384' | 'P-521'; sizeBits: number }>> = {
  prime256v1: { curve: 'P-256', sizeBits: 256 },
  secp384r1: { curve: 'P-384', sizeBits: 384 },
  secp521r1: { curve: 'P-521', sizeBits: 521 },
}

/** Imports DER SubjectPublicKeyInfo; costs 100 µs and more, so keep the result. */
export function importPublicKey(
  spkiDer: Uint8Array,
): Result<PublicKey, 'public-key-malformed' | 'public-key-unsupported'> {
  let handle: KeyObject
  try {
    handle = createPublicKey({ key: Buffer.from(spkiDer), format: 'der', type: 'spki' })
  } catch {
    return refuse('public-key-malformed')
  }
  const details = handle.asymmetricKeyDetails
  if (handle.asymmetricKeyType === 'rsa' && details?.modulusLength !== undefined) {
    const [sizeBits, exponent] = [details.modulusLength, details.publicExponent]
    return ok({ spkiDer, algorithm: 'rsa', sizeBits, curve: undefined, exponent, handle })
  }
  const known = CURVES[details?.namedCurve ?? '']
  if (handle.asymmetricKeyType !== 'ec' || known === undefined)
    return refuse('public-key-unsupported')
  return ok({ spkiDer, algorithm: 'ec', ...known, exponent: undefined, handle })
}
