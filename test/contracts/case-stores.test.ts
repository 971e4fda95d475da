import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { postgresCases } from '#adapters/postgres/ra-cases.ts'
import { civilDate } from '#kernel/civil-date.ts'
import { instant } from '#kernel/instant.ts'
import type { Case, CaseAct, CaseState } from '#ra/cases/contract.ts'
import type { CaseStore, NewCaseEntry, OpenedCase } from '#ra/cases/ports.ts'
import { parseStaffId } from '#ra/staff/contract.ts'
import { parseResidentId } from '#register/contract.ts'
import { startTestPostgres } from '../support/postgres.ts'
import { memoryCases } from './memory-cases.ts'

const AT = instant(1_770_000_000_000)
const postgres = await startTestPostgres()

const IMPLEMENTATIONS: Readonly<Record<string, () => Promise<CaseStore>>> = {
  memory: async () => memoryCases(),
  PostgreSQL: async () => postgresCases((await postgres.migratedDatabase()).database),
}

function staffId(number: number) {
  const id = parseStaffId(`S${String(number).padStart(6, '0')}`)
  assert.ok(id)
  return id
}

function residentId(number: number) {
  const id = parseResidentId(`R${String(number).padStart(10, '0')}`)
  assert.ok(id)
  return id
}

function receipt(number: number): string {
  return `20260302-${String(number).padStart(8, '0')}`
}

const ACTS: readonly CaseAct[] = [
  { act: 'application', receiptNumber: receipt(91), purpose: 'issue', kinds: ['signature'] },
  { act: 'revocation', receiptNumber: receipt(92), ground: 'held', kinds: ['signature'] },
  { act: 'pin-reset', receiptNumber: receipt(93), pins: ['user-authentication', 'signature'] },
  { act: 'pin-change', receiptNumber: receipt(94), pins: ['user-authentication'] },
  {
    act: 'record-change',
    receiptNumber: receipt(95),
    event: { kind: 'moved-overseas', on: civilDate(2026, 3, 5), continuation: true },
  },
  { act: 'card', receiptNumber: receipt(96), variant: 'pinless' },
  { act: 'card-term', receiptNumber: receipt(97) },
  { act: 'authority-revocation', receiptNumber: receipt(98), kind: 'signature', generation: 2 },
]

const STATES: readonly CaseState[] = [
  { at: 'opened' },
  { at: 'inquiry-sent', sentOn: civilDate(2026, 3, 2), answerBy: civilDate(2026, 4, 1) },
  { at: 'awaiting-approval', requestedBy: staffId(1) },
  { at: 'ready' },
  { at: 'under-way' },
  { at: 'done', doneAt: AT },
  { at: 'rejected', by: staffId(2), rejectedAt: AT },
  { at: 'withdrawn', by: staffId(1), withdrawnAt: AT },
]

function aCase(number: number, changes: Partial<Case> = {}): Case {
  return {
    receiptNumber: receipt(number),
    municipalityCode: '14104',
    residentId: residentId(1),
    situation: 'moved',
    procedure: 'issue',
    applicant: 'proxy',
    agent: { name: '代理　次郎', address: '東京都清瀬市架空町二丁目３番４号' },
    cardSerial: undefined,
    feeYen: 200,
    openedBy: staffId(1),
    openedAt: instant(AT + number),
    sighted: undefined,
    acts: ACTS.map((act) => ({ ...act, doneAt: undefined })),
    state: { at: 'opened' },
    ...changes,
  }
}

function entry(what: NewCaseEntry['what'], by = 1): NewCaseEntry {
  return { at: AT, by: staffId(by), what, detail: { note: 'n', count: 1 } }
}

function revisionOf(opened: OpenedCase): number {
  assert.ok('stored' in opened)
  return opened.stored.revision
}

for (const [name, make] of Object.entries(IMPLEMENTATIONS))
  describe(`case stores: ${name}`, () => {
    test('a case of every state, with every act, comes back as it was', async () => {
      const store = await make()
      for (const [index, state] of STATES.entries()) {
        const number = index + 1
        const opened = aCase(number, { residentId: residentId(number) })
        const revision = revisionOf(await store.open(opened, entry('opened')))
        const sighted = {
          identity: 'photo-document',
          papers: ['card', 'resident-pin'],
          by: staffId(1),
          at: AT,
        } as const
        const acts = opened.acts.map((act) => ({ ...act, doneAt: AT }))
        const cardSerial = '0000000000000001'
        const after: Case = { ...opened, state, sighted, acts, cardSerial }
        const replaced = await store.replace(revision, after, [entry('papers-confirmed')])
        const found = await store.find(opened.receiptNumber)
        assert.deepEqual(found?.case, after)
        assert.deepEqual(found, replaced)
        const kinds = found.entries.map((one) => `${one.position} ${one.what} ${one.by}`)
        assert.deepEqual(kinds, ['1 opened S000001', '2 papers-confirmed S000001'])
        assert.deepEqual(found.entries[0], {
          position: 1,
          receiptNumber: opened.receiptNumber,
          ...entry('opened'),
        })
      }
      assert.equal(await store.find(receipt(99)), undefined)
    })

    test('a receipt number stands for its first case, whoever comes second', async () => {
      const store = await make()
      await store.open(aCase(1), entry('opened'))
      const other = aCase(1, { residentId: residentId(2), procedure: 'renewal' })
      const again = await store.open(other, entry('opened', 2))
      assert.ok('stored' in again)
      assert.deepEqual(again.stored.case, aCase(1))
      assert.equal(again.stored.entries.length, 1)
    })

    test('a person has one open case of a procedure, until it ends', async () => {
      const store = await make()
      const first = aCase(1)
      const revision = revisionOf(await store.open(first, entry('opened')))
      const rival = await store.open(aCase(2), entry('opened'))
      assert.deepEqual(rival, { rivalReceiptNumber: first.receiptNumber })
      assert.equal(await store.find(receipt(2)), undefined)
      assert.ok('stored' in (await store.open(aCase(3, { procedure: 'hold' }), entry('opened'))))
      const ended = { ...first, state: { at: 'done', doneAt: AT } as const }
      assert.ok(await store.replace(revision, ended, [entry('done')]))
      assert.ok('stored' in (await store.open(aCase(2), entry('opened'))))
    })

    test('of two forms sent at once, and of two rival cases, one is opened', async () => {
      const store = await make()
      const same = await Promise.all([1, 1, 1].map((n) => store.open(aCase(n), entry('opened'))))
      for (const opened of same) assert.equal(revisionOf(opened), 1)
      assert.equal((await store.find(receipt(1)))?.entries.length, 1)
      const rivals = await Promise.all(
        [11, 12, 13].map((n) => store.open(aCase(n, { procedure: 'hold' }), entry('opened'))),
      )
      assert.equal(rivals.filter((opened) => 'stored' in opened).length, 1)
    })

    test('a change is stored on the revision it was made from, one of two at once', async () => {
      const store = await make()
      const opened = aCase(1)
      const revision = revisionOf(await store.open(opened, entry('opened')))
      const changes = (['ready', 'under-way'] as const).map((at) =>
        store.replace(revision, { ...opened, state: { at } }, [
          entry('act-begun'),
          entry('act-done'),
        ]),
      )
      const stored = (await Promise.all(changes)).filter((one) => one !== undefined)
      assert.equal(stored.length, 1)
      assert.deepEqual(await store.find(opened.receiptNumber), stored[0])
      assert.deepEqual(
        stored[0]?.entries.map(({ position }) => position),
        [1, 2, 3],
      )
      assert.equal(await store.replace(revision, opened, []), undefined)
    })

    test('open cases by municipality and cases by resident come oldest first', async () => {
      const store = await make()
      const far = aCase(5, { municipalityCode: '01101', residentId: residentId(5) })
      const mine = [3, 1, 2].map((n) => aCase(n, { residentId: residentId(n) }))
      for (const one of [far, ...mine]) await store.open(one, entry('opened'))
      const hold = aCase(4, { procedure: 'hold', residentId: residentId(1) })
      const revision = revisionOf(await store.open(hold, entry('opened')))
      const ended: Case = { ...hold, state: { at: 'withdrawn', by: staffId(1), withdrawnAt: AT } }
      await store.replace(revision, ended, [entry('withdrawn')])
      const open = await store.openOf('14104', 10)
      assert.deepEqual(
        open.map((one) => one.receiptNumber),
        [receipt(1), receipt(2), receipt(3)],
      )
      assert.equal((await store.openOf('14104', 2)).length, 2)
      const all = await store.ofResident(residentId(1))
      assert.deepEqual(
        all.map((one) => one.receiptNumber),
        [receipt(1), receipt(4)],
      )
    })
  })
