import { createPublicKey, type KeyObject } from 'node:crypto'
import { ok, refuse, type Result } from '#kernel/result.ts'

/** The kinds of key that signatures verify under. */
export type KeyAlgorithm =
  | 'rsa'
  | 'rsa-pss'
  | 'ec'
  | 'dsa'
  | 'ed25519'
  | 'ed448'
  | 'ml-dsa-44'
  | 'ml-dsa-65'
  | 'ml-dsa-87'

/** A public key of anyone's that OpenSSL could import; a `PublicKey` of the service is one too. */
export interface VerificationKey {
  readonly algorithm: KeyAlgorithm
  readonly handle: KeyObject
}

/** Keys kept imported; each holds a few kilobytes. */
export const KEYS_KEPT_MAX = 512

/** Longer keys are imported anew each time: the longest ML-DSA key has 2,614 octets. */
const KEPT_OCTETS_MAX = 4096

const kept = new Map<string, VerificationKey>()

/**
 * The key that a certificate, or anything else with a SubjectPublicKeyInfo, holds; `undefined`
 * where OpenSSL cannot import it. Importing costs as much as a verification, so the keys last met
 * are kept, by their whole content.
 */
export function publicKeyOf(holder: { readonly spkiDer: Uint8Array }): VerificationKey | undefined {
  const { spkiDer } = holder
  if (spkiDer.length > KEPT_OCTETS_MAX) return imported(spkiDer)
  const content = latin1(spkiDer)
  const known = kept.get(content)
  if (known !== undefined) return known
  const key = imported(spkiDer)
  if (key !== undefined) keep(content, key)
  return key
}

/** Imports DER SubjectPublicKeyInfo of any kind that signatures verify under. */
export function importVerificationKey(
  spkiDer: Uint8Array,
): Result<VerificationKey, 'public-key-malformed' | 'public-key-unsupported'> {
  let handle: KeyObject
  try {
    handle = createPublicKey({ key: Buffer.from(spkiDer), format: 'der', type: 'spki' })
  } catch {
    return refuse('public-key-malformed')
  }
  const algorithm = ALGORITHMS.find((known) => known === handle.asymmetricKeyType)
  return algorithm === undefined ? refuse('public-key-unsupported') : ok({ algorithm, handle })
}

function imported(spkiDer: Uint8Array): VerificationKey | undefined {
  const result = importVerificationKey(spkiDer)
  return result.ok ? result.value : undefined
}

/** The oldest makes room. */
function keep(content: string, key: VerificationKey): void {
  if (kept.size >= KEYS_KEPT_MAX) {
    const [oldest] = kept.keys()
    if (oldest !== undefined) kept.delete(oldest)
  }
  kept.set(content, key)
}

const ALGORITHMS = [
  'rsa',
  'rsa-pss',
  'ec',
  'dsa',
  'ed25519',
  'ed448',
  'ml-dsa-44',
  'ml-dsa-65',
  'ml-dsa-87',
] as const

/** One character an octet: equal exactly when the octets are. */
function latin1(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1')
}
