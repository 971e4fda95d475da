import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { postgresChallenges } from '#adapters/postgres/idp-challenges.ts'
import { parseChallengeId } from '#idp/contract.ts'
import { newChallenge, type StoredChallenge } from '#idp/model.ts'
import { instant, plusMs } from '#kernel/instant.ts'
import { startTestPostgres } from '../support/postgres.ts'
import { memoryChallenges } from './memory-challenges.ts'

const NOW = instant(1_770_000_000_000)
const postgres = await startTestPostgres()

const IMPLEMENTATIONS = {
  memory: async () => memoryChallenges(),
  PostgreSQL: async () => postgresChallenges((await postgres.migratedDatabase()).database),
}

function challenge(digit: string): StoredChallenge {
  const id = parseChallengeId(digit.repeat(32))
  assert.ok(id)
  const asked = { sessionRef: 's', relyingPartyId: 'rp' }
  const made = newChallenge(id, new Uint8Array(32).fill(1), asked, NOW)
  return { ...made, sessionDigest: new Uint8Array(made.sessionDigest) }
}

for (const [name, open] of Object.entries(IMPLEMENTATIONS)) {
  describe(`challenge store: ${name}`, () => {
    test('a challenge comes back as it was, and an unknown one does not', async () => {
      const store = await open()
      const kept = challenge('a')
      await store.add(kept)
      assert.deepEqual(await store.find(kept.id), kept)
      assert.equal(await store.find(challenge('b').id), undefined)
    })

    test('of twenty who use it at once exactly one succeeds', async () => {
      const store = await open()
      const { id } = challenge('a')
      await store.add(challenge('a'))
      const used = await Promise.all(
        Array.from({ length: 20 }, (_, index) => store.consume(id, plusMs(NOW, index))),
      )
      assert.equal(used.filter(Boolean).length, 1)
      assert.notEqual((await store.find(id))?.usedAt, undefined)
      assert.equal(await store.consume(challenge('b').id, NOW), false)
    })

    test('only what ended before the given moment is forgotten', async () => {
      const store = await open()
      const kept = challenge('a')
      await store.add(kept)
      await store.add(challenge('b'))
      assert.equal(await store.forgetEndedBefore(kept.expiresAt), 0)
      assert.equal(await store.forgetEndedBefore(plusMs(kept.expiresAt, 1)), 2)
      assert.equal(await store.find(kept.id), undefined)
    })
  })
}
