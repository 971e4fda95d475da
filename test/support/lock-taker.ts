/**
 * Tries to take the exclusive lock on the file of its first argument once a line arrives on stdin, prints
 * `taken` or `held`, and keeps what it has until stdin ends or it is killed.
 */
import { createInterface } from 'node:readline'
import { takeExclusiveLock } from '#adapters/process/exclusive-lock.ts'

const [path = ''] = process.argv.slice(2)
process.stdout.write('ready\n')
const lines = createInterface({ input: process.stdin })
lines.once('line', () => {
  const lock = takeExclusiveLock(path)
  process.stdout.write(lock === undefined ? 'held\n' : 'taken\n')
  lines.once('close', () => lock?.release())
})
