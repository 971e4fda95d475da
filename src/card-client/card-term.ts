import { DATA_OBJECT, parseExpiry } from '#codec/jpki-card/data-objects.ts'
import { AID } from '#codec/jpki-card/files.ts'
import { putExpiry } from '#codec/jpki-card/issuer-commands.ts'
import type { IssuerDialogueRefusal } from '#codec/jpki-card/issuer-dialogue.ts'
import { SW } from '#codec/jpki-card/status-words.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import type { Result } from '#kernel/result.ts'
import type { CardTransport } from './contract.ts'
import { exchange } from './exchange.ts'
import type { IssuerSession } from './open-issuer-session.ts'

/** Eight digits, and room for a card that says more. */
const EXPIRY_LE = 0x10

/**
 * The last day as the chip says it, from the power-on state: applications, PINs and issuer sessions
 * are left by it. `undefined` where the card does not tell.
 */
export async function readCardTerm(card: CardTransport): Promise<CivilDate | undefined> {
  const select = { cla: 0x00, ins: 0xa4, p1: 0x04, p2: 0x0c, data: AID.cardManager }
  if ((await exchange(card, select)).statusWord !== SW.done) return undefined
  const [p1, p2] = [DATA_OBJECT.expiry >> 8, DATA_OBJECT.expiry & 0xff]
  const answer = await exchange(card, { cla: 0x00, ins: 0xca, p1, p2, le: EXPIRY_LE })
  return answer.statusWord === SW.done ? parseExpiry(answer.data) : undefined
}

/** Gives the card another last day, durable before the answer. */
export function writeCardTerm(
  session: IssuerSession<'jpki'>,
  lastDay: CivilDate,
): Promise<Result<void, IssuerDialogueRefusal>> {
  return session.performAll([putExpiry(lastDay)])
}
