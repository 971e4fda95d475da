import { parseCertificate } from '#codec/x509/certificate.ts'
import { importPublicKey } from '#crypto/public-key.ts'
import { usualSchemeOf } from '#crypto/usual-scheme.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { VerificationReport, VerifyRefusal } from '#va/contract.ts'
import type { Login, LoginRefusal, LoginResponse } from './contract.ts'
import { mayAnswer, type StoredChallenge } from './model.ts'
import type {
  CertificateVerifier,
  ChallengeStore,
  HolderDirectory,
  PairwiseSubjects,
} from './ports.ts'

/** What completing a login needs. */
export interface LoginPorts {
  readonly challenges: ChallengeStore
  readonly verifier: CertificateVerifier
  readonly holders: HolderDirectory
  readonly subjects: PairwiseSubjects
  readonly clock: Clock
}

/**
 * Judges the answer to a challenge. The challenge is used up by the first answer of its own
 * session, right or wrong. The signature is checked before the certificate's status is asked: who
 * cannot sign learns no status.
 */
export async function completeLogin(
  ports: LoginPorts,
  response: LoginResponse,
): Promise<Result<Login, LoginRefusal>> {
  const now = ports.clock.now()
  const taken = await takeChallenge(ports.challenges, response, now)
  if (!taken.ok) return taken
  const signed = checkSignature(taken.value.challenge, response)
  if (!signed.ok) return signed
  const report = await ports.verifier.verify(response.certificateDer, now)
  const verified = serialOf(report)
  if (!verified.ok) return verified
  const serialHex = verified.value
  const holderRef = await ports.holders.holderOf(serialHex)
  if (holderRef === undefined) return refuse('holder-unknown')
  const subject = await ports.subjects.subjectOf(holderRef, taken.value.relyingPartyId)
  return ok({ subject, serialHex, authenticatedAt: now })
}

async function takeChallenge(
  challenges: ChallengeStore,
  { id, sessionRef }: LoginResponse,
  now: Instant,
): Promise<Result<StoredChallenge, LoginRefusal>> {
  const stored = await challenges.find(id)
  if (stored === undefined) return refuse('challenge-unknown')
  const answerable = mayAnswer(stored, sessionRef, now)
  if (!answerable.ok) return answerable
  return (await challenges.consume(id, now)) ? answerable : refuse('challenge-used')
}

function checkSignature(
  challenge: Uint8Array,
  { certificateDer, signature }: LoginResponse,
): Result<void, 'certificate-malformed' | 'challenge-signature-wrong'> {
  const certificate = parseCertificate(certificateDer)
  if (!certificate.ok) return refuse('certificate-malformed')
  const key = importPublicKey(certificate.value.spkiDer)
  if (!key.ok) return refuse('certificate-malformed')
  const right = verifySignature(usualSchemeOf(key.value), key.value, challenge, signature)
  return right ? ok(undefined) : refuse('challenge-signature-wrong')
}

/**
 * The serial of a certificate that passed every check; a report without one is no proof, whatever
 * its verdict.
 */
function serialOf({
  verdict,
  refusal,
  certificate,
}: VerificationReport<VerifyRefusal>): Result<string, VerifyRefusal> {
  if (verdict === 'valid' && refusal === undefined && certificate !== undefined) {
    return certificate.kind === 'user-authentication'
      ? ok(certificate.serialHex)
      : refuse('kind-wrong')
  }
  return refuse(refusal ?? 'certificate-malformed')
}
