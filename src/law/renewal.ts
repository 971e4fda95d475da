import { addDays, addMonths, type CivilDate } from '#kernel/civil-date.ts'
import { parametersOn } from './parameters.ts'
import { DEFAULT_LAW_POLICY, type LawPolicy } from './policy.ts'
import { CITED } from './public-sources.ts'
import { COMMENCEMENT, type RuleText } from './rule.ts'

/** The days on which a renewal may be applied for, both included (更新期間). */
export interface RenewalWindow {
  readonly opensOn: CivilDate
  readonly endsOn: CivilDate
}

/**
 * The renewal window of a certificate that ends on `endsOn`: the last three months, by the
 * corresponding day (応当日, clamped to the end of a shorter month) and
 * `policy.renewalWindowFirstDay`.
 */
export function renewalWindow(
  endsOn: CivilDate,
  policy: LawPolicy = DEFAULT_LAW_POLICY,
): RenewalWindow {
  const corresponding = addMonths(endsOn, -parametersOn(endsOn).renewalWindowMonths)
  const opensOn =
    policy.renewalWindowFirstDay === 'corresponding-day' ? corresponding : addDays(corresponding, 1)
  return { opensOn, endsOn }
}

/** Whether a renewal of a certificate that ends on `endsOn` may be applied for on `on`. */
export function mayRenewOn(
  endsOn: CivilDate,
  on: CivilDate,
  policy: LawPolicy = DEFAULT_LAW_POLICY,
): boolean {
  return renewalWindow(endsOn, policy).opensOn <= on && on <= endsOn
}

/**
 * The days between which J-LIS mails the notice of expiry (有効期限通知書): two to three months before the
 * end.
 */
export function expiryNoticeWindow(endsOn: CivilDate): RenewalWindow {
  const numbers = parametersOn(endsOn)
  return {
    opensOn: addMonths(endsOn, -numbers.noticeMonthsBeforeEndFrom),
    endsOn: addMonths(endsOn, -numbers.noticeMonthsBeforeEndUntil),
  }
}

/** When and where a certificate is renewed. */
export const RENEWAL_RULES: readonly RuleText[] = [
  {
    id: 'renewal-window',
    family: 'renewal',
    cites: [
      {
        ...CITED.faqOfTerm,
        text: '有効期間が満了する日までの期間が3月未満となった場合',
      },
      {
        ...CITED.jLisTermPage,
        text: '有効期間満了日の3ヶ月前から更新手続きを行うことができます。',
      },
      CITED.meguro,
    ],
    from: COMMENCEMENT,
    ja: '更新は満了日の3か月前の応当日の翌日（設定 renewalWindowFirstDay）から満了日まで申請できる。',
    en: 'A renewal may be applied for from the day after the day three months before the end (renewalWindowFirstDay).',
  },
  {
    id: 'renewal-at-counter',
    family: 'renewal',
    cites: [CITED.counters],
    from: COMMENCEMENT,
    ja: '発行と更新は市区町村の窓口で行う。オンラインではできない。',
    en: 'Issue and renewal take place at a municipal counter, not online.',
  },
  {
    id: 'issue-after-expiry',
    family: 'renewal',
    cites: [CITED.cityPageTerm],
    from: COMMENCEMENT,
    ja: '有効期間が過ぎた後も窓口で新たに発行を受けられる。カードは本人確認書類として使える。',
    en: 'After the end a certificate can still be issued anew; the card remains an identity document.',
  },
  {
    id: 'expiry-notice',
    family: 'renewal',
    cites: [CITED.meguro],
    from: COMMENCEMENT,
    ja: '有効期限通知書は満了日の3か月前から2か月前までに送られる。',
    en: 'The notice of expiry is mailed from three to two months before the end.',
  },
]
