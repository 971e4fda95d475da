import { SW, triesLeftOf } from '#codec/jpki-card/status-words.ts'
import { ok, type Result } from '#kernel/result.ts'
import { PIN_PLACES, type PinsOf } from './card-pin.ts'
import { selectFile } from './elementary-file.ts'
import { exchange, refusalOf } from './exchange.ts'
import type { ApplicationName, CommandRefusal, SelectedApplication } from './select-application.ts'

/**
 * How many tries the PIN has left, 0 when it is blocked. Costs none: VERIFY with no data field,
 * exactly four octets (`00 20 00 80`), which the card answers with 63Cx even after a success.
 */
export async function pinTriesLeft<Name extends ApplicationName>(
  application: SelectedApplication<Name>,
  pin: PinsOf[Name],
): Promise<Result<number, CommandRefusal>> {
  const selected = await selectFile(application, PIN_PLACES[pin].file)
  if (!selected.ok) return selected
  const asked = { cla: 0x00, ins: 0x20, p1: 0x00, p2: 0x80 }
  const { statusWord } = await exchange(application.card, asked)
  if (isBlockedWord(statusWord)) return ok(0)
  const triesLeft = triesLeftOf(statusWord)
  return triesLeft === undefined ? refusalOf('VERIFY', statusWord) : ok(triesLeft)
}

/** 6984 on the real card; some other carriers say 6983 (spec/card.md §2.6). */
export function isBlockedWord(statusWord: number): boolean {
  return statusWord === SW.referencedFileLocked || statusWord === SW.authenticationBlocked
}
