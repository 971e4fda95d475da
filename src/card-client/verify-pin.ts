import { SW, triesLeftOf } from '#codec/jpki-card/status-words.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { type CardPin, PIN_PLACES, type PinsOf } from './card-pin.ts'
import { selectFile } from './elementary-file.ts'
import { exchange, refusalOf } from './exchange.ts'
import { isBlockedWord } from './pin-tries-left.ts'
import type { ApplicationName, CommandRefusal, SelectedApplication } from './select-application.ts'

/** Why VERIFY did not succeed; `pin-wrong` tells `triesLeft`, at least 1. */
export type VerifyPinRefusal = 'pin-wrong' | 'pin-blocked' | CommandRefusal

/**
 * Shows `pin` to the card. A success lasts until the power goes or another application is selected;
 * a miss costs a try, and the one that uses up the last is already answered `pin-blocked`.
 */
export async function verifyPin<Name extends ApplicationName>(
  application: SelectedApplication<Name>,
  pin: CardPin<PinsOf[Name]>,
): Promise<Result<void, VerifyPinRefusal>> {
  const selected = await selectFile(application, PIN_PLACES[pin.name].file)
  if (!selected.ok) return selected
  const verify = { cla: 0x00, ins: 0x20, p1: 0x00, p2: 0x80, data: pin.octets() }
  const { statusWord } = await exchange(application.card, verify)
  if (statusWord === SW.done) return ok(undefined)
  const triesLeft = triesLeftOf(statusWord)
  if (isBlockedWord(statusWord) || triesLeft === 0) return refuse('pin-blocked', { pin: pin.name })
  if (triesLeft === undefined) return refusalOf('VERIFY', statusWord)
  return refuse('pin-wrong', { pin: pin.name, triesLeft })
}
