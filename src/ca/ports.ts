import type { Instant } from '#kernel/instant.ts'
import type { AuthorityId, KeyName, LaneMarks, Receipt, StoredFilter } from './contract.ts'
import type { LintedTbs } from './lint/linted-tbs.ts'
import type {
  Generation,
  Intent,
  Issuance,
  NewRevocation,
  Responder,
  RevocableCertificate,
} from './model.ts'
import type { AuthoritySuiteId, SuiteId } from './suites.ts'

/** What a key may be asked to sign. A certificate is signed only on proof that it was linted. */
export type Signable =
  | { readonly what: 'certificate'; readonly linted: LintedTbs }
  /** In order, in parts that are valid until the next is asked for: a list may fill a disk. */
  | { readonly what: 'crl'; readonly tbs: AsyncIterable<Uint8Array> }
  | { readonly what: 'ocsp-response'; readonly tbsDer: Uint8Array }
  | { readonly what: 'status-filter'; readonly tbsDer: Uint8Array }

/**
 * What a key is for; it signs nothing else. `authority`: certificates and lists; `responder`:
 * status answers; `filter`: one status filter.
 */
export type KeyPurpose = 'authority' | 'responder' | 'filter'

/** Signs by the name of a key: software today, an HSM tomorrow. No private key passes this port. */
export interface Signer {
  /**
   * The signature value, by the key's own suite. Unknown key, or one of another purpose: a fault.
   */
  sign(key: KeyName, signable: Signable): Promise<Uint8Array>
  /** DER SubjectPublicKeyInfo of a key; `undefined` where there is none of this name. */
  publicKeyDer(key: KeyName): Promise<Uint8Array | undefined>
}

/** Makes and forgets keys: for ceremonies and the renewal of responders. */
export interface KeyMaker {
  /** Makes a key, durable before the answer; DER SubjectPublicKeyInfo. A name in use is a fault. */
  generate(key: KeyName, purpose: KeyPurpose, suite: SuiteId): Promise<Uint8Array>
  /** Destroys a key; nothing happens where there is none. */
  discard(key: KeyName): Promise<void>
}

/**
 * Worthless keys of the authorities' algorithms, made at start: they sign what is only to be looked
 * at.
 */
export interface ThrowawaySigner {
  /** A signature of the suite's algorithm. */
  sign(suite: AuthoritySuiteId, tbsDer: Uint8Array): Uint8Array
}

/** A signature to record, and the key generation that made it. */
export interface NewSignature {
  readonly generation: number
  readonly signature: Uint8Array
}

/** The record of issuing. Every promise that resolves stands for a durable state. */
export interface IssuanceRecords {
  /**
   * Takes `count` consecutive serials off the counter, never given again, and finds earlier uses of
   * the receipts.
   */
  claim(
    authority: AuthorityId,
    receipts: readonly Receipt[],
    count: number,
  ): Promise<{ readonly firstSerial: number; readonly known: readonly Issuance[] }>
  /**
   * Records intents, all at once; a receipt or key already recorded leaves its intent out, and so
   * does a generation that is compromised. Gives the serials recorded.
   */
  recordIntents(intents: readonly Intent[]): Promise<ReadonlySet<number>>
  /**
   * Records signatures, all at once; one already recorded stands. Gives, by serial, what now
   * stands.
   */
  recordSignatures(
    authority: AuthorityId,
    signatures: ReadonlyMap<number, NewSignature>,
    at: Instant,
  ): Promise<ReadonlyMap<number, Uint8Array>>
  /** Intents without a signature from the last `settle` up to `before`, lowest serial first. */
  unfinished(
    authority: AuthorityId,
  ): Promise<{ readonly intents: readonly Intent[]; readonly before: number }>
  /** Nothing below `serial` is unfinished any more. */
  settle(authority: AuthorityId, serial: number): Promise<void>
}

/** The generations and responders there are. */
export interface AuthorityRecords {
  /** Every generation of both authorities, oldest first. */
  generations(): Promise<readonly Generation[]>
  /** Every responder ever certified, oldest first. */
  responders(): Promise<readonly Responder[]>
}

/** The record of leaked keys of the authorities. */
export interface CompromiseRecords {
  /**
   * Records that the generation's key is compromised; the first record stands. From then on no
   * intent of it is recorded, and those that were are visible.
   */
  recordCompromise(authority: AuthorityId, generation: number, at: Instant): Promise<void>
}

/** The record of revocations. */
export interface RevocationRecords {
  /** The certificate of a serial, completed or only intended. */
  find(authority: AuthorityId, serial: number): Promise<RevocableCertificate | undefined>
  /** Every certificate of a holder, completed or only intended, that is not past `at`. */
  ofHolder(holderRef: string, at: Instant): Promise<readonly RevocableCertificate[]>
  /**
   * Up to `limit` certificates that a key generation signed or is to sign, with a serial above
   * `after`, in order.
   */
  ofGeneration(
    authority: AuthorityId,
    generation: number,
    after: number,
    limit: number,
  ): Promise<readonly RevocableCertificate[]>
  /** Records revocations, all at once; one already recorded stands. Gives those that were new. */
  record(revocations: readonly NewRevocation[]): Promise<readonly NewRevocation[]>
  /** Ends a hold, keeping that there was one; false where the certificate is not on hold. */
  removeHold(certificate: RevocableCertificate, at: Instant): Promise<boolean>
}

/**
 * What stands between the record of a revocation and its acknowledgement: no status process may
 * still answer from before it.
 */
export interface StatusBarrier {
  /**
   * Resolves when every process that answers from memory knows all that was committed about these
   * serials before the call, or has fallen silent. It never rejects: where nobody can be asked, the
   * time it waits settles it.
   */
  settled(serials: readonly number[]): Promise<void>
}

/** A process that answers from memory, as its row in the records shows it. */
export interface FollowerRow {
  readonly id: string
  /** Grows with every look the process takes. */
  readonly renewals: number
  /**
   * By lane: the position up to which it knows the very history that is looked at; 0 where it knows
   * another.
   */
  readonly known: readonly number[]
}

/** The feed and its followers in one moment. */
export interface FollowerSighting {
  readonly heads: LaneMarks
  readonly followers: readonly FollowerRow[]
}

/** The processes that answer from memory, as the writable database knows them. */
export interface FollowerSightings {
  /** How things stand at a moment after the call; rejects where no writable database says so. */
  look(): Promise<FollowerSighting>
  /** Tells the followers that there is something new; they would find out anyway. */
  hint(): Promise<void>
  /** Removes the row, unless its process has renewed it since; durable before the answer. */
  forget(follower: FollowerRow): Promise<void>
}

/** The follower of this very process, which needs no look at its row. */
export interface OwnFollower {
  readonly id: string
  /** Resolves when it knows everything up to the marks, or does not answer. */
  settled(marks: LaneMarks): Promise<void>
}

/** What a line of the transcript does to the records, in one transaction with the line. */
export type CeremonyEffect =
  | { readonly effect: 'none' }
  /** The counter stands at `serial` and moves on by one; anything else is a fault. */
  | { readonly effect: 'serial-taken'; readonly authority: AuthorityId; readonly serial: number }
  | { readonly effect: 'generation-added'; readonly generation: Generation }
  | { readonly effect: 'responder-added'; readonly responder: Responder }

/** The record of ceremonies: transcripts line by line, each with its effect. */
export interface CeremonyRecords extends AuthorityRecords {
  /** The lines so far of the ceremony whose file has this SHA-256, in order. */
  transcript(ceremonyHex: string): Promise<readonly string[]>
  /** Adds line number `position` (from 0) and does its effect; durable before the answer. */
  append(ceremonyHex: string, position: number, line: string, effect: CeremonyEffect): Promise<void>
  /** The value the authority's counter gives next; 1 before its first. */
  nextSerial(authority: AuthorityId): Promise<number>
}

/** The record of responders certified after the ceremony. */
export interface ResponderRecords extends AuthorityRecords {
  /** Takes the authority's next serial, never given again. */
  takeSerial(authority: AuthorityId): Promise<number>
  /** Adds a responder; durable before the answer. */
  addResponder(responder: Responder): Promise<void>
}

/** The states of consecutive serials. */
export interface FilterWindow {
  /** A code of `FILTER_STATES` for each serial. */
  readonly states: Uint8Array
  /** The key generation that issued each; anything where there is no certificate. */
  readonly generations: Uint16Array
}

/** The record of status filters, and what they are made of. */
export interface FilterRecords {
  /**
   * The lowest serial whose certificate has not ended at `at`, and the lowest that was never
   * claimed; the same serial where there is no such certificate.
   */
  extent(
    authority: AuthorityId,
    at: Instant,
  ): Promise<{ readonly firstSerial: number; readonly endSerial: number }>
  /** The states from `firstSerial` to `endSerial` - 1 in order, window after window, no gap. */
  states(
    authority: AuthorityId,
    firstSerial: number,
    endSerial: number,
  ): AsyncIterable<FilterWindow>
  /** The newest complete filter and the deltas after it, in order; none at first. */
  chain(authority: AuthorityId): Promise<readonly StoredFilter[]>
  /** Stores a filter, durable before the answer; false where its number was taken meanwhile. */
  record(filter: StoredFilter): Promise<boolean>
}
