import { ok, refuse, type Result } from '#kernel/result.ts'
import type { Resident, ResidentId } from './contract.ts'
import type { ResidentStore } from './ports.ts'

/** The resident's record as it stands. */
export async function showResident(
  ports: { readonly residents: ResidentStore },
  id: ResidentId,
): Promise<Result<Resident, 'resident-unknown'>> {
  const resident = await ports.residents.find(id)
  return resident === undefined ? refuse('resident-unknown') : ok(resident)
}
