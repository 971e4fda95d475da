import type { AlgorithmRefusal } from '../algorithm-policy.ts'

/**
 * Why a status object (a CRL, an OCSP response) says nothing of the certificate asked about, in the
 * order in which the checks are made: of two objects that say nothing, the one that came further
 * down this list is the one a person should be told of.
 */
export const STATUS_DEFECTS = [
  'too-many-objects',
  'certificate-issuer-other',
  'crl-malformed',
  'ocsp-malformed',
  'ocsp-refused',
  'ocsp-request-other',
  'crl-issuer-other',
  'ocsp-certificate-other',
  'crl-scope-other',
  'crl-partition-other',
  'crl-critical-extension',
  'ocsp-critical-extension',
  'ocsp-nonce-wrong',
  'crl-signer-unknown',
  'crl-signer-not-allowed',
  'ocsp-responder-unknown',
  'ocsp-responder-malformed',
  'ocsp-responder-not-delegated',
  'ocsp-responder-not-valid',
  'ocsp-responder-revoked',
  'status-budget-exhausted',
  'crl-signature-wrong',
  'ocsp-signature-wrong',
  'crl-delta-without-base',
  'crl-in-future',
  'ocsp-in-future',
  'crl-out-of-date',
  'ocsp-out-of-date',
  'crl-too-old',
  'ocsp-too-old',
  'ocsp-dates-wrong',
  'crl-after-expiry',
  'ocsp-after-expiry',
  'crl-reasons-uncovered',
] as const

/** One of those, or an algorithm or key that the caller's policy does not allow to sign status. */
export type StatusDefect = (typeof STATUS_DEFECTS)[number] | AlgorithmRefusal

/** The defects that a fetch of the same object, later, mends. */
const OUT_OF_TIME: ReadonlySet<StatusDefect> = new Set<StatusDefect>([
  'crl-in-future',
  'crl-out-of-date',
  'crl-too-old',
  'ocsp-in-future',
  'ocsp-out-of-date',
  'ocsp-too-old',
])

const PLACES: ReadonlyMap<string, number> = new Map(
  STATUS_DEFECTS.map((defect, place) => [defect, place]),
)

/** An algorithm is judged just before the signature. */
const PLACE_OF_ALGORITHM = STATUS_DEFECTS.indexOf('crl-signature-wrong') - 0.5

function placeOf(defect: StatusDefect): number {
  return PLACES.get(defect) ?? PLACE_OF_ALGORITHM
}

/** The defect that came furthest; `undefined` where there is none. */
export function mostSpecific(defects: readonly StatusDefect[]): StatusDefect | undefined {
  return defects.reduce<StatusDefect | undefined>(
    (furthest, defect) =>
      furthest === undefined || placeOf(defect) > placeOf(furthest) ? defect : furthest,
    undefined,
  )
}

/** Whether the object would have served at another time. */
export function isOutOfTime(defect: StatusDefect): boolean {
  return OUT_OF_TIME.has(defect)
}
