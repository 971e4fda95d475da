import type {
  AuthorityGeneration,
  AuthorityId,
  CertificateStatus,
  CrlEncoding,
  CrlForm,
  CrlRef,
  KeyName,
  LaneMark,
  LaneMarks,
  PublishedCrl,
  ResponderCredential,
  SerialHex,
  FilterNotice,
  StoredFilter,
} from '#ca/contract.ts'
import type { Instant } from '#kernel/instant.ts'
import type { RevokedFor } from './status-index/state-code.ts'
import type { StatusIndex } from './status-index/status-index.ts'

/**
 * The states of certificates, committed ones only. A revocation that was acknowledged is never
 * again told as good; a serial that the authority never completed is `unknown`. A rejection means
 * that nothing is known.
 */
export interface StatusSource {
  /** The state of one serial. */
  certificateStatus(authority: AuthorityId, serialHex: SerialHex): Promise<CertificateStatus>
  /**
   * The state of each serial, in the order asked; with `generation`, one that another key
   * generation of the authority issued is `unknown`.
   */
  certificateStatuses(
    authority: AuthorityId,
    serials: readonly SerialHex[],
    generation?: number,
  ): Promise<readonly CertificateStatus[]>
}

/**
 * The statuses of all certificates in memory, for a process that follows every change. Whoever may
 * not know of a change that was acknowledged gives no index: then the records are asked.
 */
export interface FreshStatuses {
  /**
   * The index of an authority while this process may answer from memory; `undefined` when it cannot
   * know. Ask again for every question, and never hold the index across a wait.
   */
  current(authority: AuthorityId): StatusIndex | undefined
}

/** The key generations of both authorities and who may answer for them. */
export interface AuthorityDirectory {
  /** Every key generation of both authorities, oldest first, expired ones included. */
  authorityGenerations(): Promise<readonly AuthorityGeneration[]>
  /** The newest responder of every generation that has one. */
  responderCredentials(): Promise<readonly ResponderCredential[]>
}

/** The lists as the authorities signed them. */
export interface CrlSource {
  /** The newest list of a scope, of the named generation or of the newest that signed one. */
  currentCrl(ref: CrlRef, form: CrlForm, generation?: number): Promise<PublishedCrl | undefined>
  /** A part of a list, from 0; `undefined` where the list was replaced meanwhile and is gone. */
  crlPart(
    list: PublishedCrl,
    encoding: CrlEncoding,
    number: number,
  ): Promise<Uint8Array | undefined>
}

/** The status filters as the authorities signed them (docs/status-filter.md). */
export interface FilterSource {
  /** The newest complete filter and the deltas after it, in order. */
  filterChain(authority: AuthorityId): Promise<readonly FilterNotice[]>
  /** One filter by its number; `undefined` where there is none, or no longer. */
  filter(authority: AuthorityId, number: number): Promise<StoredFilter | undefined>
}

/** All that the status service reads; it has no way to write. */
export type StatusReading = StatusSource & AuthorityDirectory & CrlSource

/** The responders' keys: used by name, never seen. */
export interface OcspSigner {
  /**
   * The signature over a ResponseData under the responder's key: ECDSA as DER (RFC 3279 §2.2.3) for
   * an EC key, RSASSA-PKCS1-v1_5 for RSA, with the digest that `responderAlgorithm` names for the
   * key. At once where the key signs faster than a hop to another thread takes, else in time.
   */
  sign(
    keyName: KeyName,
    input: { readonly what: 'ocsp-response'; readonly tbsDer: Uint8Array },
  ): Uint8Array | Promise<Uint8Array>
}

/** How far the feed of status changes has come, and of which database it is. */
export interface FeedHead {
  /** The database's own identity; a copy elsewhere has the same. */
  readonly identity: string
  readonly marks: LaneMarks
}

/** One position of a lane: serials of one authority to which the same happened. */
export type StatusChange = {
  readonly lane: number
  readonly mark: LaneMark
  readonly authority: AuthorityId
  readonly serials: readonly number[]
} & (
  | { readonly change: 'issued'; readonly generation: number }
  | { readonly change: 'revoked'; readonly revokedAt: Instant; readonly reason: RevokedFor }
  | { readonly change: 'lifted' }
)

/** A span of serials as recorded, read at one moment. */
export interface StatusSpan {
  /** Completed certificates, by key generation. */
  readonly issued: readonly { readonly generation: number; readonly serials: Uint32Array }[]
  readonly revoked: readonly {
    readonly serial: number
    readonly revokedAt: Instant
    readonly reason: RevokedFor
  }[]
}

/** The feed of status changes and the records behind it, at the primary or at a standby. */
export interface StatusFeed {
  /** How far this server has come, at a moment after the call. */
  head(): Promise<FeedHead>
  /**
   * Up to `limit` changes from the marks `from` up to the marks `to`, each lane in order; the
   * change at a mark of `from` comes first, to be compared. A lane that is at its end has none.
   */
  changes(from: LaneMarks, to: LaneMarks, limit: number): Promise<readonly StatusChange[]>
  /** The serial that an authority gives next: no completed certificate has it, or a higher one. */
  nextSerial(authority: AuthorityId): Promise<number>
  /** Certificates with serials from `first`, as offsets from it, up to `count` serials on. */
  span(authority: AuthorityId, first: number, count: number): Promise<StatusSpan>
}

/**
 * The register of processes that answer from memory, at the writable primary: the only thing that a
 * status process writes, each its own row.
 */
export interface FollowerRegistry {
  /** Adds the row of a process that knows nothing yet. */
  enter(id: string): Promise<void>
  /**
   * Writes how far a process knows the feed, and reads the feed's head at a moment after the call;
   * `undefined` where the process has no row any more. Rejects where the server is not the primary,
   * or does not commit.
   */
  confirm(id: string, known: LaneMarks): Promise<FeedHead | undefined>
  /** Removes the row of a process that answers no more. */
  leave(id: string): Promise<void>
}

/** The memory of a status process, to start from. */
export interface StatusMemory {
  readonly identity: string
  /** Everything up to here is in the indexes. */
  readonly marks: LaneMarks
  /** Nothing beyond here is: the columns were read while changes came in. */
  readonly until: LaneMarks
  readonly indexes: ReadonlyMap<AuthorityId, StatusIndex>
}
