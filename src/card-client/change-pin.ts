import { SW } from '#codec/jpki-card/status-words.ts'
import { ok, type Result } from '#kernel/result.ts'
import type { CardPin, PinsOf } from './card-pin.ts'
import { exchange, refusalOf } from './exchange.ts'
import type { ApplicationName, SelectedApplication } from './select-application.ts'
import { verifyPin, type VerifyPinRefusal } from './verify-pin.ts'

/**
 * Replaces a PIN by the holder who knows it (spec/card.md §2.5): VERIFY with the current value,
 * then CHANGE REFERENCE DATA with the new one alone (P1 = 01). A wrong current value costs a try
 * and changes nothing.
 */
export async function changePin<Name extends ApplicationName, Pin extends PinsOf[Name]>(
  application: SelectedApplication<Name>,
  current: CardPin<Pin>,
  replacement: CardPin<Pin>,
): Promise<Result<void, VerifyPinRefusal>> {
  const verified = await verifyPin(application, current)
  if (!verified.ok) return verified
  const change = { cla: 0x00, ins: 0x24, p1: 0x01, p2: 0x80, data: replacement.octets() }
  const { statusWord } = await exchange(application.card, change)
  return statusWord === SW.done ? ok(undefined) : refusalOf('CHANGE REFERENCE DATA', statusWord)
}
