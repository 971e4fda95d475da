import type { Brand } from '#kernel/brand.ts'
import type { Instant } from '#kernel/instant.ts'
import type { VerifyRefusal } from '#va/contract.ts'

/**
 * A login challenge's public name: 32 hexadecimal digits. The challenge itself is 32 random octets.
 */
export type ChallengeId = Brand<string, 'ChallengeId'>

/** Reads a `ChallengeId`; `undefined` for anything else. */
export function parseChallengeId(text: string): ChallengeId | undefined {
  return /^[0-9a-f]{32}$/.test(text) ? (text as ChallengeId) : undefined
}

/**
 * What the relying party hands to the card: sign SHA-256 of `challenge` with the
 * user-authentication key.
 */
export interface LoginChallenge {
  readonly id: ChallengeId
  readonly challenge: Uint8Array
  readonly expiresAt: Instant
}

/** The answer to a challenge, bound to the session that asked for it. */
export interface LoginResponse {
  readonly id: ChallengeId
  /** Bound to the browser session or caller that asked for the challenge. */
  readonly sessionRef: string
  readonly certificateDer: Uint8Array
  /** RSASSA-PKCS1-v1_5 with SHA-256 (or ECDSA) over the challenge. */
  readonly signature: Uint8Array
}

/** A login that succeeded. `subject` is pairwise and survives renewal: never the serial. */
export interface Login {
  readonly subject: string
  readonly serialHex: string
  readonly authenticatedAt: Instant
}

/** Why a login did not succeed. */
export type LoginRefusal =
  | 'challenge-unknown'
  | 'challenge-used'
  | 'challenge-expired'
  | 'challenge-of-another-session'
  | 'challenge-signature-wrong'
  | 'holder-unknown'
  | VerifyRefusal
