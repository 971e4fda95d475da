import { addDays, type CivilDate } from '#kernel/civil-date.ts'
import { plusMs, startOfDayInJapan } from '#kernel/instant.ts'
import { ok, type Result } from '#kernel/result.ts'
import type { Actor, JournalLine, LookUp, StaffRefusal } from './contract.ts'
import { requireMay } from './may-do.ts'
import type { JournalReader, LookUpLog } from './ports.ts'
import { unusualLookUps } from './unusual-look-ups.ts'

/** The lines of each sort that one day's journal shows at most. */
export const JOURNAL_LINES_MAX = 20_000

/**
 * The day journal (日誌) of the actor's municipality: what was done on cases, who looked at whom, and
 * what staff did, in order; last of all what a supervisor should ask about.
 */
export async function dayJournal(
  { journal, lookUps }: { readonly journal: JournalReader; readonly lookUps: LookUpLog },
  actor: Actor,
  day: CivilDate,
): Promise<Result<readonly JournalLine[], StaffRefusal>> {
  const allowed = requireMay(actor, 'read-journal')
  if (!allowed.ok) return allowed
  const code = actor.municipalityCode
  const [from, until] = [startOfDayInJapan(day), startOfDayInJapan(addDays(day, 1))]
  const [cases, events, acts, looks, counts] = await Promise.all([
    journal.caseEntries(code, from, until, JOURNAL_LINES_MAX),
    journal.lifeEvents(code, from, until, JOURNAL_LINES_MAX),
    journal.staffActs(code, from, until, JOURNAL_LINES_MAX),
    lookUps.between(code, from, until, JOURNAL_LINES_MAX),
    lookUps.countsBetween(code, from, until),
  ])
  const lines = [...cases, ...events, ...acts, ...looks.map(lookUpLine)].toSorted(
    (a, b) => a.at - b.at,
  )
  const endOfDay = plusMs(until, -1)
  const flagged = unusualLookUps(counts).map(
    ({ staffId, because, lookUps: all, people, mostAtOnePerson }): JournalLine => ({
      at: endOfDay,
      staffId,
      what: 'look-ups-unusual',
      receiptNumber: undefined,
      residentId: undefined,
      detail: { because, lookUps: all, people, mostAtOnePerson },
    }),
  )
  return ok([...lines, ...flagged])
}

function lookUpLine({ at, staffId, residentId, reason }: LookUp): JournalLine {
  return { at, staffId, what: 'look-up', receiptNumber: undefined, residentId, detail: { reason } }
}
