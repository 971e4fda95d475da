import { civilDateInJapan } from '#kernel/instant.ts'
import type { Clock, Random } from '#kernel/ports.ts'

/** Crockford's base 32: no I, L, O, U, so that a number read aloud is heard right. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const FORM = /^\d{8}-[0-9A-HJKMNP-TV-Z]{8}$/
const DRAWN_CHARACTERS = 8

/**
 * A fresh receipt number (受付番号) of today: the terminal draws it once and repeats it until the
 * procedure is done.
 */
export function drawReceiptNumber({
  clock,
  random,
}: {
  readonly clock: Clock
  readonly random: Random
}): string {
  const day = civilDateInJapan(clock.now()).replaceAll('-', '')
  const drawn = Array.from(random.bytes(DRAWN_CHARACTERS), (octet) => DIGITS.charAt(octet & 31))
  return `${day}-${drawn.join('')}`
}

/** Whether `text` has the form of a receipt number. */
export function isReceiptNumber(text: string): boolean {
  return FORM.test(text)
}
