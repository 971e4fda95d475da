import type { PathRefusal } from './path-refusal.ts'

/**
 * When no candidate path is valid, the failure that is reported is that of the candidate whose
 * signatures hold the furthest up: what has an issuer's name and not its key is a decoy. Among
 * equals, and of all that reached an anchor, it is the failure that stands last here; then that of
 * the longer path, then the one found first. The order is that of the work: a
 * candidate that fails late has come further, and its failure tells more. No issuer found comes
 * first, then signatures and algorithms, the form of the authorities, policies and names, the
 * leaf's own purpose, times, and last the status: of a certificate that is otherwise right it says
 * most. An exhausted budget ends the search and is reported whatever else was seen.
 */
export const FAILURE_ORDER: readonly PathRefusal[] = [
  'issuer-unknown',
  'algorithm-unknown',
  'algorithm-parameters-wrong',
  'key-malformed',
  'chain-signature-wrong',
  'algorithm-not-allowed',
  'algorithm-dsa-not-allowed',
  'curve-not-allowed',
  'rsa-key-too-small',
  'rsa-key-too-large',
  'rsa-exponent-not-allowed',
  'digest-not-allowed',
  'digest-md5-not-allowed',
  'digest-sha1-not-allowed',
  'certificate-malformed',
  'authority-version-too-low',
  'authority-not-ca',
  'authority-key-usage-wrong',
  'path-length-exceeded',
  'critical-extension-unknown',
  'profile-violated',
  'policy-mapping-of-any',
  'policy-not-acceptable',
  'name-constraint-malformed',
  'name-constraint-unsupported',
  'name-not-permitted',
  'name-excluded',
  'key-purpose-wrong',
  'key-usage-wrong',
  'name-mismatch',
  'authority-not-yet-valid',
  'authority-expired',
  'not-yet-valid',
  'expired',
  'status-unavailable',
  'status-stale',
  'status-unknown',
  'revoked',
  'path-budget-exhausted',
]

const RANKS: ReadonlyMap<PathRefusal, number> = new Map(
  FAILURE_ORDER.map((refusal, rank) => [refusal, rank]),
)

/** Place in `FAILURE_ORDER`: the higher, the more specific. */
export function failureRank(refusal: PathRefusal): number {
  return RANKS.get(refusal) ?? -1
}
