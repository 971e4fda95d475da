import { addDays, addMonths, type CivilDate } from '#kernel/civil-date.ts'
import { civilDateInJapan, type Instant, startOfDayInJapan } from '#kernel/instant.ts'
import { isToldByLetter } from '#law/notice-rules.ts'
import { parametersOn } from '#law/parameters.ts'
import { expiryNoticeWindow } from '#law/renewal.ts'
import type { Resident, ResidentId } from '#register/contract.ts'
import type { Notice } from './contract.ts'
import type { NoticeCandidate } from './ports.ts'

/** A lapse is told of for so many days afterwards: so long may the daily run have stood still. */
export const LAPSE_TOLD_DAYS = 62

/** The notices that are due on `today` among the candidates, whose holders are given by id. */
export function noticesDue(
  candidates: readonly NoticeCandidate[],
  holders: ReadonlyMap<ResidentId, Resident>,
  today: CivilDate,
): readonly Notice[] {
  return candidates.flatMap((candidate) => {
    const holder = holders.get(candidate.residentId)
    if (holder === undefined || holder.deceasedOn !== undefined) return []
    if (!isDue(candidate, today)) return []
    return [{ ...candidate, municipalityCode: holder.municipality.code, preparedOn: today }]
  })
}

function isDue({ subject, notAfter }: NoticeCandidate, today: CivilDate): boolean {
  switch (subject.kind) {
    case 'expiry': {
      const { opensOn, endsOn } = expiryNoticeWindow(civilDateInJapan(notAfter))
      return opensOn <= today && today <= endsOn
    }
    case 'lapse':
      return isToldByLetter(subject.ground)
  }
}

/**
 * The ends among which some can be due on `today`, a month wider than the law on both sides: which
 * of them are, `noticesDue` decides.
 */
export function endsInQuestion(today: CivilDate): {
  readonly from: Instant
  readonly until: Instant
} {
  const { noticeMonthsBeforeEndFrom, noticeMonthsBeforeEndUntil } = parametersOn(today)
  return {
    from: startOfDayInJapan(addMonths(today, noticeMonthsBeforeEndUntil - 1)),
    until: startOfDayInJapan(addMonths(today, noticeMonthsBeforeEndFrom + 1)),
  }
}

/** The moment from which on lapses are told of on `today`. */
export function lapsesToldSince(today: CivilDate): Instant {
  return startOfDayInJapan(addDays(today, -LAPSE_TOLD_DAYS))
}
