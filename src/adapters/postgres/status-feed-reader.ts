import { type AuthorityId, type LaneMarks } from '#ca/contract.ts'
import { assert } from '#kernel/assert.ts'
import { instant } from '#kernel/instant.ts'
import type { FeedHead, StatusChange, StatusFeed, StatusSpan } from '#va/ports.ts'
import { AUTHORITY_CODES, authorityOf, reasonOf, reasonOfCode } from './ca-columns.ts'
import type { PreparedSql, Queries } from './database.ts'
import { instantOf, nullable, numberOf, onlyRow, type Row, textOf } from './row.ts'
import { CHANGE_CODES } from './status-feed-append.ts'
import { MARK_COLUMNS, marksOf } from './status-feed-marks.ts'

const HEAD: PreparedSql = {
  name: 'status-feed-head',
  text: `SELECT (SELECT identity FROM ca_status_feed) AS identity, ${MARK_COLUMNS}
         FROM ca_status_lane`,
}

/** Ordered within each lane by the index alone: the planner cannot turn it into a scan of all. */
const CHANGES: PreparedSql = {
  name: 'status-feed-changes',
  text: `SELECT c.lane, c.position, c.tag, c.authority, c.change, c.generation, c.revoked_at,
           c.reason, c.serials::text AS serials
         FROM unnest($1::smallint[], $2::bigint[], $3::bigint[]) AS wanted (lane, first, last)
         CROSS JOIN LATERAL (
           SELECT * FROM ca_status_change
           WHERE lane = wanted.lane AND position BETWEEN wanted.first AND wanted.last
           ORDER BY position) AS c
         ORDER BY c.lane, c.position`,
}

/** From the primary keys alone, as offsets in one text for each generation. */
const ISSUED: PreparedSql = {
  name: 'status-feed-issued',
  text: `SELECT c.generation, array_agg((c.serial - $2)::integer)::text AS offsets
         FROM ca_certificate c
         JOIN ca_signature s ON s.serial = c.serial
         WHERE c.authority = $1 AND c.serial >= $2 AND c.serial < $3
           AND s.authority = $1 AND s.serial >= $2 AND s.serial < $3
         GROUP BY c.generation`,
}

const REVOKED: PreparedSql = {
  name: 'status-feed-revoked',
  text: `SELECT array_agg(serial - $2)::text AS offsets, array_agg(revoked_at)::text AS moments,
           array_agg(reason)::text AS reasons
         FROM ca_revocation WHERE authority = $1 AND serial >= $2 AND serial < $3`,
}

/** The feed of status changes in PostgreSQL, and the records behind it; it only reads. */
export class PostgresStatusFeed implements StatusFeed {
  readonly #queries: Queries

  constructor(queries: Queries) {
    this.#queries = queries
  }

  /** See `StatusFeed.head`. */
  async head(): Promise<FeedHead> {
    const row = onlyRow(await this.#queries.query(HEAD))
    return { identity: textOf(row, 'identity'), marks: marksOf(row) }
  }

  /** See `StatusFeed.changes`. Lanes have no gaps, so that positions tell how many rows come. */
  async changes(from: LaneMarks, to: LaneMarks, limit: number): Promise<readonly StatusChange[]> {
    const wanted: { lane: number; first: number; last: number }[] = []
    let room = limit
    for (const [lane, { position: last }] of to.entries()) {
      const first = from[lane]?.position ?? 0
      if (last <= first || room === 0) continue
      const taken = Math.min(last, first + room - 1)
      wanted.push({ lane, first, last: taken })
      room -= taken - first + 1
    }
    if (wanted.length === 0) return []
    const rows = await this.#queries.query(CHANGES, [
      wanted.map(({ lane }) => lane),
      wanted.map(({ first }) => first),
      wanted.map(({ last }) => last),
    ])
    return rows.map(changeOf)
  }

  /** See `StatusFeed.nextSerial`. */
  async nextSerial(authority: AuthorityId): Promise<number> {
    const rows = await this.#queries.query(
      'SELECT next_serial FROM ca_serial WHERE authority = $1',
      [AUTHORITY_CODES[authority]],
    )
    return numberOf(onlyRow(rows), 'next_serial')
  }

  /** See `StatusFeed.span`. */
  async span(authority: AuthorityId, first: number, count: number): Promise<StatusSpan> {
    const range = [AUTHORITY_CODES[authority], first, first + count]
    const issued = await this.#queries.query(ISSUED, range)
    const [revoked] = await this.#queries.query(REVOKED, range)
    return {
      issued: issued.map((row) => ({
        generation: numberOf(row, 'generation'),
        serials: Uint32Array.from(integersOf(row, 'offsets')),
      })),
      revoked: revoked === undefined ? [] : revocationsOf(revoked, first),
    }
  }
}

function revocationsOf(row: Row, first: number): StatusSpan['revoked'] {
  const [moments, reasons] = [integersOf(row, 'moments'), integersOf(row, 'reasons')]
  return integersOf(row, 'offsets').map((offset, i) => ({
    serial: first + offset,
    revokedAt: instant(moments[i] ?? NaN),
    reason: reasonOfCode(reasons[i] ?? NaN),
  }))
}

function changeOf(row: Row): StatusChange {
  const common = {
    lane: numberOf(row, 'lane'),
    mark: { position: numberOf(row, 'position'), tag: textOf(row, 'tag') },
    authority: authorityOf(row),
    serials: integersOf(row, 'serials'),
  }
  switch (numberOf(row, 'change')) {
    case CHANGE_CODES.issued:
      return { ...common, change: 'issued', generation: numberOf(row, 'generation') }
    case CHANGE_CODES.revoked: {
      const revokedAt = instantOf(row, 'revoked_at')
      return { ...common, change: 'revoked', revokedAt, reason: reasonOf(row) }
    }
    case CHANGE_CODES.lifted:
      return { ...common, change: 'lifted' }
    default:
      assert(false, 'a recorded change is one of ours')
  }
}

/** The integers of an array's text, `{1,2,3}`; none where the column is NULL. */
function integersOf(row: Row, column: string): readonly number[] {
  const text = nullable(textOf, row, column)
  if (text === undefined || text === '{}') return []
  const integers: number[] = []
  let value = 0
  for (let at = 1; at < text.length; at++) {
    const digit = text.charCodeAt(at) - ZERO
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit
    } else {
      integers.push(value)
      value = 0
    }
  }
  return integers
}

const ZERO = '0'.charCodeAt(0)
