import { civilDateInJapan } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { LifeEvent, RegisterRefusal, Resident, ResidentId } from './contract.ts'
import { residentAfter } from './model.ts'
import type { ResidentStore } from './ports.ts'

/** A person before an event and as they would be after it. */
export interface Rehearsal {
  readonly before: Resident
  readonly after: Resident
}

/**
 * What an event would make of the record, without recording it. It may lie in the future: it is
 * judged as on its own day.
 */
export async function rehearseLifeEvent(
  ports: { readonly residents: ResidentStore; readonly clock: Clock },
  residentId: ResidentId,
  event: LifeEvent,
): Promise<Result<Rehearsal, RegisterRefusal>> {
  const before = await ports.residents.find(residentId)
  if (before === undefined) return refuse('resident-unknown')
  const today = civilDateInJapan(ports.clock.now())
  const after = residentAfter(before, event, event.on > today ? event.on : today)
  return after.ok ? ok({ before, after: after.value }) : after
}
