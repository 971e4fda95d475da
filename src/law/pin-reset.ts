import { civilDateInJapan, type Instant, startOfDayInJapan } from '#kernel/instant.ts'
import { refuse, ok, type Result } from '#kernel/result.ts'
import { CARD_VARIANTS, type CardVariant } from './card-variant.ts'
import type { CertificateKind } from './certificate-kind.ts'
import { parametersOn } from './parameters.ts'
import { CITED } from './public-sources.ts'
import { COMMENCEMENT, type RuleText } from './rule.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

/** A reset of one PIN at a convenience store (JPKI暗証番号リセット), prepared in the app. */
export interface KioskReset {
  readonly pin: CertificateKind
  /** Whether the other PIN was entered rightly: the kiosk asks for it. */
  readonly otherPinKnown: boolean
  readonly cardVariant: CardVariant
  /** Whether the certificate of `pin` is neither expired nor revoked. */
  readonly certificateLive: boolean
  /** When the face check in the app was done. */
  readonly registeredAt: Instant
}

/** Why a PIN cannot be reset at the kiosk; the counter can still do it. */
export type PinResetRefusal =
  | 'pin-reset-pinless-card'
  | 'pin-reset-certificate-ended'
  | 'pin-reset-both-forgotten'
  | 'pin-reset-registration-over'
  | 'pin-reset-kiosk-closed'

/**
 * Whether the kiosk may reset the PIN at `at` (spec/jpki.md §5): the checks in order, the first
 * refusal is the answer.
 */
export function checkKioskReset(
  reset: KioskReset,
  at: Instant,
): Result<KioskReset, PinResetRefusal> {
  if (!CARD_VARIANTS[reset.cardVariant].hasPins) return refuse('pin-reset-pinless-card')
  if (!reset.certificateLive) return refuse('pin-reset-certificate-ended')
  if (!reset.otherPinKnown) return refuse('pin-reset-both-forgotten')
  const today = civilDateInJapan(at)
  const numbers = parametersOn(today)
  const elapsedMs = at - reset.registeredAt
  if (elapsedMs < 0 || elapsedMs > numbers.pinResetHours * HOUR_MS) {
    return refuse('pin-reset-registration-over', { hours: numbers.pinResetHours })
  }
  const minute = (at - startOfDayInJapan(today)) / MINUTE_MS
  const open = numbers.kioskOpensMinute <= minute && minute < numbers.kioskClosesMinute
  return open ? ok(reset) : refuse('pin-reset-kiosk-closed')
}

/** The reset in words. */
export const PIN_RESET_RULES: readonly RuleText[] = [
  {
    id: 'pin-reset-at-kiosk',
    family: 'pin',
    cites: [CITED.jLisPinResetPage],
    from: COMMENCEMENT,
    ja: 'アプリで顔認証による事前登録をし、24時間以内の6時30分から23時まで、もう一方の暗証番号を入力してコンビニで初期化できる。',
    en: 'Within 24 hours of a face check in the app, from 06:30 to 23:00, with the other PIN, at a kiosk.',
  },
]
