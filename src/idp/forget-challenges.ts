import { plusMs } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import type { ChallengeStore } from './ports.ts'

/**
 * For this long after its end a challenge is still answered with its own refusal, and then as
 * unknown.
 */
const REMEMBERED_MS = 3_600_000

/** Forgets challenges that ended over an hour ago; gives how many. To be called now and then. */
export async function forgetEndedChallenges(ports: {
  readonly challenges: ChallengeStore
  readonly clock: Clock
}): Promise<number> {
  return await ports.challenges.forgetEndedBefore(plusMs(ports.clock.now(), -REMEMBERED_MS))
}
