import { assert } from '#kernel/assert.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import type { Clock } from '#kernel/ports.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { Resident } from '#register/contract.ts'
import type { PaperOrigin } from '../papers/paper-facts.ts'
import type { PaperPrinter } from '../papers/ports.ts'
import type { ResidentDirectory } from '../ports.ts'
import type { Actor } from '../staff/contract.ts'
import { recordLookUp } from '../staff/look-up.ts'
import { requireMay } from '../staff/may-do.ts'
import type { LookUpLog } from '../staff/ports.ts'
import type { NoticeDay, NoticeRefusal } from './contract.ts'
import { lettersOf, type NoticeLetter } from './letters.ts'
import { noticePaper } from './notice-paper.ts'
import type { NoticePost } from './ports.ts'
import { NOTICES_OF_DAY_MAX } from './prepare-notices.ts'

/** Days that are listed at once. */
export const NOTICE_DAYS_MAX = 62
/** Letters that are listed, and printed, at once: a few seconds of typesetting. */
export const LETTERS_OF_PART_MAX = 100

/** What sending notices needs. */
export interface SendNoticePorts {
  readonly clock: Clock
  readonly post: NoticePost
  readonly residents: ResidentDirectory
  readonly lookUps: LookUpLog
  readonly printer: PaperPrinter
  /** Whether the person has a certificate in force. */
  readonly hasLiveCertificate: (holder: Resident) => Promise<boolean>
}

type Refusal = NoticeRefusal | 'staff-role-missing' | 'staff-other-municipality'

/** A letter as it is listed; whom it is to is an id, and no basic item. */
export interface ListedLetter extends Omit<NoticeLetter, 'notices'> {
  /** Not once the holder has died, moved away or gone abroad. */
  readonly mayBeSent: boolean
}

/** Some of a day's letters. */
export interface LettersOfDay {
  readonly day: CivilDate
  readonly letters: readonly ListedLetter[]
  /** Counted from 1. */
  readonly part: number
  readonly parts: number
}

/** Which letters of a day are printed: one, or those of a part of its list that may be sent. */
export type WantedLetters = { readonly letterId: string } | { readonly part: number }

/** The latest days of the supervisor's municipality that have notices. */
export async function noticeDays(
  { post }: Pick<SendNoticePorts, 'post'>,
  actor: Actor,
): Promise<Result<readonly NoticeDay[], Refusal>> {
  const may = requireMay(actor, 'send-notices')
  return may.ok ? ok(await post.days(actor.municipalityCode, NOTICE_DAYS_MAX)) : may
}

/** A part of a day's letters; one that there is not is the last there is. */
export async function lettersOfDay(
  ports: Pick<SendNoticePorts, 'post' | 'residents'>,
  actor: Actor,
  wanted: { readonly day: CivilDate; readonly part: number },
): Promise<Result<LettersOfDay, Refusal>> {
  const may = requireMay(actor, 'send-notices')
  if (!may.ok) return may
  const all = await allLetters(ports, actor, wanted.day)
  const parts = Math.max(1, Math.ceil(all.length / LETTERS_OF_PART_MAX))
  const part = Math.min(Math.max(1, wanted.part), parts)
  const addressed = await withHolders(ports, actor, partOf(all, part))
  const letters = addressed.map(({ letter, holder }): ListedLetter => {
    const { letterId, residentId, subject, certificates, printed } = letter
    const mayBeSent = holder !== undefined
    return { letterId, residentId, subject, certificates, printed, mayBeSent }
  })
  return ok({ day: wanted.day, letters, part, parts })
}

/**
 * Prints letters of a day as one document, and notes of each who printed it first, and when. Every
 * letter shows a name and an address: each is a look at the person, recorded before it is made.
 */
export async function printLetters(
  ports: SendNoticePorts,
  actor: Actor,
  day: CivilDate,
  wanted: WantedLetters,
  origin: PaperOrigin,
): Promise<Result<Uint8Array, Refusal>> {
  const may = requireMay(actor, 'send-notices')
  if (!may.ok) return may
  const all = await allLetters(ports, actor, day)
  const chosen =
    'part' in wanted
      ? partOf(all, wanted.part)
      : all.filter(({ letterId }) => letterId === wanted.letterId)
  if (chosen.length === 0) return refuse('notice-unknown')
  const sent = (await withHolders(ports, actor, chosen)).flatMap(({ letter, holder }) =>
    holder === undefined ? [] : [{ letter, holder }],
  )
  if (sent.length === 0) return refuse('notice-not-to-be-sent')
  const papers = []
  for (const { letter, holder } of sent) {
    await recordLookUp(ports, actor, holder.id, 'supervision')
    const othersLive = await ports.hasLiveCertificate(holder)
    papers.push(noticePaper(letter, { origin, holder, othersLive }))
  }
  const [first, ...more] = papers
  assert(first !== undefined, 'each letter is a paper')
  const printed = await ports.printer.print(first, ...more)
  const notices = sent.flatMap(({ letter }) => letter.notices)
  await ports.post.notePrinted(notices, { at: ports.clock.now(), by: actor.staffId })
  return ok(printed)
}

async function allLetters(
  { post }: Pick<SendNoticePorts, 'post'>,
  { municipalityCode }: Actor,
  day: CivilDate,
): Promise<readonly NoticeLetter[]> {
  return lettersOf(await post.ofDay(municipalityCode, day, NOTICES_OF_DAY_MAX))
}

function partOf(letters: readonly NoticeLetter[], part: number): readonly NoticeLetter[] {
  return letters.slice((part - 1) * LETTERS_OF_PART_MAX, part * LETTERS_OF_PART_MAX)
}

/** Each letter with its holder, where a letter from this municipality still reaches them. */
async function withHolders(
  { residents }: Pick<SendNoticePorts, 'residents'>,
  { municipalityCode }: Actor,
  letters: readonly NoticeLetter[],
): Promise<readonly { readonly letter: NoticeLetter; readonly holder: Resident | undefined }[]> {
  return await Promise.all(
    letters.map(async (letter) => {
      const holder = await residents.find(letter.residentId)
      const isReached =
        holder !== undefined &&
        holder.deceasedOn === undefined &&
        holder.residence === 'in-japan' &&
        holder.municipality.code === municipalityCode
      return { letter, holder: isReached ? holder : undefined }
    }),
  )
}
