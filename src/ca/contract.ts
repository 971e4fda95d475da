import type { Brand } from '#kernel/brand.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import type { Instant } from '#kernel/instant.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { RevocationReason } from '#law/lapse.ts'
import type { ValidityFacts } from '#law/validity.ts'

/** An authority, named by the kind it issues: 署名用認証局 or 利用者証明用認証局. */
export type AuthorityId = CertificateKind

/**
 * A certificate's serial number (発行番号): the magnitude as lower-case hexadecimal, whole octets,
 * without the zero octet that only carries the sign.
 */
export type SerialHex = Brand<string, 'SerialHex'>

/** Reads a `SerialHex` of 1 to 20 octets (RFC 5280 §4.1.2.2); `undefined` for anything else. */
export function parseSerialHex(text: string): SerialHex | undefined {
  const lower = text.toLowerCase()
  return /^([0-9a-f]{2}){1,20}$/.test(lower) && !lower.startsWith('00')
    ? (lower as SerialHex)
    : undefined
}

/**
 * The idempotency key of one act: the counter's receipt number and a suffix per certificate. The
 * same receipt gives the same certificate.
 */
export type Receipt = Brand<string, 'Receipt'>

/** Reads a `Receipt`: 8 to 64 of `A-Z a-z 0-9 . : -`; `undefined` for anything else. */
export function parseReceipt(text: string): Receipt | undefined {
  return /^[A-Za-z0-9.:-]{8,64}$/.test(text) ? (text as Receipt) : undefined
}

/**
 * The partition of a municipality's certificates: names as they stand in subject and CRLDP
 * (spec/jpki.md §2.2, §2.3).
 */
export interface PartitionRef {
  readonly municipalityCode: string
  readonly prefectureRomaji: string
  readonly municipalityRomaji: string
}

/**
 * The items of the signature certificate's subjectAltName, otherName .1 to .6 (spec/jpki.md §2.3).
 * Personal data.
 */
export interface CertifiedItems {
  readonly name: string
  readonly nameSubstitutions: string
  readonly sex: 'male' | 'female' | 'unknown'
  readonly birthDate: CivilDate
  readonly address: string
  readonly addressSubstitutions: string
}

/**
 * One certificate to issue. The authority decides the end of validity itself, by law, from
 * `validity`.
 */
export interface IssueCommand {
  readonly receipt: Receipt
  readonly kind: CertificateKind
  readonly partition: PartitionRef
  /** Opaque references of the counter: whose it is, and on which card it sits. */
  readonly holderRef: string
  readonly cardRef: string
  /** Required for `signature`, refused for `user-authentication`. */
  readonly items: CertifiedItems | undefined
  /**
   * DER SubjectPublicKeyInfo, made in the card; the counter has checked the proof of possession.
   */
  readonly subjectPublicKeyDer: Uint8Array
  readonly validity: ValidityFacts
}

/** What the authority has issued, durable when it is seen. */
export interface IssuedCertificate {
  readonly authority: AuthorityId
  readonly serialHex: SerialHex
  readonly certificateDer: Uint8Array
  readonly notBefore: Instant
  readonly notAfter: Instant
  /** The authority's own certificate, chosen for this leaf by key identifier. */
  readonly authorityCertificateDer: Uint8Array
}

/** Why the authority does not issue. */
export type IssueRefusal =
  | 'key-rejected'
  | 'key-already-certified'
  | 'items-missing'
  | 'items-unexpected'
  | 'items-malformed'
  | 'validity-over'
  | 'beyond-authority'
  | 'receipt-reused'
  | 'authority-absent'
  | 'authority-compromised'
  | 'lint-failed'

/** One certificate to revoke (RFC 5280 §5.3.1 for the reason). */
export interface RevokeCommand {
  readonly authority: AuthorityId
  readonly serialHex: SerialHex
  readonly reason: RevocationReason
  /** The legal ground, a code of src/law/lapse.ts, kept with the record. */
  readonly ground: string
}

/** A revocation that is durable: no status answer says good any more. */
export interface RevokedCertificate {
  readonly authority: AuthorityId
  readonly serialHex: SerialHex
  readonly revokedAt: Instant
  readonly reason: RevocationReason
}

/** Why the authority does not revoke, or does not lift a hold. */
export type RevokeRefusal =
  | 'certificate-unknown'
  | 'already-revoked'
  | 'already-expired'
  | 'hold-not-lifted'

/** The state of one serial as the status service may tell it: `unknown` is never `good`. */
export type CertificateStatus =
  | { readonly state: 'good' }
  | { readonly state: 'revoked'; readonly revokedAt: Instant; readonly reason: RevocationReason }
  | { readonly state: 'unknown' }

/**
 * One key generation of an authority: its certificate (DER) and key identifier; generations share
 * one name.
 */
export interface AuthorityGeneration {
  readonly authority: AuthorityId
  readonly generation: number
  readonly certificateDer: Uint8Array
  readonly keyIdHex: string
}

/**
 * A delegated OCSP responder (RFC 6960 §4.2.2.2) of one key generation. Its key is used by name,
 * never seen.
 */
export interface ResponderCredential {
  readonly authority: AuthorityId
  readonly generation: number
  readonly certificateDer: Uint8Array
  /** The name under which the signer knows the responder's key. */
  readonly keyName: KeyName
  readonly notBefore: Instant
  readonly notAfter: Instant
}

/** The name of a private key inside the signer: `signature-1`, `user-authentication-2-ocsp-117`. */
export type KeyName = Brand<string, 'KeyName'>

/**
 * Reads a `KeyName`: 1 to 64 of `a-z 0-9 -`, beginning with a letter; `undefined` for anything
 * else.
 */
export function parseKeyName(text: string): KeyName | undefined {
  return /^[a-z][a-z0-9-]{0,63}$/.test(text) ? (text as KeyName) : undefined
}

/** What a certificate revocation list is about (RFC 5280 §5). */
export type CrlScope =
  | { readonly of: 'municipality'; readonly municipalityCode: string }
  /** Every certificate of the authority. */
  | { readonly of: 'authority' }
  /** Every certificate of both authorities: an indirect list (RFC 5280 §5.2.5). */
  | { readonly of: 'both-authorities' }

/** Which list: `authority` is the one that signs it. */
export interface CrlRef {
  readonly authority: AuthorityId
  readonly scope: CrlScope
}

/** A complete list, or what changed since one (RFC 5280 §5.2.4). */
export type CrlForm = 'complete' | 'delta'

/** A list as published, signed by one key generation. Its octets are read part by part. */
export interface PublishedCrl extends CrlRef {
  readonly form: CrlForm
  readonly generation: number
  /** cRLNumber, strictly increasing for one scope, whatever the form and the generation. */
  readonly crlNumber: bigint
  /** Of a delta: the complete list it is laid over. */
  readonly baseNumber: bigint | undefined
  readonly thisUpdate: Instant
  readonly nextUpdate: Instant
  readonly entries: number
  readonly octets: number
  /** Octets of its gzip, where there is one and it is worth it. */
  readonly gzipOctets: number | undefined
  /** What its parts are kept under. */
  readonly body: string
  /** Octets of the first part; every other but the last has `CRL_PART_OCTETS`. */
  readonly firstPartOctets: number
}

/** Octets of a part of a list; no more of one is in memory at a time. */
export const CRL_PART_OCTETS = 1_048_576

/** How the octets of a list are kept: as they are, and for most lists compressed (RFC 1952). */
export type CrlEncoding = 'identity' | 'gzip'

/**
 * One status filter (docs/status-filter.md): the states of every certificate of an authority, or
 * what changed since the filter `baseNumber`.
 */
export interface StoredFilter extends FilterNotice {
  /** CMS SignedData with the filter inside. */
  readonly cmsDer: Uint8Array
}

/** That there is a status filter, without its octets. */
export interface FilterNotice {
  readonly authority: AuthorityId
  /** Strictly increasing for one authority. */
  readonly number: number
  /** 0 for a complete filter. */
  readonly baseNumber: number
  readonly thisUpdate: Instant
  readonly nextUpdate: Instant
}

/**
 * The read side of the authorities, for the status service: committed states only, over a handle
 * that cannot write. A revocation that was acknowledged is never again answered good.
 */
export interface StatusReader {
  /**
   * The state of each serial, in the order asked; a serial never completed by the authority is
   * `unknown`, and so, with `generation`, is one that another key generation issued.
   */
  certificateStatuses(
    authority: AuthorityId,
    serials: readonly SerialHex[],
    generation?: number,
  ): Promise<readonly CertificateStatus[]>
  /** The state of one serial. */
  certificateStatus(authority: AuthorityId, serialHex: SerialHex): Promise<CertificateStatus>
  /** Every key generation of both authorities, oldest first; expired ones included. */
  authorityGenerations(): Promise<readonly AuthorityGeneration[]>
  /** The newest responder of every generation that has one. */
  responderCredentials(): Promise<readonly ResponderCredential[]>
  /** The newest list of a scope, of the named generation or of the newest that signed one. */
  currentCrl(ref: CrlRef, form: CrlForm, generation?: number): Promise<PublishedCrl | undefined>
  /** A part of a list, from 0; `undefined` where the list was replaced meanwhile and is gone. */
  crlPart(
    list: PublishedCrl,
    encoding: CrlEncoding,
    number: number,
  ): Promise<Uint8Array | undefined>
}

/** One certificate as the records have it: what all else that speaks of it must agree with. */
export interface StatusRecord {
  readonly serialHex: SerialHex
  readonly generation: number
  readonly municipalityCode: string
  readonly notAfter: Instant
  /** False while only its intent is recorded: to the outside it does not exist. */
  readonly completed: boolean
  readonly revocation:
    | {
        readonly revokedAt: Instant
        readonly reason: RevocationReason
        /** When a hold became final. */
        readonly holdFinalAt: Instant | undefined
      }
    | undefined
  /** When the last hold was lifted. */
  readonly liftedAt: Instant | undefined
}

/** Which records are asked for, in the order of their serials. */
export interface StatusRecordsPage {
  readonly authority: AuthorityId
  readonly municipalityCode?: string | undefined
  /** Those above this one; from the first where there is none. */
  readonly after?: SerialHex | undefined
  readonly limit: number
}

/**
 * What the register side reports to the authorities: a holder's legal ground of lapse, by the kinds
 * it touches.
 */
export interface HolderLapse {
  readonly holderRef: string
  readonly ground: string
}

/**
 * How long a status process may answer from memory after it asked the writable database how far the
 * feed of changes has come. Whoever revokes counts on it: after this time and the margin, a process
 * that could not be reached has fallen silent by itself.
 */
export const STATUS_FRESHNESS_MS = 1_000

/** What is waited beyond `STATUS_FRESHNESS_MS`: no two clocks run equally fast. */
export const STATUS_FRESHNESS_MARGIN_MS = 250

/**
 * Lanes of the feed of status changes. Revocations and lifts of a serial always go by the lane
 * `serial % STATUS_LANES`, so that their order is total.
 */
export const STATUS_LANES = 16

/**
 * How far a lane has come, and the tag drawn for the change there: the same position in another
 * history has another tag.
 */
export interface LaneMark {
  readonly position: number
  readonly tag: string
}

/** One mark for each lane, in their order. */
export type LaneMarks = readonly LaneMark[]
