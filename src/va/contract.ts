import type { Check } from '#kernel/check-sheet.ts'
import type { Instant } from '#kernel/instant.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { PathRefusal } from './path/path-refusal.ts'

export type { Check } from '#kernel/check-sheet.ts'

/**
 * How the verifier may learn the status. `none` is a loud waiver: the report says that no status
 * was asked for.
 */
export type StatusPolicy = 'require' | 'none'

/** A certificate of ours, verified: who it is, without the four items. */
export interface VerifiedCertificate {
  readonly kind: CertificateKind
  readonly serialHex: string
  readonly notBefore: Instant
  readonly notAfter: Instant
  readonly authorityKeyIdHex: string
}

/**
 * Why a certificate is not valid for the purpose: the first check that failed. Two codes are the
 * service's own: the other kind of certificate, and the policy of another service or of its tests.
 */
export type VerifyRefusal = PathRefusal | 'policy-wrong' | 'kind-wrong'

/** A report names each check and its outcome; `refusal` is the first failure. */
export interface VerificationReport<R extends string> {
  readonly verdict: 'valid' | 'invalid'
  readonly at: Instant
  readonly refusal: R | undefined
  readonly checks: readonly Check[]
  readonly certificate: VerifiedCertificate | undefined
}

/** Why octets cannot be pinned as an authority's certificate. */
export type PinRefusal = 'authority-certificate-malformed' | 'authority-key-unusable'
