import { setPin, unlockPin } from '#codec/jpki-card/issuer-commands.ts'
import type { IssuerDialogueRefusal } from '#codec/jpki-card/issuer-dialogue.ts'
import type { Result } from '#kernel/result.ts'
import { type CardPin, PIN_PLACES, type PinsOf } from './card-pin.ts'
import type { IssuerSession } from './open-issuer-session.ts'
import type { ApplicationName } from './select-application.ts'

/**
 * Sets a PIN without the old one (initial PIN, or 再設定 at the counter), with its full number of
 * tries.
 */
export function resetPin<Name extends ApplicationName>(
  session: IssuerSession<Name>,
  pin: CardPin<PinsOf[Name]>,
): Promise<Result<void, IssuerDialogueRefusal>> {
  return session.performAll([setPin(PIN_PLACES[pin.name].file, pin.octets())])
}

/** Gives a blocked PIN its full number of tries back; its value stays. */
export function unblockPin<Name extends ApplicationName>(
  session: IssuerSession<Name>,
  pin: PinsOf[Name],
): Promise<Result<void, IssuerDialogueRefusal>> {
  return session.performAll([unlockPin(PIN_PLACES[pin].file)])
}
