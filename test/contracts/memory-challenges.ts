import type { ChallengeId } from '#idp/contract.ts'
import type { StoredChallenge } from '#idp/model.ts'
import type { ChallengeStore } from '#idp/ports.ts'

/** Login challenges in one process's memory. */
export function memoryChallenges(): ChallengeStore {
  const kept = new Map<ChallengeId, StoredChallenge>()
  return {
    add: async (challenge) => void kept.set(challenge.id, challenge),
    find: async (id) => kept.get(id),
    consume: async (id, at) => {
      const challenge = kept.get(id)
      if (challenge === undefined || challenge.usedAt !== undefined) return false
      kept.set(id, { ...challenge, usedAt: at })
      return true
    },
    forgetEndedBefore: async (before) => {
      const ended = [...kept.values()].filter(({ expiresAt }) => expiresAt < before)
      for (const { id } of ended) kept.delete(id)
      return ended.length
    },
  }
}
