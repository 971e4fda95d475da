import { SIGNATURE_ALGORITHMS, type SignatureAlgorithm } from '#codec/x509/algorithm.ts'
import type { PublicKey } from '#crypto/public-key.ts'

/**
 * A signature suite of ours: key and signature algorithm in one word. RSA-2048 is today's card,
 * P-384 the next one (spec/jpki.md §1.10); P-256 serves the delegated responders, which sign every
 * status answer.
 */
export type SuiteId = AuthoritySuiteId | 'ecdsa-p256-sha256'

/** The suites an authority's own key may have; the keys it certifies are of the same suite. */
export type AuthoritySuiteId = 'rsa-2048-sha256' | 'ecdsa-p384-sha384'

/** What a suite means on the wire and to the signer. */
export interface Suite {
  readonly key:
    | { readonly algorithm: 'rsa'; readonly sizeBits: number }
    | { readonly algorithm: 'ec'; readonly curve: NonNullable<PublicKey['curve']> }
  readonly signature: SignatureAlgorithm
}

/** Every suite by its id. */
export const SUITES: Readonly<Record<SuiteId, Suite>> = {
  'rsa-2048-sha256': {
    key: { algorithm: 'rsa', sizeBits: 2048 },
    signature: SIGNATURE_ALGORITHMS.sha256WithRSAEncryption,
  },
  'ecdsa-p384-sha384': {
    key: { algorithm: 'ec', curve: 'P-384' },
    signature: SIGNATURE_ALGORITHMS.ecdsaWithSHA384,
  },
  'ecdsa-p256-sha256': {
    key: { algorithm: 'ec', curve: 'P-256' },
    signature: SIGNATURE_ALGORITHMS.ecdsaWithSHA256,
  },
}

/** The suites a delegated responder's key may have. */
export type ResponderSuiteId = 'ecdsa-p256-sha256' | 'rsa-2048-sha256'

/**
 * The responders' suite unless a ceremony declares another: an answer is signed for every question,
 * and P-256 signs 34 times faster than P-384, and 25 times faster than RSA-2048.
 */
export const RESPONDER_SUITE: ResponderSuiteId = 'ecdsa-p256-sha256'

/** The suite of the keys that sign one status filter each. */
export const FILTER_SUITE = 'ecdsa-p256-sha256'

/**
 * Reads the suite of an authority from a declaration or a record; `undefined` for anything else.
 */
export function parseAuthoritySuite(text: string): AuthoritySuiteId | undefined {
  return text === 'rsa-2048-sha256' || text === 'ecdsa-p384-sha384' ? text : undefined
}

/** Reads the suite of responders from a declaration; `undefined` for anything else. */
export function parseResponderSuite(text: string): ResponderSuiteId | undefined {
  return text === 'ecdsa-p256-sha256' || text === 'rsa-2048-sha256' ? text : undefined
}

/** Reads any suite from a key file; `undefined` for anything else. */
export function parseSuite(text: string): SuiteId | undefined {
  return text === 'ecdsa-p256-sha256' ? text : parseAuthoritySuite(text)
}
