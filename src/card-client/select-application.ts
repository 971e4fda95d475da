import { AID } from '#codec/jpki-card/files.ts'
import { SW } from '#codec/jpki-card/status-words.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { CardTransport } from './contract.ts'
import { exchange, refusalOf } from './exchange.ts'

/** The applications of the card that this client speaks to. */
export type ApplicationName = 'jpki' | 'text'

/** The refusals of every command to a selected application. */
export type CommandRefusal = 'security-status-not-satisfied' | 'card-answer-unexpected'

/**
 * Proof that `name` answered SELECT on `card`; the use cases take it, so none can be sent to
 * another application.
 */
export class SelectedApplication<Name extends ApplicationName> {
  readonly name: Name
  readonly card: CardTransport

  private constructor(name: Name, card: CardTransport) {
    this.name = name
    this.card = card
  }

  /**
   * Selects 公的個人認証AP. Selecting it again keeps the PINs that were verified (JICSAP 5.1.3 rule 2).
   */
  static async jpki(
    card: CardTransport,
  ): Promise<Result<SelectedApplication<'jpki'>, 'card-not-jpki' | CommandRefusal>> {
    const statusWord = await selectByAid(card, AID.jpki)
    if (statusWord === SW.fileNotFound) return refuse('card-not-jpki')
    if (statusWord !== SW.done) return refusalOf('SELECT', statusWord)
    return ok(new SelectedApplication('jpki', card))
  }

  /** Selects 券面事項入力補助AP, which forgets the PINs of any other application. */
  static async text(
    card: CardTransport,
  ): Promise<Result<SelectedApplication<'text'>, 'text-application-absent' | CommandRefusal>> {
    const statusWord = await selectByAid(card, AID.text)
    if (statusWord === SW.fileNotFound) return refuse('text-application-absent')
    if (statusWord !== SW.done) return refusalOf('SELECT', statusWord)
    return ok(new SelectedApplication('text', card))
  }
}

async function selectByAid(card: CardTransport, aid: Uint8Array): Promise<number> {
  const { statusWord } = await exchange(card, {
    cla: 0x00,
    ins: 0xa4,
    p1: 0x04,
    p2: 0x0c,
    data: aid,
  })
  return statusWord
}
