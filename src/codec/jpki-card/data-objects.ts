import { fromUtf8, utf8 } from '#kernel/bytes.ts'
import { type CivilDate, parseCivilDate } from '#kernel/civil-date.ts'

/** Tags of the card's own data objects, for GET DATA and PUT DATA (spec/card.md §1.1, §5.4). */
export const DATA_OBJECT = {
  cardIdentification: 0x0045,
  municipalityCode: 0x00f0,
  /** The card's last day. */
  expiry: 0x00f2,
  /** The contact ATR without TS; the one object that an application answers too. */
  contactAtr: 0x5f51,
} as const

/** The value of the expiry object: eight digits. */
export function encodeExpiry(lastDay: CivilDate): Uint8Array {
  return utf8(lastDay.replaceAll('-', ''))
}

/** Reads the expiry object; `undefined` where it is not eight digits that are a day. */
export function parseExpiry(value: Uint8Array): CivilDate | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(fromUtf8(value) ?? '')
  return match === null ? undefined : parseCivilDate(`${match[1]}-${match[2]}-${match[3]}`)
}
