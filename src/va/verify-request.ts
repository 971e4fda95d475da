import type { Instant } from '#kernel/instant.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { PinnedAuthority } from './pinned-authority.ts'
import type { StatusSource } from './ports.ts'

/** A certificate to verify, and what the relying party brings of its own. */
export interface VerifyRequest {
  readonly unverifiedCertificateDer: Uint8Array
  /** The kind that the relying party's purpose needs: login or signature. */
  readonly kind: CertificateKind
  /**
   * The moment for which validity is asked. For a moment in the past the caller needs proof of it,
   * such as a time-stamp: a signer's own claim would let a stolen key sign before its revocation.
   */
  readonly at: Instant
  /** The present, against which status information may not lie in the future. */
  readonly now: Instant
  readonly anchors: readonly PinnedAuthority[]
  /**
   * The certificate policy of each kind; test and production differ in one arc (spec/jpki.md §2.1).
   */
  readonly policyOids: Readonly<Record<CertificateKind, string>>
  readonly status: StatusEvidence
}

/**
 * How the status is learned: from what is given here, all of it optional; or, loudly, not at all.
 */
export type StatusEvidence =
  | { readonly policy: 'none' }
  | {
      readonly policy: 'require'
      /** The authority's own records, for relying parties inside the system. */
      readonly source?: StatusSource | undefined
      readonly crlsDer?: readonly Uint8Array[] | undefined
      readonly ocspResponses?: readonly OcspEvidence[] | undefined
    }

/** An OCSP response that the caller fetched. */
export interface OcspEvidence {
  readonly responseDer: Uint8Array
  /** The nonce that was sent; the response must repeat it. `undefined` where none was sent. */
  readonly nonce?: Uint8Array | undefined
}

/**
 * How far the responder's clock may run ahead of ours. Behind does not matter: nextUpdate bounds
 * it. RFC 6960 §4.2.2.1: a thisUpdate "later than the local system time SHOULD be considered
 * unreliable".
 */
export const CLOCK_SKEW_MAX_MS = 300_000

/** Status objects looked at for one certificate. */
export const STATUS_OBJECTS_MAX = 16
