import type { AlgorithmIdentifier } from '#codec/x509/algorithm.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { readSignatureScheme } from '#codec/x509/signature-algorithm.ts'
import { publicKeyOf } from '#crypto/verification-key.ts'
import { type SignatureScheme, verifySignature } from '#crypto/verify-signature.ts'
import { type AlgorithmPolicy, type AlgorithmRefusal, judgeAlgorithm } from '../algorithm-policy.ts'
import { keyParametersOf } from '../key-parameters-of.ts'

/** What a signature stands under: a certificate, a CRL, an OCSP response. */
export interface SignedObject {
  readonly tbsDer: Uint8Array
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Uint8Array
}

/** `unaffordable`: the budget of signatures is spent, so nothing was verified. */
export type SignatureFinding = 'verified' | 'wrong' | 'unaffordable' | AlgorithmRefusal

/** What came of verifying an object under one certificate. */
interface Outcome {
  readonly signer: Certificate
  readonly isVerified: boolean
}

/** Outcomes kept of one object; an object is tried under few certificates, those of one name. */
const OUTCOMES_KEPT_MAX = 8

/** By object, held weakly: what was found lives no longer than it. */
const outcomes = new WeakMap<SignedObject, Outcome[]>()

/**
 * Whether `object` is signed with the key of `signer`, by an algorithm and key that the policy
 * allows. One object under one certificate is verified once, however often it is asked about;
 * `spend` is called before a signature is computed.
 */
export function signatureUnder(
  object: SignedObject,
  signer: Certificate,
  policy: AlgorithmPolicy,
  spend: () => boolean,
): SignatureFinding {
  const scheme = readSignatureScheme(object.signatureAlgorithm)
  if (!scheme.ok) return scheme.refusal
  const key = keyParametersOf(signer)
  if (!key.ok) return key.refusal
  const refusal = judgeAlgorithm(policy, scheme.value, key.value)
  if (refusal !== undefined) return refusal
  const known = knownOutcome(object, signer)
  if (known === undefined && !spend()) return 'unaffordable'
  return (known ?? verified(object, signer, scheme.value)) ? 'verified' : 'wrong'
}

/** Whether `object` is signed with the key of `signer`, whatever one thinks of the algorithm. */
export function isSignedBy(object: SignedObject, signer: Certificate): boolean {
  const scheme = readSignatureScheme(object.signatureAlgorithm)
  if (!scheme.ok) return false
  return knownOutcome(object, signer) ?? verified(object, signer, scheme.value)
}

function knownOutcome(object: SignedObject, signer: Certificate): boolean | undefined {
  return outcomes.get(object)?.find((outcome) => outcome.signer === signer)?.isVerified
}

function verified(object: SignedObject, signer: Certificate, scheme: SignatureScheme): boolean {
  const key = publicKeyOf(signer)
  const isVerified =
    key !== undefined && verifySignature(scheme, key, object.tbsDer, object.signature)
  const kept = outcomes.get(object)
  if (kept === undefined) outcomes.set(object, [{ signer, isVerified }])
  else if (kept.push({ signer, isVerified }) > OUTCOMES_KEPT_MAX) kept.shift()
  return isVerified
}

/** `sha256 rsa-pkcs1`: how an object is signed, for people; its identifier where it is unknown. */
export function describeAlgorithm({ signatureAlgorithm }: SignedObject): string {
  const scheme = readSignatureScheme(signatureAlgorithm)
  if (!scheme.ok) return signatureAlgorithm.oid
  const { scheme: name, digest } = scheme.value
  return digest === undefined ? name : `${name} ${digest}`
}

/** `rsa 2048`, `ec P-256`: the key of a certificate, for people. */
export function describeKey(signer: Certificate): string {
  const key = keyParametersOf(signer)
  if (!key.ok) return key.refusal
  return `${key.value.kind} ${key.value.curve ?? key.value.sizeBits}`
}
