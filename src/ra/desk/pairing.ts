import { digest } from '#crypto/digest.ts'
import { toHex, utf8 } from '#kernel/bytes.ts'
import { type Instant, plusMs } from '#kernel/instant.ts'
import type { Random } from '#kernel/ports.ts'

/** A code is shown for this long; whoever stands at the desk types it in seconds. */
export const PAIRING_CODE_MS_MAX = 5 * 60_000
/**
 * Wrong codes that a shown code survives. A guess names no desk, so it counts against every code
 * that is shown: at most five in a million hit one.
 */
export const WRONG_GUESSES_MAX = 5
/** A screen stays with its desk for a working day and no longer. */
export const SCREEN_PAIRED_MS_MAX = 12 * 3_600_000

const SCREEN_TOKEN_OCTETS = 32
const CODES = 1_000_000
/** The draws of four octets below this are as many for each code. */
const FAIR_DRAWS = Math.floor(0x1_0000_0000 / CODES) * CODES

/** Whether a resident's screen belongs to the desk, or which code would make one do so. */
export type Pairing =
  | { readonly at: 'unpaired' }
  | {
      readonly at: 'code-shown'
      readonly code: string
      readonly until: Instant
      readonly wrongGuesses: number
    }
  | { readonly at: 'paired'; readonly tokenSha256Hex: string; readonly until: Instant }

/** No screen, and no code that would bring one. */
export const UNPAIRED: Pairing = { at: 'unpaired' }

/** Six digits, each code as likely as any other. */
export function drawPairingCode(random: Random): string {
  for (;;) {
    const [a = 0, b = 0, c = 0, d = 0] = random.bytes(4)
    const drawn = ((a * 256 + b) * 256 + c) * 256 + d
    if (drawn < FAIR_DRAWS) return String(drawn % CODES).padStart(6, '0')
  }
}

/** A screen's token: it lies in that browser's cookie, and here only as its hash. */
export function drawScreenToken(random: Random): string {
  return toHex(random.bytes(SCREEN_TOKEN_OCTETS))
}

/** The form in which a screen's token is kept and compared. */
export function screenTokenSha256Hex(token: string): string {
  return toHex(digest('sha256', utf8(token)))
}

/** The desk shows `code` from now on; an earlier screen is let go. */
export function withCode(code: string, now: Instant): Pairing {
  return { at: 'code-shown', code, until: plusMs(now, PAIRING_CODE_MS_MAX), wrongGuesses: 0 }
}

/** The pairing as it stands `now`: what has run out is gone. */
export function pairingAt(pairing: Pairing, now: Instant): Pairing {
  switch (pairing.at) {
    case 'unpaired':
      return pairing
    case 'code-shown':
    case 'paired':
      return now < pairing.until ? pairing : UNPAIRED
  }
}

/** Whether `typed` is the code that is shown. */
export function showsCode(pairing: Pairing, typed: string, now: Instant): boolean {
  const current = pairingAt(pairing, now)
  return current.at === 'code-shown' && current.code === typed
}

/** The code has served: the screen with this token belongs to the desk. */
export function pairedWith(tokenSha256Hex: string, now: Instant): Pairing {
  return { at: 'paired', tokenSha256Hex, until: plusMs(now, SCREEN_PAIRED_MS_MAX) }
}

/** After a code that no desk shows was typed somewhere. */
export function afterWrongGuess(pairing: Pairing): Pairing {
  if (pairing.at !== 'code-shown') return pairing
  const wrongGuesses = pairing.wrongGuesses + 1
  return wrongGuesses < WRONG_GUESSES_MAX ? { ...pairing, wrongGuesses } : UNPAIRED
}

/** Whether the screen with this token belongs to the desk. */
export function isPairedWith(pairing: Pairing, tokenSha256Hex: string, now: Instant): boolean {
  const current = pairingAt(pairing, now)
  return current.at === 'paired' && current.tokenSha256Hex === tokenSha256Hex
}
