import { AID } from '#codec/jpki-card/files.ts'
import type { IssuerCommand } from '#codec/jpki-card/issuer-commands.ts'
import {
  type IssuerDialogue,
  type IssuerDialogueRefusal,
  type IssuerSide,
  openIssuerDialogue,
  type PerformedCommand,
} from '#codec/jpki-card/issuer-dialogue.ts'
import { ok, type Result } from '#kernel/result.ts'
import type { CardTransport } from './contract.ts'
import { readTokenInfo } from './read-token-info.ts'
import {
  type ApplicationName,
  type CommandRefusal,
  SelectedApplication,
} from './select-application.ts'

/** Why an issuer session did not open, apart from what the issuer refuses. */
export type OpenIssuerSessionRefusal =
  | 'card-not-jpki'
  | 'token-info-malformed'
  | CommandRefusal
  | IssuerDialogueRefusal

/**
 * An open issuer session with one application of one card, ended by the next SELECT of another.
 * Refused once, it is over: open a new one.
 */
export class IssuerSession<Name extends ApplicationName> {
  readonly application: Name
  readonly #dialogue: IssuerDialogue

  private constructor(application: Name, dialogue: IssuerDialogue) {
    this.application = application
    this.#dialogue = dialogue
  }

  /**
   * Reads the card's serial, then lets `issuer` and card prove themselves to each other. The issuer
   * key stays with `issuer`; the key of this session is used here, so that no PIN goes there.
   */
  static async open<Name extends ApplicationName, D extends string>(
    issuer: IssuerSide<D>,
    card: CardTransport,
    application: Name,
  ): Promise<Result<IssuerSession<Name>, OpenIssuerSessionRefusal | D>> {
    const jpki = await SelectedApplication.jpki(card)
    if (!jpki.ok) return jpki
    const token = await readTokenInfo(jpki.value)
    if (!token.ok) return token
    const opened = await openIssuerDialogue((commandApdu) => card.transmit(commandApdu), {
      cardSerial: token.value.serialNumber,
      applicationAid: AID[application],
      issuer,
    })
    return opened.ok ? ok(new IssuerSession(application, opened.value)) : opened
  }

  /** Carries out one command. */
  perform(command: IssuerCommand): Promise<Result<PerformedCommand, IssuerDialogueRefusal>> {
    return this.#dialogue.perform(command)
  }

  /** Carries out `commands` in order, up to the first refusal. */
  async performAll(
    commands: readonly IssuerCommand[],
  ): Promise<Result<void, IssuerDialogueRefusal>> {
    for (const command of commands) {
      const performed = await this.perform(command)
      if (!performed.ok) return performed
    }
    return ok(undefined)
  }
}
