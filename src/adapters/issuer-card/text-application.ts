import { CardPin } from '#card-client/card-pin.ts'
import type { CardTransport } from '#card-client/contract.ts'
import { IssuerSession, type OpenIssuerSessionRefusal } from '#card-client/open-issuer-session.ts'
import type { TextIssuer } from '#card-client/ports.ts'
import { resetPin } from '#card-client/reset-pin.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import {
  type TextContent,
  writeTextFiles,
  type WriteTextRefusal,
} from '#card-client/write-text-files.ts'
import type { IssuerSide } from '#codec/jpki-card/issuer-dialogue.ts'
import { ok, type Result } from '#kernel/result.ts'

/** What 券面事項入力補助AP is personalised with. Personal data, and a secret of the resident. */
export interface TextPersonalisation extends TextContent {
  /** The four digits that the resident typed; where there are none, EF 0011 stays as it is. */
  readonly textPin?: string
}

/** Why the application was not written, apart from what the issuer refuses. */
export type WriteTextApplicationRefusal =
  | 'text-application-absent'
  | 'pin-form-text'
  | OpenIssuerSessionRefusal
  | WriteTextRefusal

/**
 * Writes 券面事項入力補助AP in one issuer session: all its files in one activation, then both 照合番号 and
 * the PIN. Where the card is pulled on the way (`CardTransportError`), the same call on another day
 * completes it.
 */
export async function writeTextApplication<D extends string>(
  card: CardTransport,
  issuer: IssuerSide<D>,
  textIssuer: TextIssuer,
  { textPin, ...content }: TextPersonalisation,
): Promise<Result<void, WriteTextApplicationRefusal | D>> {
  const pin = textPin === undefined ? ok(undefined) : CardPin.parse('text', textPin)
  if (!pin.ok) return pin
  const present = await SelectedApplication.text(card)
  if (!present.ok) return present
  const session = await IssuerSession.open(issuer, card, 'text')
  if (!session.ok) return session
  const written = await writeTextFiles(session.value, textIssuer, content)
  if (!written.ok || pin.value === undefined) return written
  return resetPin(session.value, pin.value)
}
