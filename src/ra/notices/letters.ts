import type { CivilDate } from '#kernel/civil-date.ts'
import { civilDateInJapan } from '#kernel/instant.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { LapseGround } from '#law/lapse.ts'
import type { ResidentId } from '#register/contract.ts'
import type { NoticePrint, PostedNotice } from './contract.ts'

/** What one letter says of all its certificates. */
export type LetterSubject =
  | { readonly kind: 'expiry'; readonly endsOn: CivilDate }
  | { readonly kind: 'lapse'; readonly ground: LapseGround; readonly lapsedOn: CivilDate }

/** One letter: the notices of a day to one person that have the same to say. */
export interface NoticeLetter {
  /** Names the letter among those of its day; no basic item. */
  readonly letterId: string
  readonly residentId: ResidentId
  readonly subject: LetterSubject
  readonly certificates: readonly CertificateKind[]
  /** `undefined` as long as one of its notices is not printed. */
  readonly printed: NoticePrint | undefined
  readonly notices: readonly PostedNotice[]
}

/**
 * The letters of one day's notices, in their order: who has two certificates that end on the same
 * day, or lapsed on it for the same reason, has one letter about both.
 */
export function lettersOf(notices: readonly PostedNotice[]): readonly NoticeLetter[] {
  const letters = new Map<string, NoticeLetter>()
  for (const notice of notices) {
    const letterId = letterIdOf(notice)
    const before = letters.get(letterId)
    letters.set(letterId, {
      letterId,
      residentId: notice.residentId,
      subject: subjectOf(notice),
      certificates: [...(before?.certificates ?? []), notice.authority],
      printed: before === undefined || before.printed !== undefined ? notice.printed : undefined,
      notices: [...(before?.notices ?? []), notice],
    })
  }
  return [...letters.values()]
}

function letterIdOf(notice: PostedNotice): string {
  const subject = subjectOf(notice)
  switch (subject.kind) {
    case 'expiry':
      return `${notice.residentId}.expiry.${subject.endsOn}`
    case 'lapse':
      return `${notice.residentId}.${subject.ground}.${subject.lapsedOn}`
  }
}

function subjectOf({ subject, notAfter }: PostedNotice): LetterSubject {
  switch (subject.kind) {
    case 'expiry':
      return { kind: 'expiry', endsOn: civilDateInJapan(notAfter) }
    case 'lapse': {
      const { ground, lapsedAt } = subject
      return { kind: 'lapse', ground, lapsedOn: civilDateInJapan(lapsedAt) }
    }
  }
}
