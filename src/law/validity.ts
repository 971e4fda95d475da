import { assert } from '#kernel/assert.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import { type Instant, lastSecondInJapan, wholeSecond } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { CertificateKind } from './certificate-kind.ts'
import { DEFAULT_LAW_POLICY, type LawPolicy } from './policy.ts'
import { type Citation, inForce, type RuleId } from './rule.ts'
import { birthdaysOfValidity, VALIDITY_CAPS, type ValidityFacts } from './validity-rules.ts'

/** What a decision on validity asks. */
export type { ValidityFacts } from './validity-rules.ts'

/** One rule's last day of validity, with the rule's words. */
export interface ValidityCap {
  readonly rule: RuleId
  readonly lastDay: CivilDate
  readonly citation: Citation
  readonly textJa: string
  readonly textEn: string
}

/** How long a certificate is valid, and which rule decided. */
export interface ValidityDecision {
  readonly kind: CertificateKind
  /** The last day of validity, in Japan. */
  readonly lastDay: CivilDate
  /** 23:59:59 Japan time of `lastDay`, a whole second: the certificate's notAfter. */
  readonly notAfter: Instant
  /** The birthdays after issue that the law grants: 5, or 6 for a renewal within its window. */
  readonly birthdays: number
  /** The rule with the earliest last day; of several the first in the order of `caps`. */
  readonly decidedBy: RuleId
  /** Every rule that applies, in the order of the law. */
  readonly caps: readonly ValidityCap[]
}

/** The certificate could not be valid for a single day. */
export type ValidityRefusal = 'validity-over'

/**
 * The validity of a certificate (Act 5, 24): the earliest of the last days that the rules in
 * `VALIDITY_CAPS` give. Refused with `validity-over` (detail `lastDay`, `decidedBy`, `issuedOn`)
 * when that is before the day of issue.
 */
export function decideValidity(
  facts: ValidityFacts,
  policy: LawPolicy = DEFAULT_LAW_POLICY,
): Result<ValidityDecision, ValidityRefusal> {
  const caps = validityCaps(facts, policy)
  const deciding = decidingCap(caps)
  const { lastDay, rule: decidedBy } = deciding
  if (lastDay < facts.issuedOn) {
    return refuse('validity-over', { lastDay, decidedBy, issuedOn: facts.issuedOn })
  }
  return ok({
    kind: facts.kind,
    lastDay,
    notAfter: lastSecondInJapan(lastDay),
    birthdays: birthdaysOfValidity({ facts, policy }),
    decidedBy,
    caps,
  })
}

/** What each rule in force on the day of issue gives, in the order of the law. */
export function validityCaps(facts: ValidityFacts, policy: LawPolicy): readonly ValidityCap[] {
  const question = { facts, policy }
  const caps: ValidityCap[] = []
  for (const rule of VALIDITY_CAPS) {
    const lastDay = inForce(rule, facts.issuedOn) ? rule.check(question) : undefined
    if (lastDay === undefined) continue
    const [citation] = rule.cites
    caps.push({ rule: rule.id, lastDay, citation, textJa: rule.ja, textEn: rule.en })
  }
  return caps
}

/** The earliest of the caps; of equal days the first. */
export function decidingCap(caps: readonly ValidityCap[]): ValidityCap {
  const [first, ...others] = caps
  assert(first !== undefined, 'the birthday always caps the validity')
  return others.reduce((least, cap) => (cap.lastDay < least.lastDay ? cap : least), first)
}

/**
 * Whether a certificate with this `notAfter` has ended at `at`: it is still valid in the whole
 * second of `notAfter`.
 */
export function hasEnded(notAfter: Instant, at: Instant): boolean {
  return wholeSecond(at) > notAfter
}
