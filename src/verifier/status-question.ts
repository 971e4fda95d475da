import type { CrlReason } from '#codec/crl/reason.ts'
import type { Check } from '#kernel/check-sheet.ts'
import type { RefusalText } from '#kernel/refusal-text.ts'
import type { AlgorithmRefusal } from '#va/algorithm-policy.ts'
import type { StatusDefect } from '#va/revocation/status-defect.ts'
import type { Algorithms } from './algorithms.ts'
import type { Encoded } from './encoded.ts'

/** What an OCSP response or a CRL says of one certificate. */
export type StatusQuestion = OcspQuestion | CrlQuestion

interface AboutCertificate {
  /** The certificate that issued `certificate`. */
  readonly issuer: Encoded
  /** The moment for which the status is asked. */
  readonly time: Date
  /** The oldest thisUpdate that is believed; left to nextUpdate where absent. */
  readonly maxAgeSeconds?: number | undefined
  /**
   * `legacy` by default: the question is what this object says, and `weak` tells what would be
   * refused where something depends on it.
   */
  readonly algorithms?: Algorithms | undefined
}

/** An OCSP response (RFC 6960), and the request it answers where it is at hand. */
export interface OcspQuestion extends AboutCertificate {
  readonly response: Encoded
  /** The certificate, or its serial number alone where no more is known of it. */
  readonly certificate: Encoded | { readonly serialHex: string }
  /** Its nonce must come back, and the response must answer it. */
  readonly request?: Encoded | undefined
}

/** A CRL (RFC 5280 §5), and deltas to it. */
export interface CrlQuestion extends AboutCertificate {
  readonly crl: Encoded
  readonly certificate: Encoded
  readonly deltas?: readonly Encoded[] | undefined
}

/** What the status information says, and whether it may be believed. */
export interface StatusVerdict {
  /** `unusable`: it says nothing that may be believed about this certificate. */
  readonly status: 'good' | 'revoked' | 'unknown' | 'unusable'
  readonly code: StatusCode
  readonly message: RefusalText
  /** Of a revoked certificate: why, and since when. */
  readonly reason: CrlReason | undefined
  readonly revokedAt: Date | undefined
  /** What the default policy would refuse it for, though the question allowed it. */
  readonly weak: AlgorithmRefusal | undefined
  readonly checks: readonly Check[]
}

/** The codes of `checkStatus`. */
export type StatusCode =
  | 'good'
  | 'revoked'
  | 'status-unknown'
  | 'certificate-malformed'
  | 'authority-certificate-malformed'
  | StatusDefect
