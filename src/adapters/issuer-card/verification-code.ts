import { verificationCodeB } from '#codec/jpki-card/text-files.ts'
import { type CivilDate, dateParts } from '#kernel/civil-date.ts'

/** Digits of the card's serial that stand for the security code printed on its face. */
const SECURITY_CODE_DIGITS = 4

/** 照合番号B of a card: the day of birth, the year in which the card ends, its security code. */
export function verificationCodeOf(
  { cardSerial, expiresOn }: { readonly cardSerial: string; readonly expiresOn: CivilDate },
  birthDate: CivilDate,
): string {
  const securityCode = cardSerial.slice(-SECURITY_CODE_DIGITS)
  return verificationCodeB(birthDate, dateParts(expiresOn).year, securityCode)
}
