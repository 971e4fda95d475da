import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { postgresLifeEventFeed } from '#adapters/postgres/register-feed.ts'
import { postgresResidents } from '#adapters/postgres/register-residents.ts'
import { civilDate } from '#kernel/civil-date.ts'
import { instant } from '#kernel/instant.ts'
import type { LifeEvent, Resident } from '#register/contract.ts'
import { generateResidents } from '#register/generate-residents.ts'
import { residentAfter } from '#register/model.ts'
import { municipalityByCode } from '#register/municipalities.ts'
import { startTestPostgres } from '../support/postgres.ts'
import { memoryRegister } from './memory-register.ts'

const TODAY = civilDate(2026, 3, 1)
const PEOPLE = [...generateResidents({ seed: 7n, count: 30, today: TODAY })]
const FORMER = { name: '旧川', nameSubstitutions: '01', kana: 'キュウカワ' }
const NEW_NAME = { name: '安　杏', nameSubstitutions: '000', kana: 'ヤス　アン' }
const FOREIGNERS = [...generateResidents({ seed: 7n, count: 3000, today: TODAY })]
  .slice(30)
  .filter(({ nationality }) => nationality === 'foreigner')
  .slice(0, 2)
const postgres = await startTestPostgres()

const IMPLEMENTATIONS = {
  memory: async () => memoryRegister(),
  PostgreSQL: async () => {
    const { database } = await postgres.migratedDatabase()
    return { residents: postgresResidents(database), feed: postgresLifeEventFeed(database) }
  },
}

function person(index: number): Resident {
  const found = PEOPLE[index]
  assert.ok(found)
  return found
}

function after(resident: Resident, event: LifeEvent): Resident {
  const result = residentAfter(resident, event, TODAY)
  assert.ok(result.ok, event.kind)
  return result.value
}

function record(event: LifeEvent, changed: Resident) {
  const { id: residentId, version } = changed
  return { residentId, version, event, recordedAt: instant(5), source: undefined }
}

for (const [name, open] of Object.entries(IMPLEMENTATIONS)) {
  describe(`register stores: ${name}`, () => {
    test('what was added comes back, page by page, and is not added twice', async () => {
      const { residents } = await open()
      assert.equal(await residents.add(PEOPLE), 30)
      assert.equal(await residents.add(PEOPLE), 0)
      for (const resident of PEOPLE) assert.deepEqual(await residents.find(resident.id), resident)
      const first = await residents.page(undefined, 20)
      const second = await residents.page(first.at(-1)?.id, 20)
      assert.deepEqual([...first, ...second], PEOPLE)
    })

    test('every kind of event is stored and read back as it was', async () => {
      const { residents, feed } = await open()
      await residents.add([...PEOPLE.slice(0, 10), ...FOREIGNERS])
      const now = new Map([...PEOPLE.slice(0, 10), ...FOREIGNERS].entries())
      const there = municipalityByCode('39201')
      assert.ok(there)
      const stay = civilDate(2031, 1, 1)
      const cases: readonly (readonly [number, LifeEvent])[] = [
        [0, { kind: 'moved', on: TODAY, municipality: there, address: '高知県高知市本町１' }],
        [
          1,
          {
            kind: 'name-changed',
            on: TODAY,
            name: '高知　葵',
            kana: 'コウチ　アオイ',
            nameSubstitutions: '1000',
          },
        ],
        [2, { kind: 'corrected', on: TODAY, item: 'sex', value: 'female', minor: false }],
        [3, { kind: 'died', on: TODAY }],
        [4, { kind: 'stay-extended', on: TODAY, periodOfStayEndsOn: stay }],
        [5, { kind: 'moved-overseas', on: TODAY, continuation: true }],
        [7, { kind: 'became-adult-ward', on: TODAY }],
        [7, { kind: 'guardianship-ended', on: TODAY }],
        [8, { kind: 'former-name-changed', on: TODAY, formerName: FORMER }],
        [8, { kind: 'former-name-changed', on: TODAY, formerName: undefined }],
        [9, { kind: 'number-changed', on: TODAY }],
        [4, { kind: 'naturalised', on: TODAY, newName: undefined }],
        [10, { kind: 'stay-ended', on: TODAY }],
        [11, { kind: 'naturalised', on: TODAY, newName: NEW_NAME }],
      ]
      for (const [index, event] of cases) {
        const before = now.get(index)
        assert.ok(before)
        const changed = after(before, event)
        now.set(index, changed)
        const recorded = await residents.record(changed, record(event, changed))
        assert.deepEqual(await residents.find(changed.id), changed)
        assert.deepEqual(recorded?.event, event)
      }
      const events = await feed.after(0, 100)
      assert.deepEqual(
        events.map(({ position }) => position),
        cases.map((_, index) => index + 1),
      )
      assert.deepEqual(
        events.map(({ event }) => event),
        cases.map(([, event]) => event),
      )
      assert.deepEqual(
        (await feed.after(5, 1)).map(({ position }) => position),
        [6],
      )
    })

    test('who had an event recorded, and for which case, comes with it', async () => {
      const { residents, feed } = await open()
      await residents.add(PEOPLE)
      const sources = [
        { reportedBy: 'S000001', under: '20260302-8K3T9QWM' },
        { reportedBy: 'S000002', under: undefined },
        undefined,
      ]
      for (const [index, source] of sources.entries()) {
        const before = person(index)
        const event = { kind: 'number-changed', on: TODAY } as const
        const changed = after(before, event)
        await residents.record(changed, { ...record(event, changed), source })
      }
      const events = await feed.after(0, 10)
      assert.deepEqual(
        events.map(({ source }) => source),
        sources,
      )
    })

    test('a birth adds the person and the event, once', async () => {
      const { residents, feed } = await open()
      const child = { ...person(0), version: 1 }
      const born = record({ kind: 'born', on: TODAY }, child)
      const outcomes = await Promise.all([
        residents.admit(child, born),
        residents.admit(child, born),
      ])
      assert.equal(outcomes.filter((outcome) => outcome !== undefined).length, 1)
      assert.deepEqual(await residents.find(child.id), child)
      assert.deepEqual(await feed.after(0, 10), [{ ...born, position: 1 }])
    })

    test('more residents than one statement takes are added whole', async () => {
      const { residents } = await open()
      const many = [...generateResidents({ seed: 8n, count: 4500, today: TODAY })]
      assert.equal(await residents.add(many), 4500)
      assert.equal(await residents.add(many.slice(1000, 3500)), 0)
      assert.deepEqual(await residents.find(many.at(-1)?.id ?? person(0).id), many.at(-1))
    })

    test('of two events on one version only one is recorded, and none half', async () => {
      const { residents, feed } = await open()
      await residents.add(PEOPLE)
      const died: LifeEvent = { kind: 'died', on: TODAY }
      const ward: LifeEvent = { kind: 'became-adult-ward', on: TODAY }
      const before = person(0)
      const outcomes = await Promise.all(
        [died, ward].map((event) => {
          const changed = after(before, event)
          return residents.record(changed, record(event, changed))
        }),
      )
      assert.equal(outcomes.filter((outcome) => outcome !== undefined).length, 1)
      assert.equal((await feed.after(0, 100)).length, 1)
      assert.equal((await residents.find(before.id))?.version, 2)
    })

    test('positions of events recorded side by side have no gap', async () => {
      const { residents, feed } = await open()
      await residents.add(PEOPLE)
      const died: LifeEvent = { kind: 'died', on: TODAY }
      await Promise.all(
        PEOPLE.map((resident) => {
          const changed = after(resident, died)
          return residents.record(changed, record(died, changed))
        }),
      )
      const positions = (await feed.after(0, 100)).map(({ position }) => position)
      assert.deepEqual(
        positions,
        PEOPLE.map((_, index) => index + 1),
      )
    })

    test('cursors are kept by consumer and never move back', async () => {
      const { feed } = await open()
      assert.equal(await feed.cursorOf('authorities'), 0)
      await feed.advance('authorities', 4)
      await feed.advance('authorities', 3)
      assert.equal(await feed.cursorOf('authorities'), 4)
      assert.equal(await feed.cursorOf('others'), 0)
    })
  })
}
