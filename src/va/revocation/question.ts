import type { Crl } from '#codec/crl/crl.ts'
import type { CrlReason } from '#codec/crl/reason.ts'
import type { OcspResponse } from '#codec/ocsp/response.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import type { Instant } from '#kernel/instant.ts'
import type { AlgorithmPolicy } from '../algorithm-policy.ts'
import type { SignatureMemory } from './signed-by.ts'
import type { StatusDefect } from './status-defect.ts'

/** Why the status of a certificate stands against it, or is not known. */
export type RevocationRefusal = 'revoked' | 'status-unknown' | 'status-stale' | 'status-unavailable'

/**
 * How revocation is asked: `require` takes CRL or OCSP, `crl` and `ocsp` one kind alone, `none`
 * waives it, which the report says.
 */
export type RevocationMode = 'require' | 'crl' | 'ocsp' | 'none'

/**
 * The status objects at hand; each was parsed, none is trusted before its signature and scope are
 * checked. Delta CRLs stand among the others.
 */
export interface RevocationEvidence {
  readonly mode: RevocationMode
  readonly crls: readonly Crl[]
  readonly ocspResponses: readonly OcspEvidence[]
  /** Longest age of thisUpdate, in milliseconds; `undefined` leaves it to nextUpdate. */
  readonly ageMaxMs?: number | undefined
}

/** An OCSP response; where a nonce was sent, the response must repeat it. */
export interface OcspEvidence {
  readonly response: OcspResponse
  readonly nonce?: Uint8Array | undefined
}

/** Asked for every certificate of a path but the anchor (RFC 5280 §6.1.3(a)(3)). */
export interface RevocationQuestion {
  readonly certificate: Certificate
  /** The certificate one place nearer the anchor, whose key signed `certificate`. */
  readonly issuer: Certificate
  /** The moment for which validity is asked. */
  readonly at: Instant
  /** The present, against which status information may not lie in the future. */
  readonly now: Instant
  readonly algorithms: AlgorithmPolicy
}

/** What the path engine lends: help with certificates not on the path, within its budget. */
export interface RevocationHelp {
  /**
   * Certificates whose subject is the issuer of `crl`, each verified by a path to the same anchor
   * (RFC 5280 §6.3.3(f)), other than the question's issuer. Whether they may sign lists, and did
   * sign this one, is checked by the caller.
   */
  crlIssuers(crl: Crl): readonly Certificate[]
  /** Takes one signature from the budget; `false` when none is left. */
  spendSignature(): boolean
  /** What came of verifying responses; not kept from one question to the next where absent. */
  readonly signatures?: SignatureMemory | undefined
}

/** What the evidence says of a certificate; `seen` is for people. */
export type RevocationAnswer =
  | { readonly state: 'good'; readonly seen: string }
  | {
      readonly state: 'revoked'
      readonly revokedAt: Instant
      readonly reason: CrlReason
      readonly seen: string
    }
  | {
      readonly state: 'undetermined'
      readonly refusal: RevocationRefusal
      /** Of the objects that say nothing, why the one that came furthest does; none at hand. */
      readonly defect: StatusDefect | undefined
      readonly seen: string
    }
