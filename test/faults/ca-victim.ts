/**
 * A process that issues and revokes until it is killed, for `ca-kill.test.ts`. It writes one line
 * for every answer it gave: what was acknowledged must still be true for the process that comes
 * after it.
 */
import { writeSync } from 'node:fs'
import { SoftwareKeystore } from '#adapters/keys/software-keystore.ts'
import { Database } from '#adapters/postgres/database.ts'
import { IssueQueue } from '#ca/issue-queue.ts'
import { revokeCertificate } from '#ca/revoke-certificate.ts'
import { runCeremony } from '#ca/run-ceremony.ts'
import { assert } from '#kernel/assert.ts'
import { toHex } from '#kernel/bytes.ts'
import { caRig, issueCommand, SANDBOX_CEREMONY, StandingClock } from '../support/ca-rig.ts'

/** What the test passes as the only argument. */
export interface VictimOrder {
  readonly connection: Parameters<typeof Database.at>[0]
  readonly keystoreFolder: string
  readonly passphrase: string
  readonly scryptLogN: number
  readonly firstNumber: number
  readonly at: string
}

/** One acknowledged answer, a line of standard output. */
export type VictimAnswer =
  | { readonly did: 'ceremony'; readonly sealHex: string }
  | { readonly did: 'issue'; readonly number: number; readonly certificateHex: string }
  | { readonly did: 'revoke'; readonly serialHex: string }

const WORKERS = 24
const REVOKED_EVERY = 5

if (import.meta.main) await main(JSON.parse(process.argv[2] ?? '') as VictimOrder)

async function main(order: VictimOrder): Promise<void> {
  const keystore = await SoftwareKeystore.open(
    order.keystoreFolder,
    order.passphrase,
    order.scryptLogN,
  )
  assert(keystore.ok, 'the keystore opens')
  const database = Database.at(order.connection)
  const rig = caRig(database, keystore.value, new StandingClock(order.at))
  const held = await runCeremony(rig.ceremony, SANDBOX_CEREMONY)
  assert(held.ok, 'the ceremony is held')
  say({ did: 'ceremony', sealHex: held.value.sealHex })
  const queue = new IssueQueue(rig.issue, rig.configuration)
  let next = order.firstNumber
  const work = async (): Promise<never> => {
    for (;;) {
      const number = next++
      const issued = await queue.issue(issueCommand('signature', number))
      assert(issued.ok, `issued: ${JSON.stringify(issued)}`)
      const { serialHex, certificateDer } = issued.value
      say({ did: 'issue', number, certificateHex: toHex(certificateDer) })
      if (number % REVOKED_EVERY !== 0) continue
      const revoked = await revokeCertificate(rig.revoke, rig.configuration, {
        authority: 'signature',
        serialHex,
        reason: 'superseded',
        ground: 'renewed',
      })
      assert(revoked.ok, `revoked: ${JSON.stringify(revoked)}`)
      say({ did: 'revoke', serialHex })
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, work))
}

/** Written before anything else happens: the kill does not wait for a buffer. */
function say(answer: VictimAnswer): void {
  writeSync(1, `${JSON.stringify(answer)}\n`)
}
