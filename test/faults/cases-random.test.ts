/** Random procedures on random residents with random kills; then everything is audited. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays } from '#kernel/civil-date.ts'
import { APPLICANTS, COUNTER_PROCEDURES, type Situation } from '#law/counter-procedure.ts'
import { PROCEDURES_OF_SITUATION } from '#law/counter-procedure-table.ts'
import { CERTIFICATE_KINDS } from '#law/certificate-kind.ts'
import type { Case, CaseRequest } from '#ra/cases/contract.ts'
import { isOpenCase } from '#ra/cases/model.ts'
import { openCase } from '#ra/cases/open-case.ts'
import type { ResidentId } from '#register/contract.ts'
import { PERSONAS } from '#register/personas.ts'
import { staff } from '../contracts/case-office.ts'
import { startTestPostgres } from '../support/postgres.ts'
import { audit } from './cases-audit.ts'
import { Killed } from './cases-fuse.ts'
import { databaseWorld, memoryWorld, type World } from './cases-world.ts'

const SEED = 20260302
const postgres = await startTestPostgres()

/** Later than the last step of the longest procedure it would never come. */
const KILL_STEP_MAX = 200
const PEOPLE = PERSONAS.length

type Wish = Pick<CaseRequest, 'procedure' | 'applicant' | 'kinds' | 'ownFault'>

/** What happens on one day of the random counter. */
type Deed =
  | {
      readonly deed: 'case'
      readonly resident: number
      readonly wish: Wish
      /** At which step the process dies, if it does. */
      readonly kill: { readonly step: number; readonly blows: 'before' | 'after' } | undefined
      readonly afterwards: 'resumed' | 'left' | 'withdrawn'
    }
  | { readonly deed: 'life-event'; readonly resident: number; readonly what: LifeEventName }
  | { readonly deed: 'days-pass'; readonly days: number }

const LIFE_EVENTS = ['moved', 'name-changed', 'became-adult-ward', 'died', 'left'] as const
type LifeEventName = (typeof LIFE_EVENTS)[number]

const resident = fc.integer({ min: 1, max: PEOPLE })
const deeds: fc.Arbitrary<readonly Deed[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        deed: fc.constant('case' as const),
        resident,
        wish: fc.record({
          // A first issue and the ends of things weigh the same; without issue there is nothing.
          procedure: fc.oneof(
            { weight: 2, arbitrary: fc.constant('issue' as const) },
            { weight: 3, arbitrary: fc.constantFrom(...COUNTER_PROCEDURES) },
          ),
          applicant: fc.oneof(
            { weight: 3, arbitrary: fc.constant('holder' as const) },
            { weight: 2, arbitrary: fc.constantFrom(...APPLICANTS) },
          ),
          kinds: fc.subarray([...CERTIFICATE_KINDS]),
          ownFault: fc.boolean(),
        }),
        kill: fc.option(
          fc.record({
            step: fc.integer({ min: 1, max: KILL_STEP_MAX }),
            blows: fc.constantFrom('before' as const, 'after' as const),
          }),
          { nil: undefined },
        ),
        afterwards: fc.oneof(
          { weight: 2, arbitrary: fc.constant('resumed' as const) },
          { weight: 1, arbitrary: fc.constantFrom('left' as const, 'withdrawn' as const) },
        ),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        deed: fc.constant('life-event' as const),
        resident,
        what: fc.constantFrom(...LIFE_EVENTS),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        deed: fc.constant('days-pass' as const),
        days: fc.integer({ min: 1, max: 600 }),
      }),
    },
  ),
  { minLength: 10, maxLength: 30 },
)

const BOTH_ROLES = ['clerk', 'supervisor'] as const

/** What the runs were about: a test that never gets a case done proves nothing. */
const seen = { done: 0, killed: 0 }

async function happen(world: World, deed: Deed): Promise<void> {
  const { office } = world
  switch (deed.deed) {
    case 'days-pass':
      office.goTo(addDays(office.today, deed.days))
      return
    case 'life-event':
      await lifeEvent(world, office.resident(deed.resident), deed.what)
      return
    case 'case':
      await oneCase(world, deed)
  }
}

async function lifeEvent(world: World, id: ResidentId, what: LifeEventName): Promise<void> {
  const { office, counter } = world
  const person = await office.register.residents.find(id)
  assert.ok(person)
  const { municipality, version } = person
  const on = office.today
  const address = `${municipality.prefecture}${municipality.name}新町${version}番`
  const events = {
    moved: { kind: 'moved', on, municipality, address },
    'name-changed': { kind: 'name-changed', on, name: '見本　花子', kana: 'ミホン　ハナコ' },
    'became-adult-ward': { kind: 'became-adult-ward', on },
    died: { kind: 'died', on },
    left: { kind: 'moved-overseas', on, continuation: false },
  } as const
  const event = events[what]
  // The register refuses what cannot happen to this person: then nothing has happened.
  const source = { reportedBy: 'S000001', under: undefined }
  await counter.ports.register.record({ residentId: id, expectedVersion: version, event, source })
  await counter.ports.register.deliver()
}

async function oneCase(world: World, deed: Extract<Deed, { deed: 'case' }>): Promise<void> {
  const { office, counter, fuse } = world
  const residentId = office.resident(deed.resident)
  const { procedure } = deed.wish
  const request = await counter.request(residentId, {
    ...deed.wish,
    situation: situationOf(procedure),
    periodOfStayEndsOn: procedure === 'stay-extension' ? addDays(office.today, 900) : undefined,
    leavesOn: procedure === 'overseas-continuation' ? addDays(office.today, 2) : undefined,
    generation: procedure === 'authority-key-compromise' ? 1 : undefined,
  })
  if (deed.kill !== undefined) fuse.arm(deed.kill.step, deed.kill.blows)
  const killed = await fromFormToEnd(world, request).then(
    () => false,
    (error: unknown) => {
      if (!(error instanceof Killed)) throw error
      return true
    },
  )
  fuse.disarm()
  if (!killed) return
  seen.killed++
  if (deed.afterwards === 'resumed') await fromFormToEnd(world, request)
  if (deed.afterwards !== 'withdrawn') return
  const stored = await counter.ports.cases.find(request.receiptNumber)
  if (stored !== undefined && isOpenCase(stored.case)) await withdraw(world, stored.case)
}

async function fromFormToEnd(world: World, request: CaseRequest): Promise<void> {
  const { counter, office } = world
  const person = await office.register.residents.find(request.residentId)
  assert.ok(person)
  const code = person.municipality.code
  const opened = await openCase(counter.ports, staff(1, code, BOTH_ROLES), request)
  if (opened.ok) await goOn(world, opened.value.case)
}

/** Another clerk, of the case's municipality, carries it as far as it goes. */
async function goOn({ counter }: World, one: Case): Promise<void> {
  const { receiptNumber, municipalityCode } = one
  const clerk = staff(1, municipalityCode, BOTH_ROLES)
  const approver = staff(2, municipalityCode, BOTH_ROLES)
  const confirmed = await counter.confirmed(receiptNumber, clerk, approver)
  if (!confirmed.ok) return
  const worked = await counter.work(staff(3, municipalityCode), receiptNumber)
  if (worked.ok && worked.value.case.state.at === 'done') seen.done++
}

async function withdraw({ counter }: World, one: Case): Promise<void> {
  await counter.step(staff(4, one.municipalityCode), one.receiptNumber, { step: 'withdraw' })
}

function situationOf(procedure: CaseRequest['procedure']): Situation {
  for (const [situation, procedures] of Object.entries(PROCEDURES_OF_SITUATION))
    if (procedures.includes(procedure)) return situation as Situation
  throw new Error(`${procedure} answers a situation`)
}

/** Every case that is open goes on where it stands; what cannot is withdrawn. */
async function closeTheDay(world: World): Promise<void> {
  const { office, counter } = world
  await counter.ports.register.deliver()
  for (let number = 1; number <= PEOPLE; number++) {
    for (const one of await counter.ports.cases.ofResident(office.resident(number))) {
      if (!isOpenCase(one)) continue
      await goOn(world, one)
      const stored = await counter.ports.cases.find(one.receiptNumber)
      assert.ok(stored)
      if (isOpenCase(stored.case)) await withdraw(world, stored.case)
      const after = await counter.ports.cases.find(one.receiptNumber)
      assert.ok(after && !isOpenCase(after.case), 'every case can be brought to an end')
    }
  }
}

async function day(world: World, all: readonly Deed[]): Promise<void> {
  for (const deed of all) await happen(world, deed)
  await closeTheDay(world)
  const { counter, tray, office } = world
  const audited = {
    ports: counter.ports,
    feed: office.register.feed,
    readChip: (serial: string, kind: (typeof CERTIFICATE_KINDS)[number]) => tray.read(serial, kind),
    readChipTerm: (serial: string) => tray.term(serial),
    without: new Set<string>(),
  }
  for (let number = 1; number <= PEOPLE; number++) await audit(audited, office.resident(number))
}

test('in memory: whatever is done and wherever it dies, the counter can be audited', async () => {
  await fc.assert(
    fc.asyncProperty(deeds, async (all) => day(await memoryWorld(), all)),
    { seed: SEED, numRuns: 60, endOnFailure: true },
  )
  assert.ok(seen.done > 100 && seen.killed > 100, JSON.stringify(seen))
})

test('over PostgreSQL with the real authorities: the same', async () => {
  await fc.assert(
    fc.asyncProperty(deeds, async (all) => {
      const { database } = await postgres.migratedDatabase()
      await day(await databaseWorld(database), all)
    }),
    { seed: SEED, numRuns: 4, endOnFailure: true },
  )
})
