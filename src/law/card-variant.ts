import { civilDate } from '#kernel/civil-date.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from './certificate-kind.ts'
import { CITED } from './public-sources.ts'
import type { RuleText } from './rule.ts'

/** The plastic card as most people have it, or the card without PINs (顔認証マイナンバーカード). */
export type CardVariant = 'standard' | 'pinless'

/** What a card variant may carry, must carry, and whether its holder enters PINs. */
export interface CardVariantRule {
  readonly mayCarry: readonly CertificateKind[]
  readonly mustCarry: readonly CertificateKind[]
  readonly hasPins: boolean
}

/**
 * Both variants. On the standard card either certificate may be left out at the holder's wish; a
 * PIN-less card always has the user-authentication certificate, used by face or sight alone
 * (spec/jpki.md §1.9).
 */
export const CARD_VARIANTS: Readonly<Record<CardVariant, CardVariantRule>> = {
  standard: { mayCarry: CERTIFICATE_KINDS, mustCarry: [], hasPins: true },
  pinless: {
    mayCarry: ['user-authentication'],
    mustCarry: ['user-authentication'],
    hasPins: false,
  },
}

/** What the PIN-less card changes besides eligibility. */
export const CARD_VARIANT_RULES: readonly RuleText[] = [
  {
    id: 'pinless-card-without-pins',
    family: 'pin',
    cites: [CITED.pinlessCard],
    from: civilDate(2023, 12, 15),
    ja: '顔認証マイナンバーカードには暗証番号を設定しない。利用者証明用電子証明書は必ず記録し、顔認証または目視で使う。',
    en: 'A PIN-less card has no PIN; it always carries the user-authentication certificate, used by face or sight.',
  },
]
