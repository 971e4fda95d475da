import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { DataFolder } from '#adapters/data-folder/open-data-folder.ts'
import { instant, plusMs } from '#kernel/instant.ts'
import { DangerSettableClock, SandboxTimeError } from './danger-settable-clock.ts'

const START = instant(1_767_225_600_000)
const LATER = instant(1_893_456_000_000)

function handSetComputer(): { now: () => typeof START; pass: (ms: number) => void } {
  let at = START
  return {
    now: () => at,
    pass: (ms) => {
      at = plusMs(at, ms)
    },
  }
}

async function sandboxFolder(): Promise<DataFolder<'sandbox'>> {
  const path = await mkdtemp(join(tmpdir(), 'shomei-clock-'))
  after(() => rm(path, { recursive: true, force: true }))
  return { path, purpose: 'sandbox', recoveredFromPid: undefined, close: () => Promise.resolve() }
}

test('at first it is in step with the computer', async () => {
  const computer = handSetComputer()
  const clock = await DangerSettableClock.open(await sandboxFolder(), computer)
  assert.equal(clock.now(), START)
  computer.pass(1)
  assert.equal(clock.now(), plusMs(START, 1))
  assert.deepEqual(clock.time, { runs: 'beside', offsetMs: 0 })
})

test('set forward or back, it runs on from there', async () => {
  const computer = handSetComputer()
  const clock = await DangerSettableClock.open(await sandboxFolder(), computer)
  for (const at of [LATER, plusMs(START, -86_400_000)]) {
    await clock.set(at)
    assert.equal(clock.now(), at)
    computer.pass(1500)
    assert.equal(clock.now(), plusMs(at, 1500))
  }
})

test('frozen, it stands still until it is set or reset', async () => {
  const computer = handSetComputer()
  const clock = await DangerSettableClock.open(await sandboxFolder(), computer)
  await clock.freeze(LATER)
  computer.pass(5000)
  assert.equal(clock.now(), LATER)
  await clock.reset()
  assert.equal(clock.now(), plusMs(START, 5000))
})

test('what it says survives a restart', async () => {
  const computer = handSetComputer()
  const folder = await sandboxFolder()
  const clock = await DangerSettableClock.open(folder, computer)
  await clock.set(LATER)
  computer.pass(60_000)
  const moved = await DangerSettableClock.open(folder, computer)
  assert.equal(moved.now(), plusMs(LATER, 60_000))
  await moved.freeze(START)
  assert.equal((await DangerSettableClock.open(folder, computer)).now(), START)
})

for (const text of ['', '{"runs":"beside"}\n', '{"runs":"beside","offsetMs":1e99}\n', '{"runs":']) {
  test(`a damaged time file is a fault, never a guess: ${JSON.stringify(text)}`, async () => {
    const folder = await sandboxFolder()
    await writeFile(join(folder.path, 'sandbox-clock.json'), text)
    await assert.rejects(DangerSettableClock.open(folder, handSetComputer()), SandboxTimeError)
  })
}
