import { formatInJapan, lastSecondInJapan } from '#kernel/instant.ts'
import type { CertificateKind } from './certificate-kind.ts'
import { SOURCES } from './citation.ts'
import { DEFAULT_LAW_POLICY, type LawPolicy } from './policy.ts'
import { mayRenewOn, renewalWindow } from './renewal.ts'
import { decidingCap, type ValidityCap, validityCaps } from './validity.ts'
import { renewsInWindow, type ValidityFacts } from './validity-rules.ts'

/** One line of an explanation, in both languages. */
export interface ExplanationLine {
  readonly ja: string
  readonly en: string
}

const KIND_NAMES: Readonly<Record<CertificateKind, ExplanationLine>> = {
  signature: { ja: '署名用電子証明書', en: 'Signature certificate' },
  'user-authentication': { ja: '利用者証明用電子証明書', en: 'User-authentication certificate' },
}

/**
 * Says in words how long a certificate is valid and why: the question, the renewal window, one line
 * per rule with its date and source, and last the rule that decided. A birthday shows in these
 * lines: they are for the holder and the counter.
 */
export function explainValidity(
  facts: ValidityFacts,
  policy: LawPolicy = DEFAULT_LAW_POLICY,
): readonly ExplanationLine[] {
  const caps = validityCaps(facts, policy)
  const deciding = decidingCap(caps)
  return [
    {
      ja: `${KIND_NAMES[facts.kind].ja}（申請日 ${facts.appliedOn}、発行日 ${facts.issuedOn}）`,
      en: `${KIND_NAMES[facts.kind].en} (applied for ${facts.appliedOn}, issued ${facts.issuedOn})`,
    },
    ...explainRenewal(facts, policy),
    ...caps.map(explainCap),
    explainOutcome(facts, deciding),
  ]
}

function explainRenewal(facts: ValidityFacts, policy: LawPolicy): readonly ExplanationLine[] {
  const { replacedEndsOn, appliedOn } = facts
  if (replacedEndsOn === undefined) return []
  const { opensOn, endsOn } = renewalWindow(replacedEndsOn, policy)
  const window: ExplanationLine = {
    ja: `今の電子証明書は ${replacedEndsOn} まで、更新期間は ${opensOn} から ${endsOn} まで。`,
    en: `The certificate it replaces ends on ${replacedEndsOn}; its renewal window is ${opensOn} to ${endsOn}.`,
  }
  return [window, explainWindow(facts, mayRenewOn(replacedEndsOn, appliedOn, policy), policy)]
}

function explainWindow(facts: ValidityFacts, applied: boolean, policy: LawPolicy): ExplanationLine {
  if (renewsInWindow({ facts, policy })) {
    return {
      ja: '更新期間内の申請なので、6回目の誕生日まで数える。',
      en: 'Applied for within the window, so the 6th birthday counts.',
    }
  }
  return applied
    ? {
        ja: '満了した後の発行なので、5回目の誕生日まで数える。',
        en: 'Issued after that end, so the 5th birthday counts.',
      }
    : {
        ja: '更新期間外の申請なので、5回目の誕生日まで数える。',
        en: 'Applied for outside the window, so the 5th birthday counts.',
      }
}

function explainCap({ lastDay, textJa, textEn, citation }: ValidityCap): ExplanationLine {
  const source = SOURCES[citation.source]
  return {
    ja: `${lastDay}  ${textJa}〔${source.ja} ${citation.at}〕`,
    en: `${lastDay}  ${textEn} [${source.en}: ${citation.at}]`,
  }
}

function explainOutcome(facts: ValidityFacts, deciding: ValidityCap): ExplanationLine {
  const { lastDay, rule, textJa, textEn } = deciding
  if (lastDay < facts.issuedOn) {
    return {
      ja: `発行できない。${lastDay} を過ぎている（${rule}：${textJa}）`,
      en: `Nothing can be issued: ${lastDay} is past (${rule}: ${textEn})`,
    }
  }
  const end = formatInJapan(lastSecondInJapan(lastDay))
  return {
    ja: `最も早い日により、日本時間 ${end} まで有効（${rule}：${textJa}）`,
    en: `The earliest decides: valid to ${end} Japan time (${rule}: ${textEn})`,
  }
}
