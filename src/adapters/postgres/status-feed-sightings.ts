import { type LaneMarks, STATUS_LANES } from '#ca/contract.ts'
import type { FollowerRow, FollowerSighting, FollowerSightings } from '#ca/ports.ts'
import { assert } from '#kernel/assert.ts'
import type { Database, PreparedSql } from './database.ts'
import { booleanOf, jsonOf, nullable, numberOf, type Row, textOf } from './row.ts'
import { MARK_COLUMNS, marksOf } from './status-feed-marks.ts'

/** The channel on which followers are told that there is something new. */
export const STATUS_HINT_CHANNEL = 'shomei_status'

/**
 * A follower knows a lane up to the position of its mark if the change there bears the mark's tag
 * here, too: what it knows of another history is worth nothing.
 */
const LOOK: PreparedSql = {
  name: 'status-feed-look',
  text: `SELECT pg_is_in_recovery() AS standby, lanes.positions, lanes.tags,
           f.id, f.renewals, f.known
         FROM (SELECT ${MARK_COLUMNS} FROM ca_status_lane) AS lanes
         LEFT JOIN (
           SELECT id, renewals, (
             SELECT json_agg(coalesce(c.position, 0) ORDER BY mark.lane)
             FROM unnest(positions, tags) WITH ORDINALITY AS mark (position, tag, lane)
             LEFT JOIN ca_status_change c
               ON c.lane = mark.lane - 1 AND c.position = mark.position AND c.tag = mark.tag
           ) AS known
           FROM va_follower) AS f ON true`,
}

/** The followers of the feed, for whoever waits for them. */
export class PostgresFollowerSightings implements FollowerSightings {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** See `FollowerSightings.look`. */
  async look(): Promise<FollowerSighting> {
    const rows = await this.#database.query(LOOK)
    const [first] = rows
    assert(first !== undefined && !booleanOf(first, 'standby'), 'a look is taken at the primary')
    const heads: LaneMarks = marksOf(first)
    return { heads, followers: rows.flatMap(followersOf) }
  }

  /** See `FollowerSightings.hint`. */
  async hint(): Promise<void> {
    await this.#database.execute(`NOTIFY ${STATUS_HINT_CHANNEL}`)
  }

  /** See `FollowerSightings.forget`. */
  async forget({ id, renewals }: FollowerRow): Promise<void> {
    await this.#database.execute('DELETE FROM va_follower WHERE id = $1 AND renewals = $2', [
      id,
      renewals,
    ])
  }
}

function followersOf(row: Row): readonly FollowerRow[] {
  const id = nullable(textOf, row, 'id')
  if (id === undefined) return []
  const known = jsonOf(row, 'known')
  assert(
    Array.isArray(known) &&
      known.length === STATUS_LANES &&
      known.every((one) => typeof one === 'number'),
    'a follower has a position in every lane',
  )
  return [{ id, renewals: numberOf(row, 'renewals'), known }]
}
