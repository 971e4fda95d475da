import type { Certificate } from '#codec/x509/certificate.ts'
import type { Check } from '#kernel/check-sheet.ts'
import type { Instant } from '#kernel/instant.ts'
import type { PathRefusal } from './path-refusal.ts'
import type { PathFailure } from './path-trace.ts'

/** The outcome of one path validation, and why. */
export interface PathReport {
  readonly verdict: 'valid' | 'invalid'
  /** `valid`, or the most specific failure of all candidate paths by `FAILURE_ORDER`. */
  readonly code: 'valid' | PathRefusal
  readonly at: Instant
  /** Where that failure lies. */
  readonly failure: PathFailure | undefined
  /** Leaf first, anchor last; of an invalid path as far as it could be built. */
  readonly path: readonly Certificate[]
  /**
   * The policies under which the path is valid (the user-constrained-policy-set of RFC 5280
   * §6.1.6), `any` for anyPolicy. Empty: none.
   */
  readonly policies: readonly string[] | 'any'
  /**
   * Every check in order, each with its certificate's place where it is about one. Made when first
   * read: who only wants the verdict does not pay for the words.
   */
  readonly checks: readonly PathCheck[]
  /** Candidate paths looked at, and the signatures spent, those of status objects included. */
  readonly spent: { readonly candidatePaths: number; readonly signatures: number }
}

/** One check of a path report. */
export interface PathCheck extends Check {
  /** Place in `path`; `undefined` for a check about the path as a whole. */
  readonly certificate: number | undefined
}
