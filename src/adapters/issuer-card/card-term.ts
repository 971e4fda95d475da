import { writeCardTerm } from '#card-client/card-term.ts'
import type { CardTransport } from '#card-client/contract.ts'
import { IssuerSession, type OpenIssuerSessionRefusal } from '#card-client/open-issuer-session.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { resetVerificationCode } from '#card-client/write-text-files.ts'
import type { IssuerDialogueRefusal, IssuerSide } from '#codec/jpki-card/issuer-dialogue.ts'
import type { Result } from '#kernel/result.ts'
import type { CardTerm } from '#ra/at-terminal/ports.ts'
import { verificationCodeOf } from './verification-code.ts'

/** Why a term was not written, apart from what the issuer refuses. */
export type WriteTermRefusal =
  | 'text-application-absent'
  | OpenIssuerSessionRefusal
  | IssuerDialogueRefusal

/**
 * Writes everything of the chip that says when the card ends: 照合番号B, whose digits hold the year,
 * then the day itself. A card pulled in between still says the old day, and is written again.
 */
export async function writeTermToCard<D extends string>(
  card: CardTransport,
  issuer: IssuerSide<D>,
  term: CardTerm,
): Promise<Result<void, WriteTermRefusal | D>> {
  const code = await rewriteVerificationCode(card, issuer, term)
  if (!code.ok) return code
  const session = await IssuerSession.open(issuer, card, 'jpki')
  if (!session.ok) return session
  return await writeCardTerm(session.value, term.expiresOn)
}

async function rewriteVerificationCode<D extends string>(
  card: CardTransport,
  issuer: IssuerSide<D>,
  { cardSerial, expiresOn, birthDate }: CardTerm,
): Promise<Result<void, WriteTermRefusal | D>> {
  const present = await SelectedApplication.text(card)
  if (!present.ok) return present
  const session = await IssuerSession.open(issuer, card, 'text')
  if (!session.ok) return session
  return await resetVerificationCode(
    session.value,
    verificationCodeOf({ cardSerial, expiresOn }, birthDate),
  )
}
