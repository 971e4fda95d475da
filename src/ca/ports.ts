import type { Instant } from '#kernel/instant.ts'
import type { AuthorityId, CrlRef, KeyName, PartitionRef, Receipt, StoredCrl } from './contract.ts'
import type { LintedTbs } from './lint/linted-tbs.ts'
import type {
  Generation,
  Intent,
  Issuance,
  NewRevocation,
  Responder,
  RevocableCertificate,
  Revocation,
} from './model.ts'
import type { AuthoritySuiteId, SuiteId } from './suites.ts'

/** What a key may be asked to sign. A certificate is signed only on proof that it was linted. */
export type Signable =
  | { readonly what: 'certificate'; readonly linted: LintedTbs }
  | { readonly what: 'crl'; readonly tbsDer: Uint8Array }
  | { readonly what: 'ocsp-response'; readonly tbsDer: Uint8Array }

/**
 * What a key is for; it signs nothing else. `authority`: certificates and lists; `responder`:
 * status answers.
 */
export type KeyPurpose = 'authority' | 'responder'

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
   * Records intents, all at once; a receipt or key already recorded leaves its intent out. Gives
   * the serials recorded.
   */
  recordIntents(intents: readonly Intent[]): Promise<ReadonlySet<number>>
  /**
   * Records signatures, all at once; one already recorded stands. Gives, by serial, what now
   * stands.
   */
  recordSignatures(
    authority: AuthorityId,
    signatures: ReadonlyMap<number, Uint8Array>,
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

/** One line of a list. */
export interface RevokedEntry extends Revocation {
  readonly serial: number
}

/** What the next list of a partition and generation is made of, read at one moment. */
export interface CrlMaterial {
  readonly partition: PartitionRef
  /** Changes with every revocation in the partition. */
  readonly revision: number
  /** Higher than any number given to a list of this authority and municipality. */
  readonly nextNumber: number
  readonly entries: readonly RevokedEntry[]
}

/** A list to store, with the revision of the partition it was made from. */
export interface NewCrl extends StoredCrl {
  readonly revision: number
}

/** The record of lists. */
export interface CrlRecords {
  /**
   * Partitions whose newest list of this generation is missing, older than `before`, or misses a
   * revocation.
   */
  stale(authority: AuthorityId, generation: number, before: Instant): Promise<readonly CrlRef[]>
  /** Whether a partition is known: one exists from its first certificate on. */
  isKnown(ref: CrlRef): Promise<boolean>
  /**
   * Material for the next list; revocations that were on a list made after their certificate's end
   * are left out.
   */
  material(ref: CrlRef, generation: number): Promise<CrlMaterial>
  /** Stores a list; false where its number was taken meanwhile. */
  record(crl: NewCrl): Promise<boolean>
  /** The newest list of a partition and generation, with whether a revocation came after it. */
  newest(
    ref: CrlRef,
    generation: number,
  ): Promise<{ readonly crl: StoredCrl; readonly missesRevocation: boolean } | undefined>
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
