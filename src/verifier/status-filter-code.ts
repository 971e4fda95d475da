import type { FilterChainRefusal } from '#codec/status-filter/filter-states.ts'
import type { StatusFilterRefusal } from '#codec/status-filter/refusal.ts'
import type { SignatureRefusal } from '#signing/contract.ts'
import type { PathRefusal } from '#va/path/path-refusal.ts'

/** Why a status filter is not opened. */
export type StatusFilterRefusalCode =
  | StatusFilterRefusal
  | FilterChainRefusal
  | 'filter-content-type-other'
  | SignatureRefusal
  | PathRefusal

/** The codes of what an open filter says. */
export type StatusFilterCode =
  | 'good'
  | 'revoked'
  | 'status-unknown'
  | 'certificate-malformed'
  | OpenFilterRefusal

/** Why an open filter says nothing of a certificate. */
export type OpenFilterRefusal = 'filter-issuer-other' | 'filter-not-yet-valid' | 'filter-stale'
