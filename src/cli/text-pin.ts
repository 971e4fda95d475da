import { CardPin } from '#card-client/card-pin.ts'
import type { CardTransport } from '#card-client/contract.ts'
import { IssuerSession } from '#card-client/open-issuer-session.ts'
import { resetPin } from '#card-client/reset-pin.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { ok, type Result } from '#kernel/result.ts'
import { BoundIssuer } from '#ra/at-terminal/bound-issuer.ts'
import type { IssuerDesk } from '#ra/at-terminal/ports.ts'

/**
 * Sets the PIN of 券面事項入力補助AP at the terminal, under the receipt of an open procedure. A
 * card without that application has no such PIN, and nothing happens.
 */
export async function setTextPin(
  card: CardTransport,
  desk: IssuerDesk,
  receiptNumber: string,
  pinText: string,
): Promise<Result<void, string>> {
  const pin = CardPin.parse('text', pinText)
  if (!pin.ok) return pin
  const text = await SelectedApplication.text(card)
  if (!text.ok) return text.refusal === 'text-application-absent' ? ok(undefined) : text
  const session = await IssuerSession.open(new BoundIssuer(desk, receiptNumber), card, 'text')
  if (!session.ok) return session
  const set = await resetPin(session.value, pin.value)
  return set.ok ? ok(undefined) : set
}
