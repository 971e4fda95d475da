/**
 * A process that records life events and acts on them until it is killed, for
 * `register-feed-kill.test.ts`. It writes one line for everything it has acknowledged.
 */
import { writeSync } from 'node:fs'
import { SoftwareKeystore } from '#adapters/keys/software-keystore.ts'
import { Database } from '#adapters/postgres/database.ts'
import { postgresCards } from '#adapters/postgres/ra-cards.ts'
import { postgresCounterHistory } from '#adapters/postgres/ra-history.ts'
import { postgresLifeEventFeed } from '#adapters/postgres/register-feed.ts'
import { postgresResidents } from '#adapters/postgres/register-residents.ts'
import { recordHolderLapse } from '#ca/record-holder-lapse.ts'
import { assert } from '#kernel/assert.ts'
import { civilDateInJapan } from '#kernel/instant.ts'
import { applyLifeEvent } from '#ra/apply-life-events.ts'
import type { LifeEvent, RecordedLifeEvent, Resident } from '#register/contract.ts'
import { deliverLifeEvents } from '#register/deliver-life-events.ts'
import { municipalityByCode } from '#register/municipalities.ts'
import { recordLifeEvent } from '#register/record-life-event.ts'
import { caRig, type CaRig, StandingClock } from '../support/ca-rig.ts'

/** What the test passes as the only argument. */
export interface VictimOrder {
  readonly connection: Parameters<typeof Database.at>[0]
  readonly keystoreFolder: string
  readonly passphrase: string
  readonly scryptLogN: number
  readonly at: string
  /** Whose life is lived. */
  readonly residentIds: readonly Resident['id'][]
}

/** One acknowledged act, a line of standard output. */
export type VictimAnswer =
  | { readonly did: 'record'; readonly position: number; readonly residentId: Resident['id'] }
  | { readonly did: 'apply'; readonly position: number }

/** The name under which the counter reads the feed. */
export const CONSUMER = 'counter'

/** What acts on the feed, over one database and one authority. */
export function feedActor(database: Database, rig: CaRig) {
  const ports = {
    cards: postgresCards(database),
    history: postgresCounterHistory(database),
    authority: {
      recordHolderLapse: (lapse: Parameters<typeof recordHolderLapse>[2]) =>
        recordHolderLapse(rig.revoke, rig.configuration, lapse),
    },
  }
  return { consume: (recorded: RecordedLifeEvent) => applyLifeEvent(ports, recorded) }
}

if (import.meta.main) await main(JSON.parse(process.argv[2] ?? '') as VictimOrder)

async function main(order: VictimOrder): Promise<void> {
  const opened = await SoftwareKeystore.open(
    order.keystoreFolder,
    order.passphrase,
    order.scryptLogN,
  )
  assert(opened.ok, 'the keystore opens')
  const database = Database.at(order.connection)
  const clock = new StandingClock(order.at)
  const rig = caRig(database, opened.value, clock)
  const residents = postgresResidents(database)
  const recording = Promise.all(
    order.residentIds.map(async (residentId) => {
      for (;;) {
        const resident = await residents.find(residentId)
        assert(resident !== undefined, 'the resident is in the register')
        const event = nextEvent(resident, civilDateInJapan(clock.now()))
        if (event === undefined) return
        const recorded = await recordLifeEvent({ residents, clock }, { residentId, event })
        assert(recorded.ok, `recorded: ${JSON.stringify(recorded)}`)
        say({ did: 'record', residentId, position: recorded.value.recorded.position })
      }
    }),
  )
  const feed = postgresLifeEventFeed(database)
  const actor = feedActor(database, rig)
  const consumer = {
    consume: async (recorded: RecordedLifeEvent) => {
      await actor.consume(recorded)
      say({ did: 'apply', position: recorded.position })
    },
  }
  for (;;) {
    await deliverLifeEvents({ feed, consumer }, CONSUMER)
    await Promise.race([recording, new Promise((resolve) => setImmediate(resolve))])
  }
}

/** The next thing in a life of eight events, by how much has happened; the id decides the last. */
function nextEvent(resident: Resident, on: LifeEvent['on']): LifeEvent | undefined {
  const there = municipalityByCode(resident.version % 2 === 0 ? '39201' : '13221')
  assert(there !== undefined, 'the municipality is in the table')
  const address = `${there.prefecture}${there.name}本町${'一'.repeat(resident.version)}丁目`
  switch (resident.version) {
    case 1:
      return resident.id.endsWith('5')
        ? { kind: 'number-changed', on }
        : { kind: 'corrected', on, item: 'sex', value: otherSex(resident), minor: true }
    case 2:
    case 3:
    case 4:
      return { kind: 'moved', on, municipality: there, address }
    case 5:
      return { kind: 'became-adult-ward', on }
    case 6:
      return { kind: 'guardianship-ended', on }
    case 7:
      return { kind: 'name-changed', on, name: '新　名', kana: 'シン　メイ' }
    case 8:
      return resident.id.endsWith('0') ? { kind: 'died', on } : undefined
    default:
      return undefined
  }
}

function otherSex({ items }: Resident): string {
  return items.sex === 'male' ? 'female' : 'male'
}

/** Written before anything else happens: the kill does not wait for a buffer. */
function say(answer: VictimAnswer): void {
  writeSync(1, `${JSON.stringify(answer)}\n`)
}
