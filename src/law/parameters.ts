import { type CivilDate, civilDate } from '#kernel/civil-date.ts'
import type { Citations } from './citation.ts'
import { CITED } from './public-sources.ts'
import { COMMENCEMENT } from './rule.ts'

/** One value of a parameter, from the day on which it applies. */
export interface DatedValue {
  readonly from: CivilDate
  readonly value: number
  readonly cites: Citations
}

/**
 * A number of the law that may be amended: its values oldest first, each from its effective date.
 */
export interface Parameter {
  readonly unit: ParameterUnit
  readonly ja: string
  readonly en: string
  readonly values: readonly [DatedValue, ...DatedValue[]]
}

/** What a parameter counts. */
export type ParameterUnit =
  | 'birthdays'
  | 'months'
  | 'days'
  | 'hours'
  | 'minutes of the day'
  | 'years of age'
  | 'characters'
  | 'tries'
  | 'yen'

/** A parameter that has had one value since the service began. */
function sinceBeginning(
  unit: ParameterUnit,
  value: number,
  words: { readonly ja: string; readonly en: string },
  ...cites: Citations
): Parameter {
  return { unit, ...words, values: [{ from: COMMENCEMENT, value, cites }] }
}

/** Every number of the law that this package uses, by name. */
export const PARAMETERS = {
  validityBirthdays: sinceBeginning(
    'birthdays',
    5,
    { ja: '有効期間の誕生日の回数', en: 'birthdays of validity' },
    { ...CITED.faqOfTerm, text: '発行の日後の5回目の誕生日' },
  ),
  validityBirthdaysRenewed: sinceBeginning(
    'birthdays',
    6,
    {
      ja: '更新期間内の申請による有効期間の誕生日の回数',
      en: 'birthdays of validity after a renewal within the window',
    },
    { ...CITED.faqOfTerm, text: '3月未満となった場合に、発行の申請を行い…ときには6回目' },
  ),
  renewalWindowMonths: sinceBeginning(
    'months',
    3,
    { ja: '更新できる期間', en: 'the renewal window' },
    { ...CITED.faqOfTerm, text: '有効期間が満了する日までの期間が3月未満となった場合' },
    CITED.jLisTermPage,
  ),
  noticeMonthsBeforeEndFrom: sinceBeginning(
    'months',
    3,
    { ja: '有効期限通知書の送付開始（満了前）', en: 'notice of expiry, earliest before the end' },
    CITED.meguro,
  ),
  noticeMonthsBeforeEndUntil: sinceBeginning(
    'months',
    2,
    { ja: '有効期限通知書の送付終了（満了前）', en: 'notice of expiry, latest before the end' },
    CITED.meguro,
  ),
  cardBirthdaysAdult: sinceBeginning(
    'birthdays',
    10,
    { ja: '成年者のカードの有効期間の誕生日の回数', en: 'birthdays of an adult’s card' },
    CITED.cardTermTable,
  ),
  cardBirthdaysMinor: sinceBeginning(
    'birthdays',
    5,
    { ja: '未成年者のカードの有効期間の誕生日の回数', en: 'birthdays of a minor’s card' },
    CITED.cardTermTable,
  ),
  cardAdultAge: {
    unit: 'years of age',
    ja: 'カードの有効期間が10回目の誕生日までとなる申請時の年齢',
    en: 'age at application from which the card runs to the 10th birthday',
    values: [
      {
        from: COMMENCEMENT,
        value: 20,
        cites: [
          {
            ...CITED.cardTermDraft,
            text: '20歳以上の者については10年間、20歳未満の者については5年間としている',
          },
        ],
      },
      {
        from: civilDate(2022, 4, 1),
        value: 18,
        cites: [
          {
            ...CITED.cardTermDraft,
            text: '18歳以上の者については10年間、18歳未満の者については5年間とする',
          },
          { source: 'civil-code', at: '4', standing: 'read' },
        ],
      },
    ],
  },
  specialPeriodMonths: sinceBeginning(
    'months',
    2,
    { ja: '在留期間の特例期間', en: 'the special period of stay' },
    CITED.stay,
  ),
  provisionalStayDays: sinceBeginning(
    'days',
    60,
    { ja: '経過滞在者のカードの有効期間', en: 'the card of a provisional resident (経過滞在者)' },
    CITED.stay,
  ),
  signatureAgeMin: sinceBeginning(
    'years of age',
    15,
    { ja: '署名用電子証明書を発行できる年齢', en: 'age for a signature certificate' },
    CITED.cityPageIssue,
  ),
  signaturePinLengthMin: sinceBeginning(
    'characters',
    6,
    { ja: '署名用パスワードの最短', en: 'shortest signature password' },
    CITED.cityPagePins,
  ),
  signaturePinLengthMax: sinceBeginning(
    'characters',
    16,
    { ja: '署名用パスワードの最長', en: 'longest signature password' },
    CITED.cityPagePins,
  ),
  signaturePinTries: sinceBeginning(
    'tries',
    5,
    { ja: '署名用パスワードの連続した誤りの限度', en: 'misses that lock the signature password' },
    CITED.cityPagePins,
  ),
  authenticationPinLength: sinceBeginning(
    'characters',
    4,
    { ja: '利用者証明用暗証番号の桁数', en: 'digits of the user-authentication PIN' },
    CITED.cityPagePins,
  ),
  authenticationPinTries: sinceBeginning(
    'tries',
    3,
    {
      ja: '利用者証明用暗証番号の連続した誤りの限度',
      en: 'misses that lock the user-authentication PIN',
    },
    CITED.cityPagePins,
  ),
  textPinLength: sinceBeginning(
    'characters',
    4,
    { ja: '券面事項入力補助用暗証番号の桁数', en: 'digits of the text PIN' },
    CITED.counters,
  ),
  textPinTries: sinceBeginning(
    'tries',
    3,
    { ja: '券面事項入力補助用暗証番号の連続した誤りの限度', en: 'misses that lock the text PIN' },
    CITED.counters,
  ),
  pinResetHours: sinceBeginning(
    'hours',
    24,
    { ja: '事前登録から暗証番号リセットまで', en: 'from registration in the app to the PIN reset' },
    CITED.jLisPinResetPage,
  ),
  kioskOpensMinute: sinceBeginning(
    'minutes of the day',
    390,
    { ja: 'マルチコピー機での受付開始（6時30分）', en: 'the kiosk opens (06:30)' },
    CITED.jLisPinResetPage,
  ),
  kioskClosesMinute: sinceBeginning(
    'minutes of the day',
    1380,
    { ja: 'マルチコピー機での受付終了（23時）', en: 'the kiosk closes (23:00)' },
    CITED.jLisPinResetPage,
  ),
  overseasReturnFreeDays: sinceBeginning(
    'days',
    90,
    {
      ja: '国外転出で失効したカードを無料で申請し直せる期間',
      en: 'free re-application after a card lapsed by moving overseas',
    },
    CITED.overseas,
  ),
  cardContinuationDays: sinceBeginning(
    'days',
    90,
    {
      ja: '転入届の日から継続利用の手続までの期限（過ぎるとカードが失効する）',
      en: 'from the notice of moving in to the card’s continuation, or the card lapses',
    },
    { ...CITED.continuation, text: '継続利用の届出を転入届出日から起算して90日以内に行うこと' },
  ),
  moveInNoticeDays: sinceBeginning(
    'days',
    14,
    {
      ja: '異動した日から転入届・転居届までの期限',
      en: 'from the move to its notice',
    },
    { ...CITED.continuation, text: '転入届を「異動日の翌日から起算して14日以内」' },
  ),
  feeCertificatesYen: sinceBeginning(
    'yen',
    200,
    { ja: '電子証明書の再発行手数料', en: 'fee of re-issued certificates' },
    CITED.counters,
  ),
  feeCardYen: sinceBeginning(
    'yen',
    800,
    { ja: 'カードの再交付手数料', en: 'fee of a replaced card' },
    CITED.counters,
  ),
} as const satisfies Readonly<Record<string, Parameter>>

/** The name of a parameter. */
export type ParameterName = keyof typeof PARAMETERS

/** The numbers of the law as they stand on one day. */
export type LawParameters = Readonly<Record<ParameterName, number>>

/** Days whose numbers are kept: one day's are asked for with every certificate of that day. */
const DAYS_KEPT_MAX = 64
const kept = new Map<CivilDate, LawParameters>()

/** The numbers in force on `date`; before the service began, those with which it began. */
export function parametersOn(date: CivilDate): LawParameters {
  const known = kept.get(date)
  if (known !== undefined) return known
  const made = parametersMadeFor(date)
  if (kept.size < DAYS_KEPT_MAX) kept.set(date, made)
  return made
}

function parametersMadeFor(date: CivilDate): LawParameters {
  const valueOf = (name: ParameterName): number => valueOn(PARAMETERS[name], date)
  return {
    validityBirthdays: valueOf('validityBirthdays'),
    validityBirthdaysRenewed: valueOf('validityBirthdaysRenewed'),
    renewalWindowMonths: valueOf('renewalWindowMonths'),
    noticeMonthsBeforeEndFrom: valueOf('noticeMonthsBeforeEndFrom'),
    noticeMonthsBeforeEndUntil: valueOf('noticeMonthsBeforeEndUntil'),
    cardBirthdaysAdult: valueOf('cardBirthdaysAdult'),
    cardBirthdaysMinor: valueOf('cardBirthdaysMinor'),
    cardAdultAge: valueOf('cardAdultAge'),
    specialPeriodMonths: valueOf('specialPeriodMonths'),
    provisionalStayDays: valueOf('provisionalStayDays'),
    signatureAgeMin: valueOf('signatureAgeMin'),
    signaturePinLengthMin: valueOf('signaturePinLengthMin'),
    signaturePinLengthMax: valueOf('signaturePinLengthMax'),
    signaturePinTries: valueOf('signaturePinTries'),
    authenticationPinLength: valueOf('authenticationPinLength'),
    authenticationPinTries: valueOf('authenticationPinTries'),
    textPinLength: valueOf('textPinLength'),
    textPinTries: valueOf('textPinTries'),
    pinResetHours: valueOf('pinResetHours'),
    kioskOpensMinute: valueOf('kioskOpensMinute'),
    kioskClosesMinute: valueOf('kioskClosesMinute'),
    overseasReturnFreeDays: valueOf('overseasReturnFreeDays'),
    cardContinuationDays: valueOf('cardContinuationDays'),
    moveInNoticeDays: valueOf('moveInNoticeDays'),
    feeCertificatesYen: valueOf('feeCertificatesYen'),
    feeCardYen: valueOf('feeCardYen'),
  }
}

function valueOn(parameter: Parameter, date: CivilDate): number {
  const [first, ...later] = parameter.values
  return later.findLast((dated) => dated.from <= date)?.value ?? first.value
}
