import { assert } from '#kernel/assert.ts'
import { parseChallengeId } from '#idp/contract.ts'
import type { StoredChallenge } from '#idp/model.ts'
import type { ChallengeStore } from '#idp/ports.ts'
import type { Queries } from './database.ts'
import { bytesOf, instantOf, nullable, type Row, textOf } from './row.ts'

/** Login challenges in PostgreSQL. */
export function postgresChallenges(queries: Queries): ChallengeStore {
  return {
    add: async ({ id, challenge, sessionDigest, relyingPartyId, createdAt, expiresAt, usedAt }) => {
      await queries.execute(
        `INSERT INTO idp_challenge
           (id, challenge, session_digest, relying_party_id, created_at, expires_at, used_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [id, challenge, sessionDigest, relyingPartyId, createdAt, expiresAt, usedAt ?? null],
      )
    },
    find: async (id) => {
      const [row] = await queries.query('SELECT * FROM idp_challenge WHERE id = $1', [id])
      return row === undefined ? undefined : challengeOf(row)
    },
    consume: async (id, at) => {
      const consumed = await queries.execute(
        'UPDATE idp_challenge SET used_at = $2 WHERE id = $1 AND used_at IS NULL',
        [id, at],
      )
      return consumed === 1
    },
    forgetEndedBefore: (before) =>
      queries.execute('DELETE FROM idp_challenge WHERE expires_at < $1', [before]),
  }
}

function challengeOf(row: Row): StoredChallenge {
  const id = parseChallengeId(textOf(row, 'id'))
  assert(id !== undefined, 'a stored challenge has its id')
  return {
    id,
    challenge: bytesOf(row, 'challenge'),
    sessionDigest: bytesOf(row, 'session_digest'),
    relyingPartyId: textOf(row, 'relying_party_id'),
    createdAt: instantOf(row, 'created_at'),
    expiresAt: instantOf(row, 'expires_at'),
    usedAt: nullable(instantOf, row, 'used_at'),
  }
}
