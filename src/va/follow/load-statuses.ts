import { CERTIFICATE_KINDS } from '#law/certificate-kind.ts'
import type { AuthorityId } from '#ca/contract.ts'
import type { StatusFeed, StatusMemory } from '../ports.ts'
import { CHUNK_SERIALS, StatusIndex } from '../status-index/status-index.ts'

/**
 * Reads the status of every certificate from the records, span by span, so that memory stays flat.
 * It starts at the feed's head as it was before: what happens meanwhile may be read or not, and
 * comes again by the feed. Ends early, with `undefined`, once `isWanted` says no.
 */
export async function loadStatuses(
  feed: StatusFeed,
  isWanted: () => boolean,
): Promise<StatusMemory | undefined> {
  const { identity, marks } = await feed.head()
  const indexes = new Map<AuthorityId, StatusIndex>()
  for (const authority of CERTIFICATE_KINDS) {
    const index = new StatusIndex()
    const next = await feed.nextSerial(authority)
    for (let first = 0; first < next; first += CHUNK_SERIALS) {
      if (!isWanted()) return undefined
      const { issued, revoked } = await feed.span(authority, first, CHUNK_SERIALS)
      for (const { generation, serials } of issued)
        for (const offset of serials) index.issued(first + offset, generation)
      for (const { serial, revokedAt, reason } of revoked) index.revoked(serial, revokedAt, reason)
    }
    indexes.set(authority, index)
  }
  const { marks: until } = await feed.head()
  return { identity, marks, until, indexes }
}
