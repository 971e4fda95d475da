import { createPublicKey, generateKeyPairSync, hash, type JsonWebKey, sign } from 'node:crypto'
import type { ThrowawaySigner } from '#ca/ports.ts'
import { type AuthoritySuiteId, SUITES } from '#ca/suites.ts'
import { DIGEST_INFO_PREFIX } from '#codec/jpki-card/signature-padding.ts'
import { assert } from '#kernel/assert.ts'
import { toHex } from '#kernel/bytes.ts'
import { publicKeyOf } from './key-ring.ts'

/** Signs with worthless keys, and shows the keys that verify it. */
export interface ThrowawayKeys extends ThrowawaySigner {
  /** DER SubjectPublicKeyInfo of the suite's throwaway key. */
  publicKeyDer(suite: AuthoritySuiteId): Uint8Array
}

interface Throwaway {
  readonly publicKeyDer: Uint8Array
  readonly sign: (tbsDer: Uint8Array) => Uint8Array
}

/** The least that holds a SHA-256 DigestInfo: the key is worthless whatever its size. */
const RSA_OCTETS = 64
/** EMSA-PKCS1-v1_5 (RFC 8017 §9.2) for this size and SHA-256, but for the digest at its end. */
const PADDING_HEX = `0001${'ff'.repeat(RSA_OCTETS - 54)}00${toHex(DIGEST_INFO_PREFIX.sha256)}`

/**
 * Keys made now and forgotten with the process; they sign every certificate that is to be linted.
 */
export function makeThrowawaySigner(): ThrowawayKeys {
  const keys: Readonly<Record<AuthoritySuiteId, Throwaway>> = {
    'rsa-2048-sha256': rsaThrowaway(),
    'ecdsa-p384-sha384': ecThrowaway(),
  }
  return {
    sign: (suite, tbsDer) => keys[suite].sign(tbsDer),
    publicKeyDer: (suite) => keys[suite].publicKeyDer,
  }
}

/**
 * An RSA key with its exponents exchanged: it signs by cubing and is verified with the large
 * exponent. That anyone can sign with it is as it should be: nobody trusts it, and a signature
 * takes two multiplications where an honest one of OpenSSL's costs as much as all the rest of the
 * lint.
 */
function rsaThrowaway(): Throwaway {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 8 * RSA_OCTETS,
    publicExponent: 3,
  })
  const { n, d } = privateKey.export({ format: 'jwk' })
  assert(n !== undefined && d !== undefined, 'an RSA key has a modulus and two exponents')
  const modulus = BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`)
  const exchanged: JsonWebKey = { kty: 'RSA', n, e: d }
  const verifying = createPublicKey({ key: exchanged, format: 'jwk' })
  return {
    publicKeyDer: new Uint8Array(verifying.export({ format: 'der', type: 'spki' })),
    sign: (tbsDer) => {
      const padded = BigInt(`0x${PADDING_HEX}${hash('sha256', tbsDer, 'hex')}`)
      const cubed = (((padded * padded) % modulus) * padded) % modulus
      return Buffer.from(cubed.toString(16).padStart(2 * RSA_OCTETS, '0'), 'hex')
    },
  }
}

/** P-256 stands in for P-384: the same algorithm, 34 times faster. */
function ecThrowaway(): Throwaway {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { digest } = SUITES['ecdsa-p384-sha384'].signature
  return {
    publicKeyDer: publicKeyOf(privateKey),
    // A KeyObject signs ECDSA in DER form unless told otherwise.
    sign: (tbsDer) => sign(digest, tbsDer, privateKey),
  }
}
