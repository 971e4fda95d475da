import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serialHexOf } from '#ca/serial.ts'
import { addDays, civilDate, type CivilDate } from '#kernel/civil-date.ts'
import { type Instant, lastSecondInJapan, plusMs, startOfDayInJapan } from '#kernel/instant.ts'
import { LAPSE_GROUND_NAMES, type LapseGround } from '#law/lapse.ts'
import type { Resident } from '#register/contract.ts'
import { generateResidents } from '#register/generate-residents.ts'
import { memoryNotices, memoryNoticeSources } from '../../../test/contracts/memory-notices.ts'
import type { NoticeCertificate } from '../../../test/contracts/notice-certificates.ts'
import { LAPSE_TOLD_DAYS, noticesDue } from './notices-due.ts'
import type { NoticeStore } from './ports.ts'
import { NOTICE_BATCH_MAX, noticesOf, prepareNotices } from './prepare-notices.ts'

const TODAY = civilDate(2026, 3, 2)
const PEOPLE = [...generateResidents({ seed: 7n, count: 20, today: TODAY })]

function person(number: number): Resident {
  const found = PEOPLE[number]
  assert.ok(found)
  return found
}

function certificate(serial: number, changes: Partial<NoticeCertificate> = {}): NoticeCertificate {
  return {
    authority: 'signature',
    serial,
    residentId: person(0).id,
    notAfter: lastSecondInJapan(civilDate(2026, 5, 20)),
    delivered: true,
    lapse: undefined,
    ...changes,
  }
}

function office(certificates: readonly NoticeCertificate[], people: readonly Resident[] = PEOPLE) {
  let now: Instant = startOfDayInJapan(TODAY)
  const ports = {
    clock: { now: () => now },
    sources: memoryNoticeSources(certificates),
    notices: memoryNotices(),
    residents: { find: async (id: Resident['id']) => people.find((one) => one.id === id) },
  }
  return { ports, goTo: (day: CivilDate) => (now = startOfDayInJapan(day)) }
}

for (const [name, today, due] of [
  ['the day before three months', civilDate(2026, 2, 19), false],
  ['three months before', civilDate(2026, 2, 20), true],
  ['two months before', civilDate(2026, 3, 20), true],
  ['the day after two months', civilDate(2026, 3, 21), false],
] as const) {
  test(`expiry notice: ${name}`, async () => {
    const { ports, goTo } = office([certificate(1)])
    goTo(today)
    assert.deepEqual(await prepareNotices(ports), { expiry: due ? 1 : 0, lapse: 0 })
  })
}

test('half a year of daily runs tells of each end once, whatever day it is', async () => {
  const ends = Array.from({ length: 400 }, (_, index) => addDays(TODAY, index))
  const certificates = ends.map((end, index) =>
    certificate(index + 1, { notAfter: lastSecondInJapan(end) }),
  )
  const { ports, goTo } = office(certificates)
  for (let day = 0; day < 200; day++) {
    goTo(addDays(TODAY, day))
    await prepareNotices(ports)
  }
  const told = await noticesOf(ports, person(0).id)
  assert.equal(new Set(told.map(({ serialHex }) => serialHex)).size, told.length)
  assert.ok(told.length > 200)
})

test('a notice names the certificate and the holder’s municipality, and no basic item', async () => {
  const { ports } = office([certificate(1)])
  await prepareNotices(ports)
  const holder = person(0)
  assert.deepEqual(await noticesOf(ports, holder.id), [
    {
      authority: 'signature',
      serialHex: '01',
      residentId: holder.id,
      municipalityCode: holder.municipality.code,
      notAfter: lastSecondInJapan(civilDate(2026, 5, 20)),
      preparedOn: TODAY,
      subject: { kind: 'expiry' },
    },
  ])
})

/** What holders asked for themselves, or nobody is there to read, is not told of. */
const NOT_TOLD: readonly LapseGround[] = [
  'holder-request',
  'key-compromise-reported',
  'died',
  'renewed',
  'reissued',
  'card-term-changed',
  'discarded-before-delivery',
  'held',
  'card-returned',
  'switched-to-pinless-card',
]

for (const ground of LAPSE_GROUND_NAMES) {
  test(`lapse notice: ${ground}`, () => {
    const lapsedAt = startOfDayInJapan(TODAY)
    const { authority, residentId, notAfter } = certificate(1)
    const subject = { kind: 'lapse', ground, lapsedAt } as const
    const candidate = { authority, residentId, notAfter, serialHex: serialHexOf(1), subject }
    const due = noticesDue([candidate], new Map([[residentId, person(0)]]), TODAY)
    assert.equal(due.length, NOT_TOLD.includes(ground) ? 0 : 1)
  })
}

test('a lapse is told of on the next run, and for as long as runs may have stood still', async () => {
  const lapsed = (serial: number, days: number) =>
    certificate(serial, {
      lapse: {
        ground: 'address-changed',
        lapsedAt: plusMs(startOfDayInJapan(addDays(TODAY, -days)), days === 0 ? 0 : -1),
      },
    })
  const { ports } = office([
    lapsed(1, 0),
    lapsed(2, LAPSE_TOLD_DAYS - 1),
    lapsed(3, LAPSE_TOLD_DAYS),
  ])
  assert.deepEqual(await prepareNotices(ports), { expiry: 0, lapse: 2 })
})

test('nobody writes to the dead, nor to whom the register does not know', async () => {
  const dead: Resident = { ...person(1), deceasedOn: TODAY }
  const certificates = [certificate(1, { residentId: dead.id }), certificate(2)]
  const { ports } = office(certificates, [dead])
  assert.deepEqual(await prepareNotices(ports), { expiry: 0, lapse: 0 })
})

test('a run cut anywhere goes on, and every certificate has its notice once', async () => {
  const count = 3 * NOTICE_BATCH_MAX + 1
  const certificates = Array.from({ length: count }, (_, index) =>
    certificate(index + 1, { residentId: person(index % PEOPLE.length).id }),
  )
  const { ports } = office(certificates)
  let made = 0
  for (const breakdown of ['before', 'after', 'before', 'none'] as const) {
    const cut = { ...ports, notices: breaking(ports.notices, breakdown) }
    made += await prepareNotices(cut).then(
      ({ expiry }) => expiry,
      () => 0,
    )
  }
  assert.ok(made > 0 && made < count)
  const told = await Promise.all(PEOPLE.map(({ id }) => noticesOf(ports, id)))
  assert.equal(told.flat().length, count)
  assert.deepEqual(await prepareNotices(ports), { expiry: 0, lapse: 0 })
})

/** A store whose second batch breaks down, before or after it was kept. */
function breaking(notices: NoticeStore, breakdown: 'before' | 'after' | 'none'): NoticeStore {
  let batches = 0
  return {
    ...notices,
    record: async (...batch) => {
      const breaks = ++batches === 2
      if (breaks && breakdown === 'before') throw new Error('the line broke')
      const made = await notices.record(...batch)
      if (breaks && breakdown === 'after') throw new Error('the line broke')
      return made
    },
  }
}
