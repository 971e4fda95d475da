import { ok, refuse } from '#kernel/result.ts'
import type { ResidentId } from '#register/contract.ts'
import type { Actor } from '../staff/contract.ts'
import { mayDo, requireMay } from '../staff/may-do.ts'
import type { Case } from './contract.ts'
import type { CasePorts } from './ports.ts'
import type { CaseAnswer } from './refusal.ts'

/** A day's open cases of the largest municipality fit; older ones come to the top as they close. */
const LISTED_MAX = 500

/** The open cases of the actor's municipality, those that wait for approval too, oldest first. */
export async function listCases(
  { cases }: Pick<CasePorts, 'cases'>,
  actor: Actor,
): Promise<readonly Case[]> {
  if (!mayDo(actor, 'look-up')) return []
  return await cases.openOf(actor.municipalityCode, LISTED_MAX)
}

/** Every case of a person of the actor's municipality, oldest first. */
export async function casesOf(
  { cases, residents }: Pick<CasePorts, 'cases' | 'residents'>,
  actor: Actor,
  residentId: ResidentId,
): CaseAnswer<readonly Case[]> {
  const resident = await residents.find(residentId)
  if (resident === undefined) return refuse('resident-unknown')
  const may = requireMay(actor, 'look-up', resident.municipality.code)
  if (!may.ok) return may
  const all = await cases.ofResident(residentId)
  return ok(all.filter(({ municipalityCode }) => municipalityCode === actor.municipalityCode))
}
