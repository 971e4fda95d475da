import type { LaneMarks } from '#ca/contract.ts'
import type { FeedHead, FollowerRegistry } from '#va/ports.ts'
import type { Database, PreparedSql, SqlValue } from './database.ts'
import { textOf } from './row.ts'
import { marksOf } from './status-feed-marks.ts'

const ENTER: PreparedSql = {
  name: 'status-feed-enter',
  text: `INSERT INTO va_follower (id, renewals, positions, tags)
         SELECT $1, 1, array_agg(0), array_agg('00000000-0000-0000-0000-000000000000'::uuid)
         FROM ca_status_lane
         ON CONFLICT (id) DO UPDATE SET renewals = va_follower.renewals + 1,
           positions = excluded.positions, tags = excluded.tags`,
}

/**
 * One statement, which reads the head in the moment it writes. A standby refuses it; a primary that
 * was cut off from its synchronous standbys, and may have been replaced, does not answer it.
 */
const CONFIRM: PreparedSql = {
  name: 'status-feed-confirm',
  text: `UPDATE va_follower SET renewals = renewals + 1, positions = $2, tags = $3 WHERE id = $1
         RETURNING (SELECT identity FROM ca_status_feed) AS identity,
           (SELECT json_agg(position ORDER BY lane) FROM ca_status_lane) AS positions,
           (SELECT json_agg(tag ORDER BY lane) FROM ca_status_lane) AS tags`,
}

/** The register of followers in PostgreSQL, over a handle for nothing else. */
export class PostgresFollowerRegistry implements FollowerRegistry {
  readonly #database: Pick<Database, 'query' | 'execute'>

  constructor(database: Pick<Database, 'query' | 'execute'>) {
    this.#database = database
  }

  /** See `FollowerRegistry.enter`. */
  async enter(id: string): Promise<void> {
    await this.#database.execute(ENTER, [id])
  }

  /** See `FollowerRegistry.confirm`. */
  async confirm(id: string, known: LaneMarks): Promise<FeedHead | undefined> {
    const columns: SqlValue[] = [
      id,
      known.map(({ position }) => position),
      known.map(({ tag }) => tag),
    ]
    const [row] = await this.#database.query(CONFIRM, columns)
    return row && { identity: textOf(row, 'identity'), marks: marksOf(row) }
  }

  /** See `FollowerRegistry.leave`. */
  async leave(id: string): Promise<void> {
    await this.#database.execute('DELETE FROM va_follower WHERE id = $1', [id])
  }
}
