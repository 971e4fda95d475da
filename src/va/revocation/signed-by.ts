import type { AlgorithmIdentifier } from '#codec/x509/algorithm.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { readSignatureScheme } from '#codec/x509/signature-algorithm.ts'
import { type SignatureScheme, verifySignature } from '#crypto/verify-signature.ts'
import { type AlgorithmPolicy, type AlgorithmRefusal, judgeAlgorithm } from '../algorithm-policy.ts'
import { keyParametersOf, type SignerKey, signerKeyOf, verificationKeyOf } from '../signer-key.ts'

/** What a signature stands under: a certificate, a CRL, an OCSP response. */
export interface SignedObject {
  readonly tbsDer: Uint8Array
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Uint8Array
}

/** `unaffordable`: the budget of signatures is spent, so nothing was verified. */
export type SignatureFinding = 'verified' | 'wrong' | 'unaffordable' | AlgorithmRefusal

/** What came of verifying an object under one certificate. */
export interface Outcome {
  readonly signer: Certificate
  readonly isVerified: boolean
}

/** Outcomes kept of one object; an object is tried under few certificates, those of one name. */
const OUTCOMES_KEPT_MAX = 8

/** What came of verifying objects, by object. */
export interface SignatureMemory {
  get(object: SignedObject): Outcome[] | undefined
  set(object: SignedObject, outcomes: Outcome[]): unknown
}

/**
 * Lists and responders' certificates, which answer for many; held weakly. What is met once is
 * remembered by whoever asks, for as long as the asking takes: a `WeakMap` keeps what is new alive
 * until the whole heap is looked through.
 */
const LASTING: SignatureMemory = new WeakMap<SignedObject, Outcome[]>()

/**
 * Whether `object` is signed with the key of `signer`, by an algorithm and key that the policy
 * allows. One object under one certificate is verified once, however often it is asked about while
 * `memory` has it; `spend` is called before a signature is computed.
 */
export function signatureUnder(
  object: SignedObject,
  signer: Certificate,
  policy: AlgorithmPolicy,
  spend: () => boolean,
  memory: SignatureMemory = LASTING,
): SignatureFinding {
  const scheme = readSignatureScheme(object.signatureAlgorithm)
  if (!scheme.ok) return scheme.refusal
  const key = signerKeyOf(signer)
  if (!key.parameters.ok) return key.parameters.refusal
  const refusal = judgeAlgorithm(policy, scheme.value, key.parameters.value)
  if (refusal !== undefined) return refusal
  const outcomes = memory.get(object)
  const known = outcomes && knownOutcome(outcomes, signer)
  if (known !== undefined) return known ? 'verified' : 'wrong'
  if (!spend()) return 'unaffordable'
  const isVerified = verified(object, key, scheme.value)
  if (outcomes === undefined) memory.set(object, [{ signer, isVerified }])
  else if (outcomes.push({ signer, isVerified }) > OUTCOMES_KEPT_MAX) outcomes.shift()
  return isVerified ? 'verified' : 'wrong'
}

/** Whether `object` is signed with the key of `signer`, whatever one thinks of the algorithm. */
export function isSignedBy(object: SignedObject, signer: Certificate): boolean {
  const scheme = readSignatureScheme(object.signatureAlgorithm)
  if (!scheme.ok) return false
  return verified(object, signerKeyOf(signer), scheme.value)
}

function knownOutcome(outcomes: readonly Outcome[], signer: Certificate): boolean | undefined {
  for (const outcome of outcomes) if (outcome.signer === signer) return outcome.isVerified
  return undefined
}

function verified(object: SignedObject, signer: SignerKey, scheme: SignatureScheme): boolean {
  const key = verificationKeyOf(signer)
  return key !== undefined && verifySignature(scheme, key, object.tbsDer, object.signature)
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
