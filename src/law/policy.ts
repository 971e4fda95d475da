/**
 * Where the published rules leave a choice open, the choice is a named setting. Nothing else about
 * the law can be configured: an amendment is a new dated rule or parameter.
 */
export interface LawPolicy {
  /**
   * Which day is the birthday of a person born on 29 February in a common year. No source settles
   * it.
   */
  readonly leapDayBirthday: 'february-28' | 'march-1'
  /**
   * The first day of the renewal window: the corresponding day (応当日) three months before the last
   * day, or the day after it. 「3月未満」 and one city's page say the day after; the page of J-LIS reads
   * either way.
   */
  readonly renewalWindowFirstDay: 'day-after-corresponding-day' | 'corresponding-day'
  /** Whether a hold (一時保留) of a certificate on a card may be lifted. By the CPS it is not. */
  readonly cardHoldMayBeLifted: boolean
  /** Whether the hold of a phone's user-authentication certificate may be lifted in the app. */
  readonly phoneAuthenticationHoldMayBeLifted: boolean
  /** The reason of a lapse for an error in the record (Act 13, 32): secondary sources name both. */
  readonly recordErrorReason: 'affiliationChanged' | 'unspecified'
  /** The reason when the card itself ends or becomes PIN-less: no source states it. */
  readonly cardEndedReason: 'cessationOfOperation' | 'unspecified'
  /**
   * Whether a 旧氏 entered, changed or removed ends the signature certificate as a new name does.
   * The certificate carries the 旧氏; the text that says so was not read.
   */
  readonly formerNameEndsSignature: boolean
  /**
   * The days within which a holder's answer (照会書兼回答書) is accepted after the inquiry was mailed.
   * No public text gives a number for every municipality. A month lets the post go both ways and
   * the proxy come again, and ends well within the 90 days for a card's continuation.
   */
  readonly inquiryAnswerDays: number
  /**
   * Which lapses a letter tells the holder of. No source that was read settles it. Whoever asked
   * for a lapse knows of it; whoever did not would find out only when a service turns them away.
   */
  readonly lapseLetters: 'not-asked-for' | 'none'
}

/**
 * The settings in force unless an operator decides otherwise: never longer or laxer than the law
 * could allow.
 */
export const DEFAULT_LAW_POLICY: LawPolicy = {
  leapDayBirthday: 'february-28',
  renewalWindowFirstDay: 'day-after-corresponding-day',
  cardHoldMayBeLifted: false,
  phoneAuthenticationHoldMayBeLifted: true,
  recordErrorReason: 'affiliationChanged',
  cardEndedReason: 'cessationOfOperation',
  formerNameEndsSignature: true,
  inquiryAnswerDays: 30,
  lapseLetters: 'not-asked-for',
}

/** One setting as the law index prints it. */
export interface PolicyChoice {
  readonly setting: keyof LawPolicy
  readonly ja: string
  readonly en: string
}

/** Every setting in words. */
export const POLICY_CHOICES: readonly PolicyChoice[] = [
  {
    setting: 'leapDayBirthday',
    ja: '2月29日生まれの人の平年の誕生日。2月28日とみなすか、3月1日とみなすか。',
    en: 'The birthday in a common year of a person born on 29 February: 28 February or 1 March.',
  },
  {
    setting: 'renewalWindowFirstDay',
    ja: '更新できる期間の初日。満了日の3か月前の応当日か、その翌日か。',
    en: 'The first day of the renewal window: the day three months before the end, or the day after it.',
  },
  {
    setting: 'cardHoldMayBeLifted',
    ja: 'カードの電子証明書の一時保留を解除できるか。',
    en: 'Whether the hold of a certificate on a card may be lifted.',
  },
  {
    setting: 'phoneAuthenticationHoldMayBeLifted',
    ja: 'スマートフォンの利用者証明用電子証明書の一時保留を解除できるか。',
    en: 'Whether the hold of a phone’s user-authentication certificate may be lifted.',
  },
  {
    setting: 'recordErrorReason',
    ja: '記録誤り等による失効の理由コード。',
    en: 'The reason code of a lapse for an error in the record.',
  },
  {
    setting: 'cardEndedReason',
    ja: 'カードの返納・失効・顔認証カードへの切替えによる失効の理由コード。',
    en: 'The reason code when the card is returned, lapses or becomes PIN-less.',
  },
  {
    setting: 'formerNameEndsSignature',
    ja: '旧氏の記載・変更・削除により署名用電子証明書が失効するか。',
    en: 'Whether a former family name entered, changed or removed ends the signature certificate.',
  },
  {
    setting: 'inquiryAnswerDays',
    ja: '照会書を送った日から回答書を受け付ける最終日までの日数。',
    en: 'The days within which the answer to an inquiry is accepted after it was mailed.',
  },
  {
    setting: 'lapseLetters',
    ja: '失効を手紙で知らせる範囲。本人が求めていない失効か、知らせないか。',
    en: 'Which lapses are told of by letter: those the holder did not ask for, or none.',
  },
]
