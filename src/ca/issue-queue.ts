import { assert } from '#kernel/assert.ts'
import { CERTIFICATE_KINDS } from '#law/certificate-kind.ts'
import type { CaConfiguration } from './configuration.ts'
import type { IssueCommand, Receipt } from './contract.ts'
import { type IssueOutcome, type IssuePorts, IssuingDesk } from './issue-certificate.ts'

/** Commands of one transaction. Larger groups gain nothing more and make the first of them wait. */
export const GROUP_MAX = 128
/**
 * Groups of one authority that are being signed while the next is prepared: enough to keep every
 * core signing.
 */
export const GROUPS_SIGNING_MAX = 3

/**
 * Issues certificates (法3条, 22条). Commands that arrive together share their transactions: the
 * intents of a group are recorded in one, signed in parallel, and the signatures recorded in one.
 * The same receipt always gives the same certificate. A promise that resolves to a certificate
 * stands for a durable record.
 */
export class IssueQueue {
  readonly #lanes: ReadonlyMap<string, Lane>

  constructor(ports: IssuePorts, configuration: CaConfiguration) {
    this.#lanes = new Map(
      CERTIFICATE_KINDS.map((kind) => [
        kind,
        new Lane(new IssuingDesk(ports, configuration, kind)),
      ]),
    )
  }

  /**
   * Issues one certificate, or refuses it. A fault may leave the intent recorded: repeating the
   * receipt finishes it.
   */
  async issue(command: IssueCommand): Promise<IssueOutcome> {
    const lane = this.#lanes.get(command.kind)
    assert(lane !== undefined, 'each kind has its authority')
    return await lane.issue(command)
  }
}

interface Waiting {
  readonly command: IssueCommand
  readonly resolve: (outcome: IssueOutcome) => void
  readonly reject: (fault: unknown) => void
}

/** The commands of one authority on their way. */
class Lane {
  readonly #desk: IssuingDesk
  readonly #waiting: Waiting[] = []
  readonly #underWay = new Map<Receipt, Promise<unknown>>()
  #preparing = false
  #signing = 0

  constructor(desk: IssuingDesk) {
    this.#desk = desk
  }

  async issue(command: IssueCommand): Promise<IssueOutcome> {
    // The second of two commands with one receipt waits, and then finds what the first left on
    // record.
    for (;;) {
      const earlier = this.#underWay.get(command.receipt)
      if (earlier === undefined) break
      await Promise.allSettled([earlier])
    }
    const outcome = new Promise<IssueOutcome>((resolve, reject) => {
      this.#waiting.push({ command, resolve, reject })
    })
    this.#underWay.set(command.receipt, outcome)
    // Callers of the same turn join the same group.
    queueMicrotask(() => this.#startGroups())
    try {
      return await outcome
    } finally {
      this.#underWay.delete(command.receipt)
    }
  }

  #startGroups(): void {
    if (this.#preparing || this.#signing >= GROUPS_SIGNING_MAX || this.#waiting.length === 0) return
    this.#preparing = true
    void this.#run(this.#waiting.splice(0, GROUP_MAX))
  }

  /** Carries one group through; never rejects, because every fault goes to the group's callers. */
  async #run(group: readonly Waiting[]): Promise<void> {
    const prepared = await this.#orReject(group, () =>
      this.#desk.prepare(group.map(({ command }) => command)),
    )
    this.#preparing = false
    this.#signing++
    this.#startGroups()
    if (prepared !== undefined) {
      const outcomes = await this.#orReject(group, () => this.#desk.complete(prepared))
      group.forEach(({ resolve }, i) => {
        const outcome = outcomes?.[i]
        if (outcome !== undefined) resolve(outcome)
      })
    }
    this.#signing--
    this.#startGroups()
  }

  async #orReject<T>(group: readonly Waiting[], act: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act()
    } catch (fault) {
      for (const { reject } of group) reject(fault)
      return undefined
    }
  }
}
