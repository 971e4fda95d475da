import type { RunningSystem } from '#cli/ports.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { casesOf } from '#ra/cases/list-cases.ts'
import { offerProcedures } from '#ra/cases/offer-procedures.ts'
import type { CasePorts } from '#ra/cases/ports.ts'
import type { Actor, LookUpReason } from '#ra/staff/contract.ts'
import { lookUpsOf, recordLookUp } from '#ra/staff/look-up.ts'
import { requireMay, type StaffAction } from '#ra/staff/may-do.ts'
import type { LookUpLog } from '#ra/staff/ports.ts'
import type { Resident, ResidentId } from '#register/contract.ts'
import { parseLifeEvent } from '#register/parse-life-event.ts'
import type { ResidentSearch } from '#register/ports.ts'
import { type FoundResidents, searchResidents } from '#register/search-residents.ts'
import type { CounterPeople, PersonView } from '#web/counter/ports.ts'

/** What the people of a municipality are seen through. */
export interface CounterPeoplePorts {
  readonly system: Pick<RunningSystem, 'showResident' | 'historyOf' | 'previewLifeEvent'>
  readonly cases: CasePorts
  readonly search: ResidentSearch
  readonly lookUps: LookUpLog
}

/**
 * The people as a clerk may see them: of the clerk's own municipality alone, and every look at
 * somebody is recorded before anything of them is shown.
 */
export function counterPeople(ports: CounterPeoplePorts): CounterPeople {
  const { system, cases, lookUps } = ports
  return {
    search: async (actor, { card, reason = 'person-at-the-desk', ...wanted }) => {
      const may = requireMay(actor, 'look-up')
      if (!may.ok) return may
      const { municipalityCode } = actor
      const found =
        card === undefined || card.trim() === ''
          ? await searchResidents(ports, { ...wanted, municipalityCode })
          : await byCard(ports, actor, card.trim())
      if (!found.ok) return found
      await recordLooks(ports, actor, found.value.residents, reason)
      return found
    },
    open: (actor, residentId, reason) =>
      withPerson(ports, actor, residentId, 'look-up', (resident) =>
        openPerson(ports, actor, resident, reason),
      ),
    offers: (actor, residentId, situation) =>
      withPerson(ports, actor, residentId, 'look-up', ({ id }) =>
        offerProcedures(cases, actor, { residentId: id, situation }),
      ),
    preview: (actor, residentId, event) =>
      withPerson(ports, actor, residentId, 'look-up', () =>
        system.previewLifeEvent({ residentId, event }),
      ),
    record: (actor, residentId, event) =>
      withPerson(ports, actor, residentId, 'open-case', async ({ id }) => {
        await recordLookUp({ lookUps, clock: cases.clock }, actor, id, 'case-work')
        return await recordAtCounter(ports, actor, id, event)
      }),
  }
}

/** Records the event with who reported it; what lapses by it has lapsed before the answer. */
async function recordAtCounter(
  { cases }: CounterPeoplePorts,
  { staffId }: Actor,
  residentId: ResidentId,
  unverifiedEvent: unknown,
): Promise<Result<Resident, string>> {
  const event = parseLifeEvent(unverifiedEvent)
  if (event === undefined) return refuse('event-impossible', { reason: 'malformed' })
  const resident = await cases.residents.find(residentId)
  if (resident === undefined) return refuse('resident-unknown')
  const source = { reportedBy: staffId, under: undefined }
  const report = { residentId, expectedVersion: resident.version, event, source }
  const recorded = await cases.register.record(report)
  if (recorded.ok) await cases.register.deliver()
  return recorded
}

async function openPerson(
  { system, cases, lookUps }: CounterPeoplePorts,
  actor: Actor,
  resident: Resident,
  reason: LookUpReason,
): Promise<Result<PersonView, string>> {
  await recordLookUp({ lookUps, clock: cases.clock }, actor, resident.id, reason)
  const history = await system.historyOf(resident.id)
  if (!history.ok) return history
  const opened = await casesOf(cases, actor, resident.id)
  if (!opened.ok) return opened
  return ok({
    resident,
    history: history.value,
    cases: opened.value,
    lookUps: await lookUpsOf({ lookUps }, resident.id),
  })
}

/** Whose card it is. A card of another municipality's resident is as good as none. */
async function byCard(
  { cases }: CounterPeoplePorts,
  { municipalityCode }: Actor,
  cardSerial: string,
): Promise<Result<FoundResidents, string>> {
  if (!/^\d{16}$/.test(cardSerial)) return refuse('search-malformed', { field: 'card' })
  const card = await cases.cards.find(cardSerial)
  const holder = card === undefined ? undefined : await cases.residents.find(card.residentId)
  const isOurs = holder?.municipality.code === municipalityCode
  return ok({ residents: isOurs ? [holder] : [], more: false })
}

async function recordLooks(
  { lookUps, cases }: CounterPeoplePorts,
  actor: Actor,
  residents: readonly Resident[],
  reason: LookUpReason,
): Promise<void> {
  const look = { lookUps, clock: cases.clock }
  await Promise.all(residents.map(({ id }) => recordLookUp(look, actor, id, reason)))
}

/** Acts on a resident of the actor's own municipality, if the actor may. */
async function withPerson<T>(
  { system }: CounterPeoplePorts,
  actor: Actor,
  residentId: string,
  action: StaffAction,
  act: (resident: Resident) => Promise<Result<T, string>>,
): Promise<Result<T, string>> {
  const resident = await system.showResident(residentId)
  if (!resident.ok) return resident
  const may = requireMay(actor, action, resident.value.municipality.code)
  return may.ok ? await act(resident.value) : may
}
