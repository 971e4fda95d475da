/**
 * Random faults against the follower and the barrier, in a simulated world: what was acknowledged
 * as revoked is never again called good, and when the faults end everybody is right again. More
 * worlds: `npm run soak:status -- 2000`.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simulate, type Tally } from './status-world.ts'

const WORLDS = Number(process.env['SHOMEI_STATUS_WORLDS'] ?? 40)
const FAULTS_A_WORLD = 50
const FIRST_SEED = Number(process.env['SHOMEI_STATUS_SEED'] ?? 1)

test('killed, stopped, cut, late or promoted: never good after the acknowledgement', async () => {
  const all: Tally[] = []
  for (let seed = FIRST_SEED; seed < FIRST_SEED + WORLDS; seed++) {
    const tally = await simulate(seed, FAULTS_A_WORLD).catch((fault: unknown) => {
      throw new Error(`the world of seed ${seed}`, { cause: fault })
    })
    all.push(tally)
  }
  const sum = (count: (tally: Tally) => number): number =>
    all.reduce((total, tally) => total + count(tally), 0)
  assert.equal(
    sum(({ faults }) => faults),
    WORLDS * FAULTS_A_WORLD,
  )
  // The world is not silent throughout: most questions are answered, many of them from memory.
  assert.ok(sum(({ fromMemory }) => fromMemory) > sum(({ tryLater }) => tryLater))
  assert.ok(sum(({ acknowledged }) => acknowledged) > 20 * WORLDS)
})
