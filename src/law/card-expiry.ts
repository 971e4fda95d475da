import { assert } from '#kernel/assert.ts'
import { addDays, type CivilDate } from '#kernel/civil-date.ts'
import { ageOn, birthdayAfter } from './birthday.ts'
import { parametersOn } from './parameters.ts'
import { DEFAULT_LAW_POLICY, type LawPolicy } from './policy.ts'
import { CITED } from './public-sources.ts'
import { COMMENCEMENT, type Rule, type RuleId, type RuleText } from './rule.ts'
import { specialPeriodEnd, type StayStatus } from './stay.ts'

export { stayStatusOf } from './stay.ts'

/** What decides the term of a card. */
export interface CardExpiryFacts {
  readonly birthDate: CivilDate
  /** The day of the application for the card: it decides the age. */
  readonly appliedOn: CivilDate
  /** The day on which J-LIS made the card (発行日), not the day of hand-over. */
  readonly issuedOn: CivilDate
  readonly status: StayStatus
}

/** The last day of a card, and the rule that gave it. */
export interface CardExpiry {
  readonly lastDay: CivilDate
  readonly decidedBy: RuleId
  readonly caps: readonly { readonly rule: RuleId; readonly lastDay: CivilDate }[]
}

/** The facts, and the settings under which they are judged. */
export interface CardExpiryQuestion {
  readonly facts: CardExpiryFacts
  readonly policy: LawPolicy
}

/**
 * The rules that each give a last day of the card, in the order of the law; the earliest decides.
 */
export const CARD_EXPIRY_CAPS: readonly Rule<CardExpiryQuestion, CivilDate>[] = [
  {
    id: 'card-to-birthday-adult',
    family: 'card-expiry',
    cites: [
      CITED.cardTermTable,
      {
        ...CITED.cardTermDraft,
        text: '18歳以上の者については10年間、18歳未満の者については5年間とする',
      },
    ],
    from: COMMENCEMENT,
    ja: '申請日に18歳以上（2022年3月31日までの申請は20歳以上）なら、発行の日後の10回目の誕生日まで。',
    en: 'From 18 at application (20 until 31 March 2022): to the 10th birthday after the day of issue.',
    check: ({ facts, policy }) =>
      isAdultForCard(facts) ? cardBirthday(facts, 'cardBirthdaysAdult', policy) : undefined,
  },
  {
    id: 'card-to-birthday-minor',
    family: 'card-expiry',
    cites: [
      CITED.cardTermTable,
      {
        ...CITED.cardTermDraft,
        text: '18歳以上の者については10年間、18歳未満の者については5年間とする',
      },
    ],
    from: COMMENCEMENT,
    ja: '申請日に18歳未満（2022年3月31日までの申請は20歳未満）なら、発行の日後の5回目の誕生日まで。',
    en: 'Under 18 at application (20 until 31 March 2022): to the 5th birthday after the day of issue.',
    check: ({ facts, policy }) =>
      isAdultForCard(facts) ? undefined : cardBirthday(facts, 'cardBirthdaysMinor', policy),
  },
  {
    id: 'card-to-period-of-stay',
    family: 'card-expiry',
    cites: [
      {
        ...CITED.cardTermTable,
        text: '在留期限の定めのある外国人の方は、在留期限が有効期限になります。',
      },
      CITED.stay,
    ],
    from: COMMENCEMENT,
    ja: '在留期間の定めのある人は、在留期間の満了日まで。',
    en: 'With a limited period of stay: to the last day of the stay.',
    check: ({ facts: { status } }) =>
      status.stay === 'period' && !status.extensionPending ? status.endsOn : undefined,
  },
  {
    id: 'card-to-special-period',
    family: 'card-expiry',
    cites: [CITED.stay],
    from: COMMENCEMENT,
    ja: '在留期間の更新を申請中の人は、在留期間の満了日の2か月後まで。延長は一度に限る。',
    en: 'While an extension of the stay is pending: two months past its last day, once.',
    check: ({ facts: { status } }) =>
      status.stay === 'period' && status.extensionPending
        ? specialPeriodEnd(status.endsOn)
        : undefined,
  },
  {
    id: 'card-of-provisional-stay',
    family: 'card-expiry',
    cites: [CITED.stay],
    from: COMMENCEMENT,
    ja: '経過滞在者は、出生または国籍を失った日から60日まで。',
    en: 'A provisional resident: 60 days from birth or from the loss of nationality.',
    check: ({ facts: { status, issuedOn } }) =>
      status.stay === 'provisional'
        ? addDays(status.since, parametersOn(issuedOn).provisionalStayDays)
        : undefined,
  },
  {
    id: 'card-of-permitted-stay',
    family: 'card-expiry',
    cites: [CITED.stay],
    from: COMMENCEMENT,
    ja: '一時庇護許可者・仮滞在許可者は、許可された期間の満了日まで。',
    en: 'With permission for temporary refuge or provisional stay: to the permitted day.',
    check: ({ facts: { status } }) => (status.stay === 'permitted' ? status.endsOn : undefined),
  },
]

/** The term of a card (spec/jpki.md §3.3): the earliest of the last days that the rules give. */
export function cardExpiry(
  facts: CardExpiryFacts,
  policy: LawPolicy = DEFAULT_LAW_POLICY,
): CardExpiry {
  const caps = CARD_EXPIRY_CAPS.flatMap((rule) => {
    const lastDay = rule.check({ facts, policy })
    return lastDay === undefined ? [] : [{ rule: rule.id, lastDay }]
  })
  const [first, ...others] = caps
  assert(first !== undefined, 'the birthday always caps the card')
  const deciding = others.reduce((least, cap) => (cap.lastDay < least.lastDay ? cap : least), first)
  return { lastDay: deciding.lastDay, decidedBy: deciding.rule, caps }
}

/**
 * Whether an extension of the card's term may still be filed on `on`: it must be before the card's
 * end (§3.5).
 */
export function mayExtendCardTermOn(cardExpiresOn: CivilDate, on: CivilDate): boolean {
  return on <= cardExpiresOn
}

function isAdultForCard({ birthDate, appliedOn }: CardExpiryFacts): boolean {
  return ageOn(birthDate, appliedOn) >= parametersOn(appliedOn).cardAdultAge
}

function cardBirthday(
  { birthDate, issuedOn }: CardExpiryFacts,
  count: 'cardBirthdaysAdult' | 'cardBirthdaysMinor',
  policy: LawPolicy,
): CivilDate {
  return birthdayAfter(birthDate, issuedOn, parametersOn(issuedOn)[count], policy)
}

/** Everything the law says about the term of a card. */
export const CARD_EXPIRY_RULES: readonly RuleText[] = [
  ...CARD_EXPIRY_CAPS,
  {
    id: 'card-term-extended-before-expiry',
    family: 'card-expiry',
    cites: [CITED.stay],
    from: COMMENCEMENT,
    ja: '在留期間の更新によるカードの有効期間の変更は、カードの満了日までに申請する。過ぎたカードは再交付となる。',
    en: 'A new term after an extension of the stay must be filed by the card’s last day; a lapsed card is replaced.',
  },
]
