import type { AuthorityId, SerialHex } from '#ca/contract.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import type { Instant } from '#kernel/instant.ts'
import type { LapseGround } from '#law/lapse.ts'
import type { ResidentId } from '#register/contract.ts'
import type { StaffId } from '../staff/contract.ts'

/** 有効期限通知書, and the letter that says that a certificate has lapsed. */
export const NOTICE_KINDS = ['expiry', 'lapse'] as const

/** One of `NOTICE_KINDS`. */
export type NoticeKind = (typeof NOTICE_KINDS)[number]

/** What a letter is about; its words are made from it, and from the record, when it is printed. */
export type NoticeSubject =
  | { readonly kind: 'expiry' }
  | { readonly kind: 'lapse'; readonly ground: LapseGround; readonly lapsedAt: Instant }

/** A notice about one certificate; a certificate has at most one of each kind. No basic items. */
export interface Notice {
  readonly authority: AuthorityId
  readonly serialHex: SerialHex
  readonly residentId: ResidentId
  /** The holder's municipality on the day on which the notice was prepared. */
  readonly municipalityCode: string
  /** The end that the certificate has, or would have had. */
  readonly notAfter: Instant
  readonly preparedOn: CivilDate
  readonly subject: NoticeSubject
}

/** Who printed a notice first, and when. */
export interface NoticePrint {
  readonly at: Instant
  readonly by: StaffId
}

/** A notice, and its printing; `undefined` before. */
export interface PostedNotice extends Notice {
  readonly printed: NoticePrint | undefined
}

/** The letters that were prepared for a municipality on one day, counted. */
export interface NoticeDay {
  readonly day: CivilDate
  readonly expiry: number
  readonly lapse: number
  /** How many of both kinds are printed. */
  readonly printed: number
}

/** Why a letter is not printed. */
export type NoticeRefusal = 'notice-unknown' | 'notice-not-to-be-sent'
