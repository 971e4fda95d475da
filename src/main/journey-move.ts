import { assert } from '#kernel/assert.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import { ok, type Result } from '#kernel/result.ts'
import type { Resident } from '#register/contract.ts'
import { MUNICIPALITIES } from '#register/municipalities.ts'
import type { Fact } from '#web/journey/journey-view.ts'
import type { CardHolder, Journey } from './journey.ts'
import { KIND_TITLES } from './journey-facts.ts'

/** The event of a resident who moves to the next municipality of the table. */
export function describeMove({ municipality }: Resident, on: CivilDate) {
  const here = MUNICIPALITIES.findIndex(({ code }) => code === municipality.code)
  const there = MUNICIPALITIES[(here + 1) % MUNICIPALITIES.length]
  assert(there !== undefined, 'the table of municipalities is not empty')
  const address = `${there.prefecture}${there.name}中央一丁目２番３号`
  return { kind: 'moved', on, municipality: there, address } as const
}

/** Reports the move and shows what ended by it. */
export async function moveResident(
  { system }: Journey,
  { resident }: CardHolder,
  event: ReturnType<typeof describeMove>,
): Promise<Result<{ value: undefined; facts: readonly Fact[]; tryIt: readonly string[] }, string>> {
  const recorded = await system.recordLifeEvent({ residentId: resident.id, event })
  if (!recorded.ok) return recorded
  const lapsed = recorded.value.lapsed.map(({ kind, serialHex }) => ({
    ...KIND_TITLES[kind],
    value: `失効 / revoked ${serialHex}`,
  }))
  const there = `${event.municipality.prefecture}${event.municipality.name}`
  return ok({
    value: undefined,
    facts: [{ ja: '転居先', en: 'Moved to', value: there }, ...lapsed],
    tryIt: [`bin/shomei resident show ${resident.id}`],
  })
}
