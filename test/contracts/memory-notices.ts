import { serialHexOf } from '#ca/serial.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import type { Notice, NoticePrint } from '#ra/notices/contract.ts'
import { lettersOf } from '#ra/notices/letters.ts'
import type {
  NoticeCandidate,
  NoticePage,
  NoticePost,
  NoticeProgress,
  NoticeRun,
  NoticeSources,
  NoticeStore,
} from '#ra/notices/ports.ts'
import type { NoticeCertificate } from './notice-certificates.ts'

/** The notices over one process's memory. */
export function memoryNotices(): NoticeStore {
  const notices = new Map<string, Notice>()
  const runs = new Map<string, NoticeProgress>()
  const keyOf = ({ day, kind, authority }: NoticeRun): string => `${day} ${kind} ${authority}`
  const sorted = (wanted: (notice: Notice) => boolean): readonly Notice[] =>
    [...notices.values()].filter(wanted).toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
  return {
    progressOf: async (run) => runs.get(keyOf(run)) ?? { after: undefined, done: false },
    record: async (run, progress, made) => {
      const before = notices.size
      for (const notice of made) {
        const key = `${notice.authority} ${notice.serialHex} ${notice.subject.kind}`
        if (!notices.has(key)) notices.set(key, notice)
      }
      runs.set(keyOf(run), progress)
      return notices.size - before
    },
    ofResident: async (residentId) => sorted((notice) => notice.residentId === residentId),
    ofDay: async (code, day, limit) =>
      sorted((one) => one.municipalityCode === code && one.preparedOn === day).slice(0, limit),
  }
}

/** The printing of the notices of `municipalityCode` in `store`, over one process's memory. */
export function memoryNoticePost(store: NoticeStore, knownDays: readonly CivilDate[]): NoticePost {
  const prints = new Map<string, NoticePrint>()
  const keyOf = (one: Notice): string => `${one.authority} ${one.serialHex} ${one.subject.kind}`
  const ofDay: NoticePost['ofDay'] = async (code, day, limit) => {
    const notices = await store.ofDay(code, day, limit)
    return notices.map((notice) => ({ ...notice, printed: prints.get(keyOf(notice)) }))
  }
  return {
    ofDay,
    days: async (code, limit) => {
      const days = []
      for (const day of knownDays.toSorted().toReversed()) {
        const letters = lettersOf(await ofDay(code, day, 10_000))
        const count = (kind: string) => letters.filter((one) => one.subject.kind === kind).length
        const printed = letters.filter((one) => one.printed !== undefined).length
        if (letters.length > 0) {
          days.push({ day, expiry: count('expiry'), lapse: count('lapse'), printed })
        }
      }
      return days.slice(0, limit)
    },
    notePrinted: async (notices, print) => {
      for (const notice of notices) {
        if (!prints.has(keyOf(notice))) prints.set(keyOf(notice), print)
      }
    },
  }
}

function orderOf({ preparedOn, residentId, subject, authority, serialHex }: Notice): string {
  return [preparedOn, residentId, subject.kind, authority, serialHex].join(' ')
}

/** The same certificates as a table in memory gives them. */
export function memoryNoticeSources(certificates: readonly NoticeCertificate[]): NoticeSources {
  const page = (
    { authority, after, limit }: NoticePage,
    wanted: (certificate: NoticeCertificate) => boolean,
  ): readonly NoticeCandidate[] =>
    certificates
      .filter((one) => one.authority === authority && one.delivered && wanted(one))
      .filter(({ serial }) => after === undefined || serial > Number(`0x${after}`))
      .toSorted((a, b) => a.serial - b.serial)
      .slice(0, limit)
      .map(candidateOf)
  return {
    expiring: async (asked, from, until) =>
      page(asked, (one) => one.lapse === undefined && one.notAfter >= from && one.notAfter < until),
    lapsed: async (asked, since) =>
      page(asked, ({ lapse }) => lapse !== undefined && lapse.lapsedAt >= since),
  }
}

function candidateOf(certificate: NoticeCertificate): NoticeCandidate {
  const { authority, serial, residentId, notAfter, lapse } = certificate
  const subject =
    lapse === undefined ? { kind: 'expiry' as const } : { kind: 'lapse' as const, ...lapse }
  return { authority, serialHex: serialHexOf(serial), residentId, notAfter, subject }
}
