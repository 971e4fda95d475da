import type { Crl } from '#codec/crl/crl.ts'
import type { CrlEntry } from '#codec/crl/entries.ts'
import { decodeDer } from '#codec/der/decode.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { OID } from '#codec/x509/oids.ts'
import { criticalBeyond, findExtension } from '#codec/x509/read-extensions.ts'
import { entriesAreUnderstood, entryOfCertificate } from './crl-listing.ts'
import { coveredReasons, scopeDefect } from './crl-scope.ts'
import { findCrlSigner, signerDefect } from './crl-signer.ts'
import { deltasFor, isDelta } from './delta-crl.ts'
import type { RevocationPoint } from './distribution-point.ts'
import { keepsExpired, timeDefect } from './freshness.ts'
import type { RevocationHelp, RevocationQuestion } from './question.ts'
import type { ReasonMask } from './reason-mask.ts'
import type { StatusDefect } from './status-defect.ts'
import { isFinalAt, type StatedStatus } from './status-verdict.ts'

/** What the lists of one question are judged with. */
export interface ListQuestion extends RevocationQuestion {
  /** Longest age of thisUpdate, in milliseconds; `undefined` leaves it to nextUpdate. */
  readonly ageMaxMs: number | undefined
  readonly help: RevocationHelp
}

/** One list judged at one point of the certificate: what it says, or why it says nothing. */
export interface ListTrial {
  readonly crl: Crl
  readonly point: RevocationPoint
  readonly defect: StatusDefect | undefined
  /** Whether the list is one that the point leads to, whatever became of it afterwards. */
  readonly isInScope: boolean
  /** Whose key signed the list, once that is known. */
  readonly signer: Certificate | undefined
  /** The delta laid over it. */
  readonly delta: Crl | undefined
  /** What the list says, once its signature and entries are known to be good. */
  readonly status: StatedStatus | undefined
  /** The reasons it answers for. */
  readonly reasons: ReasonMask
}

/** expiredCertsOnCRL (ITU-T X.509 §9.5.2.8): since when ended certificates are kept. */
const EXPIRED_CERTS_ON_CRL = '2.5.29.60'

/**
 * Extensions of lists whose demands are met in this folder. RFC 5280 §5.2: with another critical
 * one, "the application MUST NOT use that CRL to determine the status of certificates".
 */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  OID.authorityKeyIdentifier,
  OID.cRLNumber,
  OID.deltaCRLIndicator,
  OID.issuingDistributionPoint,
  OID.freshestCRL,
  EXPIRED_CERTS_ON_CRL,
])

/**
 * What one list says of a certificate at one of its points (RFC 5280 §6.3.3(a) to (k)), with the
 * newest of `deltas` that fits laid over it. A revocation that cannot be taken back is believed
 * whatever the age of the list; everything else only from a list that is fresh.
 */
export function judgeList(
  crl: Crl,
  point: RevocationPoint,
  deltas: readonly Crl[],
  question: ListQuestion,
): ListTrial {
  const trial: OpenTrial = {
    crl,
    point,
    defect: scopeDefect(crl, point, question.certificate),
    isInScope: false,
    signer: undefined,
    delta: undefined,
    status: undefined,
    reasons: coveredReasons(crl, point),
  }
  trial.defect ??= defectInScope(trial, deltas, question)
  return trial
}

/** A trial under way: what is found is noted as it is found. */
type OpenTrial = { -readonly [K in keyof ListTrial]: ListTrial[K] }

function defectInScope(
  trial: OpenTrial,
  deltas: readonly Crl[],
  question: ListQuestion,
): StatusDefect | undefined {
  const { crl } = trial
  trial.isInScope = true
  if (unknownCritical(crl).length > 0) return 'crl-critical-extension'
  const { signer, defect } = findCrlSigner(crl, question, question.help)
  if (signer === undefined) return defect
  trial.signer = signer
  if (!entriesAreUnderstood(crl)) return 'crl-critical-extension'
  trial.delta = findDelta(crl, deltas, signer, question)
  trial.status = combinedStatus(crl, trial.delta, question.certificate)
  return isFinalAt(trial.status, question.at) ? undefined : lateness(crl, trial.delta, question)
}

/** The critical extensions of a list that are not understood. */
export function unknownCritical({ extensions }: Crl): readonly string[] {
  return criticalBeyond(extensions.all, UNDERSTOOD)
}

/** Signatures of deltas looked at for one list: the newest is all that is needed. */
export const DELTAS_TRIED_MAX = 8

/**
 * The newest delta that can be laid over the list and is good in itself (RFC 5280 §6.3.3(c), (h)):
 * the list's own signer must have signed it. A stale one serves where it tells of a revocation.
 */
function findDelta(
  crl: Crl,
  deltas: readonly Crl[],
  signer: Certificate,
  question: ListQuestion,
): Crl | undefined {
  if (deltas.length === 0) return undefined
  return deltasFor(crl, deltas)
    .slice(0, DELTAS_TRIED_MAX)
    .find(
      (delta) =>
        unknownCritical(delta).length === 0 &&
        signerDefect(delta, signer, question, question.help) === undefined &&
        entriesAreUnderstood(delta) &&
        (listTimeDefect(delta, question) === undefined ||
          isFinalAt(combinedStatus(crl, delta, question.certificate), question.at)),
    )
}

/** RFC 5280 §6.3.3(i) to (k): the delta's entry counts before the complete list's. */
function combinedStatus(crl: Crl, delta: Crl | undefined, certificate: Certificate): StatedStatus {
  const changed = delta && entryOfCertificate(delta, certificate)
  if (delta !== undefined && changed?.reason === 'removeFromCRL' && crlKeeps(delta, certificate))
    return { state: 'good' }
  // §5.3.1: a delta also removes what has expired, which says nothing of the time before.
  const isDropped = changed?.reason === 'removeFromCRL'
  return statusOf((isDropped ? undefined : changed) ?? entryOfCertificate(crl, certificate))
}

/**
 * What an entry says. §5.3.1: removeFromCRL "may only appear in delta CRLs"; a complete list that
 * has it lists the certificate all the same.
 */
function statusOf(entry: CrlEntry | undefined): StatedStatus {
  if (entry === undefined) return { state: 'good' }
  const { revokedAt, reason, invalidityDate } = entry
  return { state: 'revoked', revokedAt, reason, invalidityDate }
}

/**
 * How a list, or the delta over it, fails in time; or a list in being a delta itself. RFC 5280
 * §6.3.3(a)(1): past the list's nextUpdate a current delta takes its place.
 */
export function lateness(
  crl: Crl,
  delta: Crl | undefined,
  question: ListQuestion,
): StatusDefect | undefined {
  if (isDelta(crl)) return 'crl-delta-without-base'
  const late = listTimeDefect(crl, question)
  const isUpdated = delta !== undefined && listTimeDefect(delta, question) === undefined
  if (late === 'crl-in-future' || (late !== undefined && !isUpdated)) return late
  return crlKeeps(crl, question.certificate) ? undefined : 'crl-after-expiry'
}

/** Whether the certificate had not ended at thisUpdate, or the list keeps what has. */
function crlKeeps({ thisUpdate, extensions }: Crl, { validity }: Certificate): boolean {
  const promise = findExtension(extensions.all, EXPIRED_CERTS_ON_CRL)
  const since = promise && decodeDer(promise.valueDer, (reader) => reader.generalizedTime('since'))
  const keptSince = since?.ok === true ? since.value : undefined
  return keepsExpired(thisUpdate, validity.notAfter, keptSince)
}

/** How one list fails in time; without nextUpdate it counts for as long as the caller allows. */
function listTimeDefect(
  { thisUpdate, nextUpdate }: Crl,
  { at, now, ageMaxMs }: ListQuestion,
): 'crl-in-future' | 'crl-out-of-date' | 'crl-too-old' | undefined {
  const until = nextUpdate ?? (ageMaxMs === undefined ? thisUpdate : at)
  const defect = timeDefect({ thisUpdate, nextUpdate: until, at, now, ageMaxMs })
  return defect === undefined ? undefined : `crl-${defect}`
}
