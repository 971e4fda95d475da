import { digest } from '#crypto/digest.ts'
import { equalSecrets } from '#crypto/constant-time.ts'
import { utf8 } from '#kernel/bytes.ts'
import { type Instant, plusMs } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { ChallengeId } from './contract.ts'

/** How long a challenge may be answered: time to find the card and type four digits. */
export const CHALLENGE_LIFE_MS = 5 * 60_000
/** Octets of a challenge, and of the identifier it is named by. */
export const CHALLENGE_OCTETS = 32
export const CHALLENGE_ID_OCTETS = 16

/**
 * A challenge as it is kept. The session's reference may be a bearer token, so only its digest is.
 */
export interface StoredChallenge {
  readonly id: ChallengeId
  readonly challenge: Uint8Array
  /** SHA-256 of the reference of the session that asked. */
  readonly sessionDigest: Uint8Array
  readonly relyingPartyId: string
  readonly createdAt: Instant
  /** The first moment at which it is no longer accepted. */
  readonly expiresAt: Instant
  readonly usedAt: Instant | undefined
}

/** Why a challenge cannot be answered now, by this session. */
export type ChallengeRefusal =
  | 'challenge-of-another-session'
  | 'challenge-used'
  | 'challenge-expired'

/** A fresh challenge for one session of one relying party. */
export function newChallenge(
  id: ChallengeId,
  challenge: Uint8Array,
  asked: { readonly sessionRef: string; readonly relyingPartyId: string },
  now: Instant,
): StoredChallenge {
  return {
    id,
    challenge,
    sessionDigest: sessionDigest(asked.sessionRef),
    relyingPartyId: asked.relyingPartyId,
    createdAt: now,
    expiresAt: plusMs(now, CHALLENGE_LIFE_MS),
    usedAt: undefined,
  }
}

/**
 * Whether the session may answer the challenge at `now`: another session learns nothing of its
 * state.
 */
export function mayAnswer(
  challenge: StoredChallenge,
  sessionRef: string,
  now: Instant,
): Result<StoredChallenge, ChallengeRefusal> {
  if (!equalSecrets(challenge.sessionDigest, sessionDigest(sessionRef))) {
    return refuse('challenge-of-another-session')
  }
  if (challenge.usedAt !== undefined) return refuse('challenge-used')
  // A clock set back behind the creation would lengthen the challenge's life; it ends instead.
  if (now >= challenge.expiresAt || now < challenge.createdAt) return refuse('challenge-expired')
  return ok(challenge)
}

function sessionDigest(sessionRef: string): Uint8Array {
  return digest('sha256', utf8(sessionRef))
}
