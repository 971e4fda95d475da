import type { EntryTally } from '#codec/crl/packed-entries.ts'
import type { Instant } from '#kernel/instant.ts'
import type {
  AuthorityId,
  CrlForm,
  CrlRef,
  CrlScope,
  PartitionRef,
  PublishedCrl,
} from '../contract.ts'

/** Entries of one authority's certificates, counted before they are read. */
export interface EntryRun {
  readonly authority: AuthorityId
  readonly tally: EntryTally
  /** The packed entries (codec/crl/packed-entries.ts), page by page, each once. */
  pages(): AsyncIterable<Uint8Array>
}

/** Which changes a list states: a number for each of its partitions, and their sum. */
export interface StatedRevisions {
  readonly sum: number
  readonly codes: readonly string[]
  readonly revisions: readonly number[]
}

/** What the next list of a scope, form and generation is made of. */
export interface CrlMaterial {
  /** The names of the municipality, for a list of one. */
  readonly partition: PartitionRef | undefined
  /** Higher than any number given to a list of this scope. */
  readonly nextNumber: bigint
  /** Of a delta: the number of the complete list it is laid over. */
  readonly baseNumber: bigint | undefined
  readonly stated: StatedRevisions
  /** Of the signing authority first. */
  readonly runs: readonly EntryRun[]
}

/** Which list is to be made. */
export interface CrlOrder extends CrlRef {
  readonly form: CrlForm
  readonly generation: number
}

/** What lists are made of. */
export interface CrlMaterials {
  /**
   * Calls `use` with the material as it stands at one moment: until `use` resolves, its pages are
   * of that moment. A complete list leaves out what was on the complete list before and had ended
   * then. `undefined` where the scope has no certificates, or, for a delta, no complete list or
   * more changes than a delta is for.
   */
  read<T>(order: CrlOrder, use: (material: CrlMaterial | undefined) => Promise<T>): Promise<T>
}

/** A list that is being written; nobody sees it before it is published. */
export interface CrlDraft {
  /** Adds octets, which are copied. */
  write(octets: Uint8Array): Promise<void>
}

/** A list to publish: its octets are `head` and then those of the draft. */
export interface NewCrl extends CrlOrder {
  readonly crlNumber: bigint
  readonly baseNumber: bigint | undefined
  readonly thisUpdate: Instant
  readonly nextUpdate: Instant
  readonly entries: number
  readonly stated: StatedRevisions
  readonly head: Uint8Array
}

/** The newest lists of a scope and generation. */
export interface CrlState {
  readonly scope: CrlScope
  readonly complete: PublishedCrl | undefined
  /** Whether a revocation or a lift came after the complete list. */
  readonly completeMisses: boolean
  readonly delta: PublishedCrl | undefined
  readonly deltaMisses: boolean
}

/** The record of lists. */
export interface CrlRecords {
  /** The newest lists of each of the scopes, of those that have certificates. */
  states(
    authority: AuthorityId,
    generation: number,
    scopes: 'every-municipality' | readonly CrlScope[],
  ): Promise<readonly CrlState[]>
  /** Begins a list; `at` dates what is stored of it. */
  draft(at: Instant): Promise<CrlDraft>
  /**
   * Publishes a draft in place of the list before it, at once and as a whole; `undefined` where its
   * number was taken meanwhile.
   */
  publish(crl: NewCrl, draft: CrlDraft): Promise<PublishedCrl | undefined>
  /**
   * Compresses long lists that are not yet, and forgets those that were replaced a while ago and
   * drafts that were never published.
   */
  tidy(at: Instant): Promise<void>
}
