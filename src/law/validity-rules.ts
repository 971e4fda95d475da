import type { CivilDate } from '#kernel/civil-date.ts'
import { birthdayAfter } from './birthday.ts'
import type { CertificateKind } from './certificate-kind.ts'
import { parametersOn } from './parameters.ts'
import type { LawPolicy } from './policy.ts'
import { CITED } from './public-sources.ts'
import { mayRenewOn } from './renewal.ts'
import { COMMENCEMENT, type Rule, type RuleText } from './rule.ts'

/** What the law asks before it says how long a certificate is valid. */
export interface ValidityFacts {
  readonly kind: CertificateKind
  readonly birthDate: CivilDate
  /** The day of issue (発行の日). */
  readonly issuedOn: CivilDate
  /** The day of the application: it decides whether a renewal was in time. */
  readonly appliedOn: CivilDate
  /**
   * In a renewal, the last day of the live certificate of the same kind that the new one replaces.
   */
  readonly replacedEndsOn?: CivilDate | undefined
  readonly cardExpiresOn: CivilDate
  /**
   * The last day of the holder's live user-authentication certificate: a cap of the signature
   * certificate.
   */
  readonly authenticationEndsOn?: CivilDate | undefined
  /** 在留期間の満了日, for a foreigner with a period of stay. */
  readonly periodOfStayEndsOn?: CivilDate | undefined
}

/** The facts, and the settings under which they are judged. */
export interface ValidityQuestion {
  readonly facts: ValidityFacts
  readonly policy: LawPolicy
}

/**
 * Whether the certificate renews one within its window: applied for in the last three months, and
 * issued before the old one ended (J-LIS: 「有効期間満了前に更新を行った場合」). Only then the sixth birthday counts.
 */
export function renewsInWindow({ facts, policy }: ValidityQuestion): boolean {
  const { replacedEndsOn, appliedOn, issuedOn } = facts
  if (replacedEndsOn === undefined || issuedOn > replacedEndsOn) return false
  return mayRenewOn(replacedEndsOn, appliedOn, policy)
}

/** How many birthdays after the day of issue the certificate may reach. */
export function birthdaysOfValidity(question: ValidityQuestion): number {
  const numbers = parametersOn(question.facts.issuedOn)
  return renewsInWindow(question) ? numbers.validityBirthdaysRenewed : numbers.validityBirthdays
}

function lastBirthday(question: ValidityQuestion): CivilDate {
  const { birthDate, issuedOn } = question.facts
  return birthdayAfter(birthDate, issuedOn, birthdaysOfValidity(question), question.policy)
}

/**
 * The rules that each give a last day, in the order of the law: the certificate is valid to the
 * earliest of them, and of equal days the first in this table is named.
 */
export const VALIDITY_CAPS: readonly Rule<ValidityQuestion, CivilDate>[] = [
  {
    id: 'validity-to-birthday',
    family: 'validity',
    cites: [
      CITED.actTermSignature,
      CITED.actTermAuthentication,
      { ...CITED.faqOfTerm, text: '発行の日後の5回目の誕生日' },
    ],
    from: COMMENCEMENT,
    ja: '発行の日後の5回目の誕生日まで。',
    en: 'To the 5th birthday after the day of issue.',
    check: (question) => (renewsInWindow(question) ? undefined : lastBirthday(question)),
  },
  {
    id: 'validity-to-birthday-renewed',
    family: 'validity',
    cites: [
      CITED.actTermSignature,
      CITED.actTermAuthentication,
      {
        ...CITED.faqOfTerm,
        text: '有効期間が満了する日までの期間が3月未満となった場合に、発行の申請を行い…ときには6回目',
      },
      {
        ...CITED.jLisTermPage,
        text: '有効期間満了前に更新を行った場合は、…6回目の誕生日までです。',
      },
    ],
    from: COMMENCEMENT,
    ja: '更新期間内に申請し、満了前に更新したときは、発行の日後の6回目の誕生日まで。',
    en: 'Renewed before its end on an application within the window: to the 6th birthday after the day of issue.',
    check: (question) => (renewsInWindow(question) ? lastBirthday(question) : undefined),
  },
  {
    id: 'validity-to-authentication-end',
    family: 'validity',
    cites: [
      {
        ...CITED.faqOfTerm,
        text: '利用者証明用電子証明書の発行を受けている場合には、その有効期間が満了する日',
      },
    ],
    from: COMMENCEMENT,
    ja: '署名用は、利用者証明用電子証明書の有効期間が満了する日まで。',
    en: 'A signature certificate: to the last day of the user-authentication certificate.',
    check: ({ facts }) => (facts.kind === 'signature' ? facts.authenticationEndsOn : undefined),
  },
  {
    id: 'validity-to-card-expiry',
    family: 'validity',
    cites: [
      { ...CITED.faqOfTerm, text: 'マイナンバーカードの有効期間が満了する日' },
      CITED.cityPageTerm,
    ],
    from: COMMENCEMENT,
    ja: 'カードの有効期間が満了する日まで。',
    en: 'To the last day of the card.',
    check: ({ facts }) => facts.cardExpiresOn,
  },
  {
    id: 'validity-to-period-of-stay',
    family: 'validity',
    cites: [
      CITED.cityPageTerm,
      {
        ...CITED.cardTermTable,
        text: '在留期限がマイナンバーカードや電子証明書の有効期限になります。',
      },
    ],
    from: COMMENCEMENT,
    ja: '在留期間の定めのある人は、在留期間の満了日まで。',
    en: 'With a limited period of stay: to the last day of the stay.',
    check: ({ facts }) => facts.periodOfStayEndsOn,
  },
]

/** What else the law says about the end of validity. */
export const VALIDITY_RULES: readonly RuleText[] = [
  ...VALIDITY_CAPS,
  {
    id: 'validity-to-last-second',
    family: 'validity',
    cites: [
      { source: 'act', at: '15、34', standing: 'inferred' },
      {
        source: 'published-certificates',
        at: '公開された認証局証明書・利用者証明用電子証明書',
        text: 'notAfter = 14:59:59Z',
        standing: 'measured',
      },
    ],
    from: COMMENCEMENT,
    ja: '最後の日の日本時間23時59分59秒まで有効で、翌日0時に失効する。失効リストには載らない。',
    en: 'Valid to 23:59:59 Japan time of the last day; ended at 00:00:00 of the next, without an entry in a list.',
  },
]
