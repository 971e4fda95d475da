import type { Resident, ResidentId } from './contract.ts'
import type { ResidentStore } from './ports.ts'

/** Residents on one page. */
export const PAGE_RESIDENTS_MAX = 200

/** One page of the register; `next` is the id to continue after, absent on the last page. */
export interface ResidentPage {
  readonly residents: readonly Resident[]
  readonly next: ResidentId | undefined
}

/** The residents after `after` in the order of their ids, at most `PAGE_RESIDENTS_MAX` of them. */
export async function listResidents(
  ports: { readonly residents: ResidentStore },
  { after, limit }: { readonly after?: ResidentId | undefined; readonly limit: number },
): Promise<ResidentPage> {
  const size = Math.max(1, Math.min(limit, PAGE_RESIDENTS_MAX))
  const found = await ports.residents.page(after, size + 1)
  const residents = found.slice(0, size)
  return { residents, next: found.length > size ? residents.at(-1)?.id : undefined }
}
