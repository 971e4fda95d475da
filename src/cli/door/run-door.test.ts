import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paperTerminal } from '../../../test/support/paper-terminal.ts'
import type { Door } from '#verifier/door/answer.ts'
import type { Invocation } from '../command.ts'
import { runDoor } from './run-door.ts'

const never = (): never => assert.fail('this is not to be reached')

/** A door that fails on one request. */
const FRAGILE: Door = {
  answer: (request) => {
    if (request === 2) throw new RangeError('broken')
    return { json: { request }, isVerdict: true }
  },
  unread: ({ refusal }) => ({ json: { verdict: 'invalid', code: refusal }, isVerdict: false }),
}

test('a fault on one line leaves every line its answer, and comes out at the end', async () => {
  const terminal = paperTerminal({ lines: ['1', '2', '3'] })
  const invocation: Invocation = {
    option: () => undefined,
    flag: (name) => name === 'batch',
    words: [],
    ports: {
      sandbox: { run: never },
      statusService: { run: never },
      ceremonies: { hold: never, check: never },
      cards: never,
      issuerCard: never,
      connect: never,
    },
    terminal,
  }
  await assert.rejects(runDoor(FRAGILE, invocation), RangeError)
  assert.deepEqual(terminal.stdout().trimEnd().split('\n'), [
    '{"request":1}',
    '{"verdict":"invalid","code":"request-fault"}',
    '{"request":3}',
  ])
})
