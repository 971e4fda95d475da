import { addDays, type CivilDate } from '#kernel/civil-date.ts'
import { parametersOn } from './parameters.ts'
import { CITED } from './public-sources.ts'
import { COMMENCEMENT, type RuleText } from './rule.ts'

/** What brings a person to the counter, as far as the fee asks. */
export type FeeOccasion =
  | { readonly occasion: 'first-issue' | 'renewal' | 'lapsed-by-change' }
  /**
   * Lost, damaged or lapsed by the holder's own doing; `withCard` when the card is replaced too.
   */
  | {
      readonly occasion: 'own-fault'
      readonly withCard: boolean
      readonly withCertificates: boolean
    }
  /** A card lapsed because the holder moved overseas on `leftOn` without continued use. */
  | {
      readonly occasion: 'overseas-return'
      readonly leftOn: CivilDate
      readonly withCertificates: boolean
    }

/** The fee in yen for an application on `on`. */
export function feeYen(occasion: FeeOccasion, on: CivilDate): number {
  const { feeCardYen, feeCertificatesYen, overseasReturnFreeDays } = parametersOn(on)
  switch (occasion.occasion) {
    case 'first-issue':
    case 'renewal':
    case 'lapsed-by-change':
      return 0
    case 'own-fault':
      return (
        (occasion.withCard ? feeCardYen : 0) + (occasion.withCertificates ? feeCertificatesYen : 0)
      )
    case 'overseas-return':
      if (on <= addDays(occasion.leftOn, overseasReturnFreeDays)) return 0
      return feeCardYen + (occasion.withCertificates ? feeCertificatesYen : 0)
  }
}

/** The fees in words. */
export const FEE_RULES: readonly RuleText[] = [
  {
    id: 'fee-of-issue',
    family: 'fee',
    cites: [CITED.counters],
    from: COMMENCEMENT,
    ja: '初回の発行、更新、住所等の変更による発行は無料。本人の責めによる再発行は電子証明書200円、カード800円。',
    en: 'First issue, renewal and issue after a change are free; own fault costs 200 yen, the card 800 yen.',
  },
  {
    id: 'fee-of-overseas-return',
    family: 'fee',
    cites: [CITED.overseas],
    from: COMMENCEMENT,
    ja: '国外転出で失効したカードは90日以内の申請なら無料、その後は1,000円（電子証明書なしは800円）。',
    en: 'After a card lapsed by a move overseas: free within 90 days, then 1,000 yen (800 without certificates).',
  },
]
