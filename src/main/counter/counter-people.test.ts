import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunningSystem } from '#cli/ports.ts'
import { refuse } from '#kernel/result.ts'
import { historyOf } from '#ra/history-of.ts'
import type { LookUp } from '#ra/staff/contract.ts'
import type { LookUpLog } from '#ra/staff/ports.ts'
import { parseResidentId } from '#register/contract.ts'
import { recordLifeEvent } from '#register/record-life-event.ts'
import { showResident } from '#register/show-resident.ts'
import { CaseOffice, staff } from '../../../test/contracts/case-office.ts'
import { CounterOffice } from '../../../test/contracts/counter-office.ts'
import { memoryCounter } from '../../../test/contracts/memory-counter.ts'
import { memoryRegister } from '../../../test/contracts/memory-register.ts'
import { ScriptedTray } from '../../../test/contracts/scripted-tray.ts'
import { counterPeople } from './counter-people.ts'

const HOME = '14104'
const CLERK = staff(1, HOME)

async function people() {
  const register = memoryRegister()
  const office = await CounterOffice.open(memoryCounter(), register)
  const cases = new CaseOffice(office, new ScriptedTray(office)).ports
  const looks: LookUp[] = []
  const lookUps: LookUpLog = {
    append: async (look) => void looks.push(look),
    ofResident: async () => looks,
    between: async () => looks,
    countsBetween: async () => [],
  }
  const system: Pick<RunningSystem, 'showResident' | 'historyOf' | 'previewLifeEvent'> = {
    showResident: async (id) => {
      const residentId = parseResidentId(id)
      return residentId === undefined
        ? refuse('resident-unknown')
        : await showResident(register, residentId)
    },
    historyOf: async (id) => {
      const residentId = parseResidentId(id)
      return residentId === undefined
        ? refuse('resident-unknown')
        : await historyOf(office.ports, residentId)
    },
    previewLifeEvent: async () => refuse('resident-unknown'),
  }
  const counter = counterPeople({ system, cases, search: register.search, lookUps })
  return { office, register, counter, looks, residentId: office.resident(1) }
}

test('everybody whom a search finds is looked at for the reason that was asked for', async () => {
  const { register, counter, looks, residentId } = await people()
  const resident = await register.residents.find(residentId)
  assert.ok(resident)
  for (const reason of ['telephone-enquiry', 'supervision', undefined] as const) {
    looks.length = 0
    const wanted = { name: resident.items.name, ...(reason === undefined ? {} : { reason }) }
    const found = await counter.search(CLERK, wanted)
    assert.ok(found.ok && found.value.residents.length > 0)
    const expected = reason ?? 'person-at-the-desk'
    assert.deepEqual(new Set(looks.map((look) => look.reason)), new Set([expected]))
    assert.equal(looks.length, found.value.residents.length)
  }
})

test('a life event recorded at the counter names who recorded it, and nothing else of anybody', async () => {
  const { office, register, counter, residentId } = await people()
  const event = { kind: 'died', on: office.today }
  const recorded = await counter.record(CLERK, residentId, event)
  assert.ok(recorded.ok, JSON.stringify(recorded))
  const [stored] = await register.feed.after(0, 10)
  assert.deepEqual(stored?.source, { reportedBy: CLERK.staffId, under: undefined })
  const entries = await office.ports.history.ofResident(residentId)
  assert.deepEqual(entries.at(-1)?.detail, {
    event: 'died',
    on: office.today,
    version: 2,
    ground: 'died',
    ended: 0,
    by: CLERK.staffId,
  })
  assert.equal(
    (await counter.record(CLERK, residentId, { kind: 'no such thing' })).ok,
    false,
    'what is no event is refused',
  )
})

test('what the feed of another system brought names nobody', async () => {
  const { office, register, residentId } = await people()
  const event = { kind: 'number-changed', on: office.today } as const
  const { clock } = office.ports
  assert.ok((await recordLifeEvent({ ...register, clock }, { residentId, event })).ok)
  await office.deliverFeed()
  const entries = await office.ports.history.ofResident(residentId)
  assert.equal(entries.at(-1)?.detail['by'], undefined)
})

test('代替文字 are given with a name or an address that is recorded', async () => {
  const { office, register, counter, residentId } = await people()
  const name = '渡〓　見本'
  const on = office.today
  const named = {
    kind: 'name-changed',
    on,
    name,
    nameSubstitutions: '01000',
    kana: 'ワタナベ　ミホン',
  }
  const changed = await counter.record(CLERK, residentId, named)
  assert.ok(changed.ok && changed.value.items.nameSubstitutions === '01000')
  const flagsAlone = { kind: 'corrected', on, item: 'name', value: name, minor: false }
  const corrected = await counter.record(CLERK, residentId, {
    ...flagsAlone,
    substitutions: '00000',
  })
  assert.ok(corrected.ok && corrected.value.items.nameSubstitutions === '00000')
  const wrong = await counter.record(CLERK, residentId, { ...flagsAlone, substitutions: '2' })
  assert.ok(!wrong.ok && wrong.refusal === 'event-impossible')
  const [, second] = await register.feed.after(0, 10)
  assert.deepEqual(second?.event, { ...flagsAlone, substitutions: '00000' })
})
