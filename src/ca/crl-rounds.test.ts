import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PublishedCrl } from './contract.ts'
import { CrlRounds } from './crl-rounds.ts'

/** A list that is made when the test says so. */
class Press {
  begun = 0
  readonly #ends: ((failed: boolean) => void)[] = []

  readonly issue = (): Promise<PublishedCrl> => {
    const number = ++this.begun
    return new Promise((resolve, reject) => {
      this.#ends.push((failed) => {
        if (failed) reject(new Error(`list ${number}`))
        else resolve({ crlNumber: BigInt(number) } as PublishedCrl)
      })
    })
  }

  /** Ends the oldest list that is being made, and lets everything follow that follows from it. */
  async end(failed = false): Promise<void> {
    this.#ends.shift()?.(failed)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test('who asks while a list is made shares the next one', async () => {
  const [rounds, press] = [new CrlRounds(), new Press()]
  const first = rounds.issue('a', press.issue)
  const later = Array.from({ length: 100 }, () => rounds.issue('a', press.issue))
  assert.equal(press.begun, 1)
  await press.end()
  assert.equal(press.begun, 2)
  await press.end()
  assert.equal((await first).crlNumber, 1n)
  for (const one of later) assert.equal((await one).crlNumber, 2n)
  assert.equal(press.begun, 2)
})

test('a list asked for when none is made is made at once, each key for itself', async () => {
  const [rounds, press] = [new CrlRounds(), new Press()]
  const a = rounds.issue('a', press.issue)
  const b = rounds.issue('b', press.issue)
  assert.equal(press.begun, 2)
  await press.end()
  await press.end()
  assert.equal((await a).crlNumber, 1n)
  assert.equal((await b).crlNumber, 2n)
  const again = rounds.issue('a', press.issue)
  assert.equal(press.begun, 3)
  await press.end()
  assert.equal((await again).crlNumber, 3n)
})

test('a list that failed fails for those who asked for it, and the next is made all the same', async () => {
  const [rounds, press] = [new CrlRounds(), new Press()]
  const first = rounds.issue('a', press.issue)
  const second = rounds.issue('a', press.issue)
  const failure = assert.rejects(first, /list 1/)
  await press.end(true)
  await failure
  await press.end()
  assert.equal((await second).crlNumber, 2n)
  assert.equal(press.begun, 2)
})
