import type { AuthorityId, CertificateStatus, LaneMarks, SerialHex } from '#ca/contract.ts'
import { assert } from '#kernel/assert.ts'
import type {
  FeedHead,
  FollowerRegistry,
  StatusChange,
  StatusFeed,
  StatusSource,
  StatusSpan,
} from '../ports.ts'

/** A server that may be the writable primary. */
export interface PrimaryServer {
  readonly registry: FollowerRegistry
  readonly feed: StatusFeed
  readonly statuses: StatusSource
}

/**
 * The writable primary among several servers: one is spoken to until it fails as such, then the
 * next. Which one it is shows in that it commits; everything else is asked of the same server.
 */
export class WritablePrimary implements FollowerRegistry, StatusFeed, StatusSource {
  readonly #servers: readonly PrimaryServer[]
  readonly #mayAskRecords: () => boolean
  readonly #moved: () => void
  #at = 0

  /** `moved` is told at once that what the last server allowed no longer holds. */
  constructor(
    servers: readonly PrimaryServer[],
    follower: { mayAskRecords(): boolean; lapse(): void },
  ) {
    this.#servers = servers
    this.#mayAskRecords = () => follower.mayAskRecords()
    this.#moved = () => follower.lapse()
  }

  /** See `FollowerRegistry.enter`. */
  enter(id: string): Promise<void> {
    return this.#orMove((server) => server.registry.enter(id))
  }

  /** See `FollowerRegistry.confirm`. */
  confirm(id: string, known: LaneMarks): Promise<FeedHead | undefined> {
    return this.#orMove((server) => server.registry.confirm(id, known))
  }

  /** See `FollowerRegistry.leave`. */
  leave(id: string): Promise<void> {
    return this.#current().registry.leave(id)
  }

  /** See `StatusFeed.head`. */
  head(): Promise<FeedHead> {
    return this.#current().feed.head()
  }

  /** See `StatusFeed.changes`. */
  changes(from: LaneMarks, to: LaneMarks, limit: number): Promise<readonly StatusChange[]> {
    return this.#current().feed.changes(from, to, limit)
  }

  /** See `StatusFeed.nextSerial`. */
  nextSerial(authority: AuthorityId): Promise<number> {
    return this.#current().feed.nextSerial(authority)
  }

  /** See `StatusFeed.span`. */
  span(authority: AuthorityId, first: number, count: number): Promise<StatusSpan> {
    return this.#current().feed.span(authority, first, count)
  }

  /** See `StatusSource.certificateStatus`. */
  async certificateStatus(
    authority: AuthorityId,
    serialHex: SerialHex,
  ): Promise<CertificateStatus> {
    const [status] = await this.certificateStatuses(authority, [serialHex])
    assert(status !== undefined, 'a serial has a status')
    return status
  }

  /** See `StatusSource.certificateStatuses`. Rejects where this server may have been replaced. */
  async certificateStatuses(
    authority: AuthorityId,
    serials: readonly SerialHex[],
    generation?: number,
  ): Promise<readonly CertificateStatus[]> {
    if (!this.#mayAskRecords()) throw new PrimaryUncertain()
    return await this.#current().statuses.certificateStatuses(authority, serials, generation)
  }

  async #orMove<T>(act: (server: PrimaryServer) => Promise<T>): Promise<T> {
    const at = this.#at
    try {
      return await act(this.#current())
    } catch (fault) {
      if (at === this.#at) {
        this.#at = (at + 1) % this.#servers.length
        this.#moved()
      }
      throw fault
    }
  }

  #current(): PrimaryServer {
    const server = this.#servers[this.#at]
    assert(server !== undefined, 'there is a server to ask')
    return server
  }
}

/** It is not certain which server is the writable primary: nothing can be told. */
export class PrimaryUncertain extends Error {
  override readonly name = 'PrimaryUncertain'
  readonly code = 'primary-uncertain'
}
