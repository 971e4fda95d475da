import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { certificatesOf, type Demand, issuedPerYear, planCapacity } from './plan-capacity.ts'
import { MEASURED_COSTS, UNIT_COST_NAMES, type UnitCosts } from './unit-costs.ts'

const NATION: Demand = {
  holders: 100e6,
  checksPerSecond: 2_000,
  surgePerSecond: 20_000,
  liveShare: 0.2,
  revokedShare: 0.2,
  coresPerHost: 8,
  busyShareMax: 0.5,
}

const ROUND_COSTS: UnitCosts = {
  ...MEASURED_COSTS,
  cachedAnswersPerCore: 10_000,
  liveAnswersPerCore: 1_000,
  statusProcessOctets: 100,
  statusOctetsPerCertificate: 5,
  answerOctets: 2_000,
}

function valueOf(id: string, demand: Demand = NATION, costs: UnitCosts = ROUND_COSTS): number {
  const found = planCapacity(demand, costs).find((line) => line.id === id)
  assert.ok(found !== undefined, id)
  return found.value
}

test('a nation, reckoned by hand', () => {
  assert.equal(certificatesOf(NATION), 200e6)
  assert.equal(issuedPerYear(NATION), 45e6)
  // 20,000 × 0.2 ÷ 1,000 + 20,000 × 0.8 ÷ 10,000 = 4 + 1.6
  assert.ok(Math.abs(valueOf('status-cores-surge') - 5.6) < 1e-9)
  // 5.6 ÷ (8 × 0.5) = 1.4, so two, and two to spare
  assert.equal(valueOf('status-hosts'), 4)
  assert.equal(valueOf('status-processes'), 32)
  assert.equal(valueOf('status-memory'), 100 + 425e6 * 5)
  assert.equal(valueOf('status-egress'), 40e6)
})

test('more to do never takes less, and cheaper work never takes more', () => {
  const share = fc.double({ min: 0.01, max: 1, noNaN: true })
  const demands = fc.record({
    holders: fc.integer({ min: 1_000, max: 200e6 }),
    checksPerSecond: fc.integer({ min: 1, max: 10_000 }),
    surgePerSecond: fc.integer({ min: 1, max: 100_000 }),
    liveShare: share,
    revokedShare: share,
    coresPerHost: fc.integer({ min: 1, max: 128 }),
    busyShareMax: share,
  })
  fc.assert(
    fc.property(demands, fc.integer({ min: 1, max: 10 }), (demand, factor) => {
      const plan = planCapacity(demand, ROUND_COSTS)
      const more = planCapacity(
        {
          ...demand,
          holders: demand.holders * factor,
          checksPerSecond: demand.checksPerSecond * factor,
          surgePerSecond: demand.surgePerSecond * factor,
        },
        ROUND_COSTS,
      )
      for (const [i, { value, id }] of plan.entries()) {
        assert.ok(Number.isFinite(value) && value >= 0, id)
        assert.ok((more[i]?.value ?? 0) >= value * 0.999_999, id)
      }
    }),
    { seed: 1, numRuns: 200 },
  )
})

test('every cost counts, and is named for the file', () => {
  for (const name of UNIT_COST_NAMES) {
    const doubled = planCapacity(NATION, { ...ROUND_COSTS, [name]: ROUND_COSTS[name] * 2 })
    const changed = planCapacity(NATION, ROUND_COSTS).some(
      ({ value }, i) => doubled[i]?.value !== value,
    )
    assert.ok(changed, name)
  }
  assert.equal(UNIT_COST_NAMES.length, Object.keys(MEASURED_COSTS).length - 1)
})
