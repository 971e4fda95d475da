import { assert } from '#kernel/assert.ts'
import { civilDateInJapan } from '#kernel/instant.ts'
import type { Clock, Random } from '#kernel/ports.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { parseResident, withDrawnId } from './add-resident.ts'
import type {
  RecordedLifeEvent,
  RegisterRefusal,
  Relation,
  Resident,
  ResidentId,
} from './contract.ts'
import type { ResidentStore } from './ports.ts'

/** A birth as the notification (出生届) gives it: nothing in it is proved yet. */
export interface BirthReport {
  /** With whom the child lives: 住所 and household are this person's. */
  readonly parentId: ResidentId
  readonly name: string
  readonly nameSubstitutions?: string | undefined
  readonly kana: string
  /** `YYYY-MM-DD` */
  readonly birthDate: string
  readonly sex: string
  readonly nationality?: string | undefined
  /** `YYYY-MM-DD`; required for `foreigner`, absent for everyone else. */
  readonly periodOfStayEndsOn?: string | undefined
}

/** What a child is to the head where the parent is this. */
const RELATION_OF_CHILD: Readonly<Record<Relation, Relation>> = {
  head: 'child',
  spouse: 'child',
  child: 'grandchild',
  grandchild: 'other',
  parent: 'other',
  other: 'other',
}

/**
 * Enters a child in the register and the birth in the feed, in one transaction. `event-impossible`
 * where the parent does not live in Japan any more, or was not born yet.
 */
export async function recordBirth(
  ports: { readonly residents: ResidentStore; readonly clock: Clock; readonly random: Random },
  { parentId, ...report }: BirthReport,
): Promise<
  Result<{ readonly resident: Resident; readonly recorded: RecordedLifeEvent }, RegisterRefusal>
> {
  const parent = await ports.residents.find(parentId)
  if (parent === undefined) return refuse('resident-unknown')
  const recordedAt = ports.clock.now()
  const parsed = parseResident(bornTo(parent, report), civilDateInJapan(recordedAt))
  if (!parsed.ok) return parsed
  const on = parsed.value.items.birthDate
  const reason = notAtHome(parent, on)
  if (reason !== undefined) return refuse('event-impossible', { reason })
  const placed = {
    ...parsed.value,
    household: parent.household,
    relation: RELATION_OF_CHILD[parent.relation],
  }
  const born = await withDrawnId(ports.random, async (id) => {
    const resident: Resident = { ...placed, id }
    const event = { kind: 'born', on } as const
    const { version } = resident
    const recorded = await ports.residents.admit(resident, {
      residentId: id,
      version,
      event,
      recordedAt,
      source: undefined,
    })
    return recorded === undefined ? undefined : { resident, recorded }
  })
  assert(born.recorded.version === 1, 'a person begins at version 1')
  return ok(born)
}

function bornTo(parent: Resident, report: Omit<BirthReport, 'parentId'>) {
  const { municipality, items } = parent
  return {
    ...report,
    municipalityCode: municipality.code,
    address: items.address,
    addressSubstitutions: items.addressSubstitutions,
  }
}

function notAtHome(parent: Resident, on: Resident['items']['birthDate']): string | undefined {
  if (parent.recordDeletedOn !== undefined) return 'record-deleted'
  return on <= parent.items.birthDate ? 'before-birth' : undefined
}
