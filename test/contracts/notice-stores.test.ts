import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  postgresNoticePost,
  postgresNotices,
  postgresNoticeSources,
} from '#adapters/postgres/ra-notices.ts'
import { serialHexOf } from '#ca/serial.ts'
import { civilDate } from '#kernel/civil-date.ts'
import { instant, plusMs } from '#kernel/instant.ts'
import type { Notice } from '#ra/notices/contract.ts'
import { parseStaffId } from '#ra/staff/contract.ts'
import { parseResidentId } from '#register/contract.ts'
import { startTestPostgres } from '../support/postgres.ts'
import { memoryNoticePost, memoryNotices, memoryNoticeSources } from './memory-notices.ts'
import { enterCertificates, type NoticeCertificate } from './notice-certificates.ts'

const AT = instant(1_770_000_000_000)
const DAY = civilDate(2026, 2, 2)
const DAYS = [DAY, civilDate(2026, 2, 3), civilDate(2026, 2, 4)] as const
const postgres = await startTestPostgres()

const IMPLEMENTATIONS = {
  memory: async (certificates: readonly NoticeCertificate[]) => {
    const notices = memoryNotices()
    const post = memoryNoticePost(notices, DAYS)
    return { notices, post, sources: memoryNoticeSources(certificates) }
  },
  PostgreSQL: async (certificates: readonly NoticeCertificate[]) => {
    const { database } = await postgres.migratedDatabase()
    await enterCertificates(database, certificates)
    return {
      notices: postgresNotices(database),
      post: postgresNoticePost(database),
      sources: postgresNoticeSources(database),
    }
  },
}

function resident(number: number) {
  const id = parseResidentId(`R${String(number).padStart(10, '0')}`)
  assert.ok(id)
  return id
}

function staff(text: string) {
  const id = parseStaffId(text)
  assert.ok(id)
  return id
}

function certificate(serial: number, changes: Partial<NoticeCertificate> = {}): NoticeCertificate {
  return {
    authority: 'signature',
    serial,
    residentId: resident(serial),
    notAfter: AT,
    delivered: true,
    lapse: undefined,
    ...changes,
  }
}

function notice(serial: number, changes: Partial<Notice> = {}): Notice {
  return {
    authority: 'signature',
    serialHex: serialHexOf(serial),
    residentId: resident(1),
    municipalityCode: '13101',
    notAfter: AT,
    preparedOn: DAY,
    subject: { kind: 'expiry' },
    ...changes,
  }
}

const RUN = { day: DAY, kind: 'expiry', authority: 'signature' } as const
const LAPSE = { kind: 'lapse', ground: 'address-changed', lapsedAt: AT } as const

for (const [name, open] of Object.entries(IMPLEMENTATIONS)) {
  describe(`notices: ${name}`, () => {
    test('a certificate has each kind of notice once, and progress is kept with them', async () => {
      const { notices } = await open([])
      assert.deepEqual(await notices.progressOf(RUN), { after: undefined, done: false })
      const progress = { after: serialHexOf(0x1ff), done: false }
      assert.equal(await notices.record(RUN, progress, [notice(1), notice(2)]), 2)
      assert.deepEqual(await notices.progressOf(RUN), progress)
      const again = notice(1, { preparedOn: civilDate(2026, 2, 3) })
      assert.equal(await notices.record(RUN, { ...progress, done: true }, [again, notice(3)]), 1)
      assert.deepEqual(await notices.progressOf(RUN), { ...progress, done: true })
      const lapse = notice(1, { subject: LAPSE })
      const lapseRun = { ...RUN, kind: 'lapse' } as const
      assert.equal(await notices.record(lapseRun, { after: undefined, done: true }, [lapse]), 1)
      assert.deepEqual(await notices.progressOf(lapseRun), { after: undefined, done: true })
      const kept = [notice(1), notice(2), notice(3), lapse]
      assert.deepEqual(await notices.ofResident(resident(1)), kept)
      assert.deepEqual(await notices.ofResident(resident(2)), [])
      assert.deepEqual(await notices.ofDay('13101', DAY, 9), kept)
      assert.deepEqual(await notices.ofDay('13101', DAY, 2), kept.slice(0, 2))
      assert.deepEqual(await notices.ofDay('13102', DAY, 9), [])
    })

    test('a day’s letters are counted once for each person and matter, and printed once for good', async () => {
      const { notices, post } = await open([])
      const both = [notice(1), notice(1, { authority: 'user-authentication' })]
      const lapses = [notice(2, { subject: LAPSE }), notice(3, { subject: LAPSE })]
      const other = notice(4, { residentId: resident(2), subject: LAPSE })
      const later = notice(5, { preparedOn: DAYS[2] })
      const elsewhere = notice(6, { municipalityCode: '13102' })
      const progress = { after: undefined, done: true }
      await notices.record(RUN, progress, [...both, ...lapses, other, later, elsewhere])
      assert.deepEqual(await post.days('13101', 9), [
        { day: DAYS[2], expiry: 1, lapse: 0, printed: 0 },
        { day: DAY, expiry: 1, lapse: 2, printed: 0 },
      ])
      assert.equal((await post.days('13101', 1)).length, 1)
      const print = { at: AT, by: staff('S131012') }
      await post.notePrinted([...both, ...lapses.slice(0, 1)], print)
      await post.notePrinted(both, { at: plusMs(AT, 1), by: staff('S131013') })
      const printed = await post.ofDay('13101', DAY, 9)
      assert.deepEqual(
        printed.map(({ serialHex, printed: by }) => [serialHex, by]),
        [
          ['01', print],
          ['01', print],
          ['02', print],
          ['03', undefined],
          ['04', undefined],
        ],
      )
      const [, first] = await post.days('13101', 9)
      assert.deepEqual(first, { day: DAY, expiry: 1, lapse: 2, printed: 1 })
      assert.deepEqual(await post.ofDay('13103', DAY, 9), [])
    })

    test('two runs that keep the same notices at once keep each once', async () => {
      const { notices } = await open([])
      const many = Array.from({ length: 30 }, (_, index) => notice(index + 1))
      const progress = { after: serialHexOf(30), done: true }
      const made = await Promise.all([1, 2, 3].map(() => notices.record(RUN, progress, many)))
      assert.equal(
        made.reduce((sum, count) => sum + count, 0),
        30,
      )
    })

    test('what expires is delivered, in force, of the authority and within the bounds', async () => {
      const lapse = { ground: 'address-changed', lapsedAt: AT } as const
      const { sources } = await open([
        certificate(1, { notAfter: plusMs(AT, -1) }),
        certificate(2),
        certificate(3, { delivered: false }),
        certificate(4, { lapse }),
        certificate(5, { authority: 'user-authentication' }),
        certificate(0x1ff, { notAfter: plusMs(AT, 9) }),
        certificate(0x200, { notAfter: plusMs(AT, 10) }),
      ])
      const page = { authority: 'signature', after: undefined, limit: 9 } as const
      const found = await sources.expiring(page, AT, plusMs(AT, 10))
      assert.deepEqual(
        found.map(({ serialHex }) => serialHex),
        ['02', '01ff'],
      )
      const subject = { kind: 'expiry' }
      const residentId = resident(2)
      assert.deepEqual(found[0], {
        authority: 'signature',
        serialHex: '02',
        residentId,
        notAfter: AT,
        subject,
      })
      const first = await sources.expiring({ ...page, limit: 1 }, AT, plusMs(AT, 10))
      const next = { ...page, limit: 1, after: first[0]?.serialHex }
      assert.deepEqual([...first, ...(await sources.expiring(next, AT, plusMs(AT, 10)))], found)
    })

    test('what lapsed is delivered and lapsed since, with its ground', async () => {
      const lapsed = (lapsedAt: number) => ({
        lapse: { ground: 'name-changed', lapsedAt: plusMs(AT, lapsedAt) } as const,
      })
      const { sources } = await open([
        certificate(1, lapsed(-1)),
        certificate(2, lapsed(0)),
        certificate(3, { ...lapsed(0), delivered: false }),
        certificate(4),
        certificate(5, lapsed(7)),
      ])
      const page = { authority: 'signature', after: undefined, limit: 9 } as const
      const found = await sources.lapsed(page, AT)
      assert.deepEqual(
        found.map(({ serialHex, subject }) => [serialHex, subject]),
        [
          ['02', { kind: 'lapse', ground: 'name-changed', lapsedAt: AT }],
          ['05', { kind: 'lapse', ground: 'name-changed', lapsedAt: plusMs(AT, 7) }],
        ],
      )
      const after = serialHexOf(2)
      assert.equal((await sources.lapsed({ ...page, after }, AT)).length, 1)
    })
  })
}
