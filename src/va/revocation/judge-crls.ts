import type { Crl } from '#codec/crl/crl.ts'
import type { Instant } from '#kernel/instant.ts'
import { haveSameScope, isDelta } from './delta-crl.ts'
import { impliedPoint, namedPoints } from './distribution-point.ts'
import { judgeList, type ListQuestion, type ListTrial } from './judge-list.ts'
import { ALL_REASONS } from './reason-mask.ts'
import { mostSpecific } from './status-defect.ts'
import {
  isFinalAt,
  isRevokedAt,
  type StatedStatus,
  type StatusVerdict,
  unusable,
} from './status-verdict.ts'

/** Lists judged at points for one certificate: every pair is a comparison of names. */
export const LIST_TRIALS_MAX = 4096

/** What all lists together say of a certificate, and how each was judged. */
export interface ListsJudgement {
  readonly verdict: StatusVerdict
  /** The trial that decided; of those that decided nothing, the one that came furthest. */
  readonly decisive: ListTrial | undefined
}

/**
 * What CRLs say of a certificate (RFC 5280 §6.3.3): for each distribution point every list that it
 * leads to, complete or with a delta, then the lists of the certificate's issuer that no point led
 * to. There is at least one list. `good` needs lists that together answer for all reasons; one that
 * says revoked suffices.
 */
export function judgeCrls(crls: readonly Crl[], question: ListQuestion): ListsJudgement {
  const { certificate } = question
  const named = namedPoints(certificate)
  if (crls.length * (named.length + 1) > LIST_TRIALS_MAX)
    return { verdict: unusable('too-many-objects'), decisive: undefined }
  const deltas = crls.filter(isDelta)
  const trials: ListTrial[] = []
  for (const point of named)
    for (const crl of crls) trials.push(judgeList(crl, point, deltas, question))
  const led = new Set(trials.filter(({ isInScope }) => isInScope).map(({ crl }) => crl))
  const implied = led.size === crls.length ? undefined : impliedPoint(certificate)
  for (const crl of crls)
    if (implied !== undefined && !led.has(crl))
      trials.push(judgeList(crl, implied, deltas, question))
  return conclude(trials, question)
}

function conclude(trials: readonly ListTrial[], { at }: ListQuestion): ListsJudgement {
  const usable = trials.filter(({ defect }) => defect === undefined)
  const [first] = usable
  if (first === undefined) return furthest(trials)
  const revoking = usable.find((trial) => isRevoking(trial, usable, at))
  if (revoking?.status !== undefined) return decidedBy(revoking, revoking.status)
  const reasons = usable.reduce((mask, trial) => mask | trial.reasons, 0)
  if (reasons !== ALL_REASONS)
    return { verdict: unusable('crl-reasons-uncovered'), decisive: first }
  const later = usable.find(({ status }) => status?.state === 'revoked' && !isRevokedAt(status, at))
  return decidedBy(later ?? first, later?.status ?? { state: 'good' })
}

function decidedBy(decisive: ListTrial, status: StatedStatus): ListsJudgement {
  return { verdict: { usable: true, status }, decisive }
}

function furthest(trials: readonly ListTrial[]): ListsJudgement {
  const defects = trials.flatMap(({ defect }) => (defect === undefined ? [] : [defect]))
  const defect = mostSpecific(defects)
  const decisive = trials.find((trial) => trial.defect === defect)
  return { verdict: unusable(defect ?? 'crl-issuer-other'), decisive }
}

/** Revoked at `at`, and if on hold, not released since. */
function isRevoking(trial: ListTrial, usable: readonly ListTrial[], at: Instant): boolean {
  const { status } = trial
  if (status?.state !== 'revoked' || !isRevokedAt(status, at)) return false
  return isFinalAt(status, at) || !isSuperseded(trial, usable)
}

/** A hold was lifted if a newer list of the same scope no longer has it (RFC 5280 §5.3.1). */
function isSuperseded(held: ListTrial, usable: readonly ListTrial[]): boolean {
  return usable.some(
    ({ crl, status }) =>
      status?.state === 'good' &&
      crl.thisUpdate > held.crl.thisUpdate &&
      haveSameScope(crl, held.crl),
  )
}
