import type { Instant } from '#kernel/instant.ts'
import type { VerificationReport, VerifyRefusal } from '#va/contract.ts'
import type { ChallengeId } from './contract.ts'
import type { StoredChallenge } from './model.ts'

/** The challenges that were given out; what is acknowledged is durable. */
export interface ChallengeStore {
  /** Keeps a challenge that no one has answered. */
  add(challenge: StoredChallenge): Promise<void>
  /** The challenge as it stands; `undefined` where it never was or was forgotten after its end. */
  find(id: ChallengeId): Promise<StoredChallenge | undefined>
  /**
   * Marks the challenge used at `at`, in one step: of any number of callers exactly one gets
   * `true`.
   */
  consume(id: ChallengeId, at: Instant): Promise<boolean>
  /** Forgets the challenges that ended before `before`; gives how many. */
  forgetEndedBefore(before: Instant): Promise<number>
}

/**
 * The relying party's verifier (va): chain, policy, usage, validity and status of one certificate.
 */
export interface CertificateVerifier {
  /** Reports on a user-authentication certificate at `at`, its status required. */
  verify(
    unverifiedCertificateDer: Uint8Array,
    at: Instant,
  ): Promise<VerificationReport<VerifyRefusal>>
}

/**
 * Whose certificate a serial is: the counter's knowledge about user-authentication certificates.
 */
export interface HolderDirectory {
  /**
   * The holder's reference, the same for every certificate of one person; `undefined` for a serial
   * of nobody.
   */
  holderOf(serialHex: string): Promise<string | undefined>
}

/**
 * Makes pairwise subjects under a secret of the identity provider; the secret stays with the
 * adapter.
 */
export interface PairwiseSubjects {
  /** The same text for the same holder and relying party, unrelated texts for any other pair. */
  subjectOf(holderRef: string, relyingPartyId: string): Promise<string>
}
