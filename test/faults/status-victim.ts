/**
 * A process of the status service, for `status-processes.test.ts`: it says where it is and answers
 * until it is ended.
 */
import { SoftwareKeystore } from '#adapters/keys/software-keystore.ts'
import type { PostgresConnection } from '#adapters/postgres/connection.ts'
import { stopRequested } from '#adapters/process/stop-request.ts'
import { assert } from '#kernel/assert.ts'
import { openStatusProcess } from '../../src/main/status-process.ts'
import { StandingClock } from '../support/ca-rig.ts'

/** What the test passes as the only argument. */
export interface StatusOrder {
  readonly servers: readonly PostgresConnection[]
  readonly standby: PostgresConnection | undefined
  readonly keystoreFolder: string
  readonly passphrase: string
  readonly folder: string
  readonly at: string
}

if (import.meta.main) await main(JSON.parse(process.argv[2] ?? '') as StatusOrder)

async function main(order: StatusOrder): Promise<void> {
  const keys = await SoftwareKeystore.open(order.keystoreFolder, order.passphrase)
  assert(keys.ok, 'the keystore opens')
  const stop = stopRequested()
  const opened = await openStatusProcess({
    servers: order.servers,
    standby: order.standby,
    keys: keys.value,
    folder: order.folder,
    port: 0,
    clock: new StandingClock(order.at),
    report: () => undefined,
  })
  assert(opened.ok, 'the status process opens')
  const { url, checkpoint } = opened.value
  process.stdout.write(`${JSON.stringify({ url, checkpoint })}\n`)
  await stop
  await opened.value.close()
  await keys.value.close()
}
