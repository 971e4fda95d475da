import { assert } from '#kernel/assert.ts'
import type { EventSource, RecordedLifeEvent } from '#register/contract.ts'
import { parseLifeEvent } from '#register/parse-life-event.ts'
import type { LifeEventFeed } from '#register/ports.ts'
import type { Queries } from './database.ts'
import { residentIdOf } from './register-residents.ts'
import { instantOf, jsonOf, nullable, numberOf, type Row, textOf } from './row.ts'

/** The feed of life events in PostgreSQL; cursors are durable when `advance` resolves. */
export function postgresLifeEventFeed(queries: Queries): LifeEventFeed {
  return {
    after: async (position, limit) => {
      const rows = await queries.query(
        `SELECT position, resident_id, version, event, recorded_at, reported_by, reported_under
         FROM register_life_event WHERE position > $1 ORDER BY position LIMIT $2`,
        [position, limit],
      )
      return rows.map(recordedOf)
    },
    cursorOf: async (consumer) => {
      const [row] = await queries.query(
        'SELECT position FROM register_feed_cursor WHERE consumer = $1',
        [consumer],
      )
      return row === undefined ? 0 : numberOf(row, 'position')
    },
    advance: async (consumer, position) => {
      await queries.execute(
        `INSERT INTO register_feed_cursor AS cursor (consumer, position) VALUES ($1, $2)
         ON CONFLICT (consumer)
         DO UPDATE SET position = GREATEST(cursor.position, EXCLUDED.position)`,
        [consumer, position],
      )
    },
  }
}

function recordedOf(row: Row): RecordedLifeEvent {
  const event = parseLifeEvent(jsonOf(row, 'event'))
  assert(event !== undefined, 'the feed stores life events')
  return {
    position: numberOf(row, 'position'),
    residentId: residentIdOf(row, 'resident_id'),
    version: numberOf(row, 'version'),
    event,
    recordedAt: instantOf(row, 'recorded_at'),
    source: sourceOf(row),
  }
}

function sourceOf(row: Row): EventSource | undefined {
  const reportedBy = nullable(textOf, row, 'reported_by')
  return reportedBy === undefined
    ? undefined
    : { reportedBy, under: nullable(textOf, row, 'reported_under') }
}
