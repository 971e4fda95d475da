import { assert } from '#kernel/assert.ts'
import type { IssuerSession, IssuerSessionStore } from '#ra/ports.ts'
import type { Queries } from './database.ts'
import { bytesOf, instantOf, type Row, textOf } from './row.ts'

/** The issuer sessions in PostgreSQL. */
export function postgresIssuerSessions(queries: Queries): IssuerSessionStore {
  return {
    add: async ({ sessionId, receiptNumber, handshake, state, expiresAt }) => {
      const { cardSerial, applicationAid, cardChallenge, issuerNonce } = handshake
      await queries.execute(
        `INSERT INTO ra_issuer_session (session_id, receipt_number, card_serial, application_aid,
           card_challenge, issuer_nonce, state, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          sessionId,
          receiptNumber,
          cardSerial,
          applicationAid,
          cardChallenge,
          issuerNonce,
          state,
          expiresAt,
        ],
      )
    },
    find: async (sessionId) => {
      const [row] = await queries.query('SELECT * FROM ra_issuer_session WHERE session_id = $1', [
        sessionId,
      ])
      return row === undefined ? undefined : sessionOf(row)
    },
    open: async (sessionId) => {
      const opened = await queries.execute(
        `UPDATE ra_issuer_session SET state = 'open'
         WHERE session_id = $1 AND state = 'challenged'`,
        [sessionId],
      )
      return opened === 1
    },
    forgetEndedBefore: (before) =>
      queries.execute('DELETE FROM ra_issuer_session WHERE expires_at < $1', [before]),
  }
}

function sessionOf(row: Row): IssuerSession {
  const state = textOf(row, 'state')
  assert(state === 'challenged' || state === 'open', 'a stored session has its state')
  return {
    sessionId: textOf(row, 'session_id'),
    receiptNumber: textOf(row, 'receipt_number'),
    handshake: {
      cardSerial: textOf(row, 'card_serial'),
      applicationAid: bytesOf(row, 'application_aid'),
      cardChallenge: bytesOf(row, 'card_challenge'),
      issuerNonce: bytesOf(row, 'issuer_nonce'),
    },
    state,
    expiresAt: instantOf(row, 'expires_at'),
  }
}
