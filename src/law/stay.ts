import { assert } from '#kernel/assert.ts'
import { addMonths, type CivilDate } from '#kernel/civil-date.ts'
import { parametersOn } from './parameters.ts'

/** `permanent-foreigner`: 永住者, 特別永住者 and 高度専門職2号, whose stay has no end. */
export type Nationality = 'japanese' | 'permanent-foreigner' | 'foreigner'

/** What the resident register knows about a person's stay in Japan. */
export interface StayRecord {
  readonly nationality: Nationality
  /** 在留期間の満了日, of a `foreigner`. */
  readonly periodOfStayEndsOn?: CivilDate | undefined
  /** An extension of the stay was applied for and is not decided yet (特例期間). */
  readonly stayExtensionPending?: boolean | undefined
}

/** How long a person may stay in Japan, as far as the card's term asks. */
export type StayStatus =
  | { readonly stay: 'unlimited' }
  | { readonly stay: 'period'; readonly endsOn: CivilDate; readonly extensionPending: boolean }
  /** 経過滞在者: by birth or loss of nationality on `since`. */
  | { readonly stay: 'provisional'; readonly since: CivilDate }
  /** 一時庇護許可者 and 仮滞在許可者, to the permitted day. */
  | { readonly stay: 'permitted'; readonly endsOn: CivilDate }

/** The stay of a person as the register knows it. A `foreigner` without an end of stay is a bug. */
export function stayStatusOf(record: StayRecord): StayStatus {
  if (record.nationality !== 'foreigner') return { stay: 'unlimited' }
  const { periodOfStayEndsOn: endsOn, stayExtensionPending } = record
  assert(endsOn !== undefined, 'a foreigner’s period of stay has an end')
  return { stay: 'period', endsOn, extensionPending: stayExtensionPending ?? false }
}

/**
 * The last day of the special period (特例期間) after a period of stay that ends on `endsOn`: two
 * months more, once.
 */
export function specialPeriodEnd(endsOn: CivilDate): CivilDate {
  return addMonths(endsOn, parametersOn(endsOn).specialPeriodMonths)
}

/**
 * The last day on which the person may stay, the special period included; `undefined` where the
 * stay has no end.
 */
export function lastDayOfStay(record: StayRecord): CivilDate | undefined {
  const { nationality, periodOfStayEndsOn: endsOn, stayExtensionPending } = record
  if (nationality !== 'foreigner' || endsOn === undefined) return undefined
  return stayExtensionPending === true ? specialPeriodEnd(endsOn) : endsOn
}
