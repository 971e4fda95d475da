import { serialHexOf } from '#ca/serial.ts'
import { civilDate } from '#kernel/civil-date.ts'
import { instant, plusMs } from '#kernel/instant.ts'
import { refuse } from '#kernel/result.ts'
import type { Notice } from '#ra/notices/contract.ts'
import { lettersOfDay, noticeDays, printLetters } from '#ra/notices/send-notices.ts'
import type { Paper } from '#ra/papers/paper.ts'
import { addMember, changeMember, listMembers } from '#ra/staff/manage-staff.ts'
import type { CounterNotices, CounterStaff } from '#web/counter/ports.ts'
import { memoryNoticePost, memoryNotices } from '../contracts/memory-notices.ts'
import { memoryStaff } from '../contracts/memory-staff.ts'
import {
  ADMIN,
  CARD_SERIAL,
  CLERK,
  ELSEWHERE,
  type FakeCounter,
  fakeCounter,
  HERE,
  MUNICIPALITY,
  NOW,
  SUPERVISOR,
} from './fake-counter.ts'

export const NOTICE_DAY = civilDate(2026, 12, 1)
/** A day of which every letter is to somebody who has moved away. */
export const GONE_DAY = civilDate(2026, 11, 30)
/** What the key of the card on the fake desk's reader is bound by. */
export const KEY_HEX = '5e'.repeat(32)

/** A fake counter whose staff and notices are kept by the real rules, in memory. */
export interface FakeOffice extends FakeCounter {
  /** The papers of each printing. */
  readonly printed: (readonly Paper[])[]
  readonly lookUps: string[]
}

/** Opens the office with three members of staff, two letters to send and one that cannot be. */
export async function fakeOffice(): Promise<FakeOffice> {
  const fake = fakeCounter()
  const printed: (readonly Paper[])[] = []
  const lookUps: string[] = []
  const staff = await staffOf(fake)
  const notices = await noticesOf(printed, lookUps)
  return { ...fake, ports: { ...fake.ports, staff, notices }, printed, lookUps }
}

async function staffOf({ state }: FakeCounter): Promise<CounterStaff> {
  const { directory } = memoryStaff()
  const ports = { directory, clock: { now: () => NOW } }
  for (const member of [CLERK, SUPERVISOR, ADMIN]) {
    const act = { municipalityCode: MUNICIPALITY, at: NOW, by: 'sandbox', detail: {} } as const
    await directory.add(member, { ...act, what: 'staff-added' })
  }
  return {
    list: (actor) => listMembers(ports, actor),
    add: (actor, wanted) => addMember(ports, actor, wanted),
    change: (actor, staffId, change) => changeMember(ports, actor, staffId, change),
    bindCard: async (actor, staffId) =>
      state.desk.card?.cardSerial === CARD_SERIAL
        ? await changeMember(ports, actor, staffId, { certificateKeySha256Hex: KEY_HEX })
        : refuse('reader-empty'),
    unbindCard: (actor, staffId) =>
      changeMember(ports, actor, staffId, { certificateKeySha256Hex: undefined }),
  }
}

async function noticesOf(printed: (readonly Paper[])[], lookUps: string[]) {
  const store = memoryNotices()
  const end = instant(Date.parse('2027-02-17T23:59:59+09:00'))
  const about = (serial: number, changes: Partial<Notice>): Notice => ({
    authority: 'signature',
    serialHex: serialHexOf(serial),
    residentId: HERE.id,
    municipalityCode: MUNICIPALITY,
    notAfter: end,
    preparedOn: NOTICE_DAY,
    subject: { kind: 'expiry' },
    ...changes,
  })
  const lapse = { kind: 'lapse', ground: 'name-changed', lapsedAt: plusMs(NOW, -1) } as const
  const run = { day: NOTICE_DAY, kind: 'expiry', authority: 'signature' } as const
  await store.record(run, { after: undefined, done: true }, [
    about(1, {}),
    about(2, { authority: 'user-authentication' }),
    about(3, { subject: lapse }),
    about(4, { residentId: ELSEWHERE.id }),
    about(5, { residentId: ELSEWHERE.id, preparedOn: GONE_DAY }),
  ])
  const ports = {
    clock: { now: () => NOW },
    post: memoryNoticePost(store, [NOTICE_DAY, GONE_DAY]),
    residents: {
      find: (id: string) => Promise.resolve([HERE, ELSEWHERE].find((one) => one.id === id)),
    },
    lookUps: {
      ...memoryStaff().lookUps,
      append: ({ residentId }: { readonly residentId: string }) => {
        lookUps.push(residentId)
        return Promise.resolve()
      },
    },
    printer: {
      print: (...papers: readonly Paper[]) => {
        printed.push(papers)
        return Promise.resolve(new TextEncoder().encode('%PDF-1.7'))
      },
    },
    hasLiveCertificate: () => Promise.resolve(true),
  }
  const origin = {
    municipality: '東京都渋谷区',
    desk: 'マイナンバーカード窓口',
    clerk: undefined,
    issuedOn: NOTICE_DAY,
    specimen: true,
  }
  const notices: CounterNotices = {
    days: (actor) => noticeDays(ports, actor),
    ofDay: (actor, wanted) => lettersOfDay(ports, actor, wanted),
    print: (actor, day, wanted) => printLetters(ports, actor, day, wanted, origin),
  }
  return notices
}
