import { type AuthorityId, STATUS_LANES } from '#ca/contract.ts'
import type { Instant } from '#kernel/instant.ts'
import type { RevocationReason } from '#law/lapse.ts'
import { AUTHORITY_CODES, reasonCode } from './ca-columns.ts'
import type { PreparedSql, Queries } from './database.ts'
import { bigintArray } from './binary-array.ts'

/** Numbers that stand for the changes in `ca_status_change`. */
export const CHANGE_CODES = { issued: 1, revoked: 2, lifted: 3 } as const

/** A change of one certificate's status, to add to the feed. */
export type SerialChange = { readonly authority: AuthorityId; readonly serial: number } & (
  | { readonly change: 'revoked'; readonly revokedAt: Instant; readonly reason: RevocationReason }
  | { readonly change: 'lifted' }
)

const APPEND: PreparedSql = {
  name: 'status-feed-append',
  text: `WITH lane AS (
           UPDATE ca_status_lane SET position = position + 1, tag = gen_random_uuid()
           WHERE lane = $1 RETURNING position, tag)
         INSERT INTO ca_status_change
           (lane, position, tag, authority, change, revoked_at, reason, serials)
         SELECT $1, position, tag, $2, $3, $4, $5, $6 FROM lane`,
}

/**
 * Adds changes to the feed, as the last thing of the transaction that made them: from here to its
 * commit their lanes are locked. Lanes are taken in ascending order, so that two transactions never
 * wait for each other.
 */
export async function appendChanges(
  transaction: Queries,
  changes: readonly SerialChange[],
): Promise<void> {
  for (const { lane, serials, first } of grouped(changes)) {
    const [revokedAt, reason] =
      first.change === 'revoked' ? [first.revokedAt, reasonCode(first.reason)] : [null, null]
    await transaction.execute(APPEND, [
      lane,
      AUTHORITY_CODES[first.authority],
      CHANGE_CODES[first.change],
      revokedAt,
      reason,
      bigintArray(serials),
    ])
  }
}

interface Group {
  readonly lane: number
  readonly first: SerialChange
  readonly serials: number[]
}

/** Changes that differ in nothing but the serial are one row of their lane. */
function grouped(changes: readonly SerialChange[]): readonly Group[] {
  const groups = new Map<string, Group>()
  for (const change of changes) {
    const { serial, ...rest } = change
    const lane = serial % STATUS_LANES
    const key = JSON.stringify([lane, rest])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { lane, first: change, serials: [serial] })
    else group.serials.push(serial)
  }
  return [...groups.values()].sort((a, b) => a.lane - b.lane)
}
