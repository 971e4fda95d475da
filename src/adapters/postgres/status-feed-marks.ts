import { type LaneMark, type LaneMarks, STATUS_LANES } from '#ca/contract.ts'
import { assert } from '#kernel/assert.ts'
import { jsonOf, type Row } from './row.ts'

/** Every lane's position and tag, as two columns `positions` and `tags` that a query selects. */
export const MARK_COLUMNS = `json_agg(position ORDER BY lane) AS positions,
  json_agg(tag ORDER BY lane) AS tags`

/** The marks of a row that has `MARK_COLUMNS`. */
export function marksOf(row: Row): LaneMarks {
  const [positions, tags] = [jsonOf(row, 'positions'), jsonOf(row, 'tags')]
  assert(
    Array.isArray(positions) && positions.length === STATUS_LANES && Array.isArray(tags),
    'every lane of the feed has its row',
  )
  return positions.map((position: unknown, lane): LaneMark => {
    const tag: unknown = tags[lane]
    assert(typeof position === 'number' && typeof tag === 'string', 'a lane has a mark')
    return { position, tag }
  })
}
