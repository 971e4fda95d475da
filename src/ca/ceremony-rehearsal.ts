import type { AuthorityId } from './contract.ts'
import type { Generation, Responder } from './model.ts'
import type { CeremonyEffect, CeremonyRecords } from './ports.ts'

/** Records that a rehearsal reads through and writes to memory only. */
export class RehearsalRecords implements CeremonyRecords {
  readonly #real: CeremonyRecords
  readonly #lines: string[] = []
  readonly #generations: Generation[] = []
  readonly #responders: Responder[] = []
  readonly #taken = new Map<AuthorityId, number>()

  constructor(real: CeremonyRecords) {
    this.#real = real
  }

  /** See `AuthorityRecords.generations`. */
  async generations(): Promise<readonly Generation[]> {
    return [...(await this.#real.generations()), ...this.#generations]
  }

  /** See `AuthorityRecords.responders`. */
  async responders(): Promise<readonly Responder[]> {
    return [...(await this.#real.responders()), ...this.#responders]
  }

  /** See `CeremonyRecords.transcript`; a rehearsal begins anew each time. */
  async transcript(): Promise<readonly string[]> {
    return await Promise.resolve(this.#lines)
  }

  /** See `CeremonyRecords.append`. */
  async append(
    _ceremonyHex: string,
    _position: number,
    line: string,
    effect: CeremonyEffect,
  ): Promise<void> {
    this.#lines.push(line)
    switch (effect.effect) {
      case 'none':
        break
      case 'serial-taken':
        this.#taken.set(effect.authority, effect.serial + 1)
        break
      case 'generation-added':
        this.#generations.push(effect.generation)
        break
      case 'responder-added':
        this.#responders.push(effect.responder)
        break
    }
    await Promise.resolve()
  }

  /** See `CeremonyRecords.nextSerial`. */
  async nextSerial(authority: AuthorityId): Promise<number> {
    return this.#taken.get(authority) ?? (await this.#real.nextSerial(authority))
  }
}
