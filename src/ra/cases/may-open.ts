import type { Result } from '#kernel/result.ts'
import type { CounterProcedure } from '#law/counter-procedure.ts'
import { PROCEDURE_TRAITS } from '#law/counter-procedure-table.ts'
import type { Actor, StaffRefusal } from '../staff/contract.ts'
import { requireMay } from '../staff/may-do.ts'

/**
 * Whether the actor may open a case of the procedure in the municipality: what needs approval is
 * opened ex officio, by whoever may approve such a case of another.
 */
export function mayOpen(
  actor: Actor,
  procedure: CounterProcedure,
  municipalityCode: string,
): Result<void, Extract<StaffRefusal, 'staff-role-missing' | 'staff-other-municipality'>> {
  const exOfficio = PROCEDURE_TRAITS[procedure].needsApproval
  return requireMay(actor, exOfficio ? 'open-ex-officio' : 'open-case', municipalityCode)
}
