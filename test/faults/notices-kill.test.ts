/**
 * SIGKILL while notices are prepared: at the beginning of a batch and after one, again and again.
 * What was kept stays, the next run goes on, and every certificate has its notice exactly once.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { postgresResidents } from '#adapters/postgres/register-residents.ts'
import { numberOf, onlyRow } from '#adapters/postgres/row.ts'
import { civilDate } from '#kernel/civil-date.ts'
import { lastSecondInJapan, startOfDayInJapan } from '#kernel/instant.ts'
import { NOTICE_BATCH_MAX, prepareNotices } from '#ra/notices/prepare-notices.ts'
import { generateResidents } from '#register/generate-residents.ts'
import { enterCertificates, type NoticeCertificate } from '../contracts/notice-certificates.ts'
import { startTestPostgres } from '../support/postgres.ts'
import { noticePorts, type VictimOrder } from './notices-victim.ts'

const TODAY = civilDate(2026, 3, 2)
const AT = startOfDayInJapan(TODAY)
const CERTIFICATES = 4 * NOTICE_BATCH_MAX + 7
/** After which of its lines each round's process is killed: `begun` and `kept` by turns. */
const KILLED_AFTER_LINES = [1, 2, 3, 1]

const postgres = await startTestPostgres()

test('no kill loses a notice or prepares one twice', async () => {
  const { database, connection } = await postgres.migratedDatabase()
  const people = [...generateResidents({ seed: 3n, count: 40, today: TODAY })].filter(
    ({ deceasedOn }) => deceasedOn === undefined,
  )
  await postgresResidents(database).add(people)
  const certificates = Array.from({ length: CERTIFICATES }, (_, index): NoticeCertificate => {
    const holder = people[index % people.length]
    assert.ok(holder)
    const notAfter = lastSecondInJapan(civilDate(2026, 5, 20))
    const authority = index % 2 === 0 ? 'signature' : 'user-authentication'
    const given = { delivered: true, lapse: undefined }
    return { authority, serial: index + 1, residentId: holder.id, notAfter, ...given }
  })
  await enterCertificates(database, certificates)
  const countOf = async (): Promise<number> =>
    numberOf(onlyRow(await database.query('SELECT count(*) AS kept FROM ra_notice')), 'kept')

  let before = 0
  for (const lines of KILLED_AFTER_LINES) {
    const kept = await killAtLastLine({ connection, at: AT, lastLine: lines })
    const now = await countOf()
    assert.ok(now >= before + kept, 'what was acknowledged is there')
    before = now
  }
  assert.ok(before > 0 && before < CERTIFICATES, 'every kill came in the midst of the work')
  const rest = await prepareNotices(noticePorts(database, AT))
  assert.equal(before + rest.expiry, CERTIFICATES)
  assert.equal(await countOf(), CERTIFICATES)
  assert.deepEqual(await prepareNotices(noticePorts(database, AT)), { expiry: 0, lapse: 0 })
})

/** Runs the victim and kills it at its last line; gives how many batches it had acknowledged. */
async function killAtLastLine(order: VictimOrder): Promise<number> {
  const program = join(import.meta.dirname, 'notices-victim.ts')
  const child = spawn(process.execPath, [program, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  let read = 0
  let kept = 0
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'kept') kept++
    if (++read === order.lastLine) child.kill('SIGKILL')
  }
  const [, signal] = (await exited) as [number | null, string | null]
  assert.equal(signal, 'SIGKILL', 'the victim was killed at work')
  return kept
}
