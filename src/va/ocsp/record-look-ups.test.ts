import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CertificateStatus } from '#ca/contract.ts'
import { LOOK_UPS_MAX, LOOK_UPS_TOGETHER_MAX, RecordLookUps } from './record-look-ups.ts'

interface Asked {
  readonly serials: readonly string[]
  readonly generation: number | undefined
  readonly answer: (statuses: readonly CertificateStatus[]) => void
  readonly fail: (fault: Error) => void
}

/** Records that answer when they are told to. */
function slowRecords() {
  const asked: Asked[] = []
  const lookUps = new RecordLookUps({
    certificateStatuses: (_authority, serials, generation) =>
      new Promise((answer, fail) => {
        asked.push({ serials, generation, answer, fail })
      }),
  })
  return { asked, lookUps }
}

const good = (count: number): CertificateStatus[] =>
  Array.from({ length: count }, () => ({ state: 'good' }))

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

test('those that come while others run go together, each with its own answer', async () => {
  const { asked, lookUps } = slowRecords()
  const first = lookUps.ask('signature', 1, [1])
  const second = lookUps.ask('signature', 1, [0x2a])
  const later = [3, 4, 5].map(async (serial) =>
    lookUps.ask('signature', 1, [serial, 0xabc + serial]),
  )
  assert.deepEqual(
    asked.map(({ serials }) => serials),
    [['01'], ['2a']],
  )
  asked[0]?.answer([{ state: 'unknown' }])
  assert.deepEqual(await first, [{ state: 'unknown' }])
  await turn()
  assert.deepEqual(asked[2]?.serials, ['03', '0abf', '04', '0ac0', '05', '0ac1'])
  asked[1]?.answer(good(1))
  const revoked = { state: 'revoked', revokedAt: 0, reason: 'superseded' } as CertificateStatus
  asked[2]?.answer([...good(2), revoked, ...good(3)])
  assert.deepEqual(await second, good(1))
  assert.deepEqual(await Promise.all(later), [good(2), [revoked, { state: 'good' }], good(2)])
})

test('generations are asked apart', () => {
  const { asked, lookUps } = slowRecords()
  for (const generation of [1, 2]) void lookUps.ask('signature', generation, [7])
  void lookUps.ask('user-authentication', 1, [7])
  assert.deepEqual(
    asked.map(({ generation }) => generation),
    [1, 2, 1],
  )
})

test('a fault reaches those who asked, and no one else', async () => {
  const { asked, lookUps } = slowRecords()
  const first = lookUps.ask('signature', 1, [1])
  const fault = new Error('no connection')
  asked[0]?.fail(fault)
  await assert.rejects(async () => first, fault)
  const second = lookUps.ask('signature', 1, [1])
  asked[1]?.answer(good(1))
  assert.deepEqual(await second, good(1))
})

test('too few answers are a fault', async () => {
  const { asked, lookUps } = slowRecords()
  const both = lookUps.ask('signature', 1, [1, 2])
  asked[0]?.answer(good(1))
  await assert.rejects(async () => both, { code: 'invariant-broken' })
})

test('more than the records bear are refused at once, until some were answered', async () => {
  const { asked, lookUps } = slowRecords()
  const waiting: Promise<readonly CertificateStatus[]>[] = []
  for (let serial = 1; serial <= LOOK_UPS_MAX; serial++) {
    const asking = lookUps.ask('signature', 1, [serial])
    assert.ok(asking !== undefined)
    waiting.push(asking)
  }
  assert.equal(lookUps.ask('signature', 1, [5]), undefined)
  assert.equal(lookUps.ask('user-authentication', 1, [5]), undefined)
  let answered = 0
  while (answered < asked.length) {
    const batch = asked[answered++]
    assert.ok((batch?.serials.length ?? 0) <= LOOK_UPS_TOGETHER_MAX)
    batch?.answer(good(batch.serials.length))
    await turn()
  }
  assert.equal((await Promise.all(waiting)).length, LOOK_UPS_MAX)
  assert.ok(lookUps.ask('signature', 1, [5]) !== undefined)
})
