import type { KeyParameters } from '#codec/x509/key-parameters.ts'
import type { MessageDigest } from '#crypto/digest.ts'
import type { SignatureScheme } from '#crypto/verify-signature.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'

/** Why an algorithm or key is not strong enough for the caller, each kind by its own code. */
export type AlgorithmRefusal =
  | 'algorithm-unknown'
  | 'algorithm-parameters-wrong'
  | 'algorithm-dsa-not-allowed'
  | 'algorithm-not-allowed'
  | 'digest-md5-not-allowed'
  | 'digest-sha1-not-allowed'
  | 'digest-not-allowed'
  | 'rsa-key-too-small'
  | 'rsa-key-too-large'
  | 'rsa-exponent-not-allowed'
  | 'curve-not-allowed'
  | 'key-malformed'

/**
 * Which algorithms and keys may sign certificates, status and documents: data, chosen by the
 * caller.
 */
export interface AlgorithmPolicy {
  readonly id: string
  readonly schemes: readonly SignatureScheme['scheme'][]
  readonly digests: readonly MessageDigest[]
  /** Named curves, as `readKeyParameters` names them. */
  readonly curves: readonly string[]
  /** Bits of an RSA modulus, both ends included; the upper end keeps one verification cheap. */
  readonly rsaBitsMin: number
  readonly rsaBitsMax: number
  /** Public exponents, both ends included; an even one is never allowed. */
  readonly rsaExponentMin: bigint
  readonly rsaExponentMax: bigint
  /** Bits of a DSA modulus, where DSA is among the schemes. */
  readonly dsaBitsMin: number
}

/**
 * What is accepted today: RSA of 2,048 bits and more (施行規則2条), the NIST curves, Edwards curves
 * and ML-DSA, over SHA-2 and SHA-3. DSA, MD5 and SHA-1 are not.
 */
export const DEFAULT_ALGORITHMS: AlgorithmPolicy = {
  id: 'default',
  schemes: [
    'rsa-pkcs1',
    'rsa-pss',
    'ecdsa',
    'ed25519',
    'ed448',
    'ml-dsa-44',
    'ml-dsa-65',
    'ml-dsa-87',
  ],
  digests: ['sha256', 'sha384', 'sha512', 'sha3-256', 'sha3-384', 'sha3-512', 'shake256-512'],
  curves: ['P-256', 'P-384', 'P-521'],
  rsaBitsMin: 2048,
  rsaBitsMax: 8192,
  rsaExponentMin: 65_537n,
  // NIST SP 800-56B §6.2.1: an exponent has at most 256 bits; more than 64 would make one
  // verification as dear as a signature.
  rsaExponentMax: 2n ** 64n - 1n,
  dsaBitsMin: 2048,
}

/**
 * For looking at what was signed long ago, and at old test suites: adds SHA-1, SHA-224, DSA and
 * keys of 1,024 bits. Never for deciding whom to trust today.
 */
export const LEGACY_ALGORITHMS: AlgorithmPolicy = {
  ...DEFAULT_ALGORITHMS,
  id: 'legacy',
  schemes: [...DEFAULT_ALGORITHMS.schemes, 'dsa'],
  digests: [...DEFAULT_ALGORITHMS.digests, 'sha1', 'sha224', 'sha3-224'],
  rsaBitsMin: 1024,
  rsaExponentMin: 3n,
  dsaBitsMin: 1024,
}

/** What a caller may allow beyond `DEFAULT_ALGORITHMS`, one word each. */
export const ALGORITHM_ALLOWANCES = {
  md5: (policy) => ({ ...policy, digests: [...policy.digests, 'md5'] }),
  sha1: (policy) => ({ ...policy, digests: [...policy.digests, 'sha1'] }),
  sha224: (policy) => ({ ...policy, digests: [...policy.digests, 'sha224', 'sha3-224'] }),
  dsa: (policy) => ({ ...policy, schemes: [...policy.schemes, 'dsa'] }),
  'rsa-1024': (policy) => ({ ...policy, rsaBitsMin: 1024 }),
  'rsa-exponent-3': (policy) => ({ ...policy, rsaExponentMin: 3n }),
  legacy: (policy) => ({ ...LEGACY_ALGORITHMS, id: policy.id }),
} as const satisfies Readonly<Record<string, (policy: AlgorithmPolicy) => AlgorithmPolicy>>

/** One word of a caller's allowances. */
export type AlgorithmAllowance = keyof typeof ALGORITHM_ALLOWANCES

/** The default policy widened by a caller's words; a word that means nothing is refused. */
export function parseAlgorithmPolicy(
  allowances: readonly string[],
): Result<AlgorithmPolicy, 'algorithm-allowance-unknown'> {
  let policy = DEFAULT_ALGORITHMS
  for (const word of allowances) {
    if (!isAllowance(word)) return refuse('algorithm-allowance-unknown', { word })
    policy = { ...ALGORITHM_ALLOWANCES[word](policy), id: `${policy.id}+${word}` }
  }
  return ok(policy)
}

function isAllowance(word: string): word is AlgorithmAllowance {
  return Object.hasOwn(ALGORITHM_ALLOWANCES, word)
}

/** Whether `scheme` under a key of the given parameters may be relied on; `undefined` where so. */
export function judgeAlgorithm(
  policy: AlgorithmPolicy,
  scheme: SignatureScheme,
  key: KeyParameters,
): AlgorithmRefusal | undefined {
  return judgeScheme(policy, scheme) ?? judgeKey(policy, key)
}

/** Whether a signature scheme may be relied on, whatever the key. */
export function judgeScheme(
  policy: AlgorithmPolicy,
  scheme: SignatureScheme,
): AlgorithmRefusal | undefined {
  if (!policy.schemes.includes(scheme.scheme))
    return scheme.scheme === 'dsa' ? 'algorithm-dsa-not-allowed' : 'algorithm-not-allowed'
  if (scheme.digest === undefined) return undefined
  const ofDigest = judgeDigest(policy, scheme.digest)
  if (ofDigest !== undefined || scheme.scheme !== 'rsa-pss') return ofDigest
  return judgeDigest(policy, scheme.maskDigest ?? scheme.digest)
}

/** Whether a hash function may be relied on where a collision would forge. */
export function judgeDigest(
  policy: AlgorithmPolicy,
  digest: MessageDigest,
): AlgorithmRefusal | undefined {
  if (policy.digests.includes(digest)) return undefined
  if (digest === 'md5') return 'digest-md5-not-allowed'
  return digest === 'sha1' ? 'digest-sha1-not-allowed' : 'digest-not-allowed'
}

/** Whether a key is of a kind and strength that may be relied on. */
export function judgeKey(
  policy: AlgorithmPolicy,
  key: KeyParameters,
): AlgorithmRefusal | undefined {
  switch (key.kind) {
    case 'rsa':
    case 'rsa-pss':
      return judgeRsaKey(policy, key)
    case 'ec':
      return policy.curves.includes(key.curve ?? '') ? undefined : 'curve-not-allowed'
    case 'dsa':
      if (!policy.schemes.includes('dsa')) return 'algorithm-dsa-not-allowed'
      return key.sizeBits >= policy.dsaBitsMin ? undefined : 'algorithm-not-allowed'
    case 'ed25519':
    case 'ed448':
    case 'ml-dsa-44':
    case 'ml-dsa-65':
    case 'ml-dsa-87':
      return policy.schemes.includes(key.kind) ? undefined : 'algorithm-not-allowed'
  }
}

/** `RSA 2048`, `EC P-384`: a key for people. */
export function describeKeyParameters({ kind, sizeBits, curve }: KeyParameters): string {
  switch (kind) {
    case 'rsa':
    case 'rsa-pss':
    case 'dsa':
      return `${kind.toUpperCase()} ${sizeBits}`
    case 'ec':
      return `EC ${curve ?? ''}`
    case 'ed25519':
    case 'ed448':
      return kind
    case 'ml-dsa-44':
    case 'ml-dsa-65':
    case 'ml-dsa-87':
      return kind.toUpperCase()
  }
}

/** `rsa-pkcs1 sha256`: a signature scheme for people. */
export function describeScheme({ scheme, digest }: SignatureScheme): string {
  return digest === undefined ? scheme : `${scheme} ${digest}`
}

function judgeRsaKey(
  policy: AlgorithmPolicy,
  { sizeBits, exponent = 0n }: KeyParameters,
): AlgorithmRefusal | undefined {
  if (sizeBits < policy.rsaBitsMin) return 'rsa-key-too-small'
  if (sizeBits > policy.rsaBitsMax) return 'rsa-key-too-large'
  const isInRange = exponent >= policy.rsaExponentMin && exponent <= policy.rsaExponentMax
  // The exponent of nearly every key is odd without looking.
  const isOdd = exponent === 65_537n || exponent % 2n === 1n
  return isInRange && isOdd ? undefined : 'rsa-exponent-not-allowed'
}
