import type { CardChallenge, IssuerSide, OpenedChannel } from '#codec/jpki-card/issuer-dialogue.ts'
import { assert } from '#kernel/assert.ts'
import type { Result } from '#kernel/result.ts'
import type { CounterRefusal, IssuerProof } from '../contract.ts'
import type { IssuerDesk } from './ports.ts'

/**
 * The counter's side of one issuer session, bound to one receipt number; knows the session's name
 * afterwards.
 */
export class BoundIssuer implements IssuerSide<CounterRefusal> {
  readonly #desk: IssuerDesk
  readonly #receiptNumber: string
  #sessionId: string | undefined

  constructor(desk: IssuerDesk, receiptNumber: string) {
    this.#desk = desk
    this.#receiptNumber = receiptNumber
  }

  /** The counter's name for the session; to be asked for only after `prove`. */
  get sessionId(): string {
    assert(this.#sessionId !== undefined, 'the counter has answered a challenge')
    return this.#sessionId
  }

  /** See `IssuerSide`. */
  async prove(challenge: CardChallenge): Promise<Result<IssuerProof, CounterRefusal>> {
    const receiptNumber = this.#receiptNumber
    const proof = await this.#desk.issuerChallenge({ receiptNumber, ...challenge })
    if (proof.ok) this.#sessionId = proof.value.sessionId
    return proof
  }

  /** See `IssuerSide`. */
  async accept(answer: Uint8Array): Promise<Result<OpenedChannel, CounterRefusal>> {
    return await this.#desk.acceptCardProof({ sessionId: this.sessionId, answer })
  }
}
