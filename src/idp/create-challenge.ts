import { assert } from '#kernel/assert.ts'
import { toHex } from '#kernel/bytes.ts'
import type { Clock, Random } from '#kernel/ports.ts'
import { type LoginChallenge, parseChallengeId } from './contract.ts'
import { CHALLENGE_ID_OCTETS, CHALLENGE_OCTETS, newChallenge } from './model.ts'
import type { ChallengeStore } from './ports.ts'

/**
 * Gives a session of a relying party a challenge of its own, good for one answer within
 * `CHALLENGE_LIFE_MS`.
 */
export async function createChallenge(
  ports: { readonly challenges: ChallengeStore; readonly clock: Clock; readonly random: Random },
  asked: { readonly sessionRef: string; readonly relyingPartyId: string },
): Promise<LoginChallenge> {
  const id = parseChallengeId(toHex(ports.random.bytes(CHALLENGE_ID_OCTETS)))
  assert(id !== undefined, '16 octets in hexadecimal are a challenge id')
  const octets = ports.random.bytes(CHALLENGE_OCTETS)
  const stored = newChallenge(id, octets, asked, ports.clock.now())
  await ports.challenges.add(stored)
  return { id, challenge: stored.challenge, expiresAt: stored.expiresAt }
}
