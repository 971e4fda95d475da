import { parseCertificate } from '#codec/x509/certificate.ts'
import { digest } from '#crypto/digest.ts'
import { importPublicKey } from '#crypto/public-key.ts'
import { usualSchemeOf } from '#crypto/usual-scheme.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import { toHex } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { VerificationReport, VerifyRefusal } from '#va/contract.ts'
import type { StaffRefusal } from './contract.ts'
import {
  mayAnswerStaffChallenge,
  newStaffChallenge,
  STAFF_CHALLENGE_ID_OCTETS,
  STAFF_CHALLENGE_OCTETS,
  staffSignInMessage,
} from './model.ts'
import { openSession, type SignedIn } from './open-session.ts'
import type { StaffCardPorts, StaffChallengeStore } from './ports.ts'
import { isDeskId } from './sign-in.ts'

/** What a staff card is asked to sign. */
export interface StaffCardChallenge {
  readonly id: string
  /** The card signs SHA-256 of it with the user-authentication key. */
  readonly message: Uint8Array
  readonly expiresAt: Instant
}

/** A staff card's answer, by the sign-in that asked for the challenge. */
export interface StaffCardAnswer {
  readonly challengeId: string
  readonly signInRef: string
  readonly deskId: string
  readonly certificateDer: Uint8Array
  readonly signature: Uint8Array
}

/** Why a staff card does not sign anybody in. */
export type StaffCardRefusal = StaffRefusal | VerifyRefusal

/** Gives one sign-in a challenge of its own, good for one answer within minutes. */
export async function createStaffChallenge(
  { challenges, clock, random }: Pick<StaffCardPorts, 'challenges' | 'clock' | 'random'>,
  signInRef: string,
): Promise<StaffCardChallenge> {
  const id = toHex(random.bytes(STAFF_CHALLENGE_ID_OCTETS))
  const octets = random.bytes(STAFF_CHALLENGE_OCTETS)
  const stored = newStaffChallenge(id, octets, signInRef, clock.now())
  await challenges.add(stored)
  return { id, message: staffSignInMessage(octets), expiresAt: stored.expiresAt }
}

/**
 * Signs in the member to whom the card's key is bound. The first answer of the sign-in uses its
 * challenge up, right or wrong; whoever cannot sign learns neither the certificate's status nor
 * whether the card is bound.
 */
export async function signInWithCard(
  ports: StaffCardPorts,
  answer: StaffCardAnswer,
): Promise<Result<SignedIn, StaffCardRefusal>> {
  if (!isDeskId(answer.deskId)) return refuse('staff-sign-in-failed')
  const now = ports.clock.now()
  const challenge = await takeChallenge(ports.challenges, answer, now)
  if (!challenge.ok) return challenge
  const key = signingKey(staffSignInMessage(challenge.value), answer)
  if (!key.ok) return key
  const verified = verdictOf(await ports.verifier.verify(answer.certificateDer, now))
  if (!verified.ok) return verified
  const member = await ports.directory.withKey(key.value)
  if (member === undefined) return refuse('staff-card-not-bound')
  if (!member.active) return refuse('staff-sign-in-failed')
  return ok(await openSession(ports, member, answer.deskId, 'staff-card'))
}

/** Forgets the challenges that have ended; gives how many. To be called now and then. */
export async function forgetStaffChallenges({
  challenges,
  clock,
}: Pick<StaffCardPorts, 'challenges' | 'clock'>): Promise<number> {
  return await challenges.forgetEndedBefore(clock.now())
}

async function takeChallenge(
  challenges: StaffChallengeStore,
  { challengeId, signInRef }: StaffCardAnswer,
  now: Instant,
): Promise<Result<Uint8Array, 'staff-challenge-over'>> {
  const stored = await challenges.find(challengeId)
  const answerable = stored !== undefined && mayAnswerStaffChallenge(stored, signInRef, now)
  if (!answerable || !(await challenges.consume(challengeId, now))) {
    return refuse('staff-challenge-over')
  }
  return ok(stored.challenge)
}

/** SHA-256 of the key that signed, as the directory knows it. */
function signingKey(
  message: Uint8Array,
  { certificateDer, signature }: StaffCardAnswer,
): Result<string, 'certificate-malformed' | 'staff-card-signature-wrong'> {
  const certificate = parseCertificate(certificateDer)
  if (!certificate.ok) return refuse('certificate-malformed')
  const { spkiDer } = certificate.value
  const key = importPublicKey(spkiDer)
  if (!key.ok) return refuse('certificate-malformed')
  return verifySignature(usualSchemeOf(key.value), key.value, message, signature)
    ? ok(toHex(digest('sha256', spkiDer)))
    : refuse('staff-card-signature-wrong')
}

/** A report without a certificate is no proof, whatever its verdict. */
function verdictOf({
  verdict,
  refusal,
  certificate,
}: VerificationReport<VerifyRefusal>): Result<void, VerifyRefusal> {
  if (verdict === 'valid' && refusal === undefined && certificate !== undefined) {
    return certificate.kind === 'user-authentication' ? ok(undefined) : refuse('kind-wrong')
  }
  return refuse(refusal ?? 'certificate-malformed')
}
