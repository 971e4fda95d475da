import { type CivilDate, civilDate } from '#kernel/civil-date.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { ageOn } from './birthday.ts'
import { CARD_VARIANTS, type CardVariant } from './card-variant.ts'
import type { CertificateKind } from './certificate-kind.ts'
import type { Citations } from './citation.ts'
import { parametersOn } from './parameters.ts'
import { CITED } from './public-sources.ts'
import { COMMENCEMENT, inForce, type Rule, type RuleText } from './rule.ts'
import { lastDayOfStay, type StayRecord } from './stay.ts'

/** What the law asks about a person who applies for a certificate. */
export interface Applicant extends StayRecord {
  readonly birthDate: CivilDate
  /** 成年被後見人 */
  readonly adultWard: boolean
  readonly cardVariant: CardVariant
  readonly residence: 'in-japan' | 'overseas'
  /**
   * 国外転出者の継続利用 was requested together with the notification of departure, or the card was
   * made for a person overseas.
   */
  readonly overseasContinuation: boolean
  readonly deceased: boolean
}

/** Why a person may not be issued a certificate. */
export type EligibilityRefusal =
  | 'deceased'
  | 'overseas-before-2024'
  | 'overseas-without-continuation'
  | 'overseas-not-japanese'
  | 'period-of-stay-unknown'
  | 'period-of-stay-over'
  | 'pinless-card'
  | 'adult-ward'
  | 'under-15'

/** The question an eligibility rule answers: may this person have this certificate on this day? */
export interface EligibilityQuestion {
  readonly kind: CertificateKind
  readonly applicant: Applicant
  readonly on: CivilDate
}

const OVERSEAS_CONTINUATION_FROM = civilDate(2024, 5, 27)

const SIGNATURE_PERSONS: Citations = [
  CITED.cityPageIssue,
  {
    ...CITED.yonago,
    text: '署名用電子証明書は、15歳未満のかたおよび成年被後見人には発行できません。',
  },
]

/**
 * The conditions of issue in the order in which they are checked: what ends every claim first, then
 * the card, then the person. The first that refuses is the answer.
 */
export const ELIGIBILITY_CHECKS: readonly Rule<EligibilityQuestion, EligibilityRefusal>[] = [
  {
    id: 'deceased-person',
    family: 'eligibility',
    cites: [CITED.actApplication],
    from: COMMENCEMENT,
    ja: '亡くなった人には発行しない。',
    en: 'Nothing is issued to a person who has died.',
    check: ({ applicant }) => (applicant.deceased ? 'deceased' : undefined),
  },
  {
    id: 'overseas-person-before-2024',
    family: 'eligibility',
    cites: [CITED.actApplication, CITED.overseas],
    from: COMMENCEMENT,
    until: civilDate(2024, 5, 26),
    ja: '2024年5月26日までは、国外に転出した人には発行しない。',
    en: 'Until 26 May 2024 nothing is issued to a person who lives overseas.',
    check: ({ applicant }) =>
      applicant.residence === 'overseas' ? 'overseas-before-2024' : undefined,
  },
  {
    id: 'overseas-person-in-family-register-only',
    family: 'eligibility',
    cites: [{ ...CITED.overseas, text: '日本に戸籍がある方(戸籍の附票に記載されていること)' }],
    from: OVERSEAS_CONTINUATION_FROM,
    ja: '国外に転出した人には、戸籍の附票に記録されている日本国籍の人に限り発行する。',
    en: 'Overseas, only a Japanese national recorded in the family register may have a certificate.',
    check: ({ applicant }) =>
      applicant.residence === 'overseas' && applicant.nationality !== 'japanese'
        ? 'overseas-not-japanese'
        : undefined,
  },
  {
    id: 'overseas-person-with-continuation-only',
    family: 'eligibility',
    cites: [{ ...CITED.overseas, text: '転出日の前日までに手続きをした方' }],
    from: OVERSEAS_CONTINUATION_FROM,
    ja: '国外に転出した人には、継続利用の手続をしたカードに限り発行する。',
    en: 'Overseas, a certificate is issued only onto a card whose continued use was requested.',
    check: ({ applicant }) =>
      applicant.residence === 'overseas' && !applicant.overseasContinuation
        ? 'overseas-without-continuation'
        : undefined,
  },
  {
    id: 'foreigner-with-known-period-of-stay',
    family: 'eligibility',
    cites: [CITED.stay],
    from: COMMENCEMENT,
    ja: '永住者等でない外国人住民には、在留期間の満了日が分からなければ発行しない。',
    en: 'A foreigner who is not a permanent resident must have a known end of the period of stay.',
    check: ({ applicant }) =>
      applicant.nationality === 'foreigner' && applicant.periodOfStayEndsOn === undefined
        ? 'period-of-stay-unknown'
        : undefined,
  },
  {
    id: 'foreigner-within-period-of-stay',
    family: 'eligibility',
    cites: [CITED.stay],
    from: COMMENCEMENT,
    ja: '在留期間の満了日（特例期間を含む）を過ぎた人には発行しない。満了日の当日は発行できる。',
    en: 'Nothing is issued after the last day of the stay, the special period included; on that day it still is.',
    check: ({ applicant, on }) => {
      const lastDay = lastDayOfStay(applicant)
      return lastDay !== undefined && lastDay < on ? 'period-of-stay-over' : undefined
    },
  },
  {
    id: 'pinless-card-without-signature-certificate',
    family: 'eligibility',
    cites: [CITED.pinlessCard],
    from: civilDate(2023, 12, 15),
    ja: '顔認証マイナンバーカードには署名用電子証明書を発行しない。',
    en: 'A PIN-less card carries no signature certificate.',
    check: ({ kind, applicant }) =>
      CARD_VARIANTS[applicant.cardVariant].mayCarry.includes(kind) ? undefined : 'pinless-card',
  },
  {
    id: 'adult-ward-without-signature-certificate',
    family: 'eligibility',
    cites: SIGNATURE_PERSONS,
    from: COMMENCEMENT,
    ja: '成年被後見人には署名用電子証明書を発行しない。',
    en: 'An adult ward is not issued a signature certificate.',
    check: ({ kind, applicant }) =>
      kind === 'signature' && applicant.adultWard ? 'adult-ward' : undefined,
  },
  {
    id: 'signature-certificate-from-15',
    family: 'eligibility',
    cites: SIGNATURE_PERSONS,
    from: COMMENCEMENT,
    ja: '15歳未満の人には署名用電子証明書を発行しない。15歳の誕生日から発行できる。',
    en: 'Under 15 no signature certificate is issued; from the 15th birthday it is.',
    check: ({ kind, applicant, on }) =>
      kind === 'signature' && ageOn(applicant.birthDate, on) < parametersOn(on).signatureAgeMin
        ? 'under-15'
        : undefined,
  },
]

/** Who enters the PIN of a certificate at issue. */
export type PinSetter = 'holder' | 'legal-representative' | 'nobody'

/**
 * The proof that a person may be issued a certificate of one kind on one day. Only
 * `checkEligibility` makes it.
 */
export class EligibleApplicant {
  readonly kind: CertificateKind
  readonly on: CivilDate
  readonly pinSetBy: PinSetter
  /** Makes the class nominal: a look-alike object is not a proof. */
  readonly #applicant: Applicant

  private constructor({ kind, applicant, on }: EligibilityQuestion) {
    this.kind = kind
    this.on = on
    this.#applicant = applicant
    this.pinSetBy = pinSetter(applicant, on)
  }

  /** The person who was checked. */
  get applicant(): Applicant {
    return this.#applicant
  }

  /** Applies every check in force on the day, in the order of the table. */
  static check(question: EligibilityQuestion): Result<EligibleApplicant, EligibilityRefusal> {
    for (const rule of ELIGIBILITY_CHECKS) {
      const refusal = inForce(rule, question.on) ? rule.check(question) : undefined
      if (refusal !== undefined) return refuse(refusal, { rule: rule.id, on: question.on })
    }
    return ok(new EligibleApplicant(question))
  }
}

/**
 * Whether `applicant` may be issued a certificate of `kind` on `on`; refused with the first check
 * that fails.
 */
export function checkEligibility(
  kind: CertificateKind,
  applicant: Applicant,
  on: CivilDate,
): Result<EligibleApplicant, EligibilityRefusal> {
  return EligibleApplicant.check({ kind, applicant, on })
}

function pinSetter(applicant: Applicant, on: CivilDate): PinSetter {
  if (!CARD_VARIANTS[applicant.cardVariant].hasPins) return 'nobody'
  const represented =
    applicant.adultWard || ageOn(applicant.birthDate, on) < parametersOn(on).signatureAgeMin
  return represented ? 'legal-representative' : 'holder'
}

/** Everything the law says about who may have a certificate. */
export const ELIGIBILITY_RULES: readonly RuleText[] = [
  ...ELIGIBILITY_CHECKS,
  {
    id: 'pin-set-by-representative',
    family: 'pin',
    cites: [
      CITED.cityPagePins,
      {
        ...CITED.shimogo,
        text: '利用者証明用電子証明書を15歳未満の方に発行する際は、法定代理人がパスワードを設定することになります。',
      },
    ],
    from: COMMENCEMENT,
    ja: '15歳未満の人と成年被後見人の利用者証明用暗証番号は、法定代理人が設定する。',
    en: 'For a person under 15 and for an adult ward, the legal representative sets the PIN.',
  },
]
