import type { Crl } from '#codec/crl/crl.ts'
import { directoryName, type GeneralName } from '#codec/x509/general-name.ts'
import { formatName } from '#codec/x509/name-text.ts'
import type { Compared } from '#kernel/check-sheet.ts'
import { formatInstant } from '#kernel/instant.ts'
import { publishedNames } from './distribution-point.ts'
import { type ListQuestion, type ListTrial, unknownCritical } from './judge-list.ts'
import type { CrlCheckId } from './messages.ts'
import { ALL_REASONS, describeReasons } from './reason-mask.ts'
import { describeAlgorithm, describeKey } from './signed-by.ts'
import type { StatusDefect } from './status-defect.ts'

/** The checks that a trial of a list is made of, in order. */
export const TRIAL_CHECKS = [
  'crl.issuer',
  'crl.scope',
  'crl.distribution-point',
  'crl.critical-extensions',
  'crl.signer',
  'crl.algorithm',
  'crl.signature',
  'crl.entry-extensions',
  'crl.complete',
  'crl.not-in-future',
  'crl.up-to-date',
  'crl.certificate-kept',
  'crl.all-reasons',
] as const satisfies readonly CrlCheckId[]

/** One of those. */
export type TrialCheckId = (typeof TRIAL_CHECKS)[number]

const CHECKS: Readonly<Partial<Record<StatusDefect, TrialCheckId>>> = {
  'crl-issuer-other': 'crl.issuer',
  'crl-scope-other': 'crl.scope',
  'crl-partition-other': 'crl.distribution-point',
  'crl-signer-unknown': 'crl.signer',
  'crl-signer-not-allowed': 'crl.signer',
  'crl-signature-wrong': 'crl.signature',
  'status-budget-exhausted': 'crl.signature',
  'crl-delta-without-base': 'crl.complete',
  'crl-in-future': 'crl.not-in-future',
  'crl-out-of-date': 'crl.up-to-date',
  'crl-too-old': 'crl.up-to-date',
  'crl-after-expiry': 'crl.certificate-kept',
  'crl-reasons-uncovered': 'crl.all-reasons',
}

/** The check of a trial that a defect is found by; what has no place of its own is an algorithm. */
export function checkOfDefect(defect: StatusDefect, { signer }: ListTrial): TrialCheckId {
  if (defect === 'crl-critical-extension')
    return signer === undefined ? 'crl.critical-extensions' : 'crl.entry-extensions'
  return CHECKS[defect] ?? 'crl.algorithm'
}

/** What a check of a trial compared, for people. */
export function comparedByList(
  id: TrialCheckId,
  trial: ListTrial,
  question: ListQuestion,
): Compared {
  const { crl, point, signer, reasons } = trial
  switch (id) {
    case 'crl.issuer': {
      const wanted = point.crlIssuers ?? [directoryName(question.certificate.issuer)]
      return { seen: formatName(crl.issuer), wanted: describeNames(wanted) }
    }
    case 'crl.scope':
      return { seen: describeScope(crl) }
    case 'crl.distribution-point':
      return { seen: describeNames(publishedNames(crl)), wanted: describeNames(point.names) }
    case 'crl.critical-extensions':
      return { seen: unknownCritical(crl).join(', ') || undefined }
    case 'crl.signer':
      return signer === undefined ? {} : { seen: `${formatName(signer.subject)}, cRLSign` }
    case 'crl.algorithm':
      return { seen: describeSigning(trial, question) }
    case 'crl.complete':
      return { seen: describeDelta(trial) }
    case 'crl.all-reasons':
      return { seen: describeReasons(reasons), wanted: describeReasons(ALL_REASONS) }
    case 'crl.not-in-future':
    case 'crl.up-to-date':
    case 'crl.certificate-kept':
      return comparedTimes(id, trial.delta ?? crl, question)
    case 'crl.signature':
    case 'crl.entry-extensions':
      return {}
  }
}

function comparedTimes(
  id: 'crl.not-in-future' | 'crl.up-to-date' | 'crl.certificate-kept',
  { thisUpdate, nextUpdate }: Crl,
  { at, now, ageMaxMs, certificate }: ListQuestion,
): Compared {
  const seen = `thisUpdate ${formatInstant(thisUpdate)}`
  switch (id) {
    case 'crl.not-in-future':
      return { seen, wanted: `≤ ${formatInstant(now)}` }
    case 'crl.certificate-kept':
      return { seen, wanted: `≤ ${formatInstant(certificate.validity.notAfter)}` }
    case 'crl.up-to-date': {
      const until = nextUpdate === undefined ? 'none' : formatInstant(nextUpdate)
      const age = ageMaxMs === undefined ? '' : `, age ≤ ${ageMaxMs / 1000} s`
      return {
        seen: `${seen}, nextUpdate ${until}`,
        wanted: `nextUpdate ≥ ${formatInstant(at)}${age}`,
      }
    }
  }
}

function describeScope({ extensions }: Crl): string {
  const { onlyContains, indirect } = extensions.issuingDistributionPoint ?? {}
  const kind = onlyContains === undefined ? 'all certificates' : `${onlyContains} certificates only`
  return indirect === true ? `${kind}, indirect` : kind
}

function describeSigning({ crl, signer }: ListTrial, { issuer }: ListQuestion): string {
  return `${describeAlgorithm(crl)}, ${describeKey(signer ?? issuer)}`
}

function describeDelta({ crl, delta }: ListTrial): string {
  const number = crl.extensions.cRLNumber
  const complete = number === undefined ? 'without a number' : `number ${number}`
  if (delta === undefined) return complete
  const { cRLNumber, deltaBaseNumber } = delta.extensions
  return `${complete}, delta ${cRLNumber} over base ${deltaBaseNumber}`
}

/** Names shown of a list that may be long. */
const NAMES_SHOWN_MAX = 4

function describeNames(names: readonly GeneralName[] | undefined): string {
  if (names === undefined) return 'not limited'
  return names.slice(0, NAMES_SHOWN_MAX).map(describeName).join(' | ')
}

function describeName(name: GeneralName): string {
  if (name.kind === 'directoryName') return formatName(name.name)
  return name.kind === 'uniformResourceIdentifier' ? name.text : name.kind
}
