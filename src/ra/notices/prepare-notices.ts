import type { CivilDate } from '#kernel/civil-date.ts'
import { civilDateInJapan } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import { CERTIFICATE_KINDS } from '#law/certificate-kind.ts'
import type { Resident, ResidentId } from '#register/contract.ts'
import type { ResidentDirectory } from '../ports.ts'
import { type Notice, NOTICE_KINDS, type NoticeKind } from './contract.ts'
import { endsInQuestion, lapsesToldSince, noticesDue } from './notices-due.ts'
import type { NoticeCandidate, NoticePage, NoticeRun, NoticeSources, NoticeStore } from './ports.ts'

/** Certificates of one batch: so many are looked at again after a crash, at the most. */
export const NOTICE_BATCH_MAX = 200

/** What preparing notices needs. */
export interface NoticePorts {
  readonly clock: Clock
  readonly sources: NoticeSources
  readonly notices: NoticeStore
  readonly residents: ResidentDirectory
}

/**
 * Prepares today's notices; to be called once a day or oftener. Each batch is kept together with
 * how far it came, and a certificate has each kind of notice once: a run that was cut anywhere goes
 * on where it stood, and two at once do no harm. Gives how many notices are new, by kind.
 */
export async function prepareNotices(
  ports: NoticePorts,
): Promise<Readonly<Record<NoticeKind, number>>> {
  const day = civilDateInJapan(ports.clock.now())
  const made = { expiry: 0, lapse: 0 }
  for (const kind of NOTICE_KINDS) {
    for (const authority of CERTIFICATE_KINDS) {
      made[kind] += await carryOut(ports, { day, kind, authority })
    }
  }
  return made
}

/** Every notice to the resident, in the order of preparation. */
export async function noticesOf(
  { notices }: Pick<NoticePorts, 'notices'>,
  residentId: ResidentId,
): Promise<readonly Notice[]> {
  return await notices.ofResident(residentId)
}

async function carryOut(ports: NoticePorts, run: NoticeRun): Promise<number> {
  const { notices } = ports
  let made = 0
  let progress = await notices.progressOf(run)
  while (!progress.done) {
    const page = { authority: run.authority, after: progress.after, limit: NOTICE_BATCH_MAX }
    const candidates = await candidatesOf(ports.sources, run, page)
    const due = noticesDue(candidates, await holdersOf(ports.residents, candidates), run.day)
    const after = candidates.at(-1)?.serialHex ?? progress.after
    progress = { after, done: candidates.length < NOTICE_BATCH_MAX }
    made += await notices.record(run, progress, due)
  }
  return made
}

async function candidatesOf(
  sources: NoticeSources,
  { kind, day }: NoticeRun,
  page: NoticePage,
): Promise<readonly NoticeCandidate[]> {
  switch (kind) {
    case 'expiry': {
      const { from, until } = endsInQuestion(day)
      return await sources.expiring(page, from, until)
    }
    case 'lapse':
      return await sources.lapsed(page, lapsesToldSince(day))
  }
}

async function holdersOf(
  residents: ResidentDirectory,
  candidates: readonly NoticeCandidate[],
): Promise<ReadonlyMap<ResidentId, Resident>> {
  const ids = [...new Set(candidates.map(({ residentId }) => residentId))]
  const found = await Promise.all(ids.map((id) => residents.find(id)))
  return new Map(found.flatMap((one) => (one === undefined ? [] : [[one.id, one]])))
}

/** The notices of a municipality that were prepared on a day, for the post. */
export async function noticesOfDay(
  { notices }: Pick<NoticePorts, 'notices'>,
  municipalityCode: string,
  day: CivilDate,
): Promise<readonly Notice[]> {
  return await notices.ofDay(municipalityCode, day, NOTICES_OF_DAY_MAX)
}

/** The notices of a municipality and day that are read at once. */
export const NOTICES_OF_DAY_MAX = 10_000
