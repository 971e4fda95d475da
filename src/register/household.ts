import { assert } from '#kernel/assert.ts'
import { type HouseholdId, parseHouseholdId, type ResidentId } from './contract.ts'

/** The household that a person heads: its number is the person's. */
export function householdHeadedBy(id: ResidentId): HouseholdId {
  const household = parseHouseholdId(`H${id.slice(1)}`)
  assert(household !== undefined, 'H and ten digits are a household id')
  return household
}
