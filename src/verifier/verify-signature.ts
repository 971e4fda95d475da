import type { RefusalText } from '#kernel/refusal-text.ts'
import { type RawSignatureRefusal, verifyRawSignature } from '#signing/verify-raw-signature.ts'
import { type AlgorithmRefusal, DEFAULT_ALGORITHMS, judgeAlgorithm } from '#va/algorithm-policy.ts'
import { type Algorithms, policyOf } from './algorithms.ts'
import { verdictText } from './messages.ts'

/** A signature over octets, outside any format. */
export interface SignatureQuestion {
  /**
   * By name (`sha256WithRSAEncryption`, `ecdsa-with-SHA256`, `ES256`, …: docs/verifier.md) or as
   * the base64 DER of an AlgorithmIdentifier. Nothing in key or signature chooses it.
   */
  readonly algorithm: string
  /** PEM, DER SubjectPublicKeyInfo (octets or base64), or a JSON Web Key. */
  readonly publicKey: string | Uint8Array | Readonly<Record<string, unknown>>
  readonly message: Uint8Array
  readonly signature: Uint8Array
  /**
   * `any` by default: the question is whether this signature is this key's, and `weak` tells what
   * would be refused where something depends on it.
   */
  readonly algorithms?: Algorithms | 'any' | undefined
}

/** Whether the signature is the key's over the message. */
export interface SignatureVerdict {
  readonly verdict: 'valid' | 'invalid'
  readonly code: 'valid' | RawSignatureRefusal | AlgorithmRefusal
  readonly message: RefusalText
  /** What the default policy would refuse algorithm or key for, though the question allowed it. */
  readonly weak: AlgorithmRefusal | undefined
}

/** Verifies a signature over octets under a public key. */
export function verifySignature(question: SignatureQuestion): SignatureVerdict {
  const { algorithms = 'any', ...raw } = question
  const policy = algorithms === 'any' ? undefined : policyOf(algorithms)
  let weak: AlgorithmRefusal | undefined
  const outcome = verifyRawSignature<AlgorithmRefusal>(raw, (scheme, key) => {
    weak = judgeAlgorithm(DEFAULT_ALGORITHMS, scheme, key)
    return policy === undefined ? undefined : judgeAlgorithm(policy, scheme, key)
  })
  const code = outcome.ok ? 'valid' : outcome.refusal
  return {
    verdict: outcome.ok ? 'valid' : 'invalid',
    code,
    message: verdictText(code, outcome.ok ? {} : outcome.detail),
    weak: weak === code ? undefined : weak,
  }
}
