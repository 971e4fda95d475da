import assert from 'node:assert/strict'
import { test } from 'node:test'
import { civilDate } from '#kernel/civil-date.ts'
import { instant, parseInstant } from '#kernel/instant.ts'
import { memoryRegister } from '../../test/contracts/memory-register.ts'
import { addResident, type UnverifiedResident } from './add-resident.ts'
import { parseResidentId, type RecordedLifeEvent, type ResidentId } from './contract.ts'
import { deliverLifeEvents } from './deliver-life-events.ts'
import { listResidents } from './list-residents.ts'
import { parseLifeEvent } from './parse-life-event.ts'
import { recordBirth } from './record-birth.ts'
import { recordLifeEvent } from './record-life-event.ts'
import { seedRegister } from './seed-register.ts'
import { showResident } from './show-resident.ts'

const TODAY = civilDate(2026, 3, 1)
const NOW = parseInstant('2026-03-01T09:00:00+09:00') ?? instant(0)
const clock = { now: () => NOW }
const byNumber = (a: number, b: number): number => a - b

function idOf(number: number): ResidentId {
  const id = parseResidentId(`R${String(number).padStart(10, '0')}`)
  assert.ok(id)
  return id
}

async function seeded(count: number) {
  const register = memoryRegister()
  await seedRegister(register, { seed: 3n, count, today: TODAY })
  return {
    ...register,
    clock,
    random: { bytes: (length: number) => new Uint8Array(length).fill(9) },
  }
}

const GOOD: UnverifiedResident = {
  municipalityCode: '13101',
  name: '山田　花子',
  kana: 'ヤマダ　ハナコ',
  address: '東京都千代田区本町１',
  birthDate: '1990-05-05',
  sex: 'female',
}

test('seeding twice adds nobody the second time', async () => {
  const ports = await seeded(620)
  assert.equal(await seedRegister(ports, { seed: 3n, count: 620, today: TODAY }), 0)
  assert.equal(await seedRegister(ports, { seed: 3n, count: 625, today: TODAY }), 5)
})

test('a list goes on where the page before ended', async () => {
  const ports = await seeded(25)
  const first = await listResidents(ports, { limit: 20 })
  assert.equal(first.residents.length, 20)
  const second = await listResidents(ports, { after: first.next, limit: 20 })
  assert.equal(second.residents.length, 5)
  assert.equal(second.next, undefined)
  assert.equal((await listResidents(ports, { limit: 0 })).residents.length, 1)
})

test('a resident is shown, an unknown one is refused', async () => {
  const ports = await seeded(3)
  const shown = await showResident(ports, idOf(1))
  assert.ok(shown.ok && shown.value.id === idOf(1))
  const unknown = await showResident(ports, idOf(999))
  assert.ok(!unknown.ok && unknown.refusal === 'resident-unknown')
})

test('a well-formed resident is added', async () => {
  const ports = await seeded(0)
  const added = await addResident(ports, GOOD)
  assert.ok(added.ok)
  assert.deepEqual(await ports.residents.find(added.value.id), added.value)
  assert.equal(added.value.items.nameSubstitutions, '00000')
})

test('a generator that repeats one id is a fault, not an endless search', async () => {
  const ports = await seeded(0)
  await addResident(ports, GOOD)
  await assert.rejects(addResident(ports, GOOD), { code: 'invariant-broken' })
})

const FOREIGNER = { nationality: 'foreigner', periodOfStayEndsOn: '2027-01-01' }
for (const [field, change] of [
  ['municipality', { municipalityCode: '00000' }],
  ['name', { name: 'Hanako' }],
  ['name-substitutions', { nameSubstitutions: '01' }],
  ['kana', { kana: 'やまだ' }],
  ['address', { address: '千代田区本町１' }],
  ['address-substitutions', { addressSubstitutions: 'x' }],
  ['birth-date', { birthDate: '2026-03-02' }],
  ['birth-date', { birthDate: '5/5/1990' }],
  ['sex', { sex: '2' }],
  ['nationality', { nationality: 'martian' }],
  ['period-of-stay', { nationality: 'foreigner' }],
  ['period-of-stay', { ...FOREIGNER, nationality: 'permanent-foreigner' }],
  ['period-of-stay', { periodOfStayEndsOn: '2027-01-01' }],
] as const) {
  test(`malformed ${field}: ${JSON.stringify(change)}`, async () => {
    const result = await addResident(await seeded(0), { ...GOOD, ...change })
    assert.deepEqual(result, { ok: false, refusal: 'resident-malformed', detail: { field } })
  })
}

test('a foreigner with a period of stay and a child born today are well formed', async () => {
  const foreign = await addResident(await seeded(0), { ...GOOD, ...FOREIGNER })
  assert.ok(foreign.ok && foreign.value.periodOfStayEndsOn === '2027-01-01')
  const child = await addResident(await seeded(0), { ...GOOD, birthDate: '2026-03-01' })
  assert.ok(child.ok)
})

const BIRTH = { name: '田中　光', kana: 'タナカ　ヒカリ', birthDate: '2026-02-20', sex: 'female' }

test('a child is born into the household of a parent, once, and stands in the feed', async () => {
  const ports = await seeded(3)
  const parent = await showResident(ports, idOf(1))
  assert.ok(parent.ok)
  const born = await recordBirth(ports, { parentId: idOf(1), ...BIRTH })
  assert.ok(born.ok)
  const { resident, recorded } = born.value
  assert.deepEqual(
    [resident.household, resident.relation, resident.items.address, resident.version],
    [parent.value.household, 'child', parent.value.items.address, 1],
  )
  assert.deepEqual(recorded.event, { kind: 'born', on: '2026-02-20' })
  assert.deepEqual(await ports.residents.find(resident.id), resident)
  assert.deepEqual(await ports.feed.after(0, 10), [recorded])
  const grandchild = await recordBirth(
    { ...ports, random: { bytes: (length) => new Uint8Array(length).fill(7) } },
    { parentId: resident.id, ...BIRTH, birthDate: '2026-03-01' },
  )
  assert.ok(grandchild.ok && grandchild.value.resident.relation === 'grandchild')
})

for (const [name, parent, change, refusal, detail] of [
  ['of nobody', 999, {}, 'resident-unknown', {}],
  ['tomorrow', 1, { birthDate: '2026-03-02' }, 'resident-malformed', { field: 'birth-date' }],
  ['without a name', 1, { name: '' }, 'resident-malformed', { field: 'name' }],
  ['of a parent overseas', 7, {}, 'resident-malformed', { field: 'address' }],
  [
    'before the parent',
    3,
    { birthDate: '1950-01-01' },
    'event-impossible',
    { reason: 'before-birth' },
  ],
] as const) {
  test(`no birth ${name}`, async () => {
    const ports = await seeded(10)
    const born = await recordBirth(ports, { parentId: idOf(parent), ...BIRTH, ...change })
    assert.deepEqual(born, { ok: false, refusal, detail })
    assert.deepEqual(await ports.feed.after(0, 10), [])
  })
}

test('an event is recorded once per version', async () => {
  const ports = await seeded(3)
  const event = { kind: 'died', on: TODAY } as const
  const report = { residentId: idOf(1), expectedVersion: 1, event }
  const recorded = await recordLifeEvent(ports, report)
  assert.ok(recorded.ok)
  assert.equal(recorded.value.resident.version, 2)
  assert.equal(recorded.value.recorded.recordedAt, NOW)
  const again = await recordLifeEvent(ports, report)
  assert.ok(!again.ok && again.refusal === 'resident-changed-meanwhile')
  const unversioned = await recordLifeEvent(ports, { residentId: idOf(1), event })
  assert.ok(!unversioned.ok && unversioned.refusal === 'event-impossible')
  const unknown = await recordLifeEvent(ports, { ...report, residentId: idOf(99) })
  assert.ok(!unknown.ok && unknown.refusal === 'resident-unknown')
})

test('two reports side by side: one is recorded, the other must look again', async () => {
  const ports = await seeded(3)
  const event = { kind: 'became-adult-ward', on: TODAY } as const
  const outcomes = await Promise.all([
    recordLifeEvent(ports, { residentId: idOf(1), event }),
    recordLifeEvent(ports, { residentId: idOf(1), event }),
  ])
  assert.equal(outcomes.filter(({ ok }) => ok).length, 1)
  const refused = outcomes.find((outcome) => !outcome.ok)
  assert.ok(refused?.ok === false && refused.refusal === 'resident-changed-meanwhile')
})

test('a fault stops the events of its person and the cursor, and nobody else', async () => {
  const ports = await seeded(3)
  const ward = { kind: 'became-adult-ward', on: TODAY } as const
  const died = { kind: 'died', on: TODAY } as const
  for (const [number, event] of [
    [1, ward],
    [2, ward],
    [1, died],
    [2, died],
    [3, died],
  ] as const) {
    await recordLifeEvent(ports, { residentId: idOf(number), event })
  }
  const seen: number[] = []
  let broken = true
  const consume = async (recorded: RecordedLifeEvent): Promise<void> => {
    seen.push(recorded.position)
    if (recorded.position === 2 && broken) throw new Error('the authority is away')
    await Promise.resolve()
  }
  const delivering = { feed: ports.feed, consumer: { consume } }
  await assert.rejects(deliverLifeEvents(delivering, 'authorities'), /the authority is away/)
  assert.deepEqual([...seen].sort(byNumber), [1, 2, 3, 5], 'event 4 waits behind event 2')
  assert.equal(await ports.feed.cursorOf('authorities'), 1)
  broken = false
  assert.equal(await deliverLifeEvents(delivering, 'authorities'), 4)
  assert.equal(await deliverLifeEvents(delivering, 'authorities'), 0)
  const second = seen.slice(4)
  assert.deepEqual([...second].sort(byNumber), [2, 3, 4, 5])
  assert.ok(second.indexOf(2) < second.indexOf(4))
})

test('one person’s events come in order, however many people there are', async () => {
  const ports = await seeded(50)
  const kinds = ['number-changed', 'number-changed', 'died'] as const
  const recorded = new Map<ResidentId, number[]>()
  const { residents } = await listResidents(ports, { limit: 50 })
  for (const kind of kinds)
    for (const { id: residentId } of residents) {
      const done = await recordLifeEvent(ports, { residentId, event: { kind, on: TODAY } })
      if (!done.ok) continue
      const { version } = done.value.recorded
      recorded.set(residentId, [...(recorded.get(residentId) ?? []), version])
    }
  const seen = new Map<ResidentId, number[]>()
  const consume = async ({ residentId, version }: RecordedLifeEvent): Promise<void> => {
    await Promise.resolve()
    seen.set(residentId, [...(seen.get(residentId) ?? []), version])
  }
  const delivered = await deliverLifeEvents({ feed: ports.feed, consumer: { consume } }, 'x')
  assert.ok(delivered > 100, String(delivered))
  assert.deepEqual(seen, recorded)
})

test('a feed longer than one batch is delivered whole', async () => {
  const ports = await seeded(230)
  const { residents } = await listResidents(ports, { limit: 200 })
  for (const { id } of residents) {
    await recordLifeEvent(ports, { residentId: id, event: { kind: 'died', on: TODAY } })
  }
  const seen: number[] = []
  const consumer = { consume: async ({ position }: RecordedLifeEvent) => void seen.push(position) }
  assert.equal(await deliverLifeEvents({ feed: ports.feed, consumer }, 'authorities'), 200)
  assert.deepEqual(
    [...seen].sort(byNumber),
    Array.from({ length: 200 }, (_, index) => index + 1),
  )
})

for (const [name, value] of [
  ['no object', 'died'],
  ['null', null],
  ['no day', { kind: 'died' }],
  ['no such day', { kind: 'died', on: '2026-02-30' }],
  ['unknown kind', { kind: 'married', on: '2026-02-01' }],
  ['a move without address', { kind: 'moved', on: '2026-02-01', municipality: { code: '13101' } }],
  ['a move without municipality', { kind: 'moved', on: '2026-02-01', address: 'x' }],
  [
    'a move with numeric code',
    { kind: 'moved', on: '2026-02-01', address: 'x', municipality: { code: 13101 } },
  ],
  [
    'a move with numeric flags',
    {
      kind: 'moved',
      on: '2026-02-01',
      address: 'x',
      municipality: { code: '13101' },
      addressSubstitutions: 0,
    },
  ],
  ['a name without kana', { kind: 'name-changed', on: '2026-02-01', name: 'x' }],
  [
    'a name with numeric flags',
    { kind: 'name-changed', on: '2026-02-01', name: 'x', kana: 'x', nameSubstitutions: 0 },
  ],
  [
    'a correction of nothing known',
    { kind: 'corrected', on: '2026-02-01', item: 'face', value: '', minor: true },
  ],
  [
    'a correction without weight',
    { kind: 'corrected', on: '2026-02-01', item: 'sex', value: 'male' },
  ],
  ['a stay without end', { kind: 'stay-extended', on: '2026-02-01' }],
  ['overseas without a word on continuation', { kind: 'moved-overseas', on: '2026-02-01' }],
  ['a 旧氏 that is text', { kind: 'former-name-changed', on: '2026-02-01', formerName: '旧川' }],
  [
    'a new name without reading',
    { kind: 'naturalised', on: '2026-02-01', newName: { name: '安　杏' } },
  ],
  [
    'a 旧氏 with numeric flags',
    {
      kind: 'former-name-changed',
      on: '2026-02-01',
      formerName: { name: '旧', kana: 'キュウ', nameSubstitutions: 0 },
    },
  ],
] as const) {
  test(`not a life event: ${name}`, () => assert.equal(parseLifeEvent(value), undefined))
}

test('a name may come without flags: none of its characters is a 代替文字', () => {
  const event = {
    kind: 'naturalised',
    on: '2026-02-01',
    newName: { name: '安　杏', kana: 'ヤス　アン' },
  }
  assert.deepEqual(parseLifeEvent(event), {
    ...event,
    newName: { ...event.newName, nameSubstitutions: '000' },
  })
  for (const newName of [undefined, null]) {
    assert.deepEqual(parseLifeEvent({ kind: 'naturalised', on: '2026-02-01', newName }), {
      kind: 'naturalised',
      on: '2026-02-01',
      newName: undefined,
    })
  }
})
