import type { Instant } from '#kernel/instant.ts'
import type { RevocationReason } from '#law/lapse.ts'
import type {
  AuthorityGeneration,
  AuthorityId,
  KeyName,
  PartitionRef,
  Receipt,
  ResponderCredential,
} from './contract.ts'
import type { AuthoritySuiteId } from './suites.ts'

/** One key generation of an authority with what issuing under it needs. */
export interface Generation extends AuthorityGeneration {
  readonly suite: AuthoritySuiteId
  /** The serial of the authority's own certificate, of the same counter as all others. */
  readonly serial: number
  readonly keyName: KeyName
  /** subjectKeyIdentifier, 20 octets. */
  readonly keyId: Uint8Array
  readonly notBefore: Instant
  readonly notAfter: Instant
  /** When its key was recorded as leaked (法14条): it certifies nothing more. */
  readonly compromisedAt?: Instant | undefined
}

/** A delegated responder as recorded. */
export interface Responder extends ResponderCredential {
  readonly serial: number
}

/**
 * What the authority has bound itself to sign. Once recorded, exactly these octets become the
 * certificate.
 */
export interface Intent {
  readonly authority: AuthorityId
  readonly serial: number
  readonly generation: number
  readonly receipt: Receipt
  /** SHA-256 over what was asked for, so that a receipt used for another request is found out. */
  readonly commandDigest: Uint8Array
  readonly holderRef: string
  readonly cardRef: string
  readonly partition: PartitionRef
  /** SHA-256 of the SubjectPublicKeyInfo: no key is certified twice. */
  readonly keyDigest: Uint8Array
  readonly notBefore: Instant
  readonly notAfter: Instant
  readonly tbsDer: Uint8Array
}

/**
 * An intent and, once it is there, the authority's signature over it: together they are the
 * certificate.
 */
export interface Issuance {
  readonly intent: Intent
  readonly signature: Uint8Array | undefined
}

/** What revocation asks of a certificate. `completed` is false while only its intent exists. */
export interface RevocableCertificate {
  readonly authority: AuthorityId
  readonly serial: number
  readonly municipalityCode: string
  readonly notAfter: Instant
  readonly completed: boolean
  readonly revocation: Revocation | undefined
}

/** Why and since when a certificate is not good. */
export interface Revocation {
  readonly revokedAt: Instant
  readonly reason: RevocationReason
  readonly ground: string
}

/**
 * A revocation to record. `replacesHold`: the certificate is on hold, and the hold becomes final.
 */
export interface NewRevocation extends Revocation {
  readonly authority: AuthorityId
  readonly serial: number
  readonly municipalityCode: string
  readonly notAfter: Instant
  readonly replacesHold: boolean
}
