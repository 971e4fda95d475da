import type { Resident } from './contract.ts'
import { generateResidents, type RegisterSeed } from './generate-residents.ts'
import type { ResidentStore } from './ports.ts'

/** Residents written at a time. */
const BATCH_RESIDENTS = 500

/**
 * Fills the register with synthetic residents and gives how many were new: people who are there
 * stay as they are.
 */
export async function seedRegister(
  ports: { readonly residents: ResidentStore },
  seed: RegisterSeed,
): Promise<number> {
  let added = 0
  let batch: Resident[] = []
  for (const resident of generateResidents(seed)) {
    batch.push(resident)
    if (batch.length < BATCH_RESIDENTS) continue
    added += await ports.residents.add(batch)
    batch = []
  }
  return batch.length === 0 ? added : added + (await ports.residents.add(batch))
}
