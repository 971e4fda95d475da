import type { PathCheck } from '#va/path/path-report.ts'
import type { PathRefusal } from '#va/path/path-refusal.ts'
import type { RefusalText } from '#kernel/refusal-text.ts'

/** Whether a path is valid, and why. */
export interface PathVerdict {
  readonly verdict: 'valid' | 'invalid'
  /** `valid`, or the most specific failure: a stable literal, listed in docs/verifier.md. */
  readonly code: 'valid' | PathRefusal
  /** The moment for which the verdict holds: the question's `time`. */
  readonly at: Date
  /** The code in Japanese and English, and what to do next. */
  readonly message: RefusalText
  /** The policies under which the path is valid; anyPolicy is `2.5.29.32.0`. */
  readonly policies: readonly string[]
  /** Leaf first, anchor last; of an invalid path as far as it could be built. */
  readonly path: readonly PathCertificate[]
  /** Where the first failure lies; `undefined` of a valid path. */
  readonly failure: PathVerdictFailure | undefined
  /** Every check in order, its clause and what was compared. */
  readonly checks: readonly PathCheck[]
  /** What it cost. */
  readonly spent: { readonly candidatePaths: number; readonly signatures: number }
  /** What was given and could not be read, each with its code: it counted for nothing. */
  readonly passedOver: readonly PassedOver[]
}

/** One certificate of a path. */
export interface PathCertificate {
  readonly subject: string
  readonly issuer: string
  readonly serialHex: string
  readonly notBefore: Date
  readonly notAfter: Date
  readonly sha256Hex: string
  readonly der: Uint8Array
}

/** One object that could not be read. */
export interface PassedOver {
  /** `untrusted[3]` */
  readonly field: string
  readonly code: string
}

/** The first failure: the certificate's place in the path, the check's id, the code. */
export interface PathVerdictFailure {
  readonly certificate: number | undefined
  readonly check: string
  readonly refusal: PathRefusal
}
