import type { PublishedCrl } from './contract.ts'

interface Round {
  readonly running: Promise<PublishedCrl>
  next: Promise<PublishedCrl> | undefined
}

/**
 * Issues each list at most once at a time in this process. Whoever asks while a list is being made
 * gets the one made after it: that one is sure to hold what they have recorded, and a hundred
 * revocations of one municipality at once cost two lists, not a hundred.
 */
export class CrlRounds {
  readonly #rounds = new Map<string, Round>()

  /** The list that `issue` makes, begun after this call; rejects as `issue` does. */
  issue(key: string, issue: () => Promise<PublishedCrl>): Promise<PublishedCrl> {
    const round = this.#rounds.get(key)
    if (round === undefined) return this.#begin(key, issue)
    round.next ??= settled(round.running).then(() => this.#begin(key, issue))
    return round.next
  }

  #begin(key: string, issue: () => Promise<PublishedCrl>): Promise<PublishedCrl> {
    const round: Round = { running: issue(), next: undefined }
    this.#rounds.set(key, round)
    void this.#forget(key, round)
    return round.running
  }

  async #forget(key: string, round: Round): Promise<void> {
    await settled(round.running)
    if (this.#rounds.get(key) === round && round.next === undefined) this.#rounds.delete(key)
  }
}

async function settled(running: Promise<unknown>): Promise<void> {
  await Promise.allSettled([running])
}
