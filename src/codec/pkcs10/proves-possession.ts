import { readKeyParameters } from '#codec/x509/key-parameters.ts'
import { readSignatureScheme } from '#codec/x509/signature-algorithm.ts'
import { publicKeyOf } from '#crypto/verification-key.ts'
import { type SignatureScheme, verifySignature } from '#crypto/verify-signature.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { CertificationRequest } from './certification-request.ts'
import type { ProofRefusal } from './refusal.ts'

/**
 * Whether a request was signed with the private key of the public key in it (RFC 2986 §3, note 2);
 * the scheme where it was. Whether scheme and key are strong enough is the caller's policy.
 */
export function provesPossession(
  request: CertificationRequest,
): Result<SignatureScheme, ProofRefusal> {
  const scheme = readSignatureScheme(request.signatureAlgorithm)
  if (!scheme.ok) return scheme
  const parameters = readKeyParameters(request.spkiDer)
  if (!parameters.ok) return parameters
  const key = publicKeyOf(request)
  if (key === undefined) return refuse('key-malformed')
  return verifySignature(scheme.value, key, request.infoDer, request.signature)
    ? ok(scheme.value)
    : refuse('request-signature-wrong')
}
