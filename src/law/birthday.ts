import { assert } from '#kernel/assert.ts'
import { type CivilDate, civilDate, dateParts, isLeapYear } from '#kernel/civil-date.ts'
import type { LawPolicy } from './policy.ts'
import { COMMENCEMENT, type RuleText } from './rule.ts'

/** The most birthdays a rule counts: a loop bound well above the ten of an adult's card. */
export const BIRTHDAYS_MAX = 20

/**
 * The birthday in `year` of a person born on `birthDate`. In a common year a person born on 29
 * February has it on the day that `policy` names.
 */
export function birthdayInYear(
  birthDate: CivilDate,
  year: number,
  policy: Pick<LawPolicy, 'leapDayBirthday'>,
): CivilDate {
  const { month, day } = dateParts(birthDate)
  if (month !== 2 || day !== 29 || isLeapYear(year)) return civilDate(year, month, day)
  return policy.leapDayBirthday === 'february-28' ? civilDate(year, 2, 28) : civilDate(year, 3, 1)
}

/**
 * The `count`-th birthday after `issuedOn` (「発行の日後の…回目の誕生日」), 1 to `BIRTHDAYS_MAX`. A birthday that
 * falls on the day of issue itself is not after it.
 */
export function birthdayAfter(
  birthDate: CivilDate,
  issuedOn: CivilDate,
  count: number,
  policy: Pick<LawPolicy, 'leapDayBirthday'>,
): CivilDate {
  assert(Number.isInteger(count) && count >= 1 && count <= BIRTHDAYS_MAX, 'birthdays to count')
  const { year } = dateParts(issuedOn)
  const firstYear = birthdayInYear(birthDate, year, policy) > issuedOn ? year : year + 1
  return birthdayInYear(birthDate, firstYear + count - 1, policy)
}

/**
 * Completed years of age on `date`, counted from the birthday itself: the year is completed at the
 * end of the day before (Act on the Calculation of Age; Civil Code 143(2)). Born on 29 February it
 * is completed at the end of 28 February whatever the year, which makes 1 March the first day of
 * the new age in a common year.
 */
export function ageOn(birthDate: CivilDate, date: CivilDate): number {
  const { year } = dateParts(date)
  const reached = birthdayInYear(birthDate, year, { leapDayBirthday: 'march-1' }) <= date
  return year - dateParts(birthDate).year - (reached ? 0 : 1)
}

/** How birthdays and ages are counted. */
export const BIRTHDAY_RULES: readonly RuleText[] = [
  {
    id: 'birthday-on-day-of-issue-not-counted',
    family: 'validity',
    cites: [
      { source: 'j-lis-page', at: 'よくある質問「発行の日後5回目の誕生日」', standing: 'read' },
      {
        source: 'published-certificates',
        at: '公開された利用者証明用電子証明書2通',
        standing: 'measured',
      },
    ],
    from: COMMENCEMENT,
    ja: '誕生日は発行の日の翌日から数える。発行の日に当たる誕生日は数えない。',
    en: 'Birthdays are counted from the day after the day of issue; one on that day does not count.',
  },
  {
    id: 'birthday-of-29-february',
    family: 'validity',
    cites: [
      {
        source: 'civil-code',
        at: '143(2)',
        text: '最後の月に応当する日がないときは、その月の末日に満了する。',
        standing: 'open',
      },
    ],
    from: COMMENCEMENT,
    ja: '2月29日生まれの人の平年の誕生日は、設定 leapDayBirthday による（既定は2月28日）。',
    en: 'Born on 29 February, the birthday in a common year is as leapDayBirthday says (28 February).',
  },
  {
    id: 'age-from-birthday',
    family: 'eligibility',
    cites: [
      { source: 'age-act', at: '1', text: '年齢ハ出生ノ日ヨリ之ヲ起算ス', standing: 'read' },
      { source: 'civil-code', at: '143', standing: 'read' },
    ],
    from: COMMENCEMENT,
    ja: '年齢は出生の日から数え、誕生日の前日の終わりに加わる。2月29日生まれの人は平年には3月1日からその年齢とする。',
    en: 'A year of age is completed at the end of the day before the birthday; born on 29 February, on 28 February.',
  },
]
