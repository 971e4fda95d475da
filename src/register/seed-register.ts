import type { Resident } from './contract.ts'
import { generateResidents, type RegisterSeed } from './generate-residents.ts'
import type { ResidentStore } from './ports.ts'

/** Residents written at a time: what is held in memory, twice. */
const BATCH_RESIDENTS = 2_000

/**
 * Fills the register with synthetic residents and gives how many were new: people who are there
 * stay as they are. The next batch is made while the one before is written.
 */
export async function seedRegister(
  ports: { readonly residents: ResidentStore },
  seed: RegisterSeed,
): Promise<number> {
  let added = 0
  let writing: Promise<number> = Promise.resolve(0)
  for (const batch of batchesOf(generateResidents(seed))) {
    const before = writing
    writing = before.then(() => ports.residents.add(batch))
    added += await before
  }
  return added + (await writing)
}

function* batchesOf(residents: Iterable<Resident>): Generator<readonly Resident[]> {
  let batch: Resident[] = []
  for (const resident of residents) {
    batch.push(resident)
    if (batch.length < BATCH_RESIDENTS) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
