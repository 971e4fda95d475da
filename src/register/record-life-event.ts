import { civilDateInJapan } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type {
  EventSource,
  LifeEvent,
  RecordedLifeEvent,
  RegisterRefusal,
  Resident,
  ResidentId,
} from './contract.ts'
import { residentAfter } from './model.ts'
import type { ResidentStore } from './ports.ts'

/**
 * What happened to whom. With `expectedVersion` it is recorded only if nothing else happened since
 * that version.
 */
export interface LifeEventReport {
  readonly residentId: ResidentId
  readonly expectedVersion?: number | undefined
  readonly event: LifeEvent
  readonly source?: EventSource | undefined
}

/** Applies one life event to the record and appends it to the feed, in one transaction. */
export async function recordLifeEvent(
  ports: { readonly residents: ResidentStore; readonly clock: Clock },
  { residentId, expectedVersion, event, source }: LifeEventReport,
): Promise<
  Result<{ readonly resident: Resident; readonly recorded: RecordedLifeEvent }, RegisterRefusal>
> {
  const before = await ports.residents.find(residentId)
  if (before === undefined) return refuse('resident-unknown')
  if (expectedVersion !== undefined && expectedVersion !== before.version) {
    return refuse('resident-changed-meanwhile')
  }
  const recordedAt = ports.clock.now()
  const after = residentAfter(before, event, civilDateInJapan(recordedAt))
  if (!after.ok) return after
  const { version } = after.value
  const recorded = await ports.residents.record(after.value, {
    residentId,
    version,
    event,
    recordedAt,
    source,
  })
  if (recorded === undefined) return refuse('resident-changed-meanwhile')
  return ok({ resident: after.value, recorded })
}
