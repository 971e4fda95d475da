/** A process of the status service that tells how it began, for `bench/status-size.ts`. */
import type { PostgresConnection } from '#adapters/postgres/connection.ts'
import { systemClock } from '#adapters/clock/system-clock.ts'
import { stopRequested } from '#adapters/process/stop-request.ts'
import { serialHexOf } from '#ca/serial.ts'
import { assert } from '#kernel/assert.ts'
import { openStatusProcess } from '../../src/main/status-process.ts'

/** What the process is told, as its only argument. */
export interface SizeOrder {
  readonly connection: PostgresConnection
  readonly folder: string
  readonly firstSerial: number
  readonly count: number
}

/** What it tells in one line, once it answers from memory. */
export interface SizeReport {
  readonly checkpoint: string
  /** From the start of the process. */
  readonly recordsMs: number
  readonly memoryMs: number
  readonly residentMegabytes: number
  readonly columnsMegabytes: number
  readonly lookUpMicroseconds: number
}

const LOOK_UPS = 2_000_000

if (import.meta.main) await main(JSON.parse(process.argv[2] ?? '') as SizeOrder)

async function main({ connection, folder, firstSerial, count }: SizeOrder): Promise<void> {
  const stop = stopRequested()
  const never = (): never => {
    throw new Error('nothing is signed here')
  }
  const opened = await openStatusProcess({
    servers: [connection],
    standby: undefined,
    keys: { sign: never, signAtOnce: never },
    folder,
    port: 0,
    clock: systemClock(),
    report: () => undefined,
  })
  assert(opened.ok, 'the process opens')
  const { follower, records, checkpoint } = opened.value
  const asked = serialHexOf(firstSerial)
  const isRight = async (): Promise<boolean> =>
    await records.certificateStatus('signature', asked).then(
      ({ state }) => state !== 'unknown',
      () => false,
    )
  while (!(await isRight())) await aMoment()
  const recordsMs = performance.now()
  let index = follower.current('signature')
  for (; index === undefined; index = follower.current('signature')) await aMoment()
  const memoryMs = performance.now()
  const from = performance.now()
  let sum = 0
  for (let i = 0; i < LOOK_UPS; i++) sum += index.stateCode(firstSerial + ((i * 7_919) % count), 1)
  assert(sum > LOOK_UPS, 'every one is known')
  const report: SizeReport = {
    checkpoint,
    recordsMs: Math.round(recordsMs),
    memoryMs: Math.round(memoryMs),
    residentMegabytes: Math.round(process.memoryUsage.rss() / 1e6),
    columnsMegabytes: Math.round(index.octets / 1e6),
    lookUpMicroseconds: ((performance.now() - from) * 1000) / LOOK_UPS,
  }
  process.stdout.write(`${JSON.stringify(report)}\n`)
  await stop
  await opened.value.close()
}

function aMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5))
}
