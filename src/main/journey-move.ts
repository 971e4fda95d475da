import { assert } from '#kernel/assert.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import { ok, type Result } from '#kernel/result.ts'
import type { Municipality, Resident } from '#register/contract.ts'
import { MUNICIPALITIES } from '#register/municipalities.ts'
import type { CardHolder, Journey } from './journey.ts'
import { KIND_TITLES } from './journey-facts.ts'
import { shellLine } from './journey-shell.ts'
import type { StepOutcome } from './journey-step.ts'

/** The event of a resident who moves to the next municipality of the table. */
export function describeMove({ municipality }: Resident, on: CivilDate) {
  const there = nextMunicipality(municipality)
  const address = `${there.prefecture}${there.name}中央一丁目２番３号`
  return { kind: 'moved', on, municipality: there, address } as const
}

/** The one after `municipality` in the table: where journeys move people to. */
export function nextMunicipality(municipality: Municipality): Municipality {
  const here = MUNICIPALITIES.findIndex(({ code }) => code === municipality.code)
  const there = MUNICIPALITIES[(here + 1) % MUNICIPALITIES.length]
  assert(there !== undefined, 'the table of municipalities is not empty')
  return there
}

/** Reports the move and shows what ended by it. */
export async function moveResident(
  { system, ports }: Journey,
  { resident }: CardHolder,
  event: ReturnType<typeof describeMove>,
): Promise<Result<StepOutcome<undefined>, string>> {
  const recorded = await system.recordLifeEvent({ residentId: resident.id, event })
  if (!recorded.ok) return recorded
  const lapsed = recorded.value.lapsed.map(({ kind, serialHex }) => ({
    ...KIND_TITLES[kind],
    value: `失効 / revoked ${serialHex}`,
  }))
  const there = `${event.municipality.prefecture}${event.municipality.name}`
  const [ended] = lapsed
  return ok({
    value: undefined,
    outcome: {
      ja: `${there}へ。${ended === undefined ? '失効した証明書はありません' : `${ended.ja}が失効`}`,
      en: ended === undefined ? 'nothing ended by it' : `the ${ended.en.toLowerCase()} ended`,
    },
    facts: [{ ja: '転居先', en: 'Moved to', value: there }, ...lapsed],
    tryIt: [shellLine(ports.dataFolder, 'resident', 'show', resident.id)],
  })
}
